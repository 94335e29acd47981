//! Questions on samples, which a reader and a run answer alike, and texts of their answers, which a writer writes.

use serde::{Deserialize, Serialize};
use sloscope_core::chart::{Chart, ChartAsk};
use sloscope_core::packed::Holds;
use sloscope_core::report::{InputFailure, Query, Remarks, Report, SourceFacts};
use sloscope_core::sharing::Sharing;

use crate::SaveRequest;

/// A question to a worker that holds samples.
#[derive(Debug, Serialize, Deserialize)]
pub enum SessionRequest {
    /// The report of a question.
    Report(Query),
    /// Charts of a question.
    Charts(Query, Vec<ChartAsk>),
    /// The report, or these charts if there are any, with other names in place of those that files and notes have. The answer
    /// is that to the question without them.
    Shared(Sharing, Query, Vec<ChartAsk>, Remarks),
    /// What goes out when this is handed on.
    Manifest(Sharing),
    /// A file of the first run.
    Save(SaveRequest),
    /// All that is open is kept in the browser, by this id.
    Keep(String),
}

/// The answer to a [`SessionRequest`] of the same name.
#[derive(Debug, Serialize, Deserialize)]
pub enum SessionAnswer {
    /// The report.
    Report(Box<Report>),
    /// Those charts that there are.
    Charts(Vec<Chart>),
    /// What goes out, a line for each thing, and behind an empty line what is left out.
    Manifest(Vec<String>),
    /// The file that travels along.
    Saved,
    /// The bytes of the file that was written.
    Kept(u64),
}

/// What is written of a report, or of a chart.
#[derive(Debug, Serialize, Deserialize)]
pub enum Export {
    /// The report as Markdown, with what the user noted.
    Markdown(Remarks),
    /// The rows of its breakdown as CSV.
    Breakdown,
    /// A chart as an SVG file.
    Picture(ChartAsk),
    /// The report for programs, and for pull requests.
    Text(Form),
    /// The report as text that the page's address can hold.
    Held,
    /// A file that has the page in it, without its parts.
    Html(Holds),
}

/// A text of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// `sloscope.report/1`.
    Json,
    /// Its figures as a table.
    Csv,
    /// A test case an objective.
    Junit,
    /// The figures as Prometheus reads them.
    Prometheus,
    /// Markdown for a comment on a pull request.
    Short,
}

/// The first report of a worker that holds samples.
#[derive(Debug, Serialize, Deserialize)]
pub struct Opened {
    /// Absent if nothing was readable.
    pub report: Option<Report>,
    /// All files and what they are.
    pub sources: Vec<SourceFacts>,
    /// Inputs that could not be read at all.
    pub failures: Vec<InputFailure>,
    /// Bytes of memory that the worker and its helpers took, for measuring.
    pub wasm_memory: u64,
}

/// A role that holds samples: whose replies a writer reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Holder {
    /// Its replies are [`crate::ReaderReply`].
    Reader,
    /// Its replies are [`crate::RunReply`].
    Run,
}

/// A text of an earlier reply of a [`Holder`], which travels along. The answer is the text.
#[derive(Debug, Serialize, Deserialize)]
pub struct WriterRequest {
    /// What is written.
    pub what: Export,
    /// With the query strings of addresses.
    pub keep_queries: bool,
}
