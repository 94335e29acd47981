//! Comparisons: did it help? Two sides of runs, or of parts of runs, with the statistics that can tell.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]
#![warn(missing_docs)]

pub mod stats;
