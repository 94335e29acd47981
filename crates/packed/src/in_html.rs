//! A run in a report's HTML file (`view::app_file`), where it is base64 in a template.

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use sloscope_ingest::Reader;

use crate::{FAMILY, Kept, Refused, unpack};

/// What such a file begins with.
pub const HTML: &str = "<!doctype html>\n<!-- sloscope.html/1: a report with its run -->\n";

/// The template that has the run; the name of its file follows, and more attributes: in none of them is a sign of these.
const TEMPLATE: &[u8] = b"<template data-part=\"run\" data-name=\"";
const QUOTE: u8 = b'"';
const START: u8 = b'>';
const END: u8 = b'<';

/// What of the run is in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Holds {
    /// Every sample: each question has an exact answer. The run is a `.slo` file.
    Samples,
    /// The report alone: it says what it cannot answer. The run is a stored report.
    Report,
}

impl Holds {
    /// The name of the run's file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Samples => "run.slo",
            Self::Report => "report.json",
        }
    }
}

/// A file as it was when the report was saved.
#[derive(Debug, PartialEq, Eq)]
pub struct Run {
    /// `run.slo`, or the name of a stored report.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Run {
    /// What it holds: whole runs, or a report that was stored.
    pub fn read(self) -> Result<Kept, Refused> {
        if self.bytes.starts_with(FAMILY) {
            return unpack(&self.bytes);
        }
        let mut reader = Reader::new(&self.name);
        reader.feed(&self.bytes);
        Ok(Kept { sources: vec![reader.finish()], failures: Vec::new(), run: None })
    }
}

/// The run in such a file; `None` where there is none, or where it was cut or changed.
pub fn run_of_html(file: &[u8]) -> Option<Run> {
    let rest = &file[memchr::memmem::find(file, TEMPLATE)? + TEMPLATE.len()..];
    let name = &rest[..memchr::memchr(QUOTE, rest)?];
    let rest = &rest[memchr::memchr(START, rest)? + 1..];
    let run = &rest[..memchr::memchr(END, rest)?];
    let name = std::str::from_utf8(name).ok()?.to_owned();
    BASE64.decode(run).ok().filter(|bytes| !bytes.is_empty()).map(|bytes| Run { name, bytes })
}

#[cfg(test)]
mod tests {
    use super::{HTML, Run, run_of_html};

    #[test]
    fn a_run_is_found_whole_or_not_at_all() {
        let file =
            format!("{HTML}<html><template data-part=\"run\" data-name=\"run.slo\" data-place>AQID</template></html>");
        let run = Run { name: "run.slo".to_owned(), bytes: vec![1, 2, 3] };
        assert_eq!(run_of_html(file.as_bytes()), Some(run));
        let end = file.find("</template>").unwrap_or_default();
        for (broken, why) in [
            (file[..end].to_owned(), "cut"),
            (file.replace("AQID", "AQ D"), "changed"),
            (file.replace("AQID", ""), "empty"),
            (HTML.to_owned(), "none"),
        ] {
            assert_eq!(run_of_html(broken.as_bytes()), None, "{why}");
        }
    }
}
