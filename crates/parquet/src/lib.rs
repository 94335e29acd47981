//! Samples as Parquet, for engines that read more than one machine holds: one row a sample, with its time, metric, value and a
//! column for each tag (docs/parquet.md). All else that the files say is in the footer, so that reading such a file gives the
//! same report. What k6's extension xk6-output-parquet writes is read as well.
//!
//! The page does not see this crate.

#![deny(missing_docs)]

mod columns;
mod layout;
mod read;
mod write;
mod xk6;

use std::fmt;

use sloscope_core::packed::Kept;

pub use self::write::write;

/// What every Parquet file begins with.
pub const MAGIC: &[u8] = b"PAR1";

/// Why a file cannot be used: a sentence, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What happened.
    pub what: String,
    /// What to do.
    pub advice: &'static str,
}

impl Refused {
    fn damaged(what: impl fmt::Display) -> Self {
        Self {
            what: format!("This Parquet file is damaged: {what}."),
            advice: "Write it again, or open the files of the run.",
        }
    }
}

impl From<parquet::errors::ParquetError> for Refused {
    fn from(error: parquet::errors::ParquetError) -> Self {
        let text = error.to_string();
        Self::damaged(text.trim_end_matches('.'))
    }
}

/// All that a file holds; `name` is the file's, without folders.
pub fn read(name: &str, bytes: Vec<u8>) -> Result<Kept, Refused> {
    let file = columns::File::open(bytes)?;
    if file.note(layout::SCHEMA_KEY).is_some() {
        return read::read(&file);
    }
    if file.note(xk6::VERSION_KEY).is_some() {
        return xk6::read(name, &file);
    }
    Err(Refused {
        what: "This Parquet file does not say what its columns are: neither sloscope nor xk6-output-parquet wrote it."
            .to_owned(),
        advice: "Open the results of k6, or a file that `sloscope convert` wrote. Engines that rewrite a file drop its footer.",
    })
}
