//! A worker that reads files and links.

use serde::{Deserialize, Serialize};

use crate::{Answer, Opened, SessionAnswer};

/// Something to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InputKind {
    /// The next of the files that travel along.
    File,
    /// An absolute address.
    Link(String),
    /// A run that the browser keeps. Other inputs stand behind it.
    Kept {
        /// The name of its file.
        id: String,
        /// What it is called while it is read.
        name: String,
    },
}

/// What a reader says.
#[derive(Debug, Serialize, Deserialize)]
pub enum ReaderReply {
    /// How far reading got.
    Progress(Progress),
    /// All inputs are read, as far as they can be.
    Opened(Box<Opened>),
    /// To a question.
    Answer(Answer<SessionAnswer>),
}

/// How far reading got.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// The file that is read now.
    pub name: String,
    /// Its place among the inputs, from 0.
    pub input: usize,
    /// How many inputs there are.
    pub inputs: usize,
    /// Bytes of all inputs, as stored.
    pub read: u64,
    /// Absent if a link does not say its length.
    pub total: Option<u64>,
    /// Samples found so far.
    pub samples: u64,
    /// Everything is read; the report is being computed.
    pub computing: bool,
}
