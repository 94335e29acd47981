//! A file that is read by several readers at once, each from one place to another.
//!
//! Only k6's lines in plain UTF-8 are read so: a line is whole by itself. What is joined in the end is what one reader
//! would have found, to the bit: tag sets and metrics are numbered by their first appearance in the file, samples stand
//! in the file's order, and line numbers are those of the file.

use serde::{Deserialize, Serialize};

use sloscope_model::options::Declared;
use sloscope_model::series::Series;
use sloscope_scan::Sender;
use sloscope_store::{self, SentStore};

use super::gzip::Gunzip;
use super::json_lines::{JsonLines, cut_at, last_line};
use super::k6_csv::guess_types;
use super::k6_json::K6Json;
use super::lines::LineSplitter;
use super::reader::FIRST_LOOK;
use super::sniff::{Kind, decide};
use super::{Compression, Content, Declaration, Diagnostics, Encoding, Format, SampleFile, Source, SourceInfo};

/// A file that can be read in parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    encoding: Encoding,
}

impl Split {
    /// The beginning of a file that is worth looking at.
    pub const HEAD: usize = 64 * 1024;

    /// Looks at the beginning of a file, as [`super::Reader`] does; `whole`: there is no more of it. `None` if it takes
    /// one reader.
    pub fn of(head: &[u8], whole: bool) -> Option<Self> {
        let (encoding, text) = match head {
            [0xef, 0xbb, 0xbf, text @ ..] => (Encoding::Utf8Bom, text),
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return None,
            text if Gunzip::is_magic(text) => return None,
            text => (Encoding::Utf8, text),
        };
        let mut look = FIRST_LOOK;
        let mut kind = None;
        while kind.is_none() && look <= text.len() {
            kind = decide(&text[..look], false);
            look *= 2;
        }
        if kind.is_none() && whole {
            kind = decide(text, true);
        }
        (kind == Some(Kind::Lines)).then_some(Self { encoding })
    }

    /// Reads the lines that start at `from` or behind it, but before `to`; `None` is the end of the file.
    pub fn part(self, from: u64, to: Option<u64>) -> PartReader {
        let to = to.unwrap_or(u64::MAX);
        // The first line starts behind the mark.
        let first = if self.encoding == Encoding::Utf8Bom { 3 } else { 0 };
        let (at, state) = match (from <= first, first < to) {
            (true, true) => (first, State::Reading),
            (true, false) => (to, State::Done),
            // The byte before tells whether a line starts at `from`.
            (false, _) => (from - 1, State::Seeking),
        };
        PartReader {
            json: Box::default(),
            splitter: LineSplitter::default(),
            diagnostics: Diagnostics::default(),
            from,
            to,
            at,
            state,
            sender: Sender::default(),
        }
    }

    /// The file, of all its parts in order.
    pub fn source(self, name: &str, parts: impl IntoIterator<Item = Part>) -> Source {
        let mut whole = Part::default();
        parts.into_iter().for_each(|part| whole.append(part));
        let Part { mut file, mut diagnostics, bytes, cut, .. } = whole;
        file.time_step = 1;
        file.store.seal();
        guess_types(&mut file);
        diagnostics.cut = cut.map(cut_at);
        let info = SourceInfo {
            name: name.to_owned(),
            bytes,
            unpacked: bytes,
            format: if file.saved.is_some() { Format::SavedRun } else { Format::Ndjson },
            compression: Compression::None,
            encoding: self.encoding,
        };
        let content = Content::of_samples(file, info.format, &diagnostics);
        Source { info, content, diagnostics }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Looking for the first line that starts in this part.
    Seeking,
    Reading,
    Done,
}

/// Reads one part of a file, slice by slice.
pub struct PartReader {
    json: Box<K6Json>,
    splitter: LineSplitter,
    diagnostics: Diagnostics,
    from: u64,
    to: u64,
    /// Of the next byte in the file.
    at: u64,
    state: State,
    sender: Sender,
}

impl PartReader {
    /// Where in the file to begin.
    pub fn start(&self) -> u64 {
        self.at
    }

