//! k6's `--out csv`: streamed, every time format, columns by name, missing and extra ones.

use csv_core::{ReadRecordResult, Reader};

use sloscope_model::metric::MetricType;
use sloscope_model::time::{NANOS_PER_S, Nanos, NotATime};
use sloscope_scan::{Points, Row, new_lines, read_any_time};
use sloscope_store::{Column, MetricId, TagSetId};

use super::{Diagnostics, SampleFile, SkipReason};

/// So many blank lines are passed over at once.
const MANY_BLANK: usize = 16;
/// Digits of k6's `%f`.
const VALUE_STEP: f64 = 1e-6;

/// Is this the header of k6's CSV? Its three own columns are there, in any place.
pub(super) fn is_header(line: &[u8]) -> bool {
    // Nothing is allocated: the first line of a foreign document may be all of it.
    let has = |name: &str| {
        let mut fields = line.split(|b| *b == b',').map(<[u8]>::trim_ascii);
        let bare = |f: &[u8]| f.strip_prefix(b"\"").and_then(|f| f.strip_suffix(b"\"")) == Some(name.as_bytes());
        fields.any(|f| f == name.as_bytes() || bare(f))
    };
    has("metric_name") && has("timestamp") && has("metric_value")
}

/// What a column is.
#[derive(Clone, Debug, PartialEq)]
enum Role {
    Metric,
    Time,
    Value,
    Tag(String),
    ExtraTags,
    Ignored,
}

pub(super) struct K6Csv {
    reader: Reader,
    fields: Vec<u8>,
    ends: Vec<usize>,
    fields_len: usize,
    ends_len: usize,
    roles: Vec<Role>,
    file: SampleFile,
    /// The finest clock step seen.
    time_step: Option<Nanos>,
    last_metric: Option<(Vec<u8>, MetricId)>,
    last_tags: Vec<u8>,
    last_tag_set: Option<TagSetId>,
    line: u64,
    /// Bytes of an unfinished record are pending.
    pending: bool,
    samples: u64,
    /// Metric and tag set of the last record, if it was a sample.
    sampled: Option<(MetricId, TagSetId)>,
    /// Knows most rows by the ones before; not for headers that name other columns first than k6's do.
    points: Option<Points>,
    rows: Vec<Row>,
    /// For tests, which compare the two paths: never take the fast one.
    #[cfg(test)]
    only_any: bool,
}

impl K6Csv {
    pub fn new() -> Self {
        Self {
            reader: Reader::new(),
            fields: vec![0; 4096],
            ends: vec![0; 64],
            fields_len: 0,
            ends_len: 0,
            roles: Vec::new(),
            file: SampleFile { value_step: VALUE_STEP, ..SampleFile::default() },
            time_step: None,
            last_metric: None,
            last_tags: Vec::new(),
            last_tag_set: None,
            line: 1,
            pending: false,
            samples: 0,
            sampled: None,
            points: None,
            rows: Vec::new(),
            #[cfg(test)]
            only_any: false,
        }
    }

    pub fn samples(&self) -> u64 {
        self.samples
    }

    /// The first line that it will be fed has this number.
    pub fn begin_at(&mut self, line: u64) {
        self.reader.set_line(line);
        self.line = line;
    }

    pub fn feed(&mut self, mut slice: &[u8], diagnostics: &mut Diagnostics) {
        while !slice.is_empty() {
            if self.pending {
                let used = self.step(slice, diagnostics);
                slice = &slice[used..];
                continue;
            }
            slice = &slice[self.ahead(slice, diagnostics)..];
            let blank = new_lines(slice);
            if blank >= MANY_BLANK {
                self.reader.set_line(self.reader.line() + blank as u64);
                slice = &slice[blank..];
                continue;
            }
            let end = memchr::memchr(b'\n', slice).map_or(slice.len(), |end| end + 1);
            let (line, rest) = slice.split_at(end);
            slice = rest;
            self.sampled = None;
            let mut left = line;
            while !left.is_empty() {
                let used = self.step(left, diagnostics);
                left = &left[used..];
            }
            // A row that is the whole line: others may be like it.
            if let (false, Some(points), Some((metric, set))) = (self.pending, &mut self.points, self.sampled)
                && let Some(row) = line.strip_suffix(b"\n").filter(|row| memchr::memchr(b'\r', row).is_none())
            {
                points.learn(row, metric.0, set.0);
            }
        }
    }

