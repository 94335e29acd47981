//! The vocabulary that all other crates share: metrics and their series, statistics, time, and the one formatter of numbers.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]
#![deny(missing_docs)]

pub mod checks;
pub mod costs;
pub mod definitions;
pub mod distinct;
pub mod error_codes;
pub mod format;
pub mod margin;
pub mod metric;
pub mod names;
pub mod options;
pub mod order;
pub mod places;
pub mod series;
pub mod stat;
pub mod stats;
pub mod time;
