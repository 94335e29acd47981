//! One line of k6's `--out json`: a fast scanner for the regular ones, and the file that they build.
//!
//! ```text
//! {"metric":"http_reqs","type":"Point","data":{"time":"2026-…Z","value":1,"tags":{"a":"b"}}}
//! ```
//! Most lines are like ones before: `sloscope-scan` knows them by their bytes. One that is new, but has these keys
//! once, in any order, without spaces and escapes, is scanned in place and learned. Everything else goes to
//! [`super::k6_json_any`], which must give the same result (tests demand it).

use sloscope_model::distinct::Distinct;
use sloscope_model::metric::{Contains, MetricType};
use sloscope_model::time::{Timestamp, parse_rfc3339};
use sloscope_scan::{Points, Row, Sender, scan_number};
use sloscope_store::{Column, MetricId, TagSetId};

use super::k6_json_any::{self, Parsed};
use super::stated::Stated;
use super::{Declaration, Diagnostics, SampleFile, SkipReason, prefix};

/// A longer line is not remembered: few are like it, and each memory of it would take as much room.
const LONGEST_KNOWN: usize = 64 * 1024;
/// Bytes of raw tag texts that are remembered; beyond it the memory starts anew.
const RAW_TAGS: usize = 16 << 20;

/// Collects the samples of one NDJSON file, or of JSON values of the same shape.
#[derive(Default)]
pub(super) struct K6Json {
    file: SampleFile,
    samples: u64,
    raw_tags: RawTags,
    last_tags: Vec<u8>,
    last_tag_set: TagSetId,
    last_time: Vec<u8>,
    last_stamp: Option<Timestamp>,
    metrics: Vec<(Box<[u8]>, MetricId)>,
    /// Index into `metrics` of the last line's metric: the next line's is usually the one after it.
    last_metric: usize,
    /// Knows most lines by the ones before.
    points: Points,
    rows: Vec<Row>,
    stated: Stated,
    /// Samples of each metric that were sent to another worker.
    sent: Vec<u64>,
    /// For tests, which compare the two paths: never take the fast one.
    #[cfg(test)]
    only_any: bool,
}

/// The tag sets of raw texts.
#[derive(Default)]
struct RawTags {
    texts: Distinct<Vec<u8>>,
    sets: Vec<TagSetId>,
    bytes: usize,
}

/// What the scanner found in a regular line; all of it borrowed.
struct Regular<'a> {
    metric: &'a [u8],
    /// With quotes.
    time: &'a [u8],
    value: f64,
    /// The whole object; empty if the line has none.
    tags: &'a [u8],
}

impl K6Json {
    /// Takes in lines from the start of `text`, as long as they are like ones before; answers how many bytes, and how
    /// many lines.
    pub fn ahead(&mut self, text: &[u8], diagnostics: &mut Diagnostics) -> (usize, u64) {
        #[cfg(test)]
        if self.only_any {
            return (0, 0);
        }
        let (mut bytes, mut lines) = (0, 0);
        loop {
            let more = self.points.scan(&text[bytes..], &mut self.rows);
            if more == 0 {
                break;
            }
            bytes += more;
            lines += self.rows.len() as u64;
            for row in self.rows.drain(..) {
                self.file.store.push(MetricId(row.metric), row.time, TagSetId(row.tag_set), row.value);
            }
        }
        if lines > 0 {
            self.file.utc_offset_minutes = Some(self.points.offset_minutes());
        }
        self.samples += lines;
        diagnostics.lines += lines;
        diagnostics.used += lines;
        (bytes, lines)
    }

    /// Takes in one line or value. Blank ones do not count.
    pub fn line(&mut self, number: u64, text: &[u8], diagnostics: &mut Diagnostics) {
        if self.regular(text) {
            diagnostics.lines += 1;
            diagnostics.used += 1;
            return;
        }
        let text = text.trim_ascii();
        if text.is_empty() {
            return;
        }
        diagnostics.lines += 1;
        // Something else may have got in front of k6's JSON: a progress bar.
        let behind = || k6_json_any::parse(prefix::split(text)?.1).ok();
        let parsed = match k6_json_any::parse(text) {
            Err(SkipReason::NotJson) => behind().ok_or(SkipReason::NotJson),
            parsed => parsed,
        };
        match parsed {
            Ok(parsed) => {
                diagnostics.used += 1;
                self.take(parsed);
            }
            Err(reason) => diagnostics.skip(reason, number, text),
        }
    }

