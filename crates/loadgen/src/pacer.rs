//! Hands out arrivals when they are due. The schedule is absolute, so nothing drifts: whoever wakes up late gets
//! every arrival that is due by then, each with the instant that was intended for it. Where as many iterations are
//! under way as may be, an arrival is dropped and counted; it never waits.
//!
//! Several pacers may share a plan, each in a thread of its own. The first sends every arrival that it can; the others are
//! standbys and send arrivals still unclaimed a moment after they were due. Shared counters say who claimed an arrival
//! (`counters`).
//!
//! The clock is the caller's: nanoseconds since the run began.

use sloscope_model::time::Nanos;
use sloscope_plan::{Arrivals, Plan};

use super::counters::{Count, Counters};

/// One arrival of the schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Index in `Plan::scenarios`.
    pub scenario: usize,
    /// Number within the scenario, from 0.
    pub number: u64,
    /// When it was due, ns since the run began.
    pub intended: Nanos,
    /// Whether it is to be sent.
    pub fate: Fate,
}

/// What becomes of an arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// To be sent now.
    Start {
        /// Counts what was started in the scenario, from 0: k6's `iterationInTest`.
        iteration: u64,
    },
    /// Too many are under way: k6's `dropped_iterations`.
    Dropped,
}

/// How a scenario stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LaneState {
    /// Iterations that have started and not ended.
    pub in_flight: u32,
    /// The most that were under way at once.
    pub most_in_flight: u32,
    /// Iterations that were started, those under way included.
    pub started: u64,
    /// Arrivals that found too many under way: k6's `dropped_iterations`.
    pub dropped: u64,
    /// Iterations that ended.
    pub finished: u64,
}

#[derive(Clone, Debug)]
struct Lane {
    start: Nanos,
    /// Those that nobody had taken when it was looked at last, and the number of the first of them.
    arrivals: Arrivals,
    number: u32,
    limit: u32,
    /// When iterations that still run are given up.
    give_up: Nanos,
    graceful_stop: Nanos,
    /// Iterations of one's own that are under way.
    own: u32,
}

impl Lane {
    /// When the first is due that nobody took, of which `claimed` were taken.
    fn due(&mut self, claimed: u32) -> Option<Nanos> {
        while self.number < claimed && self.arrivals.next().is_some() {
            self.number += 1;
        }
        self.arrivals.peek().map(|due| self.start + due)
    }
}

/// All scenarios of a plan on one time axis.
#[derive(Clone, Debug)]
pub struct Pacer<C> {
    lanes: Vec<Lane>,
    counters: C,
    /// How long an arrival that is due is left to others.
    patience: Nanos,
    stopped: bool,
}

impl<C: Counters> Pacer<C> {
    /// `counters` are as many as the plan needs. One with no patience sends all that it can; the others stand by.
    pub fn new(plan: &Plan, counters: C, patience: Nanos) -> Self {
        let lanes = plan.scenarios.iter().map(|scenario| Lane {
            start: scenario.start,
            arrivals: Arrivals::new(&scenario.load),
            number: 0,
            limit: scenario.max_vus,
            give_up: scenario.end() + scenario.graceful_stop,
            graceful_stop: scenario.graceful_stop,
            own: 0,
        });
        Self { lanes: lanes.collect(), counters, patience, stopped: false }
    }

    /// The first that nobody took: when it was due, and its scenario.
    fn first(&mut self) -> Option<(Nanos, usize)> {
        if self.stopped {
            return None;
        }
        let counters = &self.counters;
        let due = |(at, lane): (usize, &mut Lane)| Some((lane.due(counters.get(Count::Claimed.of(at)))?, at));
        self.lanes.iter_mut().enumerate().filter_map(due).min()
    }

    /// When the next arrival is due, for this one; `None` after the last, or after `stop`.
    pub fn next_due(&mut self) -> Option<Nanos> {
        Some(self.first()?.0 + self.patience)
    }

    /// Takes the next arrival that is due by `now`. To be called until it gives none.
    pub fn take(&mut self, now: Nanos) -> Option<Arrival> {
        loop {
            let (intended, scenario) = self.first()?;
            if intended + self.patience > now {
                return None;
            }
            let number = self.lanes[scenario].number;
            // Another may have been faster.
            if self.counters.set(Count::Claimed.of(scenario), number, number + 1) {
                let fate = self.enter(scenario);
                return Some(Arrival { scenario, number: number.into(), intended, fate });
            }
        }
    }

    /// Starts an iteration, if there is room for it.
    fn enter(&mut self, scenario: usize) -> Fate {
        let (lane, counters) = (&mut self.lanes[scenario], &self.counters);
        let (in_flight, most) = (Count::InFlight.of(scenario), Count::MostInFlight.of(scenario));
        let now = loop {
            let before = counters.get(in_flight);
            if before >= lane.limit {
                counters.add(Count::Dropped.of(scenario), 1);
                return Fate::Dropped;
            }
            if counters.set(in_flight, before, before + 1) {
                break before + 1;
            }
        };
        loop {
            let before = counters.get(most);
            if before >= now || counters.set(most, before, now) {
                break;
            }
        }
        lane.own += 1;
        Fate::Start { iteration: counters.add(Count::Started.of(scenario), 1).into() }
    }

    /// An iteration that was started here has ended, whatever came of it.
    pub fn finished(&mut self, scenario: usize) {
        if let Some(lane) = self.lanes.get_mut(scenario).filter(|lane| lane.own > 0) {
            lane.own -= 1;
            self.counters.subtract(Count::InFlight.of(scenario), 1);
            self.counters.add(Count::Finished.of(scenario), 1);
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
    pub fn next_event(&mut self) -> Option<Nanos> {
        let due = self.next_due();
        let busy = self.lanes.iter().filter(|lane| lane.own > 0).map(|lane| lane.give_up);
        due.into_iter().chain(busy).min()
    }

    /// Nothing is due any more, and nothing that was started here is under way.
    pub fn over(&mut self) -> bool {
        self.lanes.iter().all(|lane| lane.own == 0) && self.first().is_none()
    }

    /// What all count together of a scenario; zeros for one that the plan does not have.
    pub fn state(&self, scenario: usize) -> LaneState {
        if scenario >= self.lanes.len() {
            return LaneState::default();
        }
        let get = |count: Count| self.counters.get(count.of(scenario));
        LaneState {
            in_flight: get(Count::InFlight),
            most_in_flight: get(Count::MostInFlight),
            started: get(Count::Started).into(),
            dropped: get(Count::Dropped).into(),
            finished: get(Count::Finished).into(),
        }
    }

    /// All scenarios together; the most in flight is the sum of each one's.
    pub fn total(&self) -> LaneState {
        let mut total = LaneState::default();
        for lane in (0..self.lanes.len()).map(|scenario| self.state(scenario)) {
            total.in_flight += lane.in_flight;
            total.most_in_flight += lane.most_in_flight;
            total.started += lane.started;
            total.dropped += lane.dropped;
            total.finished += lane.finished;
        }
        total
    }
}
