//! The JSON form of a plan, `sloscope.plan/1`. Its keys are k6's where k6 has them. A script's object literal is read,
//! too: bare keys, comments and trailing commas are no mistakes.

mod fields;
mod read;
mod scenario;
mod write;

pub use read::{PlanError, read_draft, read_plan};
pub(super) use scenario::{SCENARIO, scenario as read_scenario};
pub use write::{duration_text, plan_json};
