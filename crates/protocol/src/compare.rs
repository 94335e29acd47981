//! A worker that reads the runs of two sides and compares them.

use serde::{Deserialize, Serialize};
use sloscope_core::compare::{Comparison, Offers, Overlay, OverlayAsk, Question, SidesAsk};
use sloscope_core::report::InputFailure;
use sloscope_core::sharing::Sharing;

use crate::{Answer, InputKind, Progress};

/// The only role of a worker of [`crate::Module::Comparer`]: reads both sides, which makes it say [`CompareReply::Opened`],
/// and compares them. Where [`crate::Module::Worker`] is travels along, for helpers, and behind it the files.
#[derive(Debug, Serialize, Deserialize)]
pub struct CompareRole {
    /// The inputs of the baseline and of the candidate; without those of the candidate, both sides are of the first.
    pub sides: [Vec<InputKind>; 2],
    /// How many workers read a large file.
    pub workers: u32,
}

/// What is asked of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum CompareRequest {
    /// A comparison.
    Compare(Box<CompareAsk>),
    /// A text of the last comparison, with what of it is handed on.
    Write(CompareText, Sharing),
}

/// A question to both sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompareAsk {
    /// What the sides are, of what was read.
    pub sides: SidesAsk,
    /// What was read for the baseline is the candidate.
    pub swapped: bool,
    /// How to compare.
    pub question: Question,
    /// How to draw both sides over each other.
    pub overlay: OverlayAsk,
}

/// A form of a comparison as a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CompareText {
    /// For pull requests and notes.
    Markdown,
    /// One HTML file.
    Html,
}

/// What it says.
#[derive(Debug, Serialize, Deserialize)]
pub enum CompareReply {
    /// How far reading got.
    Progress(Progress),
    /// All inputs are read, as far as they can be.
    Opened(Box<SidesRead>),
    /// To a request.
    Answer(Answer<CompareAnswer>),
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SidesRead {
    /// The baseline and the candidate; of one set of files the second has none.
    pub sides: [SideRead; 2],
    /// Bytes of memory that the worker and its helpers took, for measuring.
    pub wasm_memory: u64,
}

/// What was read of a side.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SideRead {
    /// Its runs: name and start.
    pub runs: Vec<String>,
    /// Inputs that could not be read, or not as a whole, or are no results.
    pub unread: Vec<InputFailure>,
    /// By what its runs can be divided.
    pub offers: Offers,
}

/// What comes of a comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// The verdict and its rows.
    pub comparison: Comparison,
    /// Both sides, drawn.
    pub overlay: Overlay,
}

/// The answer to a [`CompareRequest`].
#[derive(Debug, Serialize, Deserialize)]
pub enum CompareAnswer {
    /// The comparison, or why there is none.
    Compared(Result<Box<Compared>, String>),
    /// The text.
    Text(String),
}
