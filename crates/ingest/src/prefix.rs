//! k6's lines behind a prefix: what docker compose, kubectl --prefix, stern, journald and CI systems put before each
//! line (`k6-1  | `, `[pod/k6-1/k6] `, `2026-01-01T00:00:00.0000000Z `), with or without colours. The prefix is taken
//! off; lines of different prefixes, time stamps apart, are of different processes.

use sloscope_scan::new_lines;

use super::json_lines::last_line;
use super::k6_csv::K6Csv;
use super::k6_json::K6Json;
use super::lines::{Line, TakeLines};
use super::{Content, Diagnostics, Format, SampleFile, SkipReason};

/// The most prefixes that count as separate processes; more than that are probably counters.
const MOST_STREAMS: usize = 64;
/// Named in a sentence.
const MOST_NAMED: usize = 5;
const DOCKER: &[u8] = b"{\"log\":\"";
const CSV_HEADER: &[u8] = b"metric_name,timestamp,metric_value";

/// The prefix of a line, and k6's JSON behind it.
pub(super) fn split(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let is_open =
        |rest: &[u8]| [&b"{\"metric\""[..], b"{\"type\"", b"{\"data\""].iter().any(|key| rest.starts_with(key));
    let open = memchr::memchr_iter(b'{', line).find(|at| is_open(&line[*at..]))?;
    let close = memchr::memrchr(b'}', line).filter(|close| *close > open)?;
    // Behind it at most the end of a colour.
    let end = &line[close + 1..];
    let rest = if without_escapes(end).trim().is_empty() { &line[open..=close] } else { &line[open..] };
    Some((&line[..open], rest))
}

/// A line of docker's own log files, `{"log":"{\"metric\":…}\n","stream":"stdout","time":"…"}`: what was written.
pub(super) fn of_docker(line: &[u8]) -> Option<String> {
    let is_one = line.starts_with(DOCKER);
    let value: serde_json::Value = is_one.then(|| serde_json::from_slice(line).ok()).flatten()?;
    value.get("log")?.as_str().map(|log| log.trim().to_owned())
}

/// A header of k6's CSV behind a prefix, which may be empty.
pub(super) fn csv_header(line: &[u8]) -> Option<&[u8]> {
    let at = memchr::memmem::find(line, CSV_HEADER)?;
    (!line[..at].contains(&b',')).then(|| &line[..at])
}

/// Text without terminal sequences (ECMA-48, CSI).
pub(super) fn without_escapes(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some(at) = rest.find('\u{1b}') {
        out.push_str(&rest[..at]);
        let sequence = rest[at + 1..].strip_prefix('[').unwrap_or(&rest[at + 1..]);
        let end = sequence.find(|c: char| ('@'..='~').contains(&c)).map_or(sequence.len(), |end| end + 1);
        rest = &sequence[end..];
    }
    out + rest
}

/// What distinguishes processes: the prefix without colours and times.
fn process(prefix: &[u8]) -> String {
    let is_time = |word: &str| {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        let of_time = |c: char| c.is_ascii_digit() || "-:.,TZ+/[]()".contains(c);
        digits > 0 && word.chars().all(of_time)
    };
    let text = without_escapes(prefix);
    let words: Vec<&str> = text.split_whitespace().filter(|word| !is_time(word)).collect();
    words.join(" ")
}

/// Lines of k6's JSON behind prefixes.
#[derive(Default)]
pub(super) struct Prefixed {
    streams: Vec<(String, K6Json)>,
    /// The last prefix as it stood, and its stream.
    last: Option<(Vec<u8>, usize)>,
    /// Lines that had one, and the first of them.
    taken_off: u64,
    example: Option<String>,
}

/// On its way with what is to be said of it.
pub(super) struct PrefixedLines<'a>(pub &'a mut Prefixed, pub &'a mut Diagnostics);

impl TakeLines for PrefixedLines<'_> {
    fn ahead(&mut self, _: &[u8]) -> (usize, u64) {
        (0, 0)
    }

    fn line(&mut self, number: u64, line: Line<'_>) {
        self.0.line(number, line, self.1);
    }
}

impl Prefixed {
    pub fn samples(&self) -> u64 {
        self.streams.iter().map(|(_, json)| json.samples()).sum()
    }

    fn line(&mut self, number: u64, line: Line<'_>, diagnostics: &mut Diagnostics) {
        match line {
            Line::Text(text) => match split(text) {
                Some((prefix, rest)) => self.stream(prefix).line(number, rest, diagnostics),
                None => match of_docker(text) {
                    Some(written) if written.starts_with('{') => {
                        self.stream(DOCKER).line(number, written.as_bytes(), diagnostics);
                    }
                    _ if text.trim_ascii().is_empty() => {}
                    _ => {
                        diagnostics.lines += 1;
                        diagnostics.skip(SkipReason::NotJson, number, text);
                    }
                },
            },
            Line::TooLong(head) => {
                diagnostics.lines += 1;
                diagnostics.skip(SkipReason::TooLong, number, head);
            }
        }
    }

    /// The last line, which has no end of its own; answers its number if it is cut.
    pub fn last_line(&mut self, number: u64, line: Line<'_>, diagnostics: &mut Diagnostics) -> Option<u64> {
        match line {
            Line::Text(text) => match split(text).or_else(|| cut(text)) {
                Some((prefix, rest)) => last_line(self.stream(prefix), number, Line::Text(rest), diagnostics),
                None => {
                    self.line(number, Line::Text(text), diagnostics);
                    None
                }
            },
            line => {
                self.line(number, line, diagnostics);
                None
            }
        }
    }

