//! What is made of a run: exact statistics, verdicts on objectives, findings and charts, as a small, owned
//! [`report::Report`] that answers a [`report::Query`]. A [`session::Session`] is asked for it.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]
#![deny(missing_docs)]

pub mod chart;
pub mod report;
pub mod session;
pub mod slo;
