//! What the generator knows: the schedule, what is under way, and what is to be reported.

use std::collections::VecDeque;
use std::rc::Rc;

use sloscope_core::load::{End, Expect, Outcome, Pacer, Plan, Prepared, Side, TemplateError};
use sloscope_core::time::{NANOS_PER_MS, Nanos};
use sloscope_protocol::{GeneratorProgress, GeneratorReply, Redirected, RunPhase, Running};
use web_sys::{AbortController, Response};

use super::addresses::Addresses;
use super::send::{Form, Replies};
use super::shared::Shared;
use super::timing::{Handed, Timing};
use super::wake::Wakeup;
use super::why::Reasons;
use super::{Ready, STAND_BY, TELL_EVERY};
use crate::platform::clock;
use crate::workers::role::tell;

/// An outcome waits so long for its times, or for the reason of its failure.
const PATIENCE: Nanos = 1_000_000_000;

pub struct State {
    pub plan: Plan,
    pub pacer: Pacer<Shared>,
    pub prepared: Prepared,
    pub dropped: Vec<(u32, Nanos)>,
    pub phase: RunPhase,
    pub timing: Timing,
    pub reasons: Reasons,
    pub addresses: Addresses,
    /// A redirect that was followed: the first, or one that led away.
    pub redirected: Option<Redirected>,
    pub replies: Replies,
    /// One for each request of each side of the plan.
    pub forms: Vec<Vec<Form>>,
    pub wakeup: Rc<Wakeup>,
    /// Checks look at bodies.
    pub reads_bodies: bool,
    /// In the order in which they were sent, which is that of their numbers.
    under_way: VecDeque<UnderWay>,
    sent: u64,
    /// Ended, not reported yet.
    pub ended: Vec<Ended>,
    /// `performance.now()` when the run began, and the same since 1970.
    zero_ms: f64,
    began: Nanos,
    planned: u64,
    is_standby: bool,
    given_up: bool,
    /// That it is over was reported.
    all_reported: bool,
    /// When it reported last, and looked last.
    pub reported: Nanos,
    pub looked: Nanos,
}

pub struct UnderWay {
    id: u64,
    deadline: Nanos,
    pub outcome: Outcome,
    /// When the browser had it.
    pub handed: Nanos,
    /// As the browser writes it.
    pub url: String,
    pub abort: AbortController,
    pub response: Option<Response>,
    /// Why it was given up.
    pub why: Option<End>,
}

impl UnderWay {
    pub fn new(outcome: Outcome, handed: Nanos, url: String, abort: AbortController) -> Self {
        Self { id: 0, deadline: 0, outcome, handed, url, abort, response: None, why: None }
    }
}

fn forms(plan: &Plan, side: Side) -> Vec<Form> {
    let form = |request| Form::new(plan.method_of(side, request), plan.follow_redirects);
    plan.requests.iter().map(form).collect()
}

pub struct Ended {
    pub outcome: Outcome,
    pub url: String,
    pub handed: Nanos,
}

impl State {
    /// `zero_ms` is a time of `performance`.
    pub fn new(ready: Ready, zero_ms: f64, began: Nanos) -> Result<Self, TemplateError> {
        let Ready { plan, place, counters, wakeup, .. } = ready;
        let seed = js_sys::Math::random().to_bits();
        Ok(Self {
            pacer: Pacer::new(&plan, counters, STAND_BY * Nanos::from(place)),
            prepared: Prepared::new(&plan, seed)?,
            dropped: Vec::new(),
            phase: RunPhase::Going,
            timing: Timing::new(),
            reasons: Reasons::default(),
            addresses: Addresses::default(),
            redirected: None,
            replies: Replies::new(),
            forms: plan.sides_sent().iter().map(|side| forms(&plan, *side)).collect(),
            wakeup,
            reads_bodies: plan.reads_bodies(),
            under_way: VecDeque::new(),
            sent: 0,
            ended: Vec::new(),
            zero_ms,
            began,
            planned: plan.planned(),
            is_standby: place > 0,
            given_up: false,
            all_reported: false,
            // Not all at once: telling takes time from sending.
            reported: TELL_EVERY / 2 * Nanos::from(place % 2),
            looked: 0,
            plan,
        })
    }

    /// Since the run began.
    pub fn now(&self) -> Nanos {
        self.at(clock::now_ms())
    }

    /// The same for a time of `performance`.
    pub fn at(&self, ms: f64) -> Nanos {
        ((ms - self.zero_ms) * NANOS_PER_MS) as Nanos
    }

    /// Answers its number. Numbers are of the generator: scenarios count apart.
    pub fn add(&mut self, one: UnderWay) -> f64 {
        self.sent += 1;
        let deadline = one.outcome.sent + self.plan.timeout;
        self.under_way.push_back(UnderWay { id: self.sent, deadline, ..one });
        self.sent as f64
    }

    fn position(&self, id: f64) -> Option<usize> {
        self.under_way.binary_search_by_key(&(id as u64), |one| one.id).ok()
    }

