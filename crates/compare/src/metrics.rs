//! The numbers of each part, and which of them are rows.

use std::cmp::Ordering;

use sloscope_analysis::report::{Breakdown, MetricSummary, Report};
use sloscope_model::metric::MetricType;
use sloscope_model::places::Places;
use sloscope_model::series::Series;
use sloscope_model::stat::Stat;

use crate::limit::Limit;
use crate::model::{Design, Row};
use crate::parts::{Part, percentiles};

/// What a load test times, the most telling first.
pub const MAIN: [&str; 4] =
    ["http_req_duration", "grpc_req_duration", "browser_http_req_duration", "iteration_duration"];
/// Shares of failures.
pub const FAILED: [&str; 2] = ["http_req_failed", "browser_http_req_failed"];
/// Of every trend.
const OF_TRENDS: [Stat; 5] = [Stat::Med, Stat::P(90.0), Stat::P(95.0), Stat::P(99.0), Stat::Avg];

/// The metrics of the parts of a side.
pub(crate) struct Measured {
    /// One list a part.
    parts: Vec<Vec<MetricSummary>>,
    places: Vec<Places>,
}

impl Measured {
    /// Measures each part, by the code that makes reports.
    pub fn of(parts: &[Part], limits: &[Limit], endpoints: &[Series]) -> Self {
        let of_limits = limits.iter().map(|limit| &limit.series);
        let further: Vec<Series> = of_limits.chain(endpoints).cloned().collect();
        let wanted = percentiles(limits.iter().map(|limit| limit.stat));
        let measure = |part: &Part| {
            let mut query = part.query.clone();
            query.percentiles.clone_from(&wanted);
            part.session.measured(&query, &further)
        };
        let parts: Vec<Vec<MetricSummary>> = parts.iter().map(measure).collect();
        let places = parts.iter().map(|all| Places::of(all.iter().map(|metric| metric.series.key()))).collect();
        Self { parts, places }
    }

    /// A metric of each part; absent where a part does not have it.
    pub fn metric(&self, series: &Series) -> impl Iterator<Item = Option<&MetricSummary>> {
        let key = series.key();
        self.parts.iter().zip(&self.places).map(move |(all, places)| all.get(places.find(&key)?))
    }

    /// A statistic of each part; absent where a part does not have it.
    pub fn values(&self, series: &Series, stat: Stat) -> Vec<Option<f64>> {
        self.metric(series).map(|metric| metric?.values.get(stat)).collect()
    }

    /// Does no part have a number of anything?
    pub fn is_empty(&self) -> bool {
        self.parts.iter().flatten().all(|metric| metric.values.is_empty())
    }

    /// Is there a sample of the series in any part?
    pub fn has(&self, series: &Series) -> bool {
        self.metric(series).any(|metric| metric.is_some_and(|metric| !metric.values.is_empty()))
    }
}

/// Where a metric stands among those that tell most.
fn place(metric: &str) -> usize {
    let telling = MAIN.iter().chain(&FAILED).chain(&["http_reqs", "checks"]).position(|name| *name == metric);
    telling.unwrap_or(usize::MAX)
}

/// Is it one of those that tell most?
pub(crate) fn is_main(metric: &str) -> bool {
    place(metric) < usize::MAX
}

/// A row that is to be compared.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub series: Series,
    pub stat: Stat,
    /// Index of the user's limit on it; the row of a default limit has none.
    pub limit: Option<usize>,
    pub gated: bool,
}

/// The rows: what limits name, else the percentile and the failures that are gated by default; then all other metrics.
/// Whole metrics only, as sub-metrics of a script can be anything; of blocks no rates of counters, as nobody says how long
/// a block was. The endpoints come last, one row each.
pub(crate) fn rows(sides: [&Measured; 2], limits: &[Limit], design: Design, endpoints: &[Series]) -> Vec<Asked> {
    let gated =
        |limit: Option<usize>, series: &Series, stat| Asked { series: series.clone(), stat, limit, gated: true };
    let mut rows: Vec<Asked> =
        limits.iter().enumerate().map(|(at, limit)| gated(Some(at), &limit.series, limit.stat)).collect();
    if limits.is_empty() {
        let both = |names: &[&str]| {
            let series = names.iter().map(|name| Series::metric(*name));
            series.into_iter().find(|series| sides.iter().all(|side| side.has(series)))
        };
        rows.extend(both(&MAIN).map(|series| gated(None, &series, Stat::P(95.0))));
        rows.extend(both(&FAILED).map(|series| gated(None, &series, Stat::Rate)));
    }
    let mut names: Vec<(&Series, MetricType)> = Vec::new();
    for metric in sides.iter().flat_map(|side| side.parts.iter().flatten()) {
        let known = names.iter().any(|(series, _)| series.metric == metric.series.metric);
        if metric.series.tags.is_empty() && !known {
            names.push((&metric.series, metric.kind));
        }
    }
    names.sort_by_key(|(series, _)| place(&series.metric));
    for (series, kind) in names {
        let stats: &[Stat] = match kind {
            MetricType::Trend => &OF_TRENDS,
            MetricType::Rate => &[Stat::Rate],
            MetricType::Counter if design != Design::Blocks => &[Stat::Rate],
            MetricType::Counter | MetricType::Gauge => &[],
        };
        for stat in stats {
            let known = rows.iter().any(|row| row.series == *series && row.stat == *stat);
            let any = sides.iter().any(|side| side.values(series, *stat).iter().any(Option::is_some));
            if !known && any {
                rows.push(Asked { series: series.clone(), stat: *stat, limit: None, gated: false });
            }
        }
    }
    let endpoint = |series: &Series| Asked { series: series.clone(), stat: Stat::P(95.0), limit: None, gated: false };
    rows.extend(endpoints.iter().map(endpoint));
    rows
}

/// The endpoints that both sides asked for, the most frequent ones, as series of what is timed; none where there is only
/// one.
pub(crate) fn endpoints(reports: &[Vec<Report>; 2]) -> Vec<Series> {
    const MOST: usize = 20;
    let of = |side: usize| reports[side].first()?.breakdown.as_ref().filter(|found| found.kind == MetricType::Trend);
    let Some((first, second)) = of(0).zip(of(1)).filter(|(a, b)| a.metric == b.metric) else { return Vec::new() };
    let names = |of: &Breakdown| -> Vec<String> {
        of.rows.iter().filter_map(|row| row.values.first().cloned().flatten()).collect()
    };
    let known = Places::of(names(second));
    let both: Vec<String> = names(first).into_iter().filter(|name| known.has(name)).take(MOST).collect();
    match both.len() {
        0 | 1 => Vec::new(),
        _ => both.into_iter().map(|name| Series::metric(&first.metric).with("name", name)).collect(),
    }
}

/// What got slower most, for certain, comes first: by the lower end of the interval, as a share of the baseline. Where no
/// interval says how certain the difference is, the row comes after those where one does.
pub(crate) fn by_regression(one: &Row, other: &Row) -> Ordering {
    let key = |row: &Row| {
        let found = row.difference.filter(|found| found.baseline > 0.0)?;
        let low = found.interval.map(|interval| interval.low);
        Some((low.is_some(), low.unwrap_or(found.absolute) / found.baseline))
    };
    match (key(one), key(other)) {
        (Some(one), Some(other)) => other.0.cmp(&one.0).then(other.1.total_cmp(&one.1)),
        (one, other) => other.is_some().cmp(&one.is_some()),
    }
}
