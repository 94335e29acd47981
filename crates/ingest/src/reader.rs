//! The push reader: bytes in slices of any size, a [`Source`] at the end.
//!
//! It stacks the layers: gzip, encoding, sniffing, and the reader of the kind that was found.

use super::encoding::Transcoder;
use super::gzip::Gunzip;
use super::json_lines::{JsonLines, cut_at, last_line};
use super::json_values::ValueSplitter;
use super::k6_csv::{K6Csv, guess_types};
use super::k6_json::K6Json;
use super::lines::{LineSplitter, TakeLines};
use super::prefix::{self, Prefixed, PrefixedCsv, PrefixedLines, PrefixedRows};
use super::sniff::{Kind, decide};
use super::{
    Compression, Content, Diagnostics, Format, SampleFile, SkipReason, Source, SourceInfo, Unreadable, document,
    unknown,
};

/// Sniffing is tried when this many bytes are there, then at every doubling.
pub(super) const FIRST_LOOK: usize = 512;
/// A document of more bytes is not collected.
const LARGEST_DOCUMENT: usize = 256 * 1024 * 1024;
/// More bytes without a sample are not waited for where an input may have no end.
pub const MOST_IDLE: u64 = LARGEST_DOCUMENT as u64;

/// Reads one file, slice by slice.
pub struct Reader {
    name: String,
    bytes: u64,
    /// How many of them there were when the last sample came.
    last_sample: u64,
    packing: Packing,
    text: Text,
}

enum Packing {
    /// The first bytes, until gzip is decided.
    Undecided(Vec<u8>),
    Plain,
    Gzip(Box<Gunzip>),
}

/// Everything behind the decompression.
struct Text {
    transcoder: Transcoder,
    body: Body,
    unpacked: u64,
    diagnostics: Diagnostics,
}

enum Body {
    Undecided(Vec<u8>),
    Lines(Box<K6Json>, LineSplitter),
    Values(Box<K6Json>, ValueSplitter, Format),
    Csv(Box<K6Csv>),
    Prefixed(Box<Prefixed>, LineSplitter),
    PrefixedCsv(Box<PrefixedCsv>, LineSplitter),
    Document(Vec<u8>),
    /// More than a document may have; not kept.
    TooLarge,
}

impl Reader {
    /// `name` is for messages only; the format is found from the content.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            bytes: 0,
            last_sample: 0,
            packing: Packing::Undecided(Vec::new()),
            text: Text {
                transcoder: Transcoder::new(),
                body: Body::Undecided(Vec::new()),
                unpacked: 0,
                diagnostics: Diagnostics::default(),
            },
        }
    }

    /// Takes in the next slice of the file.
    pub fn feed(&mut self, slice: &[u8]) {
        let before = self.samples();
        self.bytes += slice.len() as u64;
        self.unpack(slice);
        if self.samples() > before {
            self.last_sample = self.bytes;
        }
    }

    /// This is not k6 data, whatever comes: no more needs to be read.
    pub fn is_done(&self) -> bool {
        match &self.text.body {
            Body::TooLarge => true,
            Body::Document(bytes) => bytes.len() >= unknown::NEEDED && document::is_binary(bytes),
            _ => false,
        }
    }

    /// No sample came for [`MOST_IDLE`] bytes: an input that may have no end is not worth waiting for.
    pub fn is_idle(&self) -> bool {
        self.bytes - self.last_sample > MOST_IDLE
    }

    /// Samples read so far.
    pub fn samples(&self) -> u64 {
        match &self.text.body {
            Body::Lines(json, _) | Body::Values(json, ..) => json.samples(),
            Body::Csv(csv) => csv.samples(),
            Body::Prefixed(lines, _) => lines.samples(),
            Body::PrefixedCsv(rows, _) => rows.samples(),
            _ => 0,
        }
    }

    /// Bytes after decompression so far.
    pub fn unpacked(&self) -> u64 {
        self.text.unpacked
    }

    fn unpack(&mut self, slice: &[u8]) {
        match &mut self.packing {
            Packing::Plain => self.text.feed(slice),
            Packing::Gzip(gunzip) => gunzip.feed(slice, &mut |plain| self.text.feed(plain)),
            Packing::Undecided(head) => {
                head.extend_from_slice(slice);
                if head.len() >= 2 {
                    self.decide_packing();
                }
            }
        }
    }

    fn decide_packing(&mut self) {
        let Packing::Undecided(head) = &mut self.packing else { return };
        let head = std::mem::take(head);
        self.packing = if Gunzip::is_magic(&head) { Packing::Gzip(Box::new(Gunzip::new())) } else { Packing::Plain };
        self.unpack(&head);
    }

    /// What the file was.
    pub fn finish(mut self) -> Source {
        self.decide_packing();
        let mut compression = Compression::None;
        if let Packing::Gzip(mut gunzip) = self.packing {
            gunzip.flush(&mut |plain| self.text.feed(plain));
            compression = Compression::Gzip { members: gunzip.members() };
            gunzip.finish(&mut self.text.diagnostics);
        }
        let encoding = {
            let text = &mut self.text;
            let mut rest = Vec::new();
            text.transcoder.finish(&mut |plain| rest.extend_from_slice(plain));
            text.take(&rest);
            text.transcoder.encoding()
        };
        let unpacked = self.text.unpacked;
        let (format, content, diagnostics) = self.text.finish();
        let info = SourceInfo { name: self.name, bytes: self.bytes, unpacked, format, compression, encoding };
        Source { info, content, diagnostics }
    }
}