    fn stream(&mut self, prefix: &[u8]) -> &mut K6Json {
        let known = self.last.as_ref().filter(|(last, _)| last == prefix).map(|(_, at)| *at);
        let at = known.unwrap_or_else(|| {
            let name = process(prefix);
            let found = self.streams.iter().position(|(known, _)| *known == name);
            let at = found.unwrap_or_else(|| {
                if self.streams.len() < MOST_STREAMS {
                    self.streams.push((name, K6Json::default()));
                }
                self.streams.len() - 1
            });
            self.last = Some((prefix.to_vec(), at));
            at
        });
        if !prefix.is_empty() {
            self.taken_off += 1;
            self.example.get_or_insert_with(|| without_escapes(prefix));
        }
        &mut self.streams[at].1
    }

    /// What the processes wrote.
    pub fn finish(self, diagnostics: &mut Diagnostics) -> Vec<(String, SampleFile)> {
        let of_streams = self.streams.into_iter().map(|(name, json)| (name, json.finish()));
        let mut files: Vec<(String, SampleFile)> = of_streams.collect();
        // k6 declares its metrics: what does not is a line that something else got in front of.
        if files.iter().any(|(_, file)| !file.declarations.is_empty()) {
            let (mut declared, rest): (Vec<_>, Vec<_>) =
                files.into_iter().partition(|(_, file)| !file.declarations.is_empty());
            rest.into_iter().for_each(|(_, file)| declared[0].1.append(file));
            files = declared;
        }
        if let Some(example) = self.example {
            let mut note =
                format!("lines stand behind a prefix, such as {:?}, which was taken off", example.trim_end());
            if files.len() > 1 {
                let names: Vec<&str> = files.iter().take(MOST_NAMED).map(|(name, _)| name.as_str()).collect();
                let more = if files.len() > MOST_NAMED { ", …" } else { "" };
                note.push_str(&format!("; {} processes wrote them: {}{more}", files.len(), names.join(", ")));
            }
            diagnostics.notes.push(note);
        }
        files
    }
}

/// A line that ends in the middle of k6's JSON.
fn cut(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let open = memchr::memmem::find(line, b"{\"")?;
    Some(line.split_at(open))
}

/// Rows of k6's CSV behind prefixes of one shape each; also CSV behind other output.
#[derive(Default)]
pub(super) struct PrefixedCsv {
    /// The prefix of the header line, and what stands behind it and its like.
    streams: Vec<(Vec<u8>, K6Csv)>,
}

/// On its way with what is to be said of it.
pub(super) struct PrefixedRows<'a>(pub &'a mut PrefixedCsv, pub &'a mut Diagnostics);

impl TakeLines for PrefixedRows<'_> {
    fn ahead(&mut self, _: &[u8]) -> (usize, u64) {
        (0, 0)
    }

    /// Each reader counts them.
    fn blank(&mut self, text: &[u8]) -> (usize, u64) {
        let lines = new_lines(text);
        self.0.streams.iter_mut().for_each(|(_, csv)| csv.feed(&text[..lines], self.1));
        (lines, lines as u64)
    }

    fn line(&mut self, number: u64, line: Line<'_>) {
        let (Line::Text(text) | Line::TooLong(text)) = line;
        self.0.line(number, text, self.1);
    }
}

impl PrefixedCsv {
    pub fn samples(&self) -> u64 {
        self.streams.iter().map(|(_, csv)| csv.samples()).sum()
    }

    fn line(&mut self, number: u64, text: &[u8], diagnostics: &mut Diagnostics) {
        if let Some(prefix) = csv_header(text)
            && self.streams.len() < MOST_STREAMS
            && !self.streams.iter().any(|(known, _)| has_shape(text, known))
        {
            let mut csv = K6Csv::new();
            // Its lines are counted from the beginning of the file.
            csv.begin_at(number);
            self.streams.push((prefix.to_vec(), csv));
        }
        let mine = self.streams.iter().position(|(prefix, _)| has_shape(text, prefix));
        for (at, (prefix, csv)) in self.streams.iter_mut().enumerate() {
            if mine == Some(at) {
                csv.feed(&text[prefix.len()..], diagnostics);
            }
            csv.feed(b"\n", diagnostics);
        }
        if mine.is_none() && !text.trim_ascii().is_empty() {
            diagnostics.lines += 1;
            diagnostics.skip(SkipReason::NotJson, number, text);
        }
    }

    pub fn finish(self, diagnostics: &mut Diagnostics) -> Vec<(String, SampleFile)> {
        let mut files = Vec::new();
        for (prefix, csv) in self.streams {
            let file = csv.finish(diagnostics);
            if !prefix.is_empty() {
                let shown = without_escapes(&prefix);
                diagnostics
                    .notes
                    .push(format!("rows stand behind a prefix, such as {:?}, which was taken off", shown.trim_end()));
            }
            files.push((process(&prefix), file));
        }
        files
    }
}

/// Begins with the prefix, or with one that has other digits.
fn has_shape(line: &[u8], prefix: &[u8]) -> bool {
    let same = |(a, b): (&u8, &u8)| a == b || (a.is_ascii_digit() && b.is_ascii_digit());
    line.len() >= prefix.len() && line.iter().zip(prefix).all(same)
}

/// One content, or one for each process.
pub(super) fn contents(
    files: Vec<(String, SampleFile)>,
    format: Format,
    seal: impl Fn(SampleFile) -> Content,
) -> Content {
    let mut contents: Vec<(Format, Content)> = files.into_iter().map(|(_, file)| (format, seal(file))).collect();
    match contents.len() {
        0 => seal(SampleFile::default()),
        1 => contents.remove(0).1,
        _ => Content::Several(contents),
    }
}
