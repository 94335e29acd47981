//! Which part of a run of a plan is judged: all of it, or all but its warm-up.

use super::plan::Plan;
use super::record::{PHASE, WARM_UP};
use crate::report::{Query, Window};
use crate::time::{NANOS_PER_MS, Nanos};

/// Iterations that were due in the warm-up are left out by their tag, and rates are over the time after it. A report counts
/// time from the first sample, which came so much later than the start of the plan.
pub fn judged(plan: &Plan, first_sample: Nanos) -> Query {
    let mut query = Query::default();
    if plan.warm_up > 0 {
        let start_ms = (plan.warm_up - first_sample).max(0) as f64 / NANOS_PER_MS;
        query.window = Some(Window { start_ms, end_ms: Window::LAST_MS });
        query.without.push((PHASE.to_owned(), WARM_UP.to_owned()));
    }
    query
}