    /// Takes in rows from the start of `text`, as long as they are like ones before; answers how many bytes.
    fn ahead(&mut self, text: &[u8], diagnostics: &mut Diagnostics) -> usize {
        let Some(points) = &mut self.points else { return 0 };
        let (mut bytes, mut rows) = (0, 0);
        loop {
            let more = points.scan(&text[bytes..], &mut self.rows);
            if more == 0 {
                break;
            }
            bytes += more;
            rows += self.rows.len() as u64;
            for row in self.rows.drain(..) {
                self.file.store.push(MetricId(row.metric), row.time, TagSetId(row.tag_set), row.value);
            }
        }
        self.samples += rows;
        diagnostics.lines += rows;
        diagnostics.used += rows;
        if rows > 0 {
            self.reader.set_line(self.reader.line() + rows);
            self.line = self.reader.line();
        }
        bytes
    }

    /// One call of the CSV machine; answers the bytes it took.
    fn step(&mut self, slice: &[u8], diagnostics: &mut Diagnostics) -> usize {
        let (result, used, wrote, ended) =
            self.reader.read_record(slice, &mut self.fields[self.fields_len..], &mut self.ends[self.ends_len..]);
        self.fields_len += wrote;
        self.ends_len += ended;
        self.pending |= used > 0;
        match result {
            ReadRecordResult::OutputFull => self.fields.resize(self.fields.len() * 2, 0),
            ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
            ReadRecordResult::Record => {
                self.record(diagnostics);
                // Of `\r\n` the machine has only seen the first.
                let half = used > 0 && slice[used - 1] == b'\r';
                self.line = self.reader.line() + u64::from(half);
                (self.fields_len, self.ends_len, self.pending) = (0, 0, false);
            }
            ReadRecordResult::InputEmpty | ReadRecordResult::End => {}
        }
        used
    }

    pub fn finish(mut self, diagnostics: &mut Diagnostics) -> SampleFile {
        if self.pending {
            let before = diagnostics.skipped_lines();
            // An empty input tells the machine that the last record is over.
            for _ in 0..4 {
                self.step(&[], diagnostics);
            }
            if diagnostics.skipped_lines() > before && diagnostics.cut.is_none() {
                diagnostics.cut = Some("the last row ends in the middle".to_owned());
            }
        }
        let of_points = self.points.as_ref().and_then(Points::step);
        let finest = [self.time_step, of_points].into_iter().flatten().min();
        self.file.time_step = finest.unwrap_or(NANOS_PER_S);
        self.file
    }

