//! The six figures that stand beside the verdict, always these, in this order: requests per second, p50, p95, p99,
//! failed requests, checks. Each with its limit, and how much of it is used.
//!
//! The limit is the tightest one that an objective states on that statistic of the whole metric, without tags. Where
//! nobody states one there is none: nothing is measured by limits of ours.

use sloscope_model::format;
use sloscope_model::margin::{Direction, counts_failures, times_limit};
use sloscope_model::metric::{MetricType, builtin};
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};

use super::{MetricSummary, OverallRow, Report, words};
use crate::slo::{ObjectiveResult, Verdict};

/// A figure of the instrument panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Tile {
    /// `rate`, `p50`, `p95`, `p99`, `failed` or `checks`: for addresses, tests and styles.
    pub id: &'static str,
    /// What it is called: "Requests/s", "p95", "Failed requests"; "p95, iterations" where there are no HTTP requests.
    pub name: String,
    /// The series that it is of; where a test made no HTTP requests, that of its calls or iterations.
    pub series: Series,
    /// The statistic of that series.
    pub stat: Stat,
    /// The unit of the value and of its limit.
    pub unit: Unit,
    /// Absent where the files do not have it; `absent` says why.
    pub value: Option<f64>,
    /// As it is shown: `15.90 ms`; `≤ 198.7 ms` where other values bound it; "–" where it is not known.
    pub shown: String,
    /// Why there is no value: "not in this file".
    pub absent: Option<String>,
    /// What is behind a share, `63 of 2,583`; of requests per second, what was sent of the plan: `100 % of plan`.
    pub detail: Option<String>,
    /// Absent where no objective states one.
    pub limit: Option<TileLimit>,
    /// That of all objectives on this statistic; [`Verdict::NotJudged`] without any.
    pub verdict: Verdict,
}

/// The tightest limit on a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct TileLimit {
    /// Index into [`Report::objectives`].
    pub objective: usize,
    /// As objectives are shown: `< 500 ms`.
    pub text: String,
    /// The number in it.
    pub value: f64,
    /// Not to exceed it, or to reach it; absent of `==` and `!=`, which no bar can show.
    pub direction: Option<Direction>,
    /// How far a bar is filled; absent where that is not known, or says nothing.
    pub bar: Option<Bar>,
    /// The same in words: "3 % used", "62× the limit".
    pub used: Option<String>,
}

/// What a bar shows: 1 is the limit, where its tick stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bar {
    /// How much of the limit is used, red beyond 1; infinite where nothing is allowed. Shares that are to be near 100 %
    /// are counted by their failures.
    Used(f64),
    /// How much of the target is reached; never red.
    Reached(f64),
}

/// The six figures of a report.
pub fn tiles(report: &Report) -> [Tile; 6] {
    let (rate, of_rate) = first(report, [("Requests/s", "http_reqs"), ("Iterations/s", "iterations")]);
    let timed = [("", "http_req_duration"), (", gRPC", "grpc_req_duration"), (", iterations", "iteration_duration")];
    let (of_what, duration) = first(report, timed);
    let percentile = |id, stat| tile(report, id, format!("{id}{of_what}"), duration, stat);
    [
        tile(report, "rate", rate.to_owned(), of_rate, Stat::Rate),
        percentile("p50", Stat::Med),
        percentile("p95", Stat::P(95.0)),
        percentile("p99", Stat::P(99.0)),
        tile(report, "failed", "Failed requests".to_owned(), "http_req_failed", Stat::Rate),
        tile(report, "checks", "Checks passed".to_owned(), "checks", Stat::Rate),
    ]
}

/// The first metric that has values; the first of all where none has. A counter of 0 says that there was nothing.
fn first<const N: usize>(report: &Report, of: [(&'static str, &'static str); N]) -> (&'static str, &'static str) {
    let has = |name: &str| metric(report, name).is_some_and(|m| !m.values.is_empty() && !m.values.only_zeros());
    of.into_iter().find(|(_, name)| has(name)).unwrap_or(of[0])
}

fn metric<'a>(report: &'a Report, name: &str) -> Option<&'a MetricSummary> {
    report.metrics.iter().find(|m| m.series.tags.is_empty() && m.series.metric == name)
}

