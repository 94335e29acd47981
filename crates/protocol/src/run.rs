//! A worker that runs a plan: it starts generators, and keeps what they report.

use serde::{Deserialize, Serialize};
use sloscope_core::sharing::Sharing;

use crate::{Answer, Opened, Request, SessionAnswer, SessionRequest};

/// What a run gets.
#[derive(Debug, Serialize, Deserialize)]
pub enum RunRequest {
    /// A question on its samples.
    Ask(Box<Request<SessionRequest>>),
    /// Ends the run: what is under way may end, or is given up at once.
    Stop {
        /// It is given up.
        at_once: bool,
    },
    /// Something happened to the page.
    Mark(Mark),
}

/// What a run says.
#[derive(Debug, Serialize, Deserialize)]
pub enum RunReply {
    /// How it goes, twice a second.
    Running(Box<Running>),
    /// There are samples.
    Opened(Box<Opened>),
    /// To a question.
    Answer(Answer<SessionAnswer>),
}

/// A file of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Saving {
    /// The samples, as k6's NDJSON.
    Samples,
    /// The numbers, as k6's `--summary-export` has them.
    Summary,
    /// All that is open, as a `.slo` file.
    Runs,
}

/// Which file is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveRequest {
    /// What it holds.
    pub what: Saving,
    /// What of the run goes into it.
    pub sharing: Sharing,
}

/// What can happen to the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    /// It is not seen any more.
    Hidden,
    /// It is seen again.
    Shown,
    /// The network went away.
    Offline,
}

/// How a run goes. Times are ms since it began.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Running {
    /// Now.
    pub at_ms: f64,
    /// When the last arrival is due.
    pub end_ms: f64,
    /// Arrivals of the whole plan.
    pub planned: u64,
    /// Those of them that were due by now.
    pub due: u64,
    /// Requests sent.
    pub started: u64,
    /// Requests that ended.
    pub finished: u64,
    /// Arrivals that were not sent, since too many requests were in flight.
    pub dropped: u64,
    /// Requests in flight now.
    pub in_flight: u32,
    /// The most requests in flight so far.
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
    /// The planned rate now, in iterations per second.
    pub planned_per_s: f64,
    /// The rate of the last second, in iterations per second; absent before there is one.
    pub sent_per_s: Option<f64>,
    /// The latest that a request was sent in the last half second; absent if none was.
    pub lag_ms: Option<f64>,
    /// Requests that were sent by the standby generators.
    pub sent_by_standby: u64,
    /// What wakes the generators.
    pub wakeup: String,
    /// How many generators there are.
    pub generators: u32,
    /// Where it is.
    pub phase: RunPhase,
    /// It goes to the practice file: no measurement.
    pub practice: bool,
    /// The objective on which it was aborted.
    pub aborted_on: Option<String>,
    /// When it was told to end before its plan did.
    pub stopped_ms: Option<f64>,
    /// How the browser sees the load of the processor, where it tells.
    pub pressure: Option<Pressure>,
}

/// The load of the processor, in the words of Compute Pressure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Pressure {
    /// Nothing is felt of it.
    Nominal,
    /// More can be taken on.
    Fair,
    /// The machine is near its limit.
    Serious,
    /// The machine is at its limit.
    Critical,
}

impl Pressure {
    /// A state as the browser names it.
    pub fn read(state: &str) -> Option<Self> {
        [Self::Nominal, Self::Fair, Self::Serious, Self::Critical].into_iter().find(|known| known.as_str() == state)
    }

    /// The browser's name of it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nominal => "nominal",
            Self::Fair => "fair",
            Self::Serious => "serious",
            Self::Critical => "critical",
        }
    }
}

/// Where a redirect led.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirected {
    /// Without user, query and fragment; empty where the browser does not tell.
    pub to: String,
    /// To no host of the plan: the run was stopped.
    pub away: bool,
}

/// Where a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RunPhase {
    /// Requests are sent.
    #[default]
    Going,
    /// No more arrivals; what is under way may end.
    Stopping,
    /// All has ended.
    Over,
}
