//! Hands out arrivals when they are due. The schedule is absolute, so nothing drifts: whoever wakes up late gets
//! every arrival that is due by then, each with the instant that was intended for it. Where as many iterations are
//! under way as may be, an arrival is dropped and counted; it never waits.
//!
//! The clock is the caller's: nanoseconds since the run began.

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
    /// To be sent now. The number counts what was started in the scenario, from 0: k6's `iterationInTest`.
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
}

/// All scenarios of a plan on one time axis.
#[derive(Clone, Debug)]
pub struct Pacer {
    lanes: Vec<Lane>,
    stopped: bool,
}

impl Pacer {
    pub fn new(plan: &Plan) -> Self {
        let lanes = plan.scenarios.iter().map(|scenario| Lane {
            start: scenario.start,
            arrivals: Arrivals::new(&scenario.load),
            limit: scenario.max_vus,
            give_up: scenario.end() + scenario.graceful_stop,
            graceful_stop: scenario.graceful_stop,
            state: LaneState::default(),
        });
        Self { lanes: lanes.collect(), stopped: false }
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
        lane.arrivals.next();
        let state = &mut lane.state;
        let number = state.started + state.dropped;
        let fate = if state.in_flight < lane.limit {
            state.in_flight += 1;
            state.most_in_flight = state.most_in_flight.max(state.in_flight);
            state.started += 1;
            Fate::Start { iteration: state.started - 1 }
        } else {
            state.dropped += 1;
            Fate::Dropped
        };
        Some(Arrival { scenario, number, intended, fate })
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
