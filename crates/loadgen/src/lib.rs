//! Load generation, the part without a clock and without a network: which arrivals are handed out now ([`Pacer`]), and what
//! becomes of them ([`Outcome`], [`Recorder`]). Who runs it brings the time and sends the requests.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]
#![deny(missing_docs)]

mod calibrate;
mod counters;
mod outcome;
mod pacer;
mod probe;
mod record;
mod redirects;

pub use calibrate::{GENTLE_RATES, RATES, Sustained, calibration_plan, sustained_rate, sustained_words};
pub use counters::{Counters, Threads, counters, for_threads};
pub use outcome::{End, Outcome, Phases, ResourceTimes, proto};
pub use pacer::{Arrival, Fate, LaneState, Pacer};
pub use probe::{TargetProbe, probe_plan, probe_words};
pub use record::{Recorder, sample_file};
pub use redirects::{followed_words, is_of_plan, not_followed_words, plain_address};
