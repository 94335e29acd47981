//! A comparison as text, Markdown, JSON and JUnit: pure functions, with the sentences of `sloscope_compare::words`.

#[cfg(feature = "json")]
mod json;
mod junit;
mod markdown;
mod text;

#[cfg(feature = "json")]
pub use json::{comparison_json, comparison_json_within};
pub use junit::comparison_junit;
pub use markdown::comparison_markdown;
pub use text::comparison_text;

use std::borrow::Cow;

use sloscope_compare::Comparison;

/// What is written of a comparison: the door of every form of it.
fn written(comparison: &Comparison, keep_queries: bool) -> Cow<'_, Comparison> {
    if keep_queries { Cow::Borrowed(comparison) } else { Cow::Owned(comparison.without_queries()) }
}
