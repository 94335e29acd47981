//! Load generation, the part without a clock and without a network: what a test does ([`Plan`]), when each arrival is
//! due ([`Arrivals`]), which are handed out now ([`Pacer`]), and what becomes of them ([`Outcome`], [`Recorder`]). Who
//! runs it brings the time and sends the requests.

mod calibrate;
mod capacity;
mod caps;
mod check;
mod counters;
mod data;
mod describe;
mod draft;
mod example;
mod form;
mod headers;
mod import;
mod json;
mod judged;
mod lines;
mod look;
mod network;
mod outcome;
mod pacer;
mod plan;
mod practice;
mod prepared;
mod problems;
mod random;
mod record;
mod redirects;
mod schedule;
mod share;
mod surroundings;
mod template;

pub use calibrate::{GENTLE_RATES, Held, RATES, calibration_plan, held_rate, held_words};
pub use capacity::{Capacity, Fit, Protocol, Shortfall, USUAL_STREAMS, capacity_words, origins};
pub use caps::{Cap, caps};
pub use check::{Seen, held};
pub use counters::{Counters, Threads, counters, for_threads};
pub use data::DataError;
pub use describe::plan_text;
pub use draft::{MOST_PLAN_TEXT, PlanDraft};
pub use example::seed_example;
pub use form::{objectives_text, pairs_text, ramp_text, read_objectives, read_pairs, read_ramp, read_whole};
pub use headers::{all_header_cautions, header_cautions, is_forbidden};
pub use import::{Found, Import, Pick, from_curl, from_har, from_k6_options, import_any, is_plan};
pub use json::{PlanError, duration_text, plan_json, read_draft, read_plan};
pub use judged::judged;
pub use lines::{checks_text, data_text, duration, hosts, in_short, read_checks, read_stages, stages_text};
pub use look::{Look, look_words};
pub use network::{Permission, Space, is_loopback};
pub use outcome::{End, Outcome, Phases, ResourceTimes, proto};
pub use pacer::{Arrival, Fate, LaneState, Pacer};
pub use plan::{
    Body, Check, DEFAULT_GRACEFUL_STOP, DEFAULT_TIMEOUT, Data, Expect, Load, Order, PLAN_VERSION, Plan, RampStage,
    Request, Scenario,
};
pub use practice::{PRACTICE, PRACTICE_FILE, is_practice, mark_practice, practice_example};
pub use prepared::{Call, Prepared, is_absolute};
pub use problems::{Problem, Step, problems};
pub use random::{Picker, SplitMix};
pub use record::{
    MEASURED, PHASE, RESPONSE_TIME, Recorder, SCHEDULE_LAG, STOPPED, STOPPED_BY, Stop, TARGET, WARM_UP, run_sources,
    sample_file,
};
pub use redirects::{followed_words, is_of_plan, not_followed_words, plain_address};
pub use schedule::Arrivals;
pub use share::{Keep, for_link, from_address, left_out_words, to_address};
pub use surroundings::{Barrier, Preflight, Remark, Surroundings};
pub use template::{Context, Escape, Part, Template, TemplateError, Value};
