//! Files that hold whole runs, with all that their files said: `.slo`, Parquet, and the HTML files of reports.

use std::io::{BufReader, Cursor, Read};

use indicatif::ProgressBar;

use sloscope_core::packed::{FAMILY, HTML, Kept, Refused, Run, run_of_html, unpack_from};
use sloscope_core::report::InputFailure;
use sloscope_core::report::words::{Trouble, unread};
use sloscope_parquet::MAGIC;

use super::{BLOCK, Input, has_changed, reason, trouble};

/// What such files are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Slo,
    Parquet,
    /// A report with the page in it.
    Html,
}

/// Does the input begin as such a file does? What was read of it to know that is given back.
pub fn kind(input: &mut Input) -> Option<Kind> {
    let mut head = Vec::new();
    // What cannot be read is said by whoever reads it next.
    let ended = input.bytes.by_ref().take(HTML.len() as u64).read_to_end(&mut head);
    let kind = match &ended {
        Ok(_) if head.starts_with(FAMILY) => Some(Kind::Slo),
        Ok(_) if head.starts_with(MAGIC) => Some(Kind::Parquet),
        Ok(_) if head == HTML.as_bytes() => Some(Kind::Html),
        _ => None,
    };
    let rest = std::mem::replace(&mut input.bytes, Box::new(std::io::empty()));
    input.bytes = Box::new(Cursor::new(head).chain(After(ended.err()).chain(rest)));
    kind
}

/// An error that came while the head was read comes once more, in its place.
struct After(Option<std::io::Error>);

impl Read for After {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// All that it holds, or why nothing of it is used.
pub fn read(input: Input, kind: Kind, bar: &ProgressBar) -> Result<Kept, InputFailure> {
    let Input { name, medium, bytes, path, .. } = input;
    let fail = |what: &str, advice: &str| InputFailure {
        name: name.clone(),
        what: what.to_owned(),
        advice: advice.to_owned(),
    };
    let mut bytes = bar.wrap_read(bytes);
    let kept = match kind {
        Kind::Slo => unpack_from(BufReader::with_capacity(BLOCK, bytes))
            .map_err(|refused| fail(refused.what(), refused.advice()))?,
        Kind::Parquet | Kind::Html => {
            let mut all = Vec::new();
            let ended = bytes.read_to_end(&mut all);
            ended.map_err(|error| unread(&name, medium, trouble(&error, all.len() as u64, &reason(&error))))?;
            match kind {
                Kind::Html => (run_of_html(&all).ok_or(Refused::Damaged).and_then(Run::read))
                    .map_err(|refused| fail(refused.what(), refused.advice()))?,
                _ => sloscope_parquet::read(&name, all).map_err(|refused| fail(&refused.what, refused.advice))?,
            }
        }
    };
    match path.is_some_and(|(path, before)| has_changed(&path, &before)) {
        true => Err(unread(&name, medium, Trouble::Changed)),
        false => Ok(kept),
    }
}
