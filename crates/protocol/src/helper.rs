//! A worker that reads a part of a large file for another worker.

use serde::{Deserialize, Serialize};
use sloscope_core::ingest::{SentPart, Split};

/// A part of the file that travels along.
#[derive(Debug, Serialize, Deserialize)]
pub struct FilePart {
    /// What is known of the file.
    pub split: Split,
    /// Its first byte.
    pub from: u64,
    /// The first byte behind it; absent for the end of the file.
    pub to: Option<u64>,
}

/// What a helper says, in front of a piece of samples.
#[derive(Debug, Serialize, Deserialize)]
pub struct HelperReply {
    /// Read so far.
    pub bytes: u64,
    /// Found so far.
    pub samples: u64,
    /// With the last piece.
    pub end: Option<HelperEnd>,
}

/// The part is read, or reading broke off.
#[derive(Debug, Serialize, Deserialize)]
pub struct HelperEnd {
    /// What was found besides samples.
    pub rest: SentPart,
    /// Why reading broke off, in the browser's words.
    pub broken: Option<String>,
    /// Bytes of memory that the helper took.
    pub wasm_memory: u64,
}
