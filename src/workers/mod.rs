//! The worker of a run and the page's side of it. The worker holds the samples and answers queries; the page holds
//! reports. They are two modules, made of the same sources: their messages always fit.
//!
//! ```text
//! page: host::Engine --- [Request, File...] ---> worker: run
//!            <-------- Reply: progress, report ----
//!                                                       run --- [Request, File] ---> helper, while a large file is read
//!                                                           <-- pieces of samples --
//!                                                       run --- [Request] ---> generators (crew), while a test runs
//!                                                           <-- outcomes, every half second --
//! ```

pub mod death;
mod generate;
mod generator_pool;
mod helper;
pub mod host;
mod launch;
mod live;
mod plan_service;
pub mod protocol;
mod reading;
mod remote_source;
pub mod run;
mod saving;