    fn field(&self, at: usize) -> &[u8] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.fields[start..self.ends[at]]
    }

    fn record(&mut self, diagnostics: &mut Diagnostics) {
        if self.roles.is_empty() || self.is_another_header() {
            if !self.roles.is_empty() {
                // Another file behind the first, `cat a.csv b.csv`: its columns may be others.
                let before = self.file.store.columns().map(|column| column.len() as u64).collect();
                self.file.restarts.push(before);
                self.last_tag_set = None;
            }
            self.roles = (0..self.ends_len).map(|at| role(self.field(at))).collect();
            self.points = self.roles.starts_with(&[Role::Metric, Role::Time, Role::Value]).then(Points::csv);
            #[cfg(test)]
            if self.only_any {
                self.points = None;
            }
            return;
        }
        if self.ends_len == 1 && self.field(0).trim_ascii().is_empty() {
            return;
        }
        diagnostics.lines += 1;
        let whole = &self.fields[..self.fields_len];
        if self.ends_len != self.roles.len() {
            diagnostics.skip(SkipReason::BadRow, self.line, whole);
            return;
        }
        match self.sample() {
            Ok((metric, time, tag_set, value)) => {
                self.file.store.push(metric, time, tag_set, value);
                self.samples += 1;
                self.sampled = Some((metric, tag_set));
                diagnostics.used += 1;
            }
            Err(reason) => diagnostics.skip(reason, self.line, &self.fields[..self.fields_len]),
        }
    }

    fn is_another_header(&self) -> bool {
        let has = |name: &[u8]| (0..self.ends_len).any(|at| self.field(at).trim_ascii() == name);
        has(b"metric_value") && has(b"metric_name") && has(b"timestamp")
    }

    fn sample(&mut self) -> Result<(MetricId, Nanos, TagSetId, f64), SkipReason> {
        let find = |role: Role| self.roles.iter().position(|r| *r == role);
        let places = (find(Role::Metric), find(Role::Time), find(Role::Value));
        let (Some(name), Some(time), Some(value)) = places else { return Err(SkipReason::BadSample) };
        let time = self.field(time).trim_ascii();
        let (stamp, step) = read_any_time(time).map_err(|why| {
            // `1.76723E+12`, `01.02.2026 13:45`, `########`.
            let has = |of: &[u8]| time.iter().any(|b| of.contains(b));
            match why {
                NotATime::Range => SkipReason::TimeOutOfRange,
                NotATime::Form if has(b"0123456789#") && has(b"Ee/:#, ") => SkipReason::RewrittenTime,
                NotATime::Form => SkipReason::BadSample,
            }
        })?;
        let text = std::str::from_utf8(self.field(value).trim_ascii()).ok();
        let value = text.and_then(|text| text.parse::<f64>().ok()).filter(|value| value.is_finite());
        let value = value.ok_or(SkipReason::BadSample)?;
        let metric = self.metric(name).ok_or(SkipReason::BadSample)?;
        let tag_set = self.tag_set();
        self.time_step = Some(self.time_step.map_or(step, |finest| finest.min(step)));
        Ok((metric, stamp.nanos, tag_set, value))
    }

    fn metric(&mut self, at: usize) -> Option<MetricId> {
        let name = self.field(at);
        if let Some((_, id)) = self.last_metric.as_ref().filter(|(last, _)| last == name) {
            return Some(*id);
        }
        let text = std::str::from_utf8(name).ok().map(str::trim).filter(|t| !t.is_empty())?.to_owned();
        let raw = name.to_vec();
        let id = self.file.store.metric(&text);
        self.last_metric = Some((raw, id));
        Some(id)
    }

    fn tag_set(&mut self) -> TagSetId {
        let is_tag = |role: &Role| matches!(role, Role::Tag(_) | Role::ExtraTags);
        let mut raw = Vec::with_capacity(self.last_tags.len());
        for at in (0..self.ends_len).filter(|at| is_tag(&self.roles[*at])) {
            raw.extend_from_slice(self.field(at));
            // A byte that UTF-8 never has keeps "a","b" and "ab","" apart.
            raw.push(0xff);
        }
        if let Some(id) = self.last_tag_set.filter(|_| raw == self.last_tags) {
            return id;
        }
        let mut tags: Vec<(String, String)> = Vec::new();
        for (at, role) in self.roles.iter().enumerate() {
            let text = String::from_utf8_lossy(self.field(at));
            match role {
                Role::Tag(key) if !text.is_empty() => tags.push((key.clone(), text.into_owned())),
                Role::ExtraTags => {
                    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
                    tags.extend(pairs.map(|(k, v)| (k.to_owned(), v.to_owned())));
                }
                _ => {}
            }
        }
        let id = self.file.store.tags.intern(&tags);
        self.last_tags = raw;
        self.last_tag_set = Some(id);
        id
    }
}

fn role(header: &[u8]) -> Role {
    match String::from_utf8_lossy(header).trim() {
        "metric_name" => Role::Metric,
        "timestamp" => Role::Time,
        "metric_value" => Role::Value,
        "extra_tags" => Role::ExtraTags,
        "metadata" | "" => Role::Ignored,
        name => Role::Tag(name.to_owned()),
    }
}

/// Gives a type to custom metrics of files that state none: only 0 and 1 with a 0 among them is a rate, only 1 is
/// a counter, anything else a trend. A gauge cannot be distinguished from a trend. The report marks these as guessed.
pub(super) fn guess_types(file: &mut SampleFile) {
    let guess = |column: &Column| {
        let (mut ones, mut bits) = (true, true);
        column.rows.each_values(&mut |values| {
            ones &= values.iter().all(|v| *v == 1.0);
            bits &= values.iter().all(|v| *v == 0.0 || *v == 1.0);
        });
        if ones {
            MetricType::Counter
        } else if bits {
            MetricType::Rate
        } else {
            MetricType::Trend
        }
    };
    let unknown: Vec<_> = file
        .store
        .columns()
        .filter(|column| column.kind.is_none() && !column.is_empty())
        .map(|column| (column.name.clone(), guess(column)))
        .collect();
    for (name, kind) in unknown {
        let id = file.store.metric(&name);
        file.store.declare(id, kind, None);
        file.guessed_types.push(name);
    }
}

#[cfg(test)]
mod tests;
