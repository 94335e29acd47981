//! Splits a stream of slices into lines; a line that spans slices is joined, others are borrowed.

/// A longer line is not read.
pub(super) const LONGEST: usize = 64 * 1024 * 1024;

/// One line without its end.
pub(super) enum Line<'a> {
    Text(&'a [u8]),
    /// Longer than [`LONGEST`]; its beginning.
    TooLong(&'a [u8]),
}

/// Who takes in lines.
pub(super) trait TakeLines {
    /// May take in lines from the start of `text`, whole ones with their ends; answers how many bytes, and lines.
    fn ahead(&mut self, text: &[u8]) -> (usize, u64);

    /// Takes in one line; numbers count from 1.
    fn line(&mut self, number: u64, line: Line<'_>);
}

/// Holds the unfinished line between two slices.
#[derive(Default)]
pub(super) struct LineSplitter {
    carry: Vec<u8>,
    too_long: bool,
    /// Number of the next line, from 0.
    lines: u64,
}

impl LineSplitter {
    /// Hands out every line that ends in this slice.
    pub fn feed(&mut self, mut slice: &[u8], to: &mut impl TakeLines) {
        loop {
            if self.carry.is_empty() && !self.too_long {
                let (bytes, lines) = to.ahead(slice);
                slice = &slice[bytes..];
                self.lines += lines;
            }
            let Some(end) = memchr::memchr(b'\n', slice) else { break };
            let head = &slice[..end];
            slice = &slice[end + 1..];
            self.lines += 1;
            if self.carry.is_empty() && !self.too_long {
                to.line(self.lines, Line::Text(without_cr(head)));
                continue;
            }
            self.keep(head);
            self.hand_out(&mut |number, line| to.line(number, line));
        }
        self.keep(slice);
    }

    /// Number of lines so far.
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// Hands out the last line if it has no end of its own; true if there was one.
    pub fn finish(&mut self, mut each: impl FnMut(u64, Line<'_>)) -> bool {
        if self.carry.is_empty() {
            return false;
        }
        self.lines += 1;
        self.hand_out(&mut each);
        true
    }

    fn keep(&mut self, part: &[u8]) {
        if self.too_long || self.carry.len() + part.len() > LONGEST {
            self.too_long = true;
            self.carry.truncate(1024);
            if self.carry.is_empty() {
                self.carry.extend_from_slice(&part[..part.len().min(1024)]);
            }
        } else {
            self.carry.extend_from_slice(part);
        }
    }

    fn hand_out(&mut self, each: &mut impl FnMut(u64, Line<'_>)) {
        if self.too_long {
            each(self.lines, Line::TooLong(&self.carry));
        } else {
            each(self.lines, Line::Text(without_cr(&self.carry)));
        }
        self.too_long = false;
        self.carry.clear();
    }
}

fn without_cr(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}
