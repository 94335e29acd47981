//! The messages between the page and its workers. The first message to a worker is a [`Start`], which says its role; all
//! that follow are of this role alone. How they travel is the page's (`src/workers/transport.rs`).
//!
//! ```text
//! role       gets                       says
//! Reader     Request<SessionRequest>    ReaderReply: progress, opened, Answer<SessionAnswer>
//! Run        RunRequest                 RunReply: how it runs, opened, Answer<SessionAnswer>, Answer<SavedFile>
//! Writer     Request<WriterRequest>     Answer<String>
//! Plan       -                          one answer: the start is the request
//! Helper     -                          HelperReply, in front of each piece of samples
//! Generator  GeneratorRequest           GeneratorReply: ready, progress
//! ```
//!
//! Every [`Request`] has an id, and gets one [`Answer`] with this id: what was asked for, or why there is none. Messages
//! without an id are events, and orders that need no answer.
//!
//! Both ends are built from the same sources and fetched by names that change with their content, so the form needs no
//! version. Files travel beside the messages, in the order of the inputs.

#![warn(missing_docs)]
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod death;
mod generator;
mod helper;
mod plan;
mod reader;
mod run;
mod session;

use serde::{Deserialize, Serialize};
use sloscope_core::load::Plan;
use sloscope_core::report::Query;

pub use death::Death;
pub use generator::{GeneratorProgress, GeneratorReply, GeneratorRequest};
pub use helper::{FilePart, HelperEnd, HelperReply};
pub use plan::{Imported, PlanFile, PlanRequest, Written};
pub use reader::{InputKind, Progress, ReaderReply};
pub use run::{Mark, Pressure, Redirected, RunPhase, RunReply, RunRequest, Running, SaveRequest, SavedFile, Saving};
pub use session::{Export, Holder, Opened, SessionAnswer, SessionRequest, WriterRequest};
pub use sloscope_core::report::InputFailure;

/// The first message to a worker: its role.
#[derive(Debug, Serialize, Deserialize)]
pub enum Start {
    /// Reads the inputs, which makes it say [`ReaderReply::Opened`], and answers questions on them.
    Reader {
        /// What is read. Files travel along.
        inputs: Vec<InputKind>,
        /// The question of the first report.
        query: Query,
        /// How many workers read a large file.
        workers: u32,
    },
    /// Runs a plan, and answers questions on its samples.
    Run {
        /// A plan without problems.
        plan: Box<Plan>,
        /// The question of the first report.
        query: Query,
        /// How many workers may send its requests.
        generators: u32,
    },
    /// Writes texts of what another worker said, which has ended.
    Writer(Holder),
    /// Reads or writes a plan, and has nothing else to do.
    Plan(Box<PlanRequest>),
    /// Of one worker to another: reads a part of the file that travels along.
    Helper(FilePart),
    /// Gets ready to send the requests of a plan. The counters of its pool travel along.
    Generator {
        /// A plan without problems.
        plan: Box<Plan>,
        /// Its place in the pool, from 0.
        place: u32,
        /// It probes the target for a plan: it asks first where redirects lead, if the plan follows them.
        probe: bool,
    },
}

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
}

impl Refused {
    /// What to tell the user.
    pub fn words(self) -> &'static str {
        match self {
            Self::NoReport => "It could not be written: there is no report.",
            Self::NoSuchPart => "It could not be written: the report has no such part.",
            Self::NoSamples => "It could not be written: there are no samples.",
            Self::NoFile => "It could not be written: the browser did not make a file.",
        }
    }
}
