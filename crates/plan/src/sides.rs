//! Two sides in one run: blocks of the plan as it is (side a) and of what side b has of its own, in turn. A pair of blocks
//! is one of each side, in an order that the seed of the plan decides; a k6 script holds that order as a list.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use sloscope_model::time::{NANOS_PER_S, Nanos};

use super::plan::{Body, Plan, Request};
use super::random::Picker;

/// For what the plan's seed is drawn from, beside requests and rows.
const STREAM_SIDE: u32 = 2;
/// With fewer pairs no difference is certain: an exact test of n pairs cannot say less than 2 in 2^n.
pub(super) const FEWEST_PAIRS: u64 = 6;
/// More are compared slowly, and no more certain.
pub(super) const MOST_BLOCKS: u64 = 1000;
/// Lengths of a block that people would choose, in seconds.
const USUAL_BLOCKS: [Nanos; 10] = [60, 30, 20, 15, 10, 5, 4, 3, 2, 1];

/// How the sides of a plan alternate, and what side b has of its own. Side a is the plan as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sides {
    /// The length of a block.
    pub block: Nanos,
    /// What is different on side b.
    pub b: SideB,
}

/// What side b has in place of the plan's; all else is as on side a.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideB {
    /// Its targets; empty for those of the plan.
    pub targets: Vec<String>,
    /// The method of the plan's only request.
    pub method: Option<String>,
    /// The URL of the plan's only request.
    pub url: Option<String>,
    /// On every request, in place of headers of the same names.
    pub headers: Vec<(String, String)>,
    /// The body of the plan's only request.
    pub body: Option<Body>,
}

/// A side of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The plan as it stands.
    A,
    /// The plan with what [`SideB`] has of its own.
    B,
}

impl Side {
    /// The value of the tag `side`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
        }
    }

    fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

/// What is sent at a time of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The side whose requests are sent.
    pub side: Side,
    /// The number of the block, from 1; `None` in the warm-up, and for a plan without sides.
    pub block: Option<u64>,
}

impl Plan {
    /// The sides that the plan sends.
    pub fn sides_sent(&self) -> &'static [Side] {
        if self.sides.is_some() { &[Side::A, Side::B] } else { &[Side::A] }
    }

    /// What an arrival that is due at this time of the run sends. Of the warm-up the first half is of side a, the second
    /// of side b, so that both are warm.
    pub fn slot(&self, due: Nanos) -> Slot {
        match &self.sides {
            None => Slot { side: Side::A, block: None },
            Some(_) if due < self.warm_up / 2 => Slot { side: Side::A, block: None },
            Some(_) if due < self.warm_up => Slot { side: Side::B, block: None },
            Some(sides) => {
                let number = (due.saturating_sub(self.warm_up) / sides.block.max(1)).unsigned_abs();
                Slot { side: self.side_of(number), block: Some(number.saturating_add(1)) }
            }
        }
    }

    /// The side of a block, of which the first is number 0.
    fn side_of(&self, number: u64) -> Side {
        let first = match Picker::new(self.seed, STREAM_SIDE).below(number / 2, 2) {
            0 => Side::A,
            _ => Side::B,
        };
        if number.is_multiple_of(2) { first } else { first.other() }
    }

    /// From the end of the warm-up to the end of all schedules.
    pub(super) fn measured(&self) -> Nanos {
        self.end().saturating_sub(self.warm_up).max(0)
    }

    /// How many pairs of blocks the run has; 0 without sides.
    pub fn block_pairs(&self) -> u64 {
        let pair = self.sides.as_ref().map_or(0, |sides| sides.block.saturating_mul(2));
        if pair > 0 { (self.measured() / pair).unsigned_abs() } else { 0 }
    }

    /// The sides of the blocks of the run, in order; of more than a run may have, the first.
    pub fn block_order(&self) -> Vec<Side> {
        let count = self.block_pairs().saturating_mul(2).min(MOST_BLOCKS);
        (0..count).map(|number| self.side_of(number)).collect()
    }

    /// Sides for a plan that has none: nothing differs yet, and the blocks fill the run, in 6 pairs or more if possible.
    pub fn first_sides(&self) -> Sides {
        let measured = self.measured();
        let pairs = |seconds: Nanos| {
            let pair = 2 * seconds * NANOS_PER_S;
            if measured % pair == 0 { (measured / pair).unsigned_abs() } else { 0 }
        };
        let enough = USUAL_BLOCKS.into_iter().find(|seconds| pairs(*seconds) >= FEWEST_PAIRS);
        let most = || USUAL_BLOCKS.into_iter().rev().find(|seconds| pairs(*seconds) > 0);
        Sides { block: enough.or_else(most).unwrap_or(1) * NANOS_PER_S, b: SideB::default() }
    }

    fn b(&self, side: Side) -> Option<&SideB> {
        self.sides.as_ref().filter(|_| side == Side::B).map(|sides| &sides.b)
    }

    /// The targets of a side.
    pub fn targets_of(&self, side: Side) -> &[String] {
        self.b(side).map(|b| b.targets.as_slice()).filter(|targets| !targets.is_empty()).unwrap_or(&self.targets)
    }

    /// The URL of a request of the plan on a side.
    pub fn url_of<'a>(&'a self, side: Side, request: &'a Request) -> &'a str {
        self.b(side).and_then(|b| b.url.as_deref()).unwrap_or(&request.url)
    }

    /// The method of a request of the plan on a side.
    pub fn method_of<'a>(&'a self, side: Side, request: &'a Request) -> &'a str {
        self.b(side).and_then(|b| b.method.as_deref()).unwrap_or(&request.method)
    }

    /// The requests of a side, in the order of the plan's. Their names are the same on both.
    pub fn requests_of(&self, side: Side) -> Cow<'_, [Request]> {
        match self.b(side) {
            None => Cow::Borrowed(&self.requests),
            Some(b) => Cow::Owned(self.requests.iter().map(|request| self.request_of(b, request)).collect()),
        }
    }

    fn request_of(&self, b: &SideB, request: &Request) -> Request {
        let is_own = |name: &str| b.headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
        let kept = request.headers.iter().filter(|(name, _)| !is_own(name));
        Request {
            method: self.method_of(Side::B, request).to_owned(),
            url: self.url_of(Side::B, request).to_owned(),
            headers: kept.chain(&b.headers).cloned().collect(),
            body: b.body.clone().or_else(|| request.body.clone()),
            ..request.clone()
        }
    }

    /// The requests of all sides.
    pub fn requests_sent(&self) -> Cow<'_, [Request]> {
        match self.sides {
            None => Cow::Borrowed(&self.requests),
            Some(_) => Cow::Owned([self.requests_of(Side::A), self.requests_of(Side::B)].concat()),
        }
    }

    /// The plan of one side, as if it were the only one.
    pub fn on(&self, side: Side) -> Plan {
        Plan {
            targets: self.targets_of(side).to_vec(),
            requests: self.requests_of(side).into_owned(),
            sides: None,
            ..self.clone()
        }
    }

    /// Both sides send the same: whatever differs then is chance.
    pub fn is_aa(&self) -> bool {
        self.sides.is_some()
            && self.targets_of(Side::A) == self.targets_of(Side::B)
            && self.requests_of(Side::A) == self.requests_of(Side::B)
    }
}