fn tile(report: &Report, id: &'static str, name: String, metric_name: &str, stat: Stat) -> Tile {
    let series = Series::metric(metric_name);
    let metric = metric(report, metric_name);
    let kind = metric.map(|m| (m.kind, m.contains)).or(builtin(metric_name));
    let unit = kind.map_or(Unit::Plain, |(kind, contains)| stat.unit(kind, contains));
    // Requests are counted by more than one metric.
    let row = report.overall.iter().find(|row| row.series == series && row.stat == stat);
    let value = metric.and_then(|m| m.values.known(stat)).or(row.and_then(|row| row.value));
    // A stored report may hold what was judged without the metric that it is of.
    let value = value.or_else(|| on(report, &series, stat).find_map(|(_, o)| o.measured));
    let limit = tightest(report, &series, stat, unit, value);
    let judged = limit.as_ref().and_then(|limit| report.objectives.get(limit.objective));
    let shown = match (value, judged.and_then(|o| o.limit)) {
        (Some(value), Some(limit)) => format::against(value, limit, unit),
        (Some(value), None) => format::value(value, unit),
        (None, _) => judged.map(words::measured).filter(|text| text != "-").unwrap_or_else(|| "–".to_owned()),
    };
    let absent = value.is_none().then(|| why_absent(report, metric, row));
    let verdict = Verdict::overall(on(report, &series, stat).map(|(_, o)| o.verdict));
    let detail = match id {
        "rate" => of_plan(report),
        _ => metric.filter(|m| m.kind == MetricType::Rate).and_then(|m| counted(m, id == "failed")),
    };
    Tile { id, name, series, stat, unit, value, shown, absent, detail, limit, verdict }
}

/// The objectives on a statistic of a series, with their places.
fn on<'a>(report: &'a Report, series: &Series, stat: Stat) -> impl Iterator<Item = (usize, &'a ObjectiveResult)> {
    let is_same = move |of: Stat| of == stat || (of, stat) == (Stat::P(50.0), Stat::Med);
    let series = series.clone();
    let all = report.objectives.iter().enumerate();
    all.filter(move |(_, o)| o.objective.series == series && o.stat.is_some_and(is_same))
}

/// Of several limits the one that is missed, then the one of which most is used; of equals the first.
fn tightest(report: &Report, series: &Series, stat: Stat, unit: Unit, value: Option<f64>) -> Option<TileLimit> {
    let mut found: Option<(TileLimit, (u8, f64, f64))> = None;
    for (objective, o) in on(report, series, stat) {
        let (Some(operator), Some(limit)) = (o.operator.as_deref(), o.limit) else { continue };
        let direction = Direction::of(operator);
        let used = value.and_then(|value| times_limit(operator, value, limit, unit == Unit::Fraction));
        // Without a value, what is harder to keep.
        let strict = if direction == Some(Direction::AtLeast) { limit } else { -limit };
        let rank = (o.verdict.gravity(), used.unwrap_or(-1.0), strict);
        let is_tighter = found.as_ref().is_none_or(|(_, best)| {
            rank.0.cmp(&best.0).then(rank.1.total_cmp(&best.1)).then(rank.2.total_cmp(&best.2)).is_gt()
        });
        if is_tighter {
            let is_reached =
                direction == Some(Direction::AtLeast) && !counts_failures(operator, limit, unit == Unit::Fraction);
            let bar = used.map(|used| if is_reached { Bar::Reached(1.0 / used) } else { Bar::Used(used) });
            let in_words = value.and_then(|value| format::limit_used(operator, value, limit, unit));
            let text = words::target(o);
            found = Some((TileLimit { objective, text, value: limit, direction, bar, used: in_words }, rank));
        }
    }
    found.map(|(limit, _)| limit)
}

/// What was started of the plan, of the whole run.
fn of_plan(report: &Report) -> Option<String> {
    let total = &report.load.total;
    let planned = total.planned.map(f64::round).filter(|planned| *planned > 0.0)?;
    let started = total.started.filter(|_| !words::is_part(report))?;
    #[allow(clippy::cast_precision_loss)]
    let share = started as f64 / planned;
    Some(format!("{} of plan", format::percent_of(share)))
}

/// `63 of 2,583` requests that failed; `48 failed` of checks.
fn counted(metric: &MetricSummary, non_zero: bool) -> Option<String> {
    let (passes, fails) = (metric.values.get(Stat::Passes)?, metric.values.get(Stat::Fails)?);
    let count = |n| format::value(n, Unit::Count);
    Some(match non_zero {
        true => format!("{} of {}", count(passes), count(passes + fails)),
        false => format!("{} failed", count(fails)),
    })
}

fn why_absent(report: &Report, metric: Option<&MetricSummary>, row: Option<&OverallRow>) -> String {
    match (row.and_then(|row| row.absent.clone()), metric) {
        (Some(why), _) => why,
        (None, Some(metric)) => words::metric_absent(report, metric).to_owned(),
        (None, None) if words::is_part(report) => words::NONE_IN_PART.to_owned(),
        (None, None) if report.run.samples > 0 => "no samples".to_owned(),
        (None, None) => "not in this file".to_owned(),
    }
}
