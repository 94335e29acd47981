//! Exports: pure functions of a report or of samples.
//!
//! Exports of reports and samples leave out the query strings of URLs unless the caller keeps them.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]
#![deny(missing_docs)]

#[cfg(feature = "json")]
mod baseline;
mod comparison;
mod csv;
#[cfg(feature = "json")]
mod json;
mod junit;
mod k6_handle;
mod k6_json;
mod k6_summary;
mod markdown;
mod prometheus;
#[cfg(feature = "schema")]
mod schemas;
mod text;
mod xml;

#[cfg(feature = "json")]
pub use baseline::{baseline_json, baseline_text};
#[cfg(feature = "json")]
pub use comparison::{comparison_json, comparison_json_within};
pub use comparison::{comparison_junit, comparison_markdown, comparison_text};
pub use csv::{chart_csv, csv, csv_tables};
#[cfg(feature = "json")]
pub use json::{JsonPart, held, json, json_part, json_text, json_text_with, json_within};
pub use junit::junit;
pub use k6_handle::k6_handle_summary;
pub use k6_json::K6Json;
pub use k6_summary::k6_summary;
pub use markdown::{markdown, markdown_short, markdown_with};
pub use prometheus::prometheus;
#[cfg(feature = "schema")]
pub use schemas::SCHEMAS;
pub use text::{text, text_with};

use std::borrow::Cow;

use sloscope_analysis::report::Report;

/// What is written of a report: the door of every form of it.
fn written(report: &Report, keep_queries: bool) -> Cow<'_, Report> {
    let without = if keep_queries { None } else { report.without_queries() };
    without.map_or(Cow::Borrowed(report), Cow::Owned)
}
