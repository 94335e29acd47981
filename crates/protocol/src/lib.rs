//! The messages between the page and its workers. The first message to a worker is its [`Role`]; all that follow are of
//! this role alone. How they travel is the page's (`src/workers/transport.rs`).
//!
//! ```text
//! module  role       gets                       says
//! Worker  Reader     Request<SessionRequest>    ReaderReply: progress, opened, Answer<SessionAnswer>
//!         Run        RunRequest                 RunReply: how it runs, opened, Answer<SessionAnswer>
//!         Helper     -                          HelperReply, in front of each piece of samples
//! Load    Plan       -                          one answer: the role is the request
//!         Generator  GeneratorRequest           GeneratorReply: ready, progress
//! Writer  (one)      Request<WriterRequest>     Answer<String>
//! Comparer (one)     Request<CompareRequest>    CompareReply: progress, opened, Answer<CompareAnswer>
//! Form, Compare -    PartRequest                PartReply; no workers: they are in the page's window
//! ```
//!
//! Every [`Request`] has an id, and gets one [`Answer`] with this id: what was asked for, or why there is none. Messages
//! without an id are events, and orders that need no answer.
//!
//! Both ends are built from the same sources and fetched by names that change with their content, so the form needs no
//! version. Files travel beside the messages, in the order of the inputs.

#![deny(missing_docs)]
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod compare;
mod death;
mod generator;
mod helper;
mod part;
mod plan;
mod reader;
mod role;
mod run;
mod session;

use serde::{Deserialize, Serialize};

pub use compare::{
    CompareAnswer, CompareAsk, CompareReply, CompareRequest, CompareRole, CompareText, Compared, SideRead, SidesRead,
};
pub use death::Death;
pub use generator::{GeneratorProgress, GeneratorReply, GeneratorRequest};
pub use helper::{FilePart, HelperEnd, HelperReply};
pub use part::{Linked, PackedPlan, PartReply, PartRequest};
pub use plan::{Imported, PlanFile, PlanRequest, Written};
pub use reader::{InputKind, Progress, ReaderReply};
pub use role::{LoadRole, Module, Role, WorkerRole};
pub use run::{Mark, Pressure, Redirected, RunPhase, RunReply, RunRequest, Running, SaveRequest, Saving};
pub use session::{Export, Form, Holder, Opened, SessionAnswer, SessionRequest, WriterRequest};
pub use sloscope_core::packed::Holds;
pub use sloscope_core::report::InputFailure;

/// Tells a request from all others that the page has sent, to whatever worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RequestId(pub u32);

/// Something that gets one [`Answer`].
#[derive(Debug, Serialize, Deserialize)]
pub struct Request<T> {
    /// A number that no other request has.
    pub id: RequestId,
    /// What is asked for.
    pub body: T,
}

/// What comes of a [`Request`].
#[derive(Debug, Serialize, Deserialize)]
pub struct Answer<T> {
    /// The id of the request.
    pub id: RequestId,
    /// What was asked for, or why there is none.
    pub body: Result<T, Refused>,
}

/// Why a request has no other answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refused {
    /// No run is open, or not yet: there is no report.
    NoReport,
    /// The report, or the chart, that is asked for has no such part.
    NoSuchPart,
    /// There are no samples to write.
    NoSamples,
    /// The browser made no file.
    NoFile,
    /// The browser lets this page keep no files.
    NoStorage,
    /// The browser has no room to keep a file.
    NoRoom,
    /// Nothing that was read is there to be written.
    NotHeld,
    /// Nothing was compared.
    NoComparison,
    /// The report is too long for an address.
    TooLong,
}

impl Refused {
    /// What to tell the user.
    pub fn words(self) -> &'static str {
        match self {
            Self::NoReport => "It could not be written: there is no report.",
            Self::NoSuchPart => "It could not be written: the report has no such part.",
            Self::NoComparison => "It could not be written: there is no comparison.",
            Self::NoSamples => "It could not be written: there are no samples.",
            Self::NoFile => "It could not be written: the browser did not make a file.",
            Self::NoStorage => {
                "This run is not kept: the browser does not let this page keep files, as in a private window. It stays open until you close or reload the page."
            }
            Self::NoRoom => {
                "This run is not kept: the browser has no room for it. It stays open until you close or reload the page."
            }
            Self::NotHeld => "It could not be written: nothing is open.",
            Self::TooLong => "The report itself has no room in a link.",
        }
    }
}