    /// Number of samples so far.
    pub fn samples(&self) -> u64 {
        self.samples
    }

    /// Samples as bytes, if at least so many are packed; they are no longer kept here.
    pub fn send(&mut self, sender: &mut Sender, at_least: usize) -> Option<Vec<u8>> {
        let store = &mut self.file.store;
        if store.packed() < at_least.max(1) {
            return None;
        }
        let before: Vec<usize> = store.columns().map(Column::len).collect();
        let bytes = store.send(sender);
        self.sent.resize(before.len(), 0);
        for ((sent, before), column) in self.sent.iter_mut().zip(before).zip(store.columns()) {
            *sent += (before - column.len()) as u64;
        }
        Some(bytes)
    }

    pub fn finish(mut self) -> SampleFile {
        self.file.time_step = 1;
        self.file
    }

    fn regular(&mut self, text: &[u8]) -> bool {
        #[cfg(test)]
        if self.only_any {
            return false;
        }
        let Some(found) = self.scan(text) else { return false };
        let Some(stamp) = self.stamp(found.time) else { return false };
        let Some(metric) = self.metric(found.metric) else { return false };
        let Some(tag_set) = self.tag_set(found.tags) else { return false };
        self.push(metric, stamp, tag_set, found.value);
        if text.len() <= LONGEST_KNOWN {
            self.points.learn(text, metric.0, tag_set.0);
        }
        true
    }

    #[inline]
    fn push(&mut self, metric: MetricId, stamp: Timestamp, tag_set: TagSetId, value: f64) {
        self.file.utc_offset_minutes = Some(stamp.offset_minutes);
        self.samples += 1;
        self.file.store.push(metric, stamp.nanos, tag_set, value);
    }

    fn scan<'a>(&self, text: &'a [u8]) -> Option<Regular<'a>> {
        let mut at = Cursor { text, at: 0 };
        let (mut metric, mut is_point, mut data) = (None, false, None);
        at.byte(b'{')?;
        loop {
            match at.key()? {
                b"metric" if metric.is_none() => metric = Some(at.string()?),
                b"type" if !is_point => is_point = at.string()? == b"Point",
                b"data" if data.is_none() => data = Some(self.scan_data(&mut at)?),
                _ => return None,
            }
            match at.next()? {
                b',' => {}
                b'}' => break,
                _ => return None,
            }
        }
        let (time, value, tags) = data?;
        (is_point && at.at == text.len()).then_some(Regular { metric: metric?, time, value, tags })
    }

    fn scan_data<'a>(&self, at: &mut Cursor<'a>) -> Option<(&'a [u8], f64, &'a [u8])> {
        let (mut time, mut value, mut tags, mut metadata) = (None, None, None, false);
        at.byte(b'{')?;
        loop {
            match at.key()? {
                b"time" if time.is_none() => time = Some(at.known_or(&self.last_time, Cursor::quoted)?),
                b"value" if value.is_none() => {
                    let (number, length) = scan_number(&at.text[at.at..])?;
                    at.at += length;
                    value = Some(number);
                }
                b"tags" if tags.is_none() => tags = Some(at.known_or(&self.last_tags, Cursor::flat_object)?),
                b"metadata" if !metadata => {
                    at.flat_object()?;
                    metadata = true;
                }
                _ => return None,
            }
            match at.next()? {
                b',' => {}
                b'}' => break,
                _ => return None,
            }
        }
        Some((time?, value?, tags.unwrap_or_default()))
    }

    fn stamp(&mut self, quoted: &[u8]) -> Option<Timestamp> {
        if self.last_stamp.is_some() && quoted == self.last_time {
            return self.last_stamp;
        }
        let stamp = parse_rfc3339(quoted.get(1..quoted.len() - 1)?).ok()?;
        self.last_time.clear();
        self.last_time.extend_from_slice(quoted);
        self.last_stamp = Some(stamp);
        Some(stamp)
    }

    fn metric(&mut self, name: &[u8]) -> Option<MetricId> {
        let count = self.metrics.len();
        for ahead in 1..=count {
            let at = (self.last_metric + ahead) % count;
            if *self.metrics[at].0 == *name {
                self.last_metric = at;
                return Some(self.metrics[at].1);
            }
            if ahead > 64 {
                break;
            }
        }
        let text = std::str::from_utf8(name).ok().filter(|t| !t.is_empty())?;
        let id = self.file.store.metric(text);
        if count < 64 {
            self.last_metric = count;
            self.metrics.push((name.into(), id));
        }
        Some(id)
    }

    fn tag_set(&mut self, raw: &[u8]) -> Option<TagSetId> {
        if raw.is_empty() {
            return Some(TagSetId::EMPTY);
        }
        if raw == self.last_tags {
            return Some(self.last_tag_set);
        }
        if raw.len() > LONGEST_KNOWN {
            return Some(self.file.store.tags.intern(&k6_json_any::parse_tags(raw)?));
        }
        let id = match self.raw_tags.texts.find(raw) {
            Some(at) => self.raw_tags.sets[at as usize],
            None => {
                let id = self.file.store.tags.intern(&k6_json_any::parse_tags(raw)?);
                if self.raw_tags.bytes >= RAW_TAGS {
                    self.raw_tags = RawTags::default();
                }
                self.raw_tags.bytes += raw.len();
                self.raw_tags.texts.place(raw);
                self.raw_tags.sets.push(id);
                id
            }
        };
        self.last_tags.clear();
        self.last_tags.extend_from_slice(raw);
        self.last_tag_set = id;
        Some(id)
    }

    fn take(&mut self, parsed: Parsed) {
        match parsed {
            Parsed::Point { metric, stamp, value, tags } => {
                let id = self.file.store.metric(&metric);
                let tag_set = self.file.store.tags.intern(&tags);
                self.push(id, stamp, tag_set, value);
            }
            Parsed::Metric { name, kind, contains, thresholds, submetrics, saved } => {
                self.file.saved = self.file.saved.take().or(saved);
                let id = self.declare(&name, kind, contains);
                let sent = self.sent.get(id.0 as usize).copied().unwrap_or(0);
                self.file.declarations.push(Declaration {
                    samples_before: sent + self.file.store.column(id).len() as u64,
                    thresholds: thresholds.clone(),
                    submetrics: submetrics.clone(),
                    metric: name,
                });
                self.file.state(thresholds, submetrics, &mut self.stated);
            }
        }
    }

    fn declare(&mut self, name: &str, kind: Option<MetricType>, contains: Option<Contains>) -> MetricId {
        let id = self.file.store.metric(name);
        if let Some(kind) = kind {
            self.file.store.declare(id, kind, contains);
        }
        id
    }
}

