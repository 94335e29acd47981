//! Exports: pure functions of a report.

#[cfg(feature = "json")]
mod json;
mod markdown;
mod text;

#[cfg(feature = "json")]
pub use json::json;
pub use markdown::{markdown, markdown_with};
pub use text::text;
