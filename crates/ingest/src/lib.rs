//! Reading: bytes in, a [`Source`] out. Push-driven, so that a browser can feed it slices and a
//! command line can feed it blocks; the result does not depend on where the input was cut.
//!
//! ```text
//! feed(&[u8]) -> gunzip? -> UTF-16? -> sniff (by content) -> lines | CSV | JSON values | whole document
//! finish()    -> Source { what it is, what it holds, what could not be read }
//! ```
//! Reading cannot fail on content: what can be read is used, the rest is counted and explained.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]
#![deny(missing_docs)]

mod archive;
#[cfg(test)]
mod damage;
mod diagnostics;
mod document;
mod encoding;
mod gzip;
mod json_find;
mod json_lines;
mod json_tree;
mod json_values;
mod k6_csv;
mod k6_dashboard;
mod k6_json;
mod k6_json_any;
mod k6_json_line;
mod k6_options;
mod k6_summary;
mod lines;
mod objectives_file;
mod part;
mod prefix;
mod reader;
mod runs;
mod sniff;
mod source;
mod stated;
mod unknown;

pub use k6_dashboard::dashboard_range;

pub use diagnostics::{Diagnostics, Skip, SkipReason};
pub use part::{Part, PartReader, Receiving, SentPart, Split};
pub use reader::MOST_IDLE;
pub use reader::Reader;
pub use runs::{Apart, apart};
pub use source::{
    Compression, Content, Declaration, Encoding, Format, SampleFile, Source, SourceInfo, Summary, SummaryMetric,
    SummaryThreshold, Unreadable,
};
