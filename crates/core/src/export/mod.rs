//! Exports: pure functions of a report.

mod checks;
mod json;
mod markdown;
mod text;
mod wording;

pub use json::json;
pub use markdown::markdown;
pub use text::text;
