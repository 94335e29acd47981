//! The plan: what a load test does, as a type. Names and meanings are k6's, so that a plan and a k6 script say the same.
//! Its JSON form is read and written elsewhere; here is what all of them share.

use serde::{Deserialize, Serialize};

use sloscope_model::options::{Declared, RunOptions, StagePlan};
use sloscope_model::time::{NANOS_PER_MS, NANOS_PER_S, Nanos};
use sloscope_objectives::Objective;

use super::load::Load;
use super::sides::Sides;

/// The version that the JSON form of a plan states.
pub const PLAN_VERSION: &str = "sloscope.plan/1";

/// k6's default for a request, 60 s.
pub const DEFAULT_TIMEOUT: Nanos = 60 * NANOS_PER_S;
/// k6's default of `gracefulStop`, 30 s.
pub const DEFAULT_GRACEFUL_STOP: Nanos = 30 * NANOS_PER_S;

/// An open-model load test: arrivals come at planned instants and do not wait for responses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// For people, files and links; may be empty.
    pub name: String,
    /// Equivalent origins of one service, each with an optional path: arrival after arrival takes the next one.
    /// Empty where every request has an absolute URL.
    pub targets: Vec<String>,
    /// The kinds of requests that an iteration chooses from; at least one.
    pub requests: Vec<Request>,
    /// The rows that placeholders take their values from; empty where none needs a column.
    pub data: Data,
    /// Decides which request and, in random order, which data row an iteration takes. Equal seeds, equal choices.
    pub seed: u32,
    /// They may overlap: then their rates add up.
    pub scenarios: Vec<Scenario>,
    /// A request that takes longer is given up.
    pub timeout: Nanos,
    /// Redirects are followed, to hosts of the plan; otherwise a redirect is the end of its request.
    pub follow_redirects: bool,
    /// Iterations that are due before this time of the run are kept out of the verdict; 0 for none.
    pub warm_up: Nanos,
    /// Absent: every arrival sends the plan as it stands. Otherwise two sides take turns.
    pub sides: Option<Sides>,
    /// On every sample.
    pub tags: Vec<(String, String)>,
    /// What the run is judged by: k6's `thresholds`. Without any it is not judged.
    pub objectives: Vec<Objective>,
}

/// A kind of request; each iteration sends one, chosen by weight.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// The `name` tag of its samples.
    pub name: String,
    /// Its share is its weight among the sum of all.
    pub weight: u32,
    /// The HTTP method as it is sent: `POST`.
    pub method: String,
    /// A path, or an absolute URL; with placeholders.
    pub url: String,
    /// Values with placeholders. A browser does not send all of them: see [`is_forbidden`](crate::is_forbidden).
    pub headers: Vec<(String, String)>,
    /// Absent: the request is sent without a body.
    pub body: Option<Body>,
    /// 64 at most, as an outcome has a bit for each.
    pub checks: Vec<Check>,
    /// On the samples of this request only, besides the tags of the plan and the scenario.
    pub tags: Vec<(String, String)>,
}

/// The body of a request, with placeholders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// The body as written, with its placeholders.
    pub text: String,
    /// The text is JSON: what takes the place of a placeholder is escaped as within a JSON string.
    pub json: bool,
}

/// Rows of values; a placeholder names a column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Data {
    /// The names, as placeholders use them.
    pub columns: Vec<String>,
    /// One value for each column, in the order of the columns.
    pub rows: Vec<Vec<String>>,
    /// How iterations go through the rows.
    pub order: Order,
}

/// Which row an iteration takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    /// Row after row, beginning again after the last.
    #[default]
    RoundRobin,
    /// Any, by the plan's seed.
    Random,
}

/// What is looked at in a response. A check that fails breaks nothing; it is counted, as in k6.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// The `check` tag.
    pub name: String,
    /// The condition that it counts.
    pub expect: Expect,
}

/// A condition on a response; see [`held`](crate::held).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Expect {
    /// From, to, both included.
    Status(u16, u16),
    /// The header is there and, if a text is given, contains it.
    Header(String, Option<String>),
    /// The body contains this text.
    BodyContains(String),
    /// A dotted path leads to a value in the JSON body which, if a text is given, is equal to it.
    Json(String, Option<String>),
    /// Service time below this many ms.
    DurationBelow(f64),
}

/// One k6 scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// The `scenario` tag.
    pub name: String,
    /// ns after the start of the run: k6's `startTime`.
    pub start: Nanos,
    /// How many iterations start, and when.
    pub load: Load,
    /// k6's `preAllocatedVUs`, for the exported script. Of a run here it sets `vus_max` alone.
    pub pre_allocated_vus: u32,
    /// Iterations that may be under way at once; an arrival beyond it is dropped.
    pub max_vus: u32,
    /// How long iterations may go on after the last arrival.
    pub graceful_stop: Nanos,
    /// On every sample of this scenario, besides the tags of the plan.
    pub tags: Vec<(String, String)>,
}

impl Scenario {
    /// The end of its schedule, ns after the start of the run; the graceful stop comes after it.
    pub fn end(&self) -> Nanos {
        self.start.saturating_add(self.load.duration())
    }
}

