//! The workers, and the page's side of them. A reader or a run holds the samples and answers questions; the page holds
//! reports. The page and each kind of worker are modules of their own, made of the same sources: their messages always fit.
//!
//! ```text
//! page: host::Engine --- Start, questions ---> role: reader or run
//!            <-- progress, answers ---
//!                                              reader --- Start, a file ---> helpers, while a large file is read
//!                                                     <-- pieces of samples --
//!                                              run --- Start, begin, stop ---> generators (a pool), while a test runs
//!                                                  <-- outcomes, every half second --
//! page: state::exports --- a report or a chart ---> role: writer
//!                      <-- a text ---
//! page: state::part --- shown, hidden ---> form, comparisons (in the page's window, with workers of their own: probes,
//!                                          readers of plans, a comparer)
//!                   <-- start, a link ---
//! ```

mod comparer;
mod generate;
mod generator_pool;
mod helper;
pub mod host;
mod keeping;
mod launch;
mod live;
mod modules;
mod opening;
pub mod part;
mod plan_service;
mod pressure;
mod reader;
mod reading;
mod remote_source;
pub mod role;
mod saving;
mod session;
mod transport;
mod writer;

pub use sloscope_protocol as protocol;