impl Text {
    fn feed(&mut self, plain: &[u8]) {
        self.unpacked += plain.len() as u64;
        // The transcoder is taken out so that it can hand its text to `self`.
        let mut transcoder = std::mem::replace(&mut self.transcoder, Transcoder::new());
        transcoder.feed(plain, &mut |text| self.take(text));
        self.transcoder = transcoder;
    }

    fn take(&mut self, text: &[u8]) {
        let diagnostics = &mut self.diagnostics;
        match &mut self.body {
            Body::Undecided(_) => self.sniff(text),
            Body::Lines(json, splitter) => splitter.feed(text, &mut JsonLines { json, diagnostics }),
            Body::Values(json, splitter, _) => {
                splitter.feed(text, |number, value, whole| take_value(json, number, value, whole, diagnostics));
            }
            Body::Csv(csv) => csv.feed(text, diagnostics),
            Body::Prefixed(lines, splitter) => splitter.feed(text, &mut PrefixedLines(lines, diagnostics)),
            Body::PrefixedCsv(rows, splitter) => splitter.feed(text, &mut PrefixedRows(rows, diagnostics)),
            Body::Document(bytes) => match document::needed(bytes) {
                Some(most) => bytes.extend_from_slice(&text[..text.len().min(most.saturating_sub(bytes.len()))]),
                None if bytes.len() + text.len() <= LARGEST_DOCUMENT => bytes.extend_from_slice(text),
                None => self.body = Body::TooLarge,
            },
            Body::TooLarge => {}
        }
    }

    /// Looks at the text at fixed lengths only: the result must not depend on how the input was cut.
    fn sniff(&mut self, mut text: &[u8]) {
        while let Body::Undecided(prefix) = &mut self.body {
            let look = (prefix.len() + 1).max(FIRST_LOOK).next_power_of_two();
            let part = text.len().min(look - prefix.len());
            prefix.extend_from_slice(&text[..part]);
            text = &text[part..];
            if prefix.len() < look {
                return;
            }
            let kind = decide(prefix, false).or((look >= LARGEST_DOCUMENT).then_some(Kind::Document));
            if let Some(kind) = kind {
                self.decided(kind);
            }
        }
        self.take(text);
    }

    fn decided(&mut self, kind: Kind) {
        let Body::Undecided(prefix) = &mut self.body else { return };
        let prefix = std::mem::take(prefix);
        let json = || Box::new(K6Json::default());
        self.body = match kind {
            Kind::Document => {
                self.body = Body::Document(prefix);
                return;
            }
            Kind::Lines => Body::Lines(json(), LineSplitter::default()),
            Kind::Array => Body::Values(json(), ValueSplitter::new(true), Format::JsonArray),
            Kind::Concatenated => Body::Values(json(), ValueSplitter::new(false), Format::JsonConcatenated),
            Kind::Csv => Body::Csv(Box::new(K6Csv::new())),
            Kind::Prefixed => Body::Prefixed(Box::default(), LineSplitter::default()),
            Kind::PrefixedCsv => Body::PrefixedCsv(Box::default(), LineSplitter::default()),
        };
        // A CSV header may be preceded by blank lines.
        self.take(if kind == Kind::Csv { prefix.trim_ascii_start() } else { &prefix });
    }