impl Plan {
    /// The end of all schedules, ns after the start of the run; graceful stops come after it.
    pub fn end(&self) -> Nanos {
        self.scenarios.iter().map(Scenario::end).fold(0, Nanos::max)
    }

    /// When the last iteration is given up, at the latest: ns after the start of the run.
    pub fn latest_end(&self) -> Nanos {
        self.scenarios.iter().map(|s| s.end().saturating_add(s.graceful_stop)).fold(0, Nanos::max)
    }

    /// Number of arrivals in all.
    pub fn planned(&self) -> u64 {
        self.scenarios.iter().map(|s| s.load.planned()).fold(0, u64::saturating_add)
    }

    /// The highest rate that is planned at any time, iterations per second: scenarios that overlap add up.
    pub fn peak_per_s(&self) -> f64 {
        // The sum of piecewise linear rates is highest where one of the pieces begins or ends.
        let spans: Vec<_> = self.scenarios.iter().map(|s| (s, s.load.stages())).collect();
        let mut highest = 0.0;
        for at in self.scenarios.iter().flat_map(Scenario::edges) {
            for before in [true, false] {
                let together = spans.iter().map(|(s, spans)| s.rate_beside(spans, at, before)).sum();
                highest = f64::max(highest, together);
            }
        }
        highest
    }

    /// The planned rate of all scenarios together, piece by piece: iterations per second at the begin and at the end, and
    /// the length in seconds.
    pub fn linear_pieces(&self) -> Vec<(f64, f64, f64)> {
        let spans: Vec<_> = self.scenarios.iter().map(|s| (s, s.load.stages())).collect();
        let mut edges: Vec<Nanos> = self.scenarios.iter().flat_map(Scenario::edges).collect();
        edges.sort_unstable();
        edges.dedup();
        let rate = |at, before| spans.iter().map(|(s, spans)| s.rate_beside(spans, at, before)).sum();
        let piece = |(from, to): (&Nanos, &Nanos)| {
            (rate(*from, false), rate(*to, true), to.saturating_sub(*from) as f64 / NANOS_PER_S as f64)
        };
        edges.iter().zip(edges.iter().skip(1)).map(piece).collect()
    }

    /// The planned rate at a time of the run, iterations per second.
    pub fn rate_at(&self, at: Nanos) -> f64 {
        self.scenarios.iter().map(|s| s.rate_beside(&s.load.stages(), at, false)).sum()
    }

    /// The same as k6's options object tells it: scenarios with their planned rates, and thresholds.
    pub fn options(&self) -> RunOptions {
        let scenario = |s: &Scenario| sloscope_model::options::Scenario {
            name: s.name.clone(),
            executor: s.load.executor().to_owned(),
            start_ms: s.start as f64 / NANOS_PER_MS,
            stages: s.load.stages(),
            duration_ms: Some(s.load.duration() as f64 / NANOS_PER_MS),
            max_vus: Some(u64::from(s.max_vus)),
        };
        let threshold = |o: &Objective| Declared {
            series: o.series.clone(),
            expression: o.expression.clone(),
            abort_on_fail: o.abort_on_fail,
            delay_abort_eval: o.delay_abort_eval.clone(),
        };
        RunOptions {
            scenarios: self.scenarios.iter().map(scenario).collect(),
            thresholds: self.objectives.iter().map(threshold).collect(),
            timeout_ms: Some(self.timeout as f64 / NANOS_PER_MS),
            ..RunOptions::default()
        }
    }

    /// Whether a check looks into the body, so that its text must be kept until it was looked at.
    pub fn reads_bodies(&self) -> bool {
        self.checks().any(|c| matches!(c.expect, Expect::BodyContains(_) | Expect::Json(..)))
    }

    /// All checks of all requests.
    pub fn checks(&self) -> impl Iterator<Item = &Check> {
        self.requests.iter().flat_map(|request| &request.checks)
    }
}

impl Scenario {
    /// Times at which its planned rate bends.
    fn edges(&self) -> Vec<Nanos> {
        let mut at = self.start;
        let mut edges = vec![at];
        match &self.load {
            Load::Constant { duration, .. } => edges.push(at.saturating_add(*duration)),
            Load::Ramping { stages, .. } => {
                for stage in stages {
                    at = at.saturating_add(stage.duration);
                    edges.push(at);
                }
            }
        }
        edges
    }

    /// The planned rate at a time of the run, iterations per second; where it jumps, that before or after.
    fn rate_beside(&self, spans: &[StagePlan], at: Nanos, before: bool) -> f64 {
        let mut left = at.saturating_sub(self.start) as f64 / NANOS_PER_MS;
        if left < 0.0 || (before && left == 0.0) {
            return 0.0;
        }
        for span in spans {
            if left < span.duration_ms || (before && left == span.duration_ms) {
                return span.from_rate + (span.to_rate - span.from_rate) * left / span.duration_ms;
            }
            left -= span.duration_ms;
        }
        0.0
    }
}
