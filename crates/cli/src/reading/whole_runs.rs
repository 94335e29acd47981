//! Files of sloscope's own that hold runs as they were read, with all their files: `.slo`.

use std::io::{BufReader, Cursor, Read};

use indicatif::ProgressBar;

use sloscope_core::packed::{FAMILY, Kept, unpack_from};
use sloscope_core::report::InputFailure;
use sloscope_core::report::words::{Trouble, unread};

use super::{BLOCK, Input, has_changed};

/// Does the input begin as such a file does? What was read of it to know that is given back.
pub fn is_one(input: &mut Input) -> bool {
    let mut head = Vec::new();
    // What cannot be read is said by whoever reads it next.
    let ended = input.bytes.by_ref().take(FAMILY.len() as u64).read_to_end(&mut head);
    let is_one = ended.is_ok() && head == FAMILY;
    let rest = std::mem::replace(&mut input.bytes, Box::new(std::io::empty()));
    input.bytes = Box::new(Cursor::new(head).chain(After(ended.err()).chain(rest)));
    is_one
}

/// An error that came while the head was read comes once more, in its place.
struct After(Option<std::io::Error>);

impl Read for After {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// All that it holds, or why nothing of it is used.
pub fn read(input: Input, bar: &ProgressBar) -> Result<Kept, InputFailure> {
    let Input { name, medium, bytes, path, .. } = input;
    let kept = unpack_from(BufReader::with_capacity(BLOCK, bar.wrap_read(bytes))).map_err(|refused| InputFailure {
        name: name.clone(),
        what: refused.what().to_owned(),
        advice: refused.advice().to_owned(),
    })?;
    match path.is_some_and(|(path, before)| has_changed(&path, &before)) {
        true => Err(unread(&name, medium, Trouble::Changed)),
        false => Ok(kept),
    }
}
