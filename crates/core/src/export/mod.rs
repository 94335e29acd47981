//! Exports: pure functions of a report, or of a load plan.

#[cfg(feature = "json")]
mod json;
mod k6_json;
mod k6_operator;
mod k6_script;
mod k6_summary;
mod markdown;
mod text;

#[cfg(feature = "json")]
pub use json::{json, json_text};
pub use k6_json::K6Json;
pub use k6_operator::{CONFIG_MAP_LIMIT, k6_operator};
pub use k6_script::k6_script;
pub use k6_summary::k6_summary;
pub use markdown::{markdown, markdown_with};
pub use text::text;
