//! A site of many runs, as data: what `sloscope.json` states ([`stated`]), what is kept of each run ([`Index`]), what its
//! files are called ([`new_id`]), how numbers went from run to run ([`trends`]), and the addresses that open and compare
//! runs in the page beside it.
//!
//! ```text
//! report (analysis) -> Run -> Index (data/index.json) -> order -> trends (compare::stats) -> pages (view)
//! ```

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]
#![deny(missing_docs)]

mod index;
mod links;
mod names;
mod stated;
mod trends;

pub use index::{Figure, File, Index, Judged, Run, Unread, in_order};
pub use links::{compare_link, data_link, report_link};
pub use names::{is_id, new_id};
pub use stated::{FILE, OfRun, Stated, stated};
pub use trends::{Change, Sense, Trend, trends};