    pub fn find(&mut self, id: f64) -> Option<&mut UnderWay> {
        self.under_way.get_mut(self.position(id)?)
    }

    /// One has ended.
    pub fn remove(&mut self, id: f64) -> Option<UnderWay> {
        let one = self.under_way.remove(self.position(id)?)?;
        self.pacer.finished(one.outcome.scenario as usize);
        Some(one)
    }

    pub fn stop(&mut self, at_once: bool) {
        let now = self.now();
        self.pacer.stop(now);
        if self.phase == RunPhase::Going {
            self.phase = RunPhase::Stopping;
        }
        self.given_up |= at_once;
        self.look(now);
    }

    /// A redirect led away from the hosts of the plan: nothing more is sent, and whoever started this hears of it now.
    pub fn leave(&mut self, to: String) {
        self.redirected = Some(Redirected { to, away: true });
        self.stop(true);
        self.tell();
    }

    /// Gives up what takes too long, and sees whether all is over.
    pub fn look(&mut self, now: Nanos) {
        for one in &mut self.under_way {
            if one.why.is_some() {
                continue;
            }
            let over =
                self.given_up || self.pacer.give_up_at(one.outcome.scenario as usize).is_some_and(|end| end <= now);
            one.why = match over {
                true => Some(End::Interrupted),
                false if one.deadline <= now => Some(End::Timeout),
                false => None,
            };
            if one.why.is_some() {
                one.abort.abort();
            }
        }
        if self.pacer.next_due().is_none() && self.phase == RunPhase::Going {
            self.phase = RunPhase::Stopping;
        }
        if !self.pacer.over() {
            return;
        }
        self.timing.look();
        if self.ended.iter().all(|ended| self.is_whole(ended, now)) {
            self.phase = RunPhase::Over;
        }
    }

    /// All is known of it that will be known.
    fn is_whole(&self, ended: &Ended, now: Nanos) -> bool {
        let known = match ended.outcome.end {
            End::Response(_) | End::BodyCut(_) => self.timing.has(&ended.url, self.handed(ended)),
            End::Network => !self.reasons.is_asking(&ended.url),
            _ => true,
        };
        known || now - ended.outcome.done > PATIENCE
    }

    /// As times of `performance`.
    fn handed(&self, ended: &Ended) -> Handed {
        let ms = |at: Nanos| at as f64 / NANOS_PER_MS + self.zero_ms;
        (ms(ended.outcome.sent), ms(ended.handed))
    }

    /// Completes an outcome: where its time went, why it failed.
    fn complete(&mut self, mut ended: Ended) -> Outcome {
        let handed = self.handed(&ended);
        let outcome = &mut ended.outcome;
        if let Some(found) = self.timing.take(&ended.url, handed) {
            outcome.phases = found.phases;
            outcome.protocol = found.protocol;
            outcome.bytes_received = found.bytes;
        }
        if outcome.end == End::Network {
            outcome.end = self.reasons.of(&ended.url);
        }
        if let (End::Response(_), Some(request)) = (outcome.end, self.plan.requests.get(outcome.request as usize)) {
            // The service time is known only now.
            let duration = outcome.duration_ms();
            for (bit, check) in request.checks.iter().enumerate() {
                if let Expect::DurationBelow(ms) = check.expect {
                    let (mask, held) = (1 << bit, duration < ms);
                    outcome.checks = outcome.checks & !mask | if held { mask } else { 0 };
                }
            }
        }
        ended.outcome
    }

    /// Tells the worker of the run what happened since the last time.
    pub fn tell(&mut self) {
        if self.all_reported {
            return;
        }
        self.all_reported = self.phase == RunPhase::Over;
        let now = self.now();
        self.timing.look();
        let (mut outcomes, mut later) = (Vec::new(), Vec::new());
        for ended in std::mem::take(&mut self.ended) {
            match self.phase == RunPhase::Over || self.is_whole(&ended, now) {
                true => outcomes.push(self.complete(ended)),
                false => later.push(ended),
            }
        }
        self.ended = later;
        self.timing.forget();
        let total = self.pacer.total();
        let running = Running {
            // It tells something before it begins.
            at_ms: now.max(0) as f64 / NANOS_PER_MS,
            end_ms: self.plan.end() as f64 / NANOS_PER_MS,
            planned: self.planned,
            due: total.started + total.dropped,
            started: total.started,
            finished: total.finished,
            dropped: total.dropped,
            in_flight: total.in_flight,
            most_in_flight: total.most_in_flight,
            lag_ms: outcomes.iter().map(Outcome::lag_ms).reduce(f64::max),
            sent_by_standby: if self.is_standby { self.sent } else { 0 },
            redirected: self.redirected.clone(),
            wakeup: self.wakeup.name().to_owned(),
            phase: self.phase,
            ..Running::default()
        };
        let dropped = std::mem::take(&mut self.dropped);
        tell(&GeneratorReply::Progress(Box::new(GeneratorProgress { began: self.began, outcomes, dropped, running })));
    }
}
