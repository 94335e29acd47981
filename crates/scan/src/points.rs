//! Lines that are like the lines before: most of a file of k6.
//!
//! ```text
//! {"metric":"http_reqs","type":"Point","data":{"time":"2026-…Z","value":1,"tags":{"a":"b"}}}
//! |---------------- head: which metric --------------| time   |     |- tail: tags -------|
//! ```
//! and in CSV
//! ```text
//! http_reqs,1795470519,1.000000,,,,true,::setup,GET,GET /health,HTTP/1.1,,,200,,,GET /health,,
//! |- head -|  time    |  value |- tail: tags -----
//! ```
//! k6 writes 8 or 9 lines for a request, one metric after the other, with the same time and the same tags. A head, a
//! time or a tail that was seen before is known by its bytes; what is left of a line is one number. Whatever is new or
//! irregular is left to the caller, who reads the line by other means and has it learned: so the result is the same as
//! without this.

use std::collections::HashMap;

use crate::number::scan_number;
use crate::rfc3339::{NANOS_PER_S, Nanos, parse_rfc3339, read_any_time};

const HEAD_START: &[u8] = b"{\"metric\":\"";
const HEAD_END: &[u8] = b"\",\"type\":\"Point\",\"data\":{\"time\":\"";
const VALUE: &[u8] = b"\"value\":";
const TAIL_START: &[u8] = b",\"tags\":{";
/// Heads that are kept; runs have some dozens of metrics.
const MOST_HEADS: usize = 256;
/// Tails that are kept; beyond it the memory starts anew.
const MOST_TAILS: usize = 16_384;
/// Length of `2026-11-23T21:41:16.`.
const SECOND: usize = 20;
const POWERS: [u64; 10] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];
/// Rows that are read at once, so that they stay close to the processor.
const AT_ONCE: usize = 1024;
/// No time is longer: `2026-11-23T21:41:16.710413995+05:30`.
const LONGEST_TIME: usize = 40;

/// One sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Nanoseconds since 1970, as fine as the file states them.
    pub time: Nanos,
    /// As the line states it: milliseconds for times, bytes for data.
    pub value: f64,
    /// As the caller numbered it.
    pub metric: u32,
    /// As the caller numbered it.
    pub tag_set: u32,
}

/// A beginning that names a metric.
struct Head {
    text: Box<[u8]>,
    metric: u32,
    /// The head that followed last time.
    next: usize,
    /// The tail that the last line with this head had.
    tail: usize,
}

/// An end that holds tags.
struct Tail {
    text: Box<[u8]>,
    tag_set: u32,
}

/// What was learned of a file.
#[derive(Default)]
pub struct Points {
    heads: Vec<Head>,
    tails: Vec<Tail>,
    by_hash: HashMap<u64, usize>,
    /// Of the line before.
    head: usize,
    tail: usize,
    /// With its closing quote.
    time_text: Vec<u8>,
    time: Nanos,
    time_offset: i16,
    /// Where the digits of its fraction end; 0 if it has none.
    time_end: usize,
    /// Without the fraction.
    second: Nanos,
    csv: bool,
    /// The step of its clock, of CSV.
    time_step: Nanos,
    /// The finest step of the rows that were read.
    step: Option<Nanos>,
    /// Of the last row that was read.
    offset_minutes: i16,
}

impl Points {
    /// For lines of CSV whose first three columns are metric, time and value.
    pub fn csv() -> Self {
        Self { csv: true, ..Self::default() }
    }

    /// The finest clock step that was read of CSV.
    pub fn step(&self) -> Option<Nanos> {
        self.step
    }

    /// Minutes east of UTC of the last row that was read.
    pub fn offset_minutes(&self) -> i16 {
        self.offset_minutes
    }

    /// Reads lines from the start of `text`, as long as they are like lines that were learned, but not many at once: one
    /// row each. Answers the number of bytes read, always up to the end of a line.
    // Not to be merged into a caller that is built for size.
    #[inline(never)]
    pub fn scan(&mut self, text: &[u8], rows: &mut Vec<Row>) -> usize {
        let mut at = 0;
        if self.tails.is_empty() {
            return at;
        }
        for _ in 0..AT_ONCE {
            let Some((row, length)) = self.line(&text[at..]) else { break };
            rows.push(row);
            at += length;
        }
        at
    }