    fn finish(mut self) -> (Format, Content, Diagnostics) {
        if let Body::Undecided(prefix) = &self.body {
            let kind = decide(prefix, true).unwrap_or(Kind::Document);
            self.decided(kind);
        }
        let mut diagnostics = self.diagnostics;
        let samples = |format: Format, mut file: SampleFile, diagnostics: &Diagnostics| {
            file.store.seal();
            guess_types(&mut file);
            Content::of_samples(file, format, diagnostics)
        };
        match self.body {
            Body::Lines(mut json, mut splitter) => {
                let mut cut = None;
                splitter.finish(|number, line| cut = last_line(&mut json, number, line, &mut diagnostics));
                if let Some(line) = cut {
                    diagnostics.cut.get_or_insert_with(|| cut_at(line));
                }
                let file = json.finish();
                let format = if file.saved.is_some() { Format::SavedRun } else { Format::Ndjson };
                let content = samples(format, file, &diagnostics);
                (format, content, diagnostics)
            }
            Body::Values(mut json, splitter, format) => {
                let cut = splitter
                    .finish(|number, value, whole| take_value(&mut json, number, value, whole, &mut diagnostics));
                if cut {
                    let text = match format {
                        Format::JsonArray => {
                            "the JSON array ends before its end: the last value is not whole or the closing ']' is missing"
                        }
                        _ => "the JSON ends before its end: the last value is not whole",
                    };
                    diagnostics.cut.get_or_insert_with(|| text.to_owned());
                }
                let content = samples(format, json.finish(), &diagnostics);
                (format, content, diagnostics)
            }
            Body::Prefixed(mut lines, mut splitter) => {
                let mut cut = None;
                splitter.finish(|number, line| cut = lines.last_line(number, line, &mut diagnostics));
                if let Some(line) = cut {
                    diagnostics.cut.get_or_insert_with(|| cut_at(line));
                }
                let files = lines.finish(&mut diagnostics);
                let seal = |file| samples(Format::NdjsonPrefixed, file, &diagnostics);
                let content = prefix::contents(files, Format::NdjsonPrefixed, seal);
                (Format::NdjsonPrefixed, content, diagnostics)
            }
            Body::PrefixedCsv(mut rows, mut splitter) => {
                let before = diagnostics.skipped_lines();
                splitter.finish(|number, line| PrefixedRows(&mut rows, &mut diagnostics).line(number, line));
                if diagnostics.skipped_lines() > before {
                    diagnostics.cut.get_or_insert_with(|| "the last row ends in the middle".to_owned());
                }
                let files = rows.finish(&mut diagnostics);
                let content = prefix::contents(files, Format::Csv, |file| samples(Format::Csv, file, &diagnostics));
                (Format::Csv, content, diagnostics)
            }
            Body::Csv(csv) => {
                let file = csv.finish(&mut diagnostics);
                let content = samples(Format::Csv, file, &diagnostics);
                (Format::Csv, content, diagnostics)
            }
            Body::Document(bytes) | Body::Undecided(bytes) => {
                let (format, content) = document::read(&bytes, &mut diagnostics);
                (format, content, diagnostics)
            }
            Body::TooLarge => {
                let unreadable = Unreadable {
                    looks_like: "a file of more than 256 MiB that does not hold k6 samples".to_owned(),
                    advice:
                        "sloscope reads k6's results (--out json, --out csv), summaries, dashboard exports and options."
                            .to_owned(),
                };
                (Format::Unknown, Content::Unreadable(unreadable), diagnostics)
            }
        }
    }
}

fn take_value(json: &mut K6Json, number: u64, value: &[u8], whole: bool, diagnostics: &mut Diagnostics) {
    if whole {
        json.line(number, value, diagnostics);
    } else {
        diagnostics.lines += 1;
        diagnostics.skip(SkipReason::NotJson, number, value);
    }
}
