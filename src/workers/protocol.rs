//! The messages between the page and the worker of a run, as bytes (postcard). Both ends are built from the same
//! sources and fetched by names that change with their content, so the form needs no version. Files travel beside them, in the order of the inputs.

use js_sys::Uint8Array;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sloscope_core::chart::{Chart, ChartAsk};
use sloscope_core::ingest::Split;
use sloscope_core::load::{Outcome, Pick, Plan, PlanDraft};
pub use sloscope_core::report::InputFailure;
use sloscope_core::report::{Query, Remarks, Report, SourceFacts};
use sloscope_core::time::Nanos;
use wasm_bindgen::{JsCast, JsValue};

use super::death::Death;

/// A message for `postMessage`.
pub fn write(message: &impl Serialize) -> JsValue {
    match postcard::to_allocvec(message) {
        Ok(bytes) => Uint8Array::from(bytes.as_slice()).into(),
        Err(error) => panic!("a message cannot be written: {error}"),
    }
}

/// The inverse of [`write`].
pub fn read<T: DeserializeOwned>(message: &JsValue) -> Result<T, postcard::Error> {
    let bytes = message.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).unwrap_or_default();
    postcard::from_bytes(&bytes)
}

/// Something to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InputKind {
    /// The next of the files that travel along.
    File,
    /// An absolute address.
    Link(String),
}

#[derive(Debug, Serialize, Deserialize)]
pub enum Request {
    /// Reads all inputs and answers with `Opened`.
    Open {
        inputs: Vec<InputKind>,
        query: Query,
        /// How many workers read a large file.
        workers: u32,
    },
    /// Answers with these charts, if any, and then with a report; `number` tells which question it is the answer of.
    Query { number: u32, query: Query, asks: Vec<ChartAsk> },
    /// Of one worker to another, its helper: reads a part of the file that travels along.
    Part { split: Split, from: u64, to: Option<u64> },
    /// Answers with these charts, in this order.
    Charts { query: Query, asks: Vec<ChartAsk> },
    /// Runs a plan: answers with `Running` again and again, with `Opened` when there are samples, and with reports
    /// when it is asked for them.
    Run { plan: Box<Plan>, query: Query, generators: u32 },
    /// Ends the run: what is under way may end, or is given up.
    Stop { at_once: bool },
    /// Something happened to the page while the run went on.
    Mark(Mark),
    /// Answers with `Saved`; with the query strings of addresses or without.
    Save(Saving, bool),
    /// Answers with `Exported`, with the query strings of addresses or without.
    Export { what: Export, query: Query, keep_queries: bool },
    /// The same of an earlier `Opened`, `Report` or `Charts`, which travels along: the worker that said it has ended.
    ExportOf { what: Export, keep_queries: bool },
    /// Answers with what was read or written; the worker has nothing else to do.
    Plan(Box<PlanRequest>),
    /// To a generator: gets ready to send the requests of a plan, at its place in the crew, whose counters travel along.
    /// Before a `look` at a target whose plan follows redirects, it asks where they lead.
    Generate { plan: Box<Plan>, place: u32, look: bool },
    /// To a generator that is ready: time 0 of the run, on the clock that workers share, and since 1970.
    Begin { zero_ms: f64, began: Nanos },
}

/// A file of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Saving {
    /// The samples, as k6's NDJSON.
    Samples,
    /// The numbers, as k6's `--summary-export` has them.
    Summary,
}

/// What is written of the report of a question.
#[derive(Debug, Serialize, Deserialize)]
pub enum Export {
    /// The report as Markdown, with what the user noted.
    Markdown(Remarks),
    /// The rows of its breakdown as CSV.
    Breakdown,
    /// A chart as an SVG file.
    Picture(ChartAsk),
}

/// What a plan is read from or written as.
#[derive(Debug, Serialize, Deserialize)]
pub enum PlanRequest {
    /// Of a plan as JSON.
    Read(String),
    /// Of whatever else holds a request or a load; a plan is read, too.
    Import {
        text: String,
        pick: Pick,
    },
    Script(Plan),
    TestRun(Plan),
}

/// What can happen to the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    Hidden,
    Shown,
    Offline,
}

#[derive(Debug, Serialize, Deserialize)]
pub enum Reply {
    Progress(Progress),
    Opened(Box<Opened>),
    Report {
        number: u32,
        report: Box<Report>,
    },
    Charts(Vec<Chart>),
    /// How the run goes.
    Running(Running),
    /// A file in memory, for as long as the worker lives: its name and its address.
    Saved(String, String),
    /// What was written; absent if there is nothing to write of.
    Exported(Option<String>),
    /// A plan that was made of a text, and what to know of that.
    Imported(Box<PlanDraft>, Vec<String>),
    /// The entries of a HAR file, to pick one.
    Entries(Vec<String>),
    /// Why no plan could be made of it.
    Unreadable(String),
    /// A plan as a text for k6.
    Written(String),
    /// The worker has ended, or did not start.
    Died(Death),
}

/// How far reading got.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// The file that is read now.
    pub name: String,
    pub input: usize,
    pub inputs: usize,
    /// Bytes of all inputs, as stored.
    pub read: u64,
    /// Absent if a link does not say its length.
    pub total: Option<u64>,
    pub samples: u64,
    /// Everything is read; the report is being computed.
    pub computing: bool,
}

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

/// What comes from a generator.
#[derive(Debug, Serialize, Deserialize)]
pub enum GeneratorReply {
    /// It waits for `Begin`.
    Ready,
    Progress(Box<GeneratorProgress>),
}

/// What a generator says every half second.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct GeneratorProgress {
    /// When the run began, since 1970.
    pub began: Nanos,
    pub outcomes: Vec<Outcome>,
    /// Arrivals that found too many under way: scenario and time.
    pub dropped: Vec<(u32, Nanos)>,
    pub running: Running,
}

/// How a run goes. Times are ms since it began.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Running {
    pub at_ms: f64,
    /// When the last arrival is due.
    pub end_ms: f64,
    /// Arrivals of the whole plan, and those that were due by now.
    pub planned: u64,
    pub due: u64,
    pub started: u64,
    pub finished: u64,
    pub dropped: u64,
    pub in_flight: u32,
    pub most_in_flight: u32,
    /// Responses that k6 does not expect, and requests that failed.
    pub failed: u64,
    /// Redirects that were not followed; among those that failed.
    pub redirects: u64,
    /// A redirect that was followed.
    pub redirected: Option<Redirected>,
    /// Given up at the end.
    pub interrupted: u64,
    /// Why the run broke off: a generator that ended or was silent.
    pub broken: Option<String>,
    /// The planned rate now and the rate of the last second, iterations per second; absent before there is one.
    pub planned_per_s: f64,
    pub sent_per_s: Option<f64>,
    /// The latest that a request was sent in the last half second; absent if none was.
    pub lag_ms: Option<f64>,
    /// Requests that were sent by the standby generators.
    pub sent_by_standby: u64,
    /// What wakes the generators, and how many there are.
    pub wakeup: String,
    pub generators: u32,
    pub phase: RunPhase,
    /// It goes to the practice file: no measurement.
    pub practice: bool,
    /// The objective on which it was aborted.
    pub aborted_on: Option<String>,
}

/// Where a redirect led.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirected {
    /// Without user, query and fragment; empty where the browser does not tell.
    pub to: String,
    /// To no host of the plan: the run was stopped.
    pub away: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RunPhase {
    #[default]
    Going,
    /// No more arrivals; what is under way may end.
    Stopping,
    Over,
}
