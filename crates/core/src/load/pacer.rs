//! Hands out arrivals when they are due. The schedule is absolute, so nothing drifts: whoever wakes up late gets
//! every arrival that is due by then, each with the instant that was intended for it. Where as many iterations are
//! under way as may be, an arrival is dropped and counted; it never waits.
//!
//! Several may share a plan, each in a thread of its own: arrivals go round among them, and so does the room for
//! iterations under way. Where one is short of room, the others hand it some of theirs: there is never more in all.
//!
//! The clock is the caller's: nanoseconds since the run began.

use serde::{Deserialize, Serialize};

use super::plan::Plan;
use super::schedule::Arrivals;
use crate::time::Nanos;

/// One arrival of the schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Index in the plan.
    pub scenario: usize,
    /// Number within the scenario, from 0.
    pub number: u64,
    /// When it was due, since the run began.
    pub intended: Nanos,
    pub fate: Fate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// To be sent now. The number counts what was started in the scenario, from 0: k6's `iterationInTest`. Of several that
    /// share a plan each counts for itself, in steps of their number: none comes twice.
    Start { iteration: u64 },
    /// Too many are under way: k6's `dropped_iterations`.
    Dropped,
}

/// How a scenario stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LaneState {
    pub in_flight: u32,
    /// The most that were under way at once.
    pub most_in_flight: u32,
    pub started: u64,
    pub dropped: u64,
    /// Iterations that ended.
    pub finished: u64,
}

/// Which of the arrivals of each scenario are one's own: every `of`-th from `mine` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    pub mine: u32,
    /// How many share the plan.
    pub of: u32,
}

impl Turn {
    pub const ALL: Self = Self { mine: 0, of: 1 };

    /// One's own part of what can be counted.
    fn of(self, whole: u32) -> u32 {
        whole / self.of + u32::from(self.mine < whole % self.of)
    }
}

/// Room for iterations under way, of each that shares a plan: with less, handing it on would be all that they do.
const LEAST_ROOM: u32 = 8;

/// How many can share a plan, of those that may.
pub fn crew(plan: &Plan, most: u32) -> u32 {
    let room = plan.scenarios.iter().map(|scenario| scenario.max_vus).min().unwrap_or(0);
    most.min(room / LEAST_ROOM).max(1)
}

#[derive(Clone, Debug)]
struct Lane {
    start: Nanos,
    arrivals: Arrivals,
    limit: u32,
    /// When iterations that still run are given up.
    give_up: Nanos,
    graceful_stop: Nanos,
    state: LaneState,
}

impl Lane {
    fn due(&self) -> Option<Nanos> {
        self.arrivals.peek().map(|due| self.start + due)
    }

    fn over(&self) -> bool {
        self.arrivals.peek().is_none() && self.state.in_flight == 0
    }

    fn room(&self) -> u32 {
        self.limit.saturating_sub(self.state.in_flight)
    }
}

/// All scenarios of a plan on one time axis.
#[derive(Clone, Debug)]
pub struct Pacer {
    lanes: Vec<Lane>,
    turn: Turn,
    stopped: bool,
}

impl Pacer {
    pub fn new(plan: &Plan, turn: Turn) -> Self {
        let arrivals = |load| {
            let mut arrivals = Arrivals::new(load);
            skip(&mut arrivals, turn.mine);
            arrivals
        };
        let lanes = plan.scenarios.iter().map(|scenario| Lane {
            start: scenario.start,
            arrivals: arrivals(&scenario.load),
            limit: turn.of(scenario.max_vus),
            give_up: scenario.end() + scenario.graceful_stop,
            graceful_stop: scenario.graceful_stop,
            state: LaneState::default(),
        });
        Self { lanes: lanes.collect(), turn, stopped: false }
    }

    /// When the next arrival is due; `None` after the last, or after `stop`.
    pub fn next_due(&self) -> Option<Nanos> {
        if self.stopped {
            return None;
        }
        self.lanes.iter().filter_map(Lane::due).min()
    }

