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
    /// The name, the size and the form of the file.
    pub info: SourceInfo,
    /// What it holds, or why it is of no use.
    pub content: Content,
    /// What of it could not be used, and what else the user should know.
    pub diagnostics: Diagnostics,
}

/// What is shown of a file besides its contents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourceInfo {
    /// The file's name, without folders; data, never trusted.
    pub name: String,
    /// Bytes as stored.
    pub bytes: u64,
    /// Bytes after decompression; the same number if there was none.
    pub unpacked: u64,
    /// Told by the content; the file's name does not count.
    pub format: Format,
    /// Told by the first bytes.
    pub compression: Compression,
    /// Told by the byte order mark.
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
    /// k6's extension xk6-output-parquet: the command line reads it.
    Parquet,
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
    /// A report that sloscope wrote, as JSON.
    Report,
    /// Nothing that sloscope reads.
    Unknown,
}

impl Format {
    /// A name for people: "k6 results, NDJSON".
    pub fn label(self) -> &'static str {
        match self {
            Self::Ndjson => "k6 results, NDJSON",
            Self::NdjsonPrefixed => "k6 results, NDJSON behind a prefix",
            Self::JsonArray => "k6 results, JSON array",
            Self::JsonConcatenated => "k6 results, concatenated JSON",
            Self::Csv => "k6 results, CSV",
            Self::Parquet => "k6 results, Parquet",
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
            Self::Report => "report that sloscope stored",
            Self::Unknown => "not k6 data",
        }
    }
}

/// How a file is compressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compression {
    /// The bytes are stored as they are.
    #[default]
    None,
    /// gzip (RFC 1952).
    Gzip {
        /// How many gzip streams follow each other in the file (RFC 1952, section 2.2); `cat a.gz b.gz` has two.
        members: u32,
    },
}

/// How text is encoded. Without a byte order mark it is UTF-8.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// UTF-8 without a mark.
    #[default]
    Utf8,
    /// UTF-8 with the mark EF BB BF.
    Utf8Bom,
    /// UTF-16, little-endian: the mark is FF FE. PowerShell writes it with `>`.
    Utf16Le,
    /// UTF-16, big-endian: the mark is FE FF.
    Utf16Be,
}

/// What a file holds.
#[derive(Clone, Debug)]
pub enum Content {
    /// Single measurements: NDJSON, CSV, or a run from this page.
    Samples(Box<SampleFile>),
    /// Numbers of a whole run that were computed elsewhere.
    Summary(Box<Summary>),
    /// What a test was to do and which thresholds it was to keep, without results; objectives files as well.
    Options(Box<RunOptions>),
    /// A report that was stored: numbers, verdicts and findings, without samples.
    Stored(Box<sloscope_stored::Report>),
    /// Several in one file: summaries one after the other, lines of several processes.
    Several(Vec<(Format, Content)>),
    /// Nothing that can be used, and why.
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
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SampleFile {
    /// All samples of the file.
    #[serde(skip)]
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
    /// As k6 writes it: `http_req_duration`.
    pub metric: String,
    /// Samples of the metric that stand before it in the file.
    pub samples_before: u64,
    /// The thresholds that the line states, on the whole metric.
    pub thresholds: Vec<Declared>,
    /// The sub-metrics that the line states; see [`SampleFile::submetrics`].
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
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Summary {
    /// Metrics and sub-metrics; of one that is stated twice the first counts.
    pub metrics: Vec<SummaryMetric>,
    /// k6's testRunDuration, or what it can be recovered from (count / rate), in ms.
    pub duration_ms: Option<f64>,
    /// When the run began; `None` where the file states no time, as that of `--summary-export`.
    pub start: Option<Nanos>,
    /// When the run ended: for the machine-readable summary, when k6 wrote it; for a cut recording, its last moment.
    pub end: Option<Nanos>,
    /// Only the machine-readable summary states it.
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

/// What a summary states of a series.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SummaryMetric {
    /// A metric or a sub-metric; a name that is no series is taken as a metric as a whole.
    pub series: Series,
    /// As stated, else inferred from the names of its values, or looked up among k6's built-in metrics.
    pub kind: MetricType,
    /// `None` where the file does not say, as that of `--summary-export`.
    pub contains: Option<Contains>,
    /// As stated. For rates, `passes` is the number of non-zero samples, whatever the file calls it.
    pub values: Values,
    /// Thresholds on just this series; empty where the file has none.
    pub thresholds: Vec<SummaryThreshold>,
}

/// A threshold in a summary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SummaryThreshold {
    /// As written: `p(95)<500`. Empty where the file states only the verdict (REST).
    pub expression: String,
    /// k6's own verdict, true = kept; the legacy shape's inversion is undone by its reader.
    pub ok: Option<bool>,
}

/// A file that is not k6 data, explained.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreadable {
    /// What it looks like: "a PNG image", "an empty file", "JSON, but not k6's".
    pub looks_like: String,
    /// What to do next, a sentence.
    pub advice: String,
}
