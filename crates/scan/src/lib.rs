//! sloscope-scan: what touches every byte of k6's samples, and every sample of a question. A crate of its own so that it can be built for speed where
//! the rest of a page is built for size; like the core it knows no file, no clock and no browser.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]
#![deny(missing_docs)]

mod blank;
mod cells;
mod chunk;
mod columns;
mod compact;
mod filtered;
mod moments;
mod number;
mod points;
mod predict;
mod quantile;
mod rfc3339;
mod samples;
mod sets;
mod spans;
mod store;
mod transfer;

pub use blank::{blank_lines, new_lines};
pub use cells::Cells;
pub use columns::{Partition, Selection};
pub use moments::{Moments, moments};
pub use number::scan_number;
pub use points::{Points, Row};
pub use quantile::percentiles;
pub use rfc3339::{LONGEST, NANOS_PER_S, Nanos, NotATime, TIMES, Timestamp, parse_rfc3339, read_any_time};
pub use samples::{Sample, Samples};
pub use sets::{BySet, SomeRows};
pub use spans::bins;
pub use store::{Columns, Recent, Renumbered, TagSetId};
pub use transfer::{Receiver, Sender};
