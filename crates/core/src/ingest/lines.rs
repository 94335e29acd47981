//! Splits a stream of slices into lines; a line that spans slices is joined, others are borrowed.

/// A longer line is not read.
pub(super) const LONGEST: usize = 64 * 1024 * 1024;

/// One line without its end.
pub(super) enum Line<'a> {
    Text(&'a [u8]),
    /// Longer than [`LONGEST`]; its beginning.
    TooLong(&'a [u8]),
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
    /// Hands out every line that ends in this slice, with its number from 1.
    pub fn feed(&mut self, mut slice: &[u8], mut each: impl FnMut(u64, Line<'_>)) {
        while let Some(end) = memchr::memchr(b'\n', slice) {
            let head = &slice[..end];
            slice = &slice[end + 1..];
            self.lines += 1;
            if self.carry.is_empty() && !self.too_long {
                each(self.lines, Line::Text(without_cr(head)));
                continue;
            }
            self.keep(head);
            self.hand_out(&mut each);
        }
        self.keep(slice);
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
