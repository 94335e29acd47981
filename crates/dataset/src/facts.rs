//! What is known of the files of a run, besides what they hold.

use serde::{Deserialize, Serialize};

use sloscope_ingest::{Diagnostics, SourceInfo};
use sloscope_model::options::Secret;

/// A file, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourceFacts {
    /// Its name, size and form.
    pub info: SourceInfo,
    /// What it was used for: "samples", "k6's own numbers, cross-checked", "not used: …".
    pub role: String,
    /// What of it could not be used, and notes on how it was read.
    pub diagnostics: Diagnostics,
    /// Confidential content that was dropped while the file was read.
    pub secrets: Vec<Secret>,
}

/// An input that gave nothing, or not all of what it holds, or that changed while it was read (`words::unread`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFailure {
    /// As its source would have it ([`SourceInfo::name`]): the file's name, without folders.
    pub name: String,
    /// A sentence: what happened.
    pub what: String,
    /// A sentence or two: what to do.
    pub advice: String,
}

/// How much a note matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoteLevel {
    /// Good to know; the numbers mean what they seem to.
    Info,
    /// Numbers are right but can be misread.
    Caution,
    /// Something is missing or wrong.
    Warning,
}

/// What must be known to read the numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// A report has the gravest first.
    pub level: NoteLevel,
    /// One or more whole sentences.
    pub text: String,
}
