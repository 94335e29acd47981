//! The plan of a load test: what it does ([`Plan`]), when each arrival is due ([`Arrivals`]), what each sends
//! ([`Prepared`]); read and written as JSON, imported from elsewhere, checked, and exported to k6.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]
#![deny(missing_docs)]

mod browser_policy;
mod capacity;
mod caps;
mod card;
mod check;
mod data;
mod derive;
mod describe;
mod draft;
mod example;
mod form;
mod headers;
mod import;
mod json;
mod k6_operator;
mod k6_script;
mod lines;
mod load;
mod network;
mod plan;
mod practice;
mod prepared;
mod preview;
mod problems;
mod random;
mod schedule;
mod share;
mod sides;
mod template;

pub use browser_policy::{ASKS_EACH, Barrier, BrowserPolicy, Preflight, Remark, addresses};
pub use capacity::{Capacity, Fit, Protocol, Shortfall, USUAL_STREAMS, capacity_words, ceiling_words, origins};
pub use caps::{Cap, caps};
pub use card::{Pace, address, address_b, pace, set_address, set_address_b, set_pace};
pub use check::{Seen, held};
pub use data::DataError;
pub use derive::{derived_objectives, follow, is_derived, objective_cautions};
pub use describe::plan_text;
pub use draft::{MOST_PLAN_TEXT, PlanDraft};
pub use example::{DEMO_TARGET, first_plan, seed_example, sides_example};
pub use form::{objectives_text, pairs_text, ramp_text, read_objectives, read_pairs, read_ramp, read_whole};
pub use headers::{all_header_cautions, header_cautions, is_forbidden};
pub use import::{Found, Import, Pick, from_curl, from_har, from_k6_options, import_any, is_plan};
pub use json::{PlanError, duration_text, plan_json, read_draft, read_plan};
pub use k6_operator::{CONFIG_MAP_LIMIT, k6_operator};
pub use k6_script::k6_script;
pub use lines::{checks_text, data_text, duration, hosts, in_short, read_checks, read_stages, stages_text};
pub use load::{Load, RampStage};
pub use network::{Permission, Space, host_of, is_loopback};
pub use plan::{
    Body, Check, DEFAULT_GRACEFUL_STOP, DEFAULT_TIMEOUT, Data, Expect, Order, PLAN_VERSION, Plan, Request, Scenario,
};
pub use practice::{PRACTICE_FILE, is_practice, mark_practice, practice_example};
pub use prepared::{Call, Prepared, is_absolute};
pub use preview::{RatePreview, SidesWords, hosts_words, objective_words, plan_size, rate_words, request_words};
pub use problems::{Problem, Step, problems};
pub use random::SplitMix;
pub use schedule::Arrivals;
pub use share::{Keep, for_link, from_address, left_out_words, to_address, without_user};
pub use sides::{Side, SideB, Sides, Slot};
pub use template::{Context, Escape, Template, TemplateError};
