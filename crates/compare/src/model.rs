//! The shape of a comparison. It holds numbers and sentences, never samples: page, command line and exports draw it.

use serde::{Deserialize, Serialize};

use sloscope_model::metric::{Contains, MetricType};
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};
use sloscope_model::time::Nanos;
use sloscope_scan::percentiles;

use crate::changes::Changes;
use crate::stats::{Interval, Noise, Tested};

/// What is known of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The whole interval is beyond the limit, on the side that is worse.
    Worse,
    /// The whole interval is beyond the limit, on the side that is better.
    Better,
    /// The whole interval is beyond the limit; nobody says which side is the better one.
    Changed,
    /// The whole interval lies within the limit that matters.
    Same,
    /// The interval allows more than one of these.
    Inconclusive,
    /// There is no number to compare, or the two sides were not measured alike.
    CannotCompare,
}

impl Verdict {
    /// As people read it: `CANNOT COMPARE`.
    pub fn shown(self) -> &'static str {
        match self {
            Self::Worse => "WORSE",
            Self::Better => "BETTER",
            Self::Changed => "CHANGED",
            Self::Same => "SAME",
            Self::Inconclusive => "INCONCLUSIVE",
            Self::CannotCompare => "CANNOT COMPARE",
        }
    }

    /// As files have it: `cannot-compare`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::Better => "better",
            Self::Changed => "changed",
            Self::Same => "same",
            Self::Inconclusive => "inconclusive",
            Self::CannotCompare => "cannot-compare",
        }
    }
}

/// Which side of a difference is the worse one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sense {
    /// Times, failures.
    HigherIsWorse,
    /// Checks that passed, requests per second.
    LowerIsWorse,
}

/// What is compared with what, and so what an observation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Design {
    /// One run, or part of a run, a side: what is said is of these two.
    OneRun,
    /// Several runs: each is one observation.
    Runs,
    /// Both sides in each of several runs: the differences inside of the runs are the observations.
    PairedRuns,
    /// Blocks of one run, in turn: the differences of neighbouring blocks are the observations.
    Blocks,
}

/// A comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Of the rows that are gated: the gravest.
    pub verdict: Verdict,
    /// One sentence, or two: the verdict and its evidence.
    pub headline: String,
    /// What an observation is.
    pub design: Design,
    /// The side that is compared with.
    pub baseline: Side,
    /// The side that is judged.
    pub candidate: Side,
    /// Why the sides may not be comparable, the gravest first.
    pub comparability: Vec<Concern>,
    /// What is new besides numbers.
    pub changes: Changes,
    /// Gated rows first, in the order of their limits.
    pub rows: Vec<Row>,
    /// How to read the verdicts: what a run is, which correction was made, how many runs would tell.
    pub notes: Vec<String>,
    /// No limit is exceeded: every gated row is known to keep its limit.
    pub kept: bool,
    /// Of runs of one thing: what they can tell; absent unless that was asked.
    pub aa: Option<Aa>,
    /// How the bootstrap was made; absent where none was.
    pub bootstrap: Option<Bootstrap>,
}

/// What runs of one thing can tell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Aa {
    /// Nothing differs where nothing should, and a change as large as each limit would be seen.
    pub can_tell: bool,
    /// Why, one sentence a limit.
    pub reasons: Vec<String>,
}

/// What one side is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// "6 runs", "version = a", "base_1, 23 Nov 2026 21:41".
    pub label: String,
    /// Its runs or blocks, in the order in which they were given.
    pub parts: Vec<PartFacts>,
}

/// A run, or a part of one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartFacts {
    /// The name of the run and its start, with what of it was selected.
    pub label: String,
    /// The names of its files.
    pub sources: Vec<String>,
    /// When it began, ns since 1970; absent if no file says.
    pub start: Option<Nanos>,
    /// Its stages, as its report names them, and when each began, ms after the start of the run; none of a block.
    pub stages: Vec<(String, f64)>,
}

