//! What a file turned out to be: the result of reading it. Later steps see only these types, never bytes.

use serde::{Deserialize, Serialize};

use sloscope_model::checks::CheckGroup;
use sloscope_model::metric::{Contains, MetricType};
use sloscope_model::options::{Declared, RunOptions, Secret};
use sloscope_model::series::Series;
use sloscope_model::stat::Values;
use sloscope_model::time::Nanos;
use sloscope_store::Store;

use super::Diagnostics;

/// One file, or one link, after reading.
#[derive(Clone, Debug)]
pub struct Source {
    pub info: SourceInfo,
    pub content: Content,
    pub diagnostics: Diagnostics,
}

/// What is shown of a file besides its contents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourceInfo {
    /// The file's name, without folders; data, never trusted.
    pub name: String,
    /// Bytes as stored, and after decompression.
    pub bytes: u64,
    pub unpacked: u64,
    pub format: Format,
    pub compression: Compression,
    pub encoding: Encoding,
}

/// The shapes of k6 data, detected by content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// `--out json`: one object a line.
    Ndjson,
    /// The same behind a prefix each: from the log of a container or of CI.
    NdjsonPrefixed,
    /// The same objects in one array (`jq -s`).
    JsonArray,
    /// The same objects, pretty-printed one after the other (`jq .`).
    JsonConcatenated,
    /// `--out csv`.
    Csv,
    /// No file: samples of a run from this page.
    Run,
    /// `--summary-export`: its threshold booleans mean "crossed".
    SummaryLegacy,
    /// The object that k6 hands to handleSummary.
    SummaryHandle,
    /// `--new-machine-readable-summary`.
    SummaryMachineReadable,
    /// What k6's REST server answers at /v1/metrics.
    SummaryRest,
    /// The samples of a run of sloscope's own generator, saved as NDJSON.
    SavedRun,
    /// Its numbers, saved in the form of `--summary-export`.
    SavedSummary,
    /// Like a summary of k6, but with keys that k6 does not write.
    SummaryLookalike,
    /// The recording of k6's web dashboard, NDJSON events.
    DashboardRecord,
    /// The HTML export of k6's web dashboard.
    DashboardHtml,
    /// Options as `k6 inspect` prints them.
    Inspect,
    /// `k6 archive`: a tar with metadata.json.
    Archive,
    /// An objectives file: k6's `thresholds` object alone.
    Objectives,
    /// Nothing that sloscope reads.
    Unknown,
}

