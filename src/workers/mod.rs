//! The worker of a run and the page's side of it. The worker holds the samples and answers queries; the page holds
//! reports. Both are this one module, started twice.
//!
//! ```text
//! page: host::Engine --- [Request, File...] ---> worker: run
//!            <-------- Reply: progress, report ----
//! ```

pub mod host;
mod link;
pub mod protocol;
pub mod run;
