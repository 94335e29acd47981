//! What those that send the arrivals of one plan, each in a thread of its own, count together: every arrival is claimed by
//! one of them, and there is never more under way in all than the plan allows.

use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::SeqCst;

use sloscope_plan::Plan;

/// Numbers that all of them see, changed by one at a time.
pub trait Counters {
    /// What one is now.
    fn get(&self, at: usize) -> u32;
    /// Adds to one; answers what it was.
    fn add(&self, at: usize, number: u32) -> u32;
    /// Subtracts from one what was added to it before.
    fn subtract(&self, at: usize, number: u32);
    /// Sets one to `new` if it is `old`; false if it is not.
    fn set(&self, at: usize, old: u32, new: u32) -> bool;
}

/// What is counted of each scenario.
#[derive(Clone, Copy)]
pub(super) enum Count {
    /// Arrivals that somebody took.
    Claimed,
    InFlight,
    MostInFlight,
    Started,
    Dropped,
    Finished,
}

const COUNTS: usize = 6;

impl Count {
    pub fn of(self, scenario: usize) -> usize {
        scenario * COUNTS + self as usize
    }
}

/// How many numbers a plan needs; all begin with 0.
pub fn counters(plan: &Plan) -> usize {
    plan.scenarios.len() * COUNTS
}

/// [`Counters`] of threads of one process, see [`for_threads`].
pub type Threads = Arc<[AtomicU32]>;

/// Counters of a plan for threads of one process, all 0.
pub fn for_threads(plan: &Plan) -> Threads {
    (0..counters(plan)).map(|_| AtomicU32::default()).collect()
}

impl Counters for Threads {
    fn get(&self, at: usize) -> u32 {
        self[at].load(SeqCst)
    }

    fn add(&self, at: usize, number: u32) -> u32 {
        self[at].fetch_add(number, SeqCst)
    }

    fn subtract(&self, at: usize, number: u32) {
        self[at].fetch_sub(number, SeqCst);
    }

    fn set(&self, at: usize, old: u32, new: u32) -> bool {
        self[at].compare_exchange(old, new, SeqCst, SeqCst).is_ok()
    }
}
