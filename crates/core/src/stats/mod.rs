//! Exact statistics: quantiles, the four metric types, spans of time. Knows nothing of files or reports.

mod quantile;
mod sink;
mod spans;

pub use quantile::percentiles;
pub use sink::{counter, gauge, rate, trend};
pub use spans::Spans;