    /// Takes the next arrival that is due by `now`. To be called until it gives none.
    pub fn take(&mut self, now: Nanos) -> Option<Arrival> {
        if self.stopped {
            return None;
        }
        let due = |(at, lane): (usize, &Lane)| Some((lane.due()?, at));
        let (intended, scenario) = self.lanes.iter().enumerate().filter_map(due).min()?;
        if intended > now {
            return None;
        }
        let lane = &mut self.lanes[scenario];
        skip(&mut lane.arrivals, self.turn.of);
        let state = &mut lane.state;
        let whole = |own: u64| own * u64::from(self.turn.of) + u64::from(self.turn.mine);
        let number = whole(state.started + state.dropped);
        let fate = if state.in_flight < lane.limit {
            state.in_flight += 1;
            state.most_in_flight = state.most_in_flight.max(state.in_flight);
            state.started += 1;
            Fate::Start { iteration: whole(state.started - 1) }
        } else {
            state.dropped += 1;
            Fate::Dropped
        };
        Some(Arrival { scenario, number, intended, fate })
    }

    /// A quarter of the room of a scenario is left, or less: time to ask the others.
    pub fn is_short(&self, scenario: usize) -> bool {
        self.lanes
            .get(scenario)
            .is_some_and(|lane| !self.stopped && lane.due().is_some() && lane.room() * 4 <= lane.limit)
    }

    /// Parts with half of the room that is free in a scenario.
    pub fn part_with(&mut self, scenario: usize) -> u32 {
        let Some(lane) = self.lanes.get_mut(scenario) else { return 0 };
        let given = lane.room() / 2;
        lane.limit -= given;
        given
    }

    /// Takes what another one parted with.
    pub fn widen(&mut self, scenario: usize, room: u32) {
        if let Some(lane) = self.lanes.get_mut(scenario) {
            lane.limit += room;
        }
    }

    /// An iteration that was started has ended, whatever came of it.
    pub fn finished(&mut self, scenario: usize) {
        if let Some(lane) = self.lanes.get_mut(scenario) {
            lane.state.in_flight = lane.state.in_flight.saturating_sub(1);
            lane.state.finished += 1;
        }
    }

    /// Ends the schedule: no arrival is handed out any more, and what is under way may go on for its graceful stop.
    pub fn stop(&mut self, now: Nanos) {
        self.stopped = true;
        for lane in &mut self.lanes {
            lane.give_up = lane.give_up.min(now + lane.graceful_stop);
        }
    }

    /// When the iterations of a scenario that are still under way are to be given up.
    pub fn give_up_at(&self, scenario: usize) -> Option<Nanos> {
        self.lanes.get(scenario).map(|lane| lane.give_up)
    }

    /// The next time at which something has to be done: an arrival, or iterations to give up.
    pub fn next_event(&self) -> Option<Nanos> {
        let busy = self.lanes.iter().filter(|lane| lane.state.in_flight > 0).map(|lane| lane.give_up);
        self.next_due().into_iter().chain(busy).min()
    }

    /// Nothing is due any more and nothing is under way.
    pub fn over(&self) -> bool {
        self.lanes.iter().all(|lane| lane.state.in_flight == 0 && (self.stopped || lane.over()))
    }

    pub fn state(&self, scenario: usize) -> LaneState {
        self.lanes.get(scenario).map_or_else(LaneState::default, |lane| lane.state)
    }

    /// All scenarios together; the most in flight is the sum of each one's.
    pub fn total(&self) -> LaneState {
        let mut total = LaneState::default();
        for lane in &self.lanes {
            total.in_flight += lane.state.in_flight;
            total.most_in_flight += lane.state.most_in_flight;
            total.started += lane.state.started;
            total.dropped += lane.state.dropped;
            total.finished += lane.state.finished;
        }
        total
    }
}

fn skip(arrivals: &mut Arrivals, count: u32) {
    for _ in 0..count {
        arrivals.next();
    }
}