impl Format {
    /// A name for people: "k6 results (NDJSON)".
    pub fn label(self) -> &'static str {
        match self {
            Self::Ndjson => "k6 results, NDJSON",
            Self::NdjsonPrefixed => "k6 results, NDJSON behind a prefix",
            Self::JsonArray => "k6 results, JSON array",
            Self::JsonConcatenated => "k6 results, concatenated JSON",
            Self::Csv => "k6 results, CSV",
            Self::Run => "samples of a run from this page",
            Self::SummaryLegacy => "k6 summary (--summary-export)",
            Self::SummaryHandle => "k6 summary (handleSummary)",
            Self::SummaryMachineReadable => "k6 machine-readable summary",
            Self::SummaryRest => "k6 metrics (REST, /v1/metrics)",
            Self::SavedRun => "samples of a run by sloscope, NDJSON",
            Self::SavedSummary => "numbers of a run by sloscope",
            Self::SummaryLookalike => "summary that k6 did not write",
            Self::DashboardRecord => "k6 dashboard recording",
            Self::DashboardHtml => "k6 dashboard HTML report",
            Self::Inspect => "k6 options (k6 inspect)",
            Self::Archive => "k6 archive",
            Self::Objectives => "k6 thresholds (objectives file)",
            Self::Unknown => "not k6 data",
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compression {
    #[default]
    None,
    Gzip {
        members: u32,
    },
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    #[default]
    Utf8,
    Utf8Bom,
    Utf16Le,
    Utf16Be,
}

#[derive(Clone, Debug)]
pub enum Content {
    Samples(Box<SampleFile>),
    Summary(Box<Summary>),
    Options(Box<RunOptions>),
    /// Several in one file: summaries one after the other, lines of several processes.
    Several(Vec<(Format, Content)>),
    Unreadable(Unreadable),
}

impl Content {
    /// Samples; or, if every line was refused, why there are none.
    pub(super) fn of_samples(file: SampleFile, format: Format, diagnostics: &Diagnostics) -> Self {
        match diagnostics.main_loss() {
            Some(why) if file.store.samples() == 0 => Self::Unreadable(super::unknown::nothing_read(format, why)),
            _ => Self::Samples(Box::new(file)),
        }
    }
}

/// Raw samples: the best that there is.
#[derive(Clone, Debug, Default)]
pub struct SampleFile {
    pub store: Store,
    /// Thresholds of the `Metric` lines: on whole metrics only, NDJSON does not carry those of sub-metrics.
    pub thresholds: Vec<Declared>,
    /// Sub-metrics of the `Metric` lines: somebody set a threshold on each of them, except `expected_response:true`.
    pub submetrics: Vec<Series>,
    /// Minutes east of UTC that the times were written with; `None` where the format does not say (CSV, Unix times).
    pub utc_offset_minutes: Option<i16>,
    /// The step of the file's clock in ns: 1 for NDJSON, 1 s for CSV with Unix seconds.
    pub time_step: Nanos,
    /// The step of the file's values: 1e-6 for CSV (k6 writes `%f`), 0 for exact ones.
    pub value_step: f64,
    /// Custom metrics whose type the file does not state and which was guessed from the values.
    pub guessed_types: Vec<String>,
    /// The `Metric` lines in the order of the file.
    pub declarations: Vec<Declaration>,
    /// The file begins anew (another CSV header): for each metric known then, the number of samples before.
    pub restarts: Vec<Vec<u64>>,
    /// sloscope sent the run and saved its samples: the name of it.
    pub saved: Option<String>,
}

/// A `Metric` line: k6 writes one for each metric of a run, right before its first sample.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Declaration {
    pub metric: String,
    /// Samples of the metric that stand before it in the file.
    pub samples_before: u64,
    pub thresholds: Vec<Declared>,
    pub submetrics: Vec<Series>,
}

impl SampleFile {
    /// Takes in what follows in the same file: all is as if it had been read in one go.
    pub(super) fn append(&mut self, next: Self) {
        let before = |name: &str| self.store.by_name(name).map_or(0, |column| column.len() as u64);
        let later = next
            .declarations
            .into_iter()
            .map(|d| Declaration { samples_before: d.samples_before + before(&d.metric), ..d });
        self.declarations.extend(later.collect::<Vec<_>>());
        self.store.append(next.store);
        self.state_as_well(next.thresholds, next.submetrics);
        self.utc_offset_minutes = next.utc_offset_minutes.or(self.utc_offset_minutes);
        self.saved = self.saved.take().or(next.saved);
    }
}

/// Values that somebody else (k6) computed.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    pub metrics: Vec<SummaryMetric>,
    /// k6's testRunDuration, or what it can be recovered from (count / rate).
    pub duration_ms: Option<f64>,
    pub start: Option<Nanos>,
    pub end: Option<Nanos>,
    pub k6_version: Option<String>,
    /// The tree of groups with their checks, if the file has it.
    pub checks: Option<CheckGroup>,
    /// Options that came along (dashboard: scenarios).
    pub options: Option<RunOptions>,
    /// Things in the file that are never shown or shared unasked.
    pub secrets: Vec<Secret>,
    /// Not k6's: of a run by sloscope, with its name.
    pub saved: Option<String>,
    /// Significant digits to which values were cut (dashboard: 5).
    pub digits: Option<u8>,
}

#[derive(Clone, Debug)]
pub struct SummaryMetric {
    pub series: Series,
    pub kind: MetricType,
    pub contains: Option<Contains>,
    /// As stated. For rates, `passes` is the number of non-zero samples, whatever the file calls it.
    pub values: Values,
    pub thresholds: Vec<SummaryThreshold>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SummaryThreshold {
    pub expression: String,
    /// k6's own verdict, true = kept; the legacy shape's inversion is undone by its reader.
    pub ok: Option<bool>,
}

/// A file that is not k6 data, explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreadable {
    /// What it looks like: "a PNG image", "an empty file", "JSON, but not k6's".
    pub looks_like: String,
    /// What to do next, a sentence.
    pub advice: String,
}
