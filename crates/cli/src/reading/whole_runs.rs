//! Files of sloscope's own that hold runs as they were read, with all their files: `.slo`, and the HTML
//! files of reports.

use std::io::{BufReader, Cursor, Read};

use indicatif::ProgressBar;

use sloscope_core::packed::{FAMILY, HTML, Kept, Refused, Run, run_of_html, unpack_from};
use sloscope_core::report::InputFailure;
use sloscope_core::report::words::{Trouble, unread};

use super::{BLOCK, Input, has_changed};

/// Which of them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `.slo`.
    Packed,
    /// A report's HTML file.
    Html,
}

/// How does the input begin? What was read of it to know that is given back.
pub fn form(input: &mut Input) -> Option<Form> {
    let mut head = Vec::new();
    // What cannot be read is said by whoever reads it next.
    let ended = input.bytes.by_ref().take(HTML.len() as u64).read_to_end(&mut head);
    let form = match ended.is_ok() {
        true if head.starts_with(FAMILY) => Some(Form::Packed),
        true if head == HTML.as_bytes() => Some(Form::Html),
        _ => None,
    };
    let rest = std::mem::replace(&mut input.bytes, Box::new(std::io::empty()));
    input.bytes = Box::new(Cursor::new(head).chain(After(ended.err()).chain(rest)));
    form
}

/// An error that came while the head was read comes once more, in its place.
struct After(Option<std::io::Error>);

impl Read for After {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// All that it holds, or why nothing of it is used.
pub fn read(input: Input, form: Form, bar: &ProgressBar) -> Result<Kept, InputFailure> {
    let Input { name, medium, bytes, path, .. } = input;
    let mut bytes = BufReader::with_capacity(BLOCK, bar.wrap_read(bytes));
    let kept = match form {
        Form::Packed => unpack_from(bytes),
        Form::Html => {
            let mut file = Vec::new();
            // What is missing at its end is missing in the run.
            let _ = bytes.read_to_end(&mut file);
            run_of_html(&file).ok_or(Refused::Damaged).and_then(Run::read)
        }
    };
    let kept = kept.map_err(|refused| InputFailure {
        name: name.clone(),
        what: refused.what().to_owned(),
        advice: refused.advice().to_owned(),
    })?;
    match path.is_some_and(|(path, before)| has_changed(&path, &before)) {
        true => Err(unread(&name, medium, Trouble::Changed)),
        false => Ok(kept),
    }
}
