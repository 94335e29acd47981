//! Splits a stream of slices into lines; a line that spans slices is joined, others are borrowed.

use sloscope_scan::blank_lines;

/// A longer line is not read.
pub(super) const LONGEST: usize = 64 * 1024 * 1024;
/// So much of it is kept.
const BEGINNING: usize = 1024;

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

    /// May take in the blank lines that `text` begins with, as `ahead` does: there can be gigabytes of them.
    fn blank(&mut self, text: &[u8]) -> (usize, u64) {
        blank_lines(text)
    }
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
                let (blank_bytes, blank_lines) = to.blank(slice);
                slice = &slice[blank_bytes..];
                self.lines += lines + blank_lines;
                if blank_lines > 0 {
                    continue;
                }
            }
            let Some(end) = memchr::memchr(b'\n', slice) else { break };
            let head = &slice[..end];
            slice = &slice[end + 1..];
            self.lines += 1;
            if self.carry.is_empty() && !self.too_long && head.len() <= LONGEST {
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
            // The same beginning, wherever the line was cut.
            self.carry.truncate(BEGINNING);
            let more = if self.too_long { 0 } else { BEGINNING - self.carry.len() };
            self.carry.extend_from_slice(&part[..part.len().min(more)]);
            self.carry.shrink_to(BEGINNING);
            self.too_long = true;
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What comes, and how often something is asked.
    #[derive(Default)]
    struct Taken {
        lines: Vec<(u64, usize, bool)>,
        asked: usize,
    }

    impl TakeLines for Taken {
        fn ahead(&mut self, _: &[u8]) -> (usize, u64) {
            self.asked += 1;
            (0, 0)
        }

        fn line(&mut self, number: u64, line: Line<'_>) {
            self.asked += 1;
            self.lines.push(match line {
                Line::Text(text) => (number, text.len(), false),
                Line::TooLong(head) => (number, head.len(), true),
            });
        }
    }

    fn taken(text: &[u8], slice: usize) -> Taken {
        let (mut taken, mut splitter) = (Taken::default(), LineSplitter::default());
        text.chunks(slice).for_each(|slice| splitter.feed(slice, &mut taken));
        splitter.finish(|number, line| taken.line(number, line));
        taken
    }

    #[test]
    fn blank_lines_are_passed_over_slice_by_slice() {
        for blank in ["\n", "\r\n", " \t\n"] {
            let text = format!("first\n{}last\n", blank.repeat(100_000));
            for slice in [1 << 10, 1 << 16] {
                let taken = taken(text.as_bytes(), slice);
                assert_eq!(*taken.lines.last().expect("a line"), (100_002, 4, false));
                // Where a slice ends in the middle of a line, that one is put together.
                let most = 5 * text.len().div_ceil(slice) + 10;
                assert!(taken.asked <= most, "{} times for {} bytes in slices of {slice}", taken.asked, text.len());
            }
        }
    }

    #[test]
    fn a_line_that_is_too_long_is_cut_alike_however_it_comes() {
        let mut text = vec![b'x'; LONGEST + 1];
        text.extend_from_slice(b"\nnext");
        for slice in [text.len(), LONGEST - 5, 1 << 20] {
            assert_eq!(taken(&text, slice).lines, [(1, BEGINNING, true), (2, 4, false)]);
        }
        assert_eq!(taken(&text[1..], text.len()).lines, [(1, LONGEST, false), (2, 4, false)]);
    }
}
