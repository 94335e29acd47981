//! What a reader could not use: counted by reason, with the first line numbers and one example each.

use serde::{Deserialize, Serialize};

/// How many line numbers are kept for each reason.
const FIRST_LINES: usize = 5;
/// How many characters of an offending line are kept.
const EXAMPLE_CHARS: usize = 120;

/// Why a line (or a part of a document) was not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SkipReason {
    /// Text between the samples: console output, log lines.
    NotJson,
    /// Begins like JSON, but is not: a damaged or half-written line.
    BrokenJson,
    /// JSON, but neither a k6 metric nor a k6 point.
    NotK6,
    /// A sample whose time, value or metric is missing or of the wrong kind.
    BadSample,
    /// A row whose time is in a form that k6 never writes: a spreadsheet saved the file.
    RewrittenTime,
    /// A sample whose time lies outside of those that are read.
    TimeOutOfRange,
    /// The last line ends in the middle.
    CutLine,
    /// A line that is longer than sloscope reads (64 MiB).
    TooLong,
    /// A CSV row with another number of columns than its header.
    BadRow,
}

impl SkipReason {
    /// A phrase that completes "3 lines were skipped: …".
    pub fn explain(self) -> &'static str {
        match self {
            Self::NotJson => "not JSON (console output or a log line between the samples)",
            Self::BrokenJson => "begins like JSON but is damaged or half written",
            Self::NotK6 => "JSON, but neither a k6 metric nor a k6 sample",
            Self::BadSample => "a sample whose metric, time or value is missing or unreadable",
            Self::RewrittenTime => {
                "a time in a form that k6 does not write (a spreadsheet changes the time column when it saves a file)"
            }
            Self::TimeOutOfRange => "a time before 1970 or after 2099 (the clock was wrong, or the line is damaged)",
            Self::CutLine => "the last line ends in the middle (the writer was stopped)",
            Self::TooLong => "longer than the 64 MiB that a line may have",
            Self::BadRow => "a different number of columns than the header",
        }
    }
}

/// All lines skipped for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skip {
    /// A file has one entry for each reason.
    pub reason: SkipReason,
    /// How many lines were skipped for it; of a JSON document, values.
    pub count: u64,
    /// The first few line numbers, from 1.
    pub first_lines: Vec<u64>,
    /// The beginning of the first such line.
    pub example: String,
}

/// What happened while one file was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostics {
    /// Lines (NDJSON, CSV) or values (JSON documents) seen.
    pub lines: u64,
    /// Those that were used.
    pub used: u64,
    /// One entry for each reason that occurred.
    pub skipped: Vec<Skip>,
    /// The file ends before its end: a gzip without trailer, a line or a document cut in the middle. Says what is missing.
    pub cut: Option<String>,
    /// Things that the reader should know but that cost no data, e.g. "written in UTF-16".
    pub notes: Vec<String>,
}

impl Diagnostics {
    /// Counts a skipped line.
    pub fn skip(&mut self, reason: SkipReason, line: u64, text: &[u8]) {
        let slot = match self.skipped.iter().position(|s| s.reason == reason) {
            Some(at) => &mut self.skipped[at],
            None => {
                let head = &text[..text.len().min(EXAMPLE_CHARS * 4)];
                let example = String::from_utf8_lossy(head).chars().take(EXAMPLE_CHARS).collect();
                self.skipped.push(Skip { reason, count: 0, first_lines: Vec::new(), example });
                let last = self.skipped.len() - 1;
                &mut self.skipped[last]
            }
        };
        slot.count += 1;
        if slot.first_lines.len() < FIRST_LINES {
            slot.first_lines.push(line);
        }
    }

    /// Takes in what is to be said of what follows in the same file, behind so many lines.
    pub fn append(&mut self, next: Self, lines_before: u64) {
        self.lines += next.lines;
        self.used += next.used;
        for skip in next.skipped {
            let lines = skip.first_lines.into_iter().map(|line| line + lines_before);
            match self.skipped.iter_mut().find(|s| s.reason == skip.reason) {
                Some(mine) => {
                    mine.count += skip.count;
                    mine.first_lines.extend(lines);
                    mine.first_lines.truncate(FIRST_LINES);
                }
                None => self.skipped.push(Skip { first_lines: lines.collect(), ..skip }),
            }
        }
        self.notes.extend(next.notes);
        self.cut = self.cut.take().or(next.cut);
    }

    /// Lines that held samples and could not be used; console output between the samples loses nothing.
    pub fn lost_lines(&self) -> u64 {
        let lost = self.skipped.iter().filter(|s| !matches!(s.reason, SkipReason::NotJson | SkipReason::NotK6));
        lost.map(|s| s.count).sum()
    }

    /// The reason for which most lines were lost, other than the end of a file that was cut.
    pub(super) fn main_loss(&self) -> Option<&Skip> {
        let none = [SkipReason::NotJson, SkipReason::NotK6, SkipReason::CutLine];
        self.skipped.iter().filter(|s| !none.contains(&s.reason)).max_by_key(|s| s.count)
    }

    /// Lines that were not used.
    pub fn skipped_lines(&self) -> u64 {
        self.skipped.iter().map(|s| s.count).sum()
    }

    /// True if every line was used and nothing is missing.
    pub fn is_clean(&self) -> bool {
        self.skipped.is_empty() && self.cut.is_none()
    }
}
