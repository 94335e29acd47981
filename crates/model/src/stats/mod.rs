//! Exact statistics: quantiles, the four metric types, spans of time. Knows nothing of files or reports.

mod sink;
mod spans;

pub use sink::{counter, counter_of, gauge, rate, rate_of, trend};
pub use sloscope_scan::{bins, percentiles};
pub use spans::Spans;
