//! How far a plan may go without a further word. Beyond it is a choice that says what it means.

use sloscope_model::format;
use sloscope_model::stat::Unit;
use sloscope_model::time::{NANOS_PER_MS, NANOS_PER_S, Nanos};

use super::capacity::ceiling_words;
use super::plan::Plan;

/// Requests per second.
pub const MOST_PER_S: f64 = 1000.0;
pub const LONGEST: Nanos = 15 * 60 * NANOS_PER_S;
/// Iterations under way at once.
pub const MOST_IN_FLIGHT: u32 = 1000;

/// A cap that a plan goes beyond.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cap {
    /// `rate`, `duration`, `in-flight`.
    pub name: &'static str,
    /// What is chosen: "Send up to 1,500.0/s".
    pub choice: String,
    /// What that means.
    pub meaning: String,
}

/// The caps that a plan goes beyond.
pub fn caps(plan: &Plan) -> Vec<Cap> {
    let mut beyond = Vec::new();
    let (rate, length, most) = (plan.peak_per_s(), plan.end(), most_in_flight(plan));
    if rate > MOST_PER_S {
        let per_s = |rate| format::value(rate, Unit::PerSecond);
        beyond.push(Cap {
            name: "rate",
            choice: format!("Send up to {}", per_s(rate)),
            meaning: format!(
                "More than {}. A service that is not sized for it can fail for everybody who uses it, and browsers were measured to hold {}: the rest will be dropped or sent late.",
                per_s(MOST_PER_S),
                ceiling_words()
            ),
        });
    }
    if length > LONGEST {
        let words = |nanos: Nanos| format::duration(nanos as f64 / NANOS_PER_MS);
        beyond.push(Cap {
            name: "duration",
            choice: format!("Go on for {}", words(length)),
            meaning: format!(
                "Longer than {}: {} requests in all. This tab must stay open and the computer awake all the time.",
                words(LONGEST),
                format::count(plan.planned())
            ),
        });
    }
    if most > MOST_IN_FLIGHT {
        let (most, usual) = (format::count(u64::from(most)), format::count(u64::from(MOST_IN_FLIGHT)));
        beyond.push(Cap {
            name: "in-flight",
            choice: format!("Have up to {most} requests in flight"),
            meaning: format!(
                "More than {usual}. Hundreds of pending requests slow a browser down and hold as many connections of the service; what is beyond the limit is dropped and counted, which shows the same."
            ),
        });
    }
    beyond
}

/// The most iterations that may be under way at once: those of scenarios that overlap, graceful stops included.
fn most_in_flight(plan: &Plan) -> u32 {
    let at = |time: Nanos| {
        let going = plan.scenarios.iter().filter(|s| s.start <= time && time < s.end().saturating_add(s.graceful_stop));
        going.map(|s| s.max_vus).fold(0, u32::saturating_add)
    };
    plan.scenarios.iter().map(|scenario| at(scenario.start)).fold(0, u32::max)
}
