//! The report: the small, owned answer to a query, from which every view and export is drawn.

mod address;
mod breakdown;
mod build;
mod course;
mod error_codes;
mod finding;
mod load;
mod model;
mod noted;
mod query;
mod sparkline;
pub(crate) mod targets;
mod templates;
mod texts;
pub mod words;

pub(crate) use address::unescape;
pub use address::{read_address, write_address};
pub use breakdown::{Breakdown, BreakdownRow, RateOver, TEMPLATE, tag_of};
pub(crate) use build::{Active, Asked, ByStage, Length, Plan, Shape, Timecourse, build, charts, duration_of, normal};
pub use course::Course;
pub use error_codes::explain as explain_error;
pub(crate) use error_codes::timed_out;
pub use finding::{Consequence, Finding, FindingNumber};
pub use load::{Behind, Knee, Load, LoadCounts, LoadModel, LoadStage, ScenarioLoad, StageMeasured, Timeline};
pub use model::{
    CheckGroup, CheckResult, CrossCheck, Difference, DurationFrom, ErrorRow, ErrorTable, InputFailure, Latency,
    LatencyRow, MeasuredFrom, MetricSummary, Note, NoteLevel, ObjectivesFrom, OverallRow, PlanFrom, Remarks, Report,
    RunFacts, RunPart, RunRef, ScenarioFacts, Scope, SourceFacts, TagValues, TargetStage,
};
pub use noted::{Field, Noted};
pub use query::{Query, Window};
pub use sparkline::{Sparkline, sparkline};
pub use templates::Templates;
pub(crate) use texts::holds;