    #[inline]
    fn line(&mut self, text: &[u8]) -> Option<(Row, usize)> {
        let head = self.find_head(text)?;
        let mut at = self.heads[head].text.len();
        at += self.read_time(&text[at..])?;
        // The comma after the time is a part of its text.
        if !self.csv {
            if !begins(&text[at..], VALUE) {
                return None;
            }
            at += VALUE.len();
        }
        let (value, length) = scan_number(&text[at..])?;
        at += length;
        let (tail, length) = self.find_tail(head, &text[at..])?;
        at += length;
        self.heads[self.head].next = head;
        self.heads[head].tail = tail;
        (self.head, self.tail) = (head, tail);
        self.offset_minutes = self.time_offset;
        if self.csv {
            self.step = Some(self.step.map_or(self.time_step, |finest| finest.min(self.time_step)));
        }
        let row = Row { time: self.time, value, metric: self.heads[head].metric, tag_set: self.tails[tail].tag_set };
        Some((row, at))
    }

    #[inline]
    fn find_head(&self, text: &[u8]) -> Option<usize> {
        let expected = self.heads[self.head].next;
        if begins(text, &self.heads[expected].text) {
            return Some(expected);
        }
        self.heads.iter().position(|head| begins(text, &head.text))
    }

    /// Takes in the time up to and with the comma behind it; answers its length.
    #[inline]
    fn read_time(&mut self, text: &[u8]) -> Option<usize> {
        if begins(text, &self.time_text) && !self.time_text.is_empty() {
            return Some(self.time_text.len());
        }
        let length = self.read_fraction(text).or_else(|| self.read_whole_time(text))?;
        self.time_text.clear();
        self.time_text.extend_from_slice(&text[..length]);
        Some(length)
    }

    /// A time in the second of the last one, with the same end: `2026-11-23T21:41:16.710413995Z",`.
    #[inline]
    fn read_fraction(&mut self, text: &[u8]) -> Option<usize> {
        let second = self.time_text.get(..SECOND)?;
        if self.time_end == 0 || !begins(text, second) {
            return None;
        }
        let (mut fraction, mut at) = (0, SECOND);
        while let Some(digit) = text.get(at).map(|b| b.wrapping_sub(b'0')).filter(|digit| *digit < 10) {
            fraction = fraction * 10 + u64::from(digit);
            at += 1;
            if at > SECOND + 9 {
                return None;
            }
        }
        let scale = *POWERS.get(SECOND + 9 - at)?;
        let end = self.time_text.get(self.time_end..)?;
        if at == SECOND || !begins(&text[at..], end) {
            return None;
        }
        // Less than a second: it stays in the range of times.
        self.time = self.second + (fraction * scale) as Nanos;
        self.time_end = at;
        Some(at + end.len())
    }

    #[inline(never)]
    fn read_whole_time(&mut self, text: &[u8]) -> Option<usize> {
        let quote = if self.csv { b',' } else { b'"' };
        let end = text.iter().take(LONGEST_TIME).position(|b| *b == quote)?;
        let stamp = if self.csv {
            let (stamp, step) = read_any_time(&text[..end]).ok()?;
            self.time_step = step;
            stamp
        } else {
            if text.get(end + 1) != Some(&b',') {
                return None;
            }
            parse_rfc3339(&text[..end]).ok()?
        };
        (self.time, self.time_offset) = (stamp.nanos, stamp.offset_minutes);
        // Of a time with a fraction: where that ends, and the second without it.
        let digits = text[..end].get(SECOND - 1..).and_then(|rest| rest.strip_prefix(b"."));
        let digits = digits.map_or(0, |rest| rest.iter().take_while(|b| b.is_ascii_digit()).count());
        self.time_end = if (1..=9).contains(&digits) { SECOND + digits } else { 0 };
        self.second = stamp.nanos - stamp.nanos.rem_euclid(NANOS_PER_S);
        Some(if self.csv { end + 1 } else { end + 2 })
    }

    /// The tail that ends this line: that of the line before, that of the last line of this metric, or any known one.
    #[inline]
    fn find_tail(&self, head: usize, text: &[u8]) -> Option<(usize, usize)> {
        for known in [self.tail, self.heads[head].tail] {
            let tail = &self.tails[known].text;
            if begins(text, tail) {
                return Some((known, tail.len()));
            }
        }
        let end = memchr::memchr(b'\n', text)? + 1;
        let known = *self.by_hash.get(&hash(&text[..end]))?;
        let tail = &self.tails[known].text;
        (tail.len() == end && begins(text, tail)).then_some((known, end))
    }

