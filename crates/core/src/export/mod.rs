//! Exports: pure functions of a report.

mod json;
mod markdown;
mod text;

pub use json::json;
pub use markdown::{markdown, markdown_with};
pub use text::text;
