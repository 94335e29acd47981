//! Metrics and tags that sloscope itself writes or gives a meaning to.

use crate::format::Holds;

/// How much later than planned a request was sent, in ms: a metric of the generator.
pub const SCHEDULE_LAG: &str = "sloscope_schedule_lag";
/// From the intended start of a request to its end: latency without coordinated omission, in ms.
pub const RESPONSE_TIME: &str = "sloscope_response_time";
/// The metric with one sample, at the moment at which a run was stopped before its end.
pub const STOPPED: &str = "sloscope_stopped";
/// The tag of [`STOPPED`] that says by whom, as [`Stop::as_str`] writes it.
pub const STOPPED_BY: &str = "by";
/// The tag that distinguishes warm-up from the rest; only plans with a warm-up have it.
pub const PHASE: &str = "phase";
/// The [`PHASE`] of requests whose intended start lies before the end of the warm-up.
pub const WARM_UP: &str = "warm-up";
/// The [`PHASE`] of all later requests.
pub const MEASURED: &str = "measured";
/// The tag with the host that was asked; only plans with several targets have it.
pub const TARGET: &str = "target";
/// The tag that distinguishes the two sides of a plan that has them: `a` and `b`.
pub const SIDE: &str = "side";
/// The tag that numbers the blocks in which two sides take turns.
pub const BLOCK: &str = "block";
/// The tag on every sample of a run against the page's own practice file: no measurement.
pub const PRACTICE: &str = "sloscope_practice";
/// Ends the name of a tag whose values are taken as addresses and made alike: `name~` has `/user/:id` where `name` has
/// `/user/17` and `/user/18`. In groups and in filters.
pub const TEMPLATE: char = '~';

/// What the values of a tag are.
pub fn holds(key: &str) -> Holds {
    if matches!(key.trim_end_matches(TEMPLATE), "name" | "url") { Holds::Address } else { Holds::Value }
}

/// Who stopped a run before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The user, on the page.
    User,
    /// An objective with `abortOnFail` that was broken.
    Objective,
}

impl Stop {
    /// The value of the tag [`STOPPED_BY`].
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Objective => "objective",
        }
    }

    /// The inverse of [`Self::as_str`]; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::User, Self::Objective].into_iter().find(|stop| stop.as_str() == text)
    }
}