    /// Takes in the next slice of the file; false if no more is needed. The last line may go beyond the part.
    pub fn feed(&mut self, mut slice: &[u8]) -> bool {
        let mut at = self.at;
        self.at += slice.len() as u64;
        if self.state == State::Seeking {
            let end = memchr::memchr(b'\n', slice).map(|end| end + 1);
            let passed = end.unwrap_or(slice.len());
            at += passed as u64;
            slice = &slice[passed..];
            if at >= self.to {
                self.state = State::Done;
            } else if end.is_some() {
                self.state = State::Reading;
            }
        }
        if self.state != State::Reading {
            return self.state != State::Done;
        }
        // The line that holds the byte before `to` is the last one.
        let inside = usize::try_from((self.to - 1).saturating_sub(at)).unwrap_or(usize::MAX);
        if let Some(end) = slice.get(inside..).and_then(|rest| memchr::memchr(b'\n', rest)) {
            slice = &slice[..=inside + end];
            self.state = State::Done;
        }
        let Self { json, diagnostics, .. } = self;
        self.splitter.feed(slice, &mut JsonLines { json, diagnostics });
        self.state != State::Done
    }

    /// Samples read so far.
    pub fn samples(&self) -> u64 {
        self.json.samples()
    }

    /// Bytes of the part read so far.
    pub fn bytes(&self) -> u64 {
        self.at.min(self.to).saturating_sub(self.from)
    }

    /// Samples as bytes for [`Receiving`], once so many are packed; they are no longer kept here.
    pub fn send(&mut self, at_least: usize) -> Option<Vec<u8>> {
        self.json.send(&mut self.sender, at_least)
    }

    /// What is left of the part, for [`Receiving`].
    pub fn finish_sending(mut self) -> (Vec<u8>, SentPart) {
        let mut sender = std::mem::take(&mut self.sender);
        self.finish().send(&mut sender)
    }

    /// Ends the part, for [`Split::source`]: a last line without an end is read, or noted as cut.
    pub fn finish(mut self) -> Part {
        let bytes = self.bytes();
        let (json, mut diagnostics, mut cut) = (&mut self.json, self.diagnostics, None);
        self.splitter.finish(|number, line| cut = last_line(json, number, line, &mut diagnostics));
        let mut file = self.json.finish();
        // Room for more is not kept while other parts are read.
        file.store.seal();
        Part { file, diagnostics, lines: self.splitter.lines(), bytes, cut }
    }
}

/// What was found in a part of a file.
#[derive(Default)]
pub struct Part {
    file: SampleFile,
    diagnostics: Diagnostics,
    /// Ends of lines, and the last line if it has none.
    lines: u64,
    bytes: u64,
    /// Number of the last line, if it ends in the middle.
    cut: Option<u64>,
}

impl Part {
    /// For another worker: the last samples as bytes, and the rest.
    fn send(mut self, sender: &mut Sender) -> (Vec<u8>, SentPart) {
        let bytes = self.file.store.send(sender);
        let rest = SentPart {
            store: self.file.store.sent(),
            thresholds: self.file.thresholds,
            submetrics: self.file.submetrics,
            declarations: self.file.declarations,
            saved: self.file.saved,
            utc_offset_minutes: self.file.utc_offset_minutes,
            diagnostics: self.diagnostics,
            lines: self.lines,
            bytes: self.bytes,
            cut: self.cut,
        };
        (bytes, rest)
    }

    /// Takes in the part behind it.
    pub fn append(&mut self, next: Self) {
        self.file.append(next.file);
        self.diagnostics.append(next.diagnostics, self.lines);
        self.cut = self.cut.or(next.cut.map(|line| line + self.lines));
        self.lines += next.lines;
        self.bytes += next.bytes;
    }
}

/// What a part has besides its samples, on its way to another worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SentPart {
    store: SentStore,
    thresholds: Vec<Declared>,
    submetrics: Vec<Series>,
    declarations: Vec<Declaration>,
    saved: Option<String>,
    utc_offset_minutes: Option<i16>,
    diagnostics: Diagnostics,
    lines: u64,
    bytes: u64,
    cut: Option<u64>,
}

/// A part that another worker reads.
#[derive(Debug, Default)]
pub struct Receiving(sloscope_store::Receiving);

impl Receiving {
    /// Takes in what [`PartReader::send`] gave; `None` if it is something else.
    pub fn take(&mut self, bytes: &[u8]) -> Option<()> {
        self.0.take(bytes)
    }

    /// What [`PartReader::finish`] would have given, from the samples that arrived and the rest.
    pub fn finish(self, rest: SentPart) -> Part {
        let file = SampleFile {
            store: self.0.finish(rest.store),
            thresholds: rest.thresholds,
            submetrics: rest.submetrics,
            declarations: rest.declarations,
            saved: rest.saved,
            utc_offset_minutes: rest.utc_offset_minutes,
            ..SampleFile::default()
        };
        Part { file, diagnostics: rest.diagnostics, lines: rest.lines, bytes: rest.bytes, cut: rest.cut }
    }
}
