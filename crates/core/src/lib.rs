//! sloscope-core: reads k6 results, computes exact statistics, judges objectives, writes reports.
//!
//! Data in, data out. No file, no clock, no browser: bytes are pushed in ([`ingest`]), joined to
//! runs ([`run`]), asked ([`report::Query`]) and answered with a small, owned [`report::Report`],
//! from which every view and every export is drawn, and with [`chart`]s.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod chart;
mod costs;
pub mod definitions;
pub mod export;
pub mod format;
pub mod ingest;
pub mod load;
pub mod metric;
mod order;
mod places;
pub mod report;
pub mod run;
pub mod series;
pub mod slo;
pub mod stat;
pub mod stats;
pub mod store;
pub mod time;
