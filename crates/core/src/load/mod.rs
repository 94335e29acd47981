//! Load generation, the part without a clock and without a network: what a test does ([`Plan`]), when each arrival is
//! due ([`Arrivals`]), which are handed out now ([`Pacer`]), and what becomes of them ([`Outcome`], [`Recorder`]). Who
//! runs it brings the time and sends the requests.

mod capacity;
mod check;
mod data;
mod describe;
mod example;
mod import;
mod json;
mod lines;
mod look;
mod outcome;
mod pacer;
mod plan;
mod prepared;
mod problems;
mod random;
mod record;
mod schedule;
mod template;

pub use capacity::{Capacity, Fit, Protocol, Shortfall, USUAL_STREAMS, capacity_words, origins};
pub use check::{Seen, held};
pub use data::DataError;
pub use describe::{plan_text, problems_text};
pub use example::seed_example;
pub use import::{Import, from_curl, from_har, from_k6_options};
pub use json::{PlanError, duration_text, plan_json, read_plan};
pub use lines::{
    checks_text, data_text, duration, headers_text, hosts, in_short, is_loopback, read_checks, read_headers,
    read_stages, stages_text,
};
pub use look::{Look, look_words};
pub use outcome::{End, Outcome, Phases, ResourceTimes, proto};
pub use pacer::{Arrival, Fate, LaneState, Pacer};
pub use plan::{
    Body, Check, DEFAULT_GRACEFUL_STOP, DEFAULT_TIMEOUT, Data, Expect, Load, Order, PLAN_VERSION, Plan, RampStage,
    Request, Scenario,
};
pub use prepared::{Call, Prepared, is_absolute};
pub use problems::{Problem, Step, problems};
pub use random::{Picker, SplitMix};
pub use record::{MEASURED, PHASE, RESPONSE_TIME, Recorder, SCHEDULE_LAG, TARGET, WARM_UP, run_sources, sample_file};
pub use schedule::Arrivals;
pub use template::{Context, Escape, Part, Template, TemplateError, Value};