/// How grave a concern is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gravity {
    /// The sides cannot be compared.
    Prevents,
    /// The difference may come from it.
    Serious,
    /// Good to know.
    Minor,
}

/// What differs between the sides besides what is compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Concern {
    /// The name of the rule: `load-model`.
    pub rule: String,
    /// What follows from it.
    pub gravity: Gravity,
    /// What differs, and what that means.
    pub text: String,
    /// The numbers behind it, of each side.
    pub evidence: String,
}

/// The limit that a difference is held against.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// A difference wholly within it is none that matters.
    pub same: f64,
    /// A difference wholly beyond it matters. Equal to `same` where the user stated the limit.
    pub beyond: f64,
}

/// A statistic of a metric on both sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The metric, with the tags that a limit names.
    pub series: Series,
    /// The type of the metric.
    pub kind: MetricType,
    /// What the values of the metric are.
    pub contains: Contains,
    /// The statistic of it.
    pub stat: Stat,
    /// The unit of values and differences.
    pub unit: Unit,
    /// Which side is the worse one; absent where nobody says.
    pub sense: Option<Sense>,
    /// The verdict, by the rules of the design.
    pub verdict: Verdict,
    /// Of one run a side: what is known of these two runs, whatever is known of the systems.
    pub of_these_runs: Option<Verdict>,
    /// The number of each run or block of the baseline that has one.
    pub baseline: Vec<f64>,
    /// The same of the candidate; of pairs in the same order.
    pub candidate: Vec<f64>,
    /// Absent where a side has no number.
    pub difference: Option<Difference>,
    /// What the difference was held against; absent where there is none.
    pub band: Option<Band>,
    /// Absent of rows that are looked at, and not tested.
    pub gate: Option<Gate>,
    /// The difference in words, with its interval.
    pub sentence: String,
    /// Why the verdict is not more certain; absent where it is.
    pub why: Option<String>,
    /// In how many of all pairs the request of the candidate is the slower one, 0 to 1.
    pub slower: Option<f64>,
    /// How much the baseline varies from run to run.
    pub noise: Option<Noise>,
}

impl Row {
    /// The middle of each side: its only number, or the median.
    pub fn middles(&self) -> [Option<f64>; 2] {
        [&self.baseline, &self.candidate].map(|values| percentiles(&mut values.clone(), &[50.0]).first().copied())
    }
}

/// A difference, candidate less baseline.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The middle of the baseline: its only number, or the median of its runs.
    pub baseline: f64,
    /// The middle of the candidate.
    pub candidate: f64,
    /// Hodges and Lehmann's estimate; of one run a side the plain difference.
    pub absolute: f64,
    /// Of the middle of the baseline; absent where that is 0.
    pub relative: Option<f64>,
    /// Absent where nothing bounds the difference.
    pub interval: Option<Interval>,
    /// The test of "nothing differs": Mann-Whitney, or Wilcoxon's signed ranks of pairs. Absent of one run a side.
    pub tested: Option<Tested>,
    /// The permutation test of means, or the sign-flip test of pairs, beside it.
    pub means: Option<Tested>,
}

/// What became of a limit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gate {
    /// As the user wrote it, or the default in words.
    pub limit: String,
    /// The p of the test against this limit, corrected by Holm for all gated rows; absent where nothing was tested.
    pub p: Option<f64>,
    /// What is known of the limit.
    pub outcome: Outcome,
}

/// What is known of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The whole interval lies on the right side of it.
    Kept,
    /// The whole interval lies beyond it.
    Exceeded,
    /// Neither is certain.
    Unknown,
}

/// How a bootstrap was made.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bootstrap {
    /// Drawn runs of each side.
    pub draws: usize,
    /// The same seed draws the same runs.
    pub seed: u64,
    /// The shortest and the longest block of any row, ms.
    pub block_ms: (f64, f64),
    /// The user stated the length of the blocks; else the data did.
    pub stated: bool,
}
