//! The report: the small, owned answer to a query, from which every view and export is drawn.

mod address;
mod assemble;
mod breakdown;
mod finding;
mod load;
mod model;
mod noted;
mod query;
mod sparkline;
mod sparkline_path;
pub(crate) mod stored;
pub(crate) mod targets;
mod templates;
mod texts;
mod tiles;
pub mod words;

pub use address::{
    escaped, leaves_objectives_out, left_out_of_address, left_out_of_link, moment_of_address, read_address,
    write_address,
};
pub(crate) use assemble::{Active, ByStage, Length, Plan, Shape, Timecourse, assemble, charts};
pub use assemble::{Labelled, Spans};
pub(crate) use assemble::{in_spans, labelled, measured, values};
pub use breakdown::{Breakdown, BreakdownRow, RateOver, tag_of};
pub use finding::{Cited, Consequence, Finding, FindingNumber};
pub use load::{
    Behind, GeneratorLoad, Knee, Load, LoadCounts, LoadModel, LoadStage, ScenarioLoad, StageMeasured, Timeline,
};
pub use model::{
    CrossCheck, Difference, ErrorRow, ErrorTable, Latency, LatencyRow, MeasuredFrom, MetricSummary, ObjectivesFrom,
    OverallRow, PlanFrom, Report, RunFacts, RunPart, RunRef, ScenarioFacts, Scope, TagValues, TargetStage,
};
pub use noted::{Field, Noted, Remarks};
pub use query::{Query, Window};
pub use sloscope_dataset::{DurationFrom, InputFailure, Note, NoteLevel, SourceFacts};
pub use sloscope_model::checks::{CheckGroup, CheckResult};
pub use sparkline::Sparkline;
pub use sparkline_path::{SparklinePath, sparkline_path};
pub use stored::Stored;
pub use templates::Templates;
pub(crate) use texts::hide_users;
pub use tiles::{Bar, Tile, TileLimit, tiles};
