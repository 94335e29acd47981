//! The report as it is stored, `sloscope.report/1` (docs/report-json.md): versioned types of its own, apart from the
//! report that is shown, so that the report can change and what was written stays readable.
//!
//! A type says what a field is called, read and written in one place (`field::record`). A new version gets a module
//! with types of its own, a `From` the version before it, and an arm in [`read`]: each step upgrades by one.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]
#![deny(missing_docs)]

pub mod baseline;
mod field;
#[cfg(feature = "write")]
pub mod part;
#[cfg(feature = "schema")]
mod schema;
pub mod v1;

use serde_json::Value;

pub use self::field::Fault;
use self::field::Filling;
#[cfg(feature = "schema")]
pub use self::schema::{baseline_schema, part_schema, report_schema};
/// The version that is written, and that all others are upgraded to.
pub use self::v1::Report;

/// What the schema of every stored report begins with; its version follows.
const FAMILY: &str = "sloscope.report/";
/// The schema that is written.
pub const SCHEMA: &str = v1::SCHEMA;

/// Why a document is no stored report that can be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The schema is of a later version, or of none that there is.
    Version(String),
    /// A field is missing or is not what it must be.
    Damaged(Fault),
}

/// Does the document say of itself that it is a stored report, of whatever version?
pub fn is_stored(document: &Value) -> bool {
    schema(document).is_some()
}

fn schema(document: &Value) -> Option<&str> {
    document.get("schema")?.as_str().filter(|schema| schema.starts_with(FAMILY))
}

/// Reads a stored report of any version up to the newest. Fields that are not known are ignored.
pub fn read(document: &Value) -> Result<Report, Refused> {
    match schema(document).unwrap_or_default() {
        v1::SCHEMA => Filling::read(document).map_err(Refused::Damaged),
        other => Err(Refused::Version(other.to_owned())),
    }
}

/// The document of a report. What is not known is absent: there is no null and no 0 that stands for it.
#[cfg(feature = "write")]
pub fn write(mut report: Report) -> Value {
    use self::field::Field;
    report.take().unwrap_or_default()
}

/// The document of some parts of a report.
#[cfg(feature = "write")]
pub fn write_part(mut part: part::Part) -> Value {
    use self::field::Field;
    part.take().unwrap_or_default()
}