    /// Learns from a line (without its end) that was read by other means and found regular: each key once, no spaces
    /// between them, no escapes. A row of CSV must end with the line.
    pub fn learn(&mut self, line: &[u8], metric: u32, tag_set: u32) {
        let parts = if self.csv { take_row_apart(line) } else { take_apart(line) };
        let Some((head, tail)) = parts else { return };
        if self.tails.len() >= MOST_TAILS {
            self.tails.clear();
            self.by_hash.clear();
            self.heads.clear();
            self.head = 0;
        }
        let mut whole = Vec::with_capacity(tail.len() + 1);
        whole.extend_from_slice(tail);
        whole.push(b'\n');
        let known = self.by_hash.get(&hash(&whole)).copied().filter(|at| *self.tails[*at].text == *whole);
        let tail = known.unwrap_or_else(|| {
            self.by_hash.insert(hash(&whole), self.tails.len());
            self.tails.push(Tail { text: whole.into(), tag_set });
            self.tails.len() - 1
        });
        let at = match self.heads.iter().position(|known| *known.text == *head) {
            Some(at) => at,
            None if self.heads.len() < MOST_HEADS => {
                self.heads.push(Head { text: head.into(), metric, next: 0, tail });
                self.heads.len() - 1
            }
            None => return,
        };
        self.heads[self.head].next = at;
        self.heads[at].tail = tail;
        (self.head, self.tail) = (at, tail);
    }
}

/// The head and the tail of a regular line; `None` if its keys are in another order.
fn take_apart(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let name = line.strip_prefix(HEAD_START)?;
    let name_end = memchr::memchr(b'"', name)?;
    name[name_end..].strip_prefix(HEAD_END)?;
    let head_end = HEAD_START.len() + name_end + HEAD_END.len();
    let rest = &line[head_end..];
    let time_end = memchr::memchr(b'"', rest)?;
    let rest = rest[time_end..].strip_prefix(b"\",")?.strip_prefix(VALUE)?;
    let tail = &rest[scan_number(rest)?.1..];
    (tail.starts_with(TAIL_START) && tail.ends_with(b"}}")).then_some((&line[..head_end], tail))
}

/// The same of a row of CSV; `None` if one of its first three fields is quoted.
fn take_row_apart(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let head_end = memchr::memchr(b',', line)? + 1;
    let time_end = head_end + memchr::memchr(b',', &line[head_end..])? + 1;
    let value_end = time_end + scan_number(&line[time_end..])?.1;
    let tail = &line[value_end..];
    let quoted = memchr::memchr(b'"', &line[..value_end]).is_some();
    (!quoted && (tail.is_empty() || tail[0] == b',')).then_some((&line[..head_end], tail))
}

/// `starts_with`, 16 bytes at a time: a byte at a time is what a comparison of slices comes to in WebAssembly.
#[inline]
fn begins(text: &[u8], known: &[u8]) -> bool {
    let Some(text) = text.get(..known.len()) else { return false };
    let (Some(text_end), Some(known_end)) = (text.last_chunk::<16>(), known.last_chunk::<16>()) else {
        return begins_short(text, known);
    };
    // The last 16 bytes overlap those before them: there is no rest.
    let same = |a: &[u8; 16], b: &[u8; 16]| u128::from_ne_bytes(*a) == u128::from_ne_bytes(*b);
    let chunks = text.as_chunks::<16>().0.iter().zip(known.as_chunks::<16>().0);
    same(text_end, known_end) && chunks.into_iter().all(|(a, b)| same(a, b))
}

/// The same for less than 16 bytes; both are equally long.
#[inline]
fn begins_short(text: &[u8], known: &[u8]) -> bool {
    match (text.first_chunk::<8>(), known.first_chunk::<8>(), text.last_chunk::<8>(), known.last_chunk::<8>()) {
        (Some(a), Some(b), Some(x), Some(y)) => {
            u64::from_ne_bytes(*a) == u64::from_ne_bytes(*b) && u64::from_ne_bytes(*x) == u64::from_ne_bytes(*y)
        }
        _ => text.iter().zip(known).all(|(a, b)| a == b),
    }
}

/// Not for use against an enemy: equal hashes are compared byte by byte, and a clash only costs time.
fn hash(text: &[u8]) -> u64 {
    let (words, rest) = text.as_chunks::<8>();
    let mix = |h: u64, word: u64| (h.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let h = words.iter().fold(text.len() as u64, |h, word| mix(h, u64::from_le_bytes(*word)));
    rest.iter().fold(h, |h, byte| mix(h, u64::from(*byte)))
}

#[cfg(test)]
mod tests;
