//! Exports: pure functions of a report or of samples.
//!
//! Exports of reports and samples leave out the query strings of URLs unless the caller keeps them.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]
#![deny(missing_docs)]

mod comparison;
#[cfg(feature = "json")]
mod json;
mod k6_json;
mod k6_summary;
mod markdown;
mod text;

#[cfg(feature = "json")]
pub use comparison::comparison_json;
pub use comparison::{comparison_junit, comparison_markdown, comparison_text};
#[cfg(feature = "json")]
pub use json::{json, json_text, json_text_with};
pub use k6_json::K6Json;
pub use k6_summary::k6_summary;
pub use markdown::{markdown, markdown_with};
pub use text::{text, text_with};

use std::borrow::Cow;

use sloscope_analysis::report::Report;

/// What is written of a report: the door of every form of it.
fn written(report: &Report, keep_queries: bool) -> Cow<'_, Report> {
    let without = if keep_queries { None } else { report.without_queries() };
    without.map_or(Cow::Borrowed(report), Cow::Owned)
}
