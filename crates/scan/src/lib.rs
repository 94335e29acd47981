//! sloscope-scan: what touches every byte of k6's samples, and every sample of a question. A crate of its own so that it can be built for speed where
//! the rest of a page is built for size; like the core it knows no file, no clock and no browser.

mod columns;
mod number;
mod points;
mod quantile;
mod rfc3339;

pub use columns::{Cells, Columns, Moments, Selection, TagSetId, moments};
pub use number::scan_number;
pub use points::{Points, Row};
pub use quantile::percentiles;
pub use rfc3339::{NANOS_PER_S, Nanos, Timestamp, parse_rfc3339};
