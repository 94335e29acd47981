//! Verdicts: what an objective came to, and everything that explains it.

use serde::{Deserialize, Serialize};

use sloscope_model::margin::Margin;
use sloscope_model::stat::{Stat, Unit};
use sloscope_objectives::{ExpressionError, Objective};

use crate::report::MeasuredFrom;

/// The four verdicts on an objective, and what is said where there is nothing to judge. Only `Pass` is green.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The objective is met.
    Pass,
    /// The objective is missed.
    Fail,
    /// The series holds no sample, or is absent from a file that holds all samples.
    NoData,
    /// The files do not carry what is needed, or the expression cannot be read.
    CannotJudge,
    /// Of an objective: its series has samples, and none of them in the window and filter in force. Not counted.
    NotInPart,
    /// Of an objective: its scenario did not run, although the options state it. Not counted.
    NotInRun,
    /// Of a run or a part of it: no objective applies.
    NotJudged,
}

impl Verdict {
    /// As in `data-verdict` and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::NoData => "no-data",
            Self::CannotJudge => "cannot-judge",
            Self::NotInPart => "not-in-part",
            Self::NotInRun => "not-in-run",
            Self::NotJudged => "not-judged",
        }
    }

    /// As shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Pass => "PASS",
            Self::Fail => "FAIL",
            Self::NoData => "NO DATA",
            Self::CannotJudge => "CANNOT JUDGE",
            Self::NotInPart => "NOT IN THIS PART",
            Self::NotInRun => "NOT IN THIS RUN",
            Self::NotJudged => "NOT JUDGED",
        }
    }

    /// Does the objective count towards the verdict of what is shown?
    pub fn counts(self) -> bool {
        !matches!(self, Self::NotInPart | Self::NotInRun | Self::NotJudged)
    }

    /// How grave a verdict is: of several, the gravest is the one of all.
    pub fn gravity(self) -> u8 {
        match self {
            Self::NotInPart | Self::NotInRun | Self::NotJudged => 0,
            Self::Pass => 1,
            Self::NoData => 2,
            Self::CannotJudge => 3,
            Self::Fail => 4,
        }
    }

    /// A run's verdict from those of its objectives: FAIL, else CANNOT JUDGE, else NO DATA, else PASS;
    /// where no objective applies there is nothing to pass.
    pub fn overall(verdicts: impl IntoIterator<Item = Self>) -> Self {
        verdicts.into_iter().filter(|v| v.counts()).max_by_key(|v| v.gravity()).unwrap_or(Self::NotJudged)
    }
}

/// What a verdict rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The measured value.
    #[default]
    Measured,
    /// The value is not known, but others bound it: p(99) is not above the maximum.
    Bounds,
    /// k6's own verdict, stated by this file. k6 judged all samples, and the files here do not hold the number.
    K6(String),
}

/// The objective's statistic over one span of 10 s.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WindowValue {
    /// ms after the start of the run.
    pub start_ms: f64,
    /// ms after the start of the run. The last span takes in a rest of less than 5 s.
    pub end_ms: f64,
    /// Absent where the window holds no sample.
    pub measured: Option<f64>,
    /// Samples in the span.
    pub samples: u64,
    /// Whether the objective was met in this window; absent where it has no value.
    pub kept: Option<bool>,
}

/// An objective, judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ObjectiveResult {
    /// As it was stated, with who stated it.
    pub objective: Objective,
    /// In words: "p95 of request duration, scenario rps_200 · < 500 ms".
    pub title: String,
    /// The title without its limit, for tables that have a column for it.
    pub subject: String,
    /// What it came to.
    pub verdict: Verdict,
    /// What PASS or FAIL rests on.
    pub basis: Basis,
    /// One sentence that holds the evidence.
    pub reason: String,
    /// What is measured; absent if the expression cannot be read.
    pub stat: Option<Stat>,
    /// Of measured value and limit: times are in ms, shares from 0 to 1. Absent if the expression cannot be read.
    pub unit: Option<Unit>,
    /// `<`, `<=`, `>`, `>=`, `==`, `!=`.
    pub operator: Option<String>,
    /// Absent if the expression cannot be read, or states no finite number.
    pub limit: Option<f64>,
    /// Absent where the files do not have the value, or leave it open: see `between`.
    pub measured: Option<f64>,
    /// The least and the most that the value can be, where the files leave that open; infinite where nothing bounds it.
    pub between: Option<(f64, f64)>,
    /// Where the values of the series come from; absent if no file has measurements.
    pub measured_from: Option<MeasuredFrom>,
    /// How far the measured value is from the limit; absent without the two, or where it is beyond all numbers.
    pub margin: Option<Margin>,
    /// Samples that the measured value rests on; absent if the file does not say.
    pub samples: Option<u64>,
    /// What a reader must know before believing the verdict.
    pub caveats: Vec<String>,
    /// k6's own verdict, where a file carries it.
    pub k6_verdict: Option<Verdict>,
    /// Why the expression cannot be read; absent if it can be.
    pub error: Option<ExpressionError>,
    /// The statistic in consecutive spans of 10 s; empty without samples.
    pub windows: Vec<WindowValue>,
    /// The window with the least margin; absent where none has a value.
    pub worst: Option<WindowValue>,
    /// The first window in which the objective was missed.
    pub first_break: Option<WindowValue>,
    /// For latency: the same statistic over successful requests only, where it differs.
    pub successes_only: Option<f64>,
}
