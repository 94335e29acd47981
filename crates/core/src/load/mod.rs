//! Load generation, the part without a clock and without a network: what a test does ([`Plan`]), when each arrival is
//! due ([`Arrivals`]), which are handed out now ([`Pacer`]). Who runs it brings the time and sends the requests.

mod pacer;
mod plan;
mod random;
mod schedule;

pub use pacer::{Arrival, Fate, LaneState, Pacer};
pub use plan::{
    Body, Check, DEFAULT_GRACEFUL_STOP, DEFAULT_TIMEOUT, Data, Expect, Load, Order, PLAN_VERSION, Plan, RampStage,
    Request, Scenario,
};
pub use random::{Picker, SplitMix};
pub use schedule::Arrivals;