/// A place in a line. Every step answers `None` on anything irregular.
struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    #[inline]
    fn next(&mut self) -> Option<u8> {
        let byte = *self.text.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    #[inline]
    fn byte(&mut self, wanted: u8) -> Option<()> {
        (self.next()? == wanted).then_some(())
    }

    /// `"key":`, the key without quotes.
    #[inline]
    fn key(&mut self) -> Option<&'a [u8]> {
        let key = self.string()?;
        self.byte(b':')?;
        Some(key)
    }

    /// A string without escapes and control characters, without its quotes.
    #[inline]
    fn string(&mut self) -> Option<&'a [u8]> {
        let quoted = self.quoted()?;
        Some(&quoted[1..quoted.len() - 1])
    }

    #[inline]
    fn quoted(&mut self) -> Option<&'a [u8]> {
        let start = self.at;
        self.byte(b'"')?;
        loop {
            match self.next()? {
                b'"' => return Some(&self.text[start..self.at]),
                b'\\' | 0..=0x1f => return None,
                _ => {}
            }
        }
    }

    /// `{}` or `{"key":"value",…}` with strings only.
    fn flat_object(&mut self) -> Option<&'a [u8]> {
        let start = self.at;
        self.byte(b'{')?;
        if self.text.get(self.at) == Some(&b'}') {
            self.at += 1;
            return Some(&self.text[start..self.at]);
        }
        loop {
            self.key()?;
            self.string()?;
            match self.next()? {
                b',' => {}
                b'}' => break,
                _ => return None,
            }
        }
        let object = &self.text[start..self.at];
        std::str::from_utf8(object).ok().map(|_| object)
    }

    /// The same bytes as last time, or what `read` finds. Both are self-delimiting, so a match is a match.
    #[inline]
    fn known_or(&mut self, known: &[u8], read: fn(&mut Self) -> Option<&'a [u8]>) -> Option<&'a [u8]> {
        let rest = &self.text[self.at..];
        if !known.is_empty() && rest.starts_with(known) {
            self.at += known.len();
            return Some(&rest[..known.len()]);
        }
        read(self)
    }
}

#[cfg(test)]
mod tests;
