//! The breakdown by one or two tags. Tag sets are put into groups first; then one pass over a metric's column puts each
//! sample into its group, and the statistics are exact, by selection within each.

use sloscope_model::metric::MetricType;
use sloscope_model::order::sort_short;
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Values};
use sloscope_model::stats::{self, Spans};
use sloscope_store::{Column, TagSetId};

use super::groups::{Groups, Labels};
use super::rows::{Rows, Selected};
use super::{Build, course};
use crate::report::breakdown::tag_of;
use crate::report::templates::Templates;
use crate::report::{Breakdown, BreakdownRow, RateOver, Sparkline};

/// More rows than this are counted, not listed.
const MOST_ROWS: usize = 10_000;
/// What a breakdown is of: the first of these that has the tags.
const METRICS: [&str; 7] = [
    "http_req_duration",
    "grpc_req_duration",
    "http_reqs",
    "browser_http_req_duration",
    "ws_session_duration",
    "iteration_duration",
    "checks",
];
const NO_GROUP: u32 = u32::MAX;
/// A rate over less time than this (or than is shown at all) says nothing.
const LEAST_ACTIVE_MS: f64 = 1000.0;

/// `None` if none was asked for.
pub fn breakdown(build: &Build) -> Option<Breakdown> {
    let mut keys: Vec<String> = Vec::new();
    for key in build.query.group_by.iter().filter(|key| !key.is_empty()) {
        if !keys.contains(key) && keys.len() < 2 {
            keys.push(key.clone());
        }
    }
    if keys.is_empty() {
        return None;
    }
    Some(match of_samples(build, &keys) {
        Ok(found) => Breakdown { keys, ..found },
        Err(why) => Breakdown { keys, absent: Some(why), ..Breakdown::default() },
    })
}

/// The error says why there is none.
fn of_samples(build: &Build, keys: &[String]) -> Result<Breakdown, String> {
    let rows = build.rows.ok_or("a summary does not hold single requests; the samples (--out json or csv) do")?;
    let tags = &rows.store.tags;
    if let Some(key) = keys.iter().find(|key| !tags.has_key(tag_of(key, |key| tags.has_key(key)).0)) {
        let known = match tags.keys().as_slice() {
            [] => "no sample has any tag".to_owned(),
            known => format!("the tags are {}", known.join(", ")),
        };
        return Err(format!("no sample has the tag {key}; {known}"));
    }
    let rules = Templates::new(&build.query.templates);
    let labels: Vec<Labels> = keys.iter().map(|key| Labels::of(tags, key, &rules)).collect();
    let column = measured(&rows, &labels).ok_or("no sample has a value of these tags")?;
    let groups = Groups::of(labels);
    Ok(table(build, &rows, column, &groups))
}

/// The metric that the breakdown is of: one whose samples have all the tags, or else the first one.
fn measured<'a>(rows: &Rows<'a>, labels: &[Labels]) -> Option<&'a Column> {
    let store = rows.store;
    let usual = METRICS.iter().filter_map(|name| store.by_name(name));
    let others = store.columns().filter(|column| !METRICS.contains(&column.name.as_str()));
    let all: Vec<&Column> = usual.chain(others).collect();
    let has = |column: &Column, labels: &[Labels]| {
        let of_sets = Rows::all(store).of_column(column, &[]).sums(store.tags.len());
        labels.iter().all(|label| of_sets.iter().any(|(set, ..)| label.has(*set)))
    };
    let wanted = [labels, &labels[..1]];
    wanted.iter().find_map(|labels| all.iter().copied().find(|column| has(column, labels)))
}

fn table(build: &Build, rows: &Rows, column: &Column, groups: &Groups) -> Breakdown {
    let kind = super::measure::kind_of(column);
    let selected = rows.of_column(column, &[]);
    let of_sets = selected.by_tag_set(groups.of_tag_set.len());
    let counts = sums(groups, of_sets.iter().map(|(n, _)| *n));
    let shown = shown(groups, &counts);
    let (listed, left_out) = shown.split_at(shown.len().min(MOST_ROWS));
    let samples: u64 = counts.iter().sum();
    let columns = columns(kind, &build.query.percentiles);
    let mut found = Breakdown {
        metric: column.name.clone(),
        kind,
        contains: column.contains.unwrap_or_default(),
        rows: listed.iter().map(|group| row(groups, *group as usize, &counts, samples)).collect(),
        samples,
        rows_left_out: left_out.len() as u64,
        samples_left_out: left_out.iter().map(|group| counts[*group as usize]).sum(),
        course_of: Some(if kind == MetricType::Trend { Stat::P(95.0) } else { columns[0] }),
        columns,
        ..Breakdown::default()
    };
    let of_group = |tag_sets: &[u32]| -> Vec<u32> {
        let mut row_of = vec![NO_GROUP; groups.len()];
        (0..).zip(listed).for_each(|(row, group)| row_of[*group as usize] = row);
        tag_sets.iter().map(|group| row_of[*group as usize]).collect()
    };
    let row_of = of_group(&groups.of_tag_set);
    statistics(build, &mut found, &selected, &row_of);
    if kind != MetricType::Gauge {
        rates(build, &mut found, &row_of, &of_sets);
    }
    errors(rows, &mut found, &row_of);
    found
}

/// Something of each tag set, added up by group.
fn sums(groups: &Groups, of_sets: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut sums = vec![0; groups.len()];
    for (group, n) in groups.of_tag_set.iter().zip(of_sets) {
        sums[*group as usize] += n;
    }
    sums
}

/// The groups that have samples, most of them first, and of equally many the one that was seen first.
fn shown(groups: &Groups, counts: &[u64]) -> Vec<u32> {
    let mut shown: Vec<u32> = (0u32..).take(groups.len()).filter(|group| counts[*group as usize] > 0).collect();
    sort_short(&mut shown, |a, b| counts[*b as usize].cmp(&counts[*a as usize]));
    shown
}

fn row(groups: &Groups, group: usize, counts: &[u64], samples: u64) -> BreakdownRow {
    BreakdownRow {
        values: groups.values(group).map(|value| value.map(str::to_owned)).collect(),
        count: counts[group],
        share: counts[group] as f64 / samples as f64,
        ..BreakdownRow::default()
    }
}

/// The percentiles that every row of times has.
const PERCENTILES: [f64; 3] = [90.0, 95.0, 99.0];

/// The usual statistics, and the percentiles that were `asked` for among them.
fn columns(kind: MetricType, asked: &[f64]) -> Vec<Stat> {
    match kind {
        MetricType::Trend => {
            // The median is a column already.
            let asked: Vec<f64> = asked.iter().copied().filter(|p| *p != 50.0).collect();
            let mut percentiles = [PERCENTILES.as_slice(), &asked].concat();
            sort_short(&mut percentiles, f64::total_cmp);
            percentiles.dedup();
            let percentiles = percentiles.into_iter().map(Stat::P);
            [Stat::Avg, Stat::Med].into_iter().chain(percentiles).chain([Stat::Max]).collect()
        }
        MetricType::Rate => vec![Stat::Rate],
        MetricType::Counter => vec![Stat::Count],
        MetricType::Gauge => vec![Stat::Max, Stat::Min],
    }
}

/// The statistics of each row and their course.
fn statistics(build: &Build, found: &mut Breakdown, selected: &Selected, row_of: &[u32]) {
    let Some((start, length, number)) = course::spans(build).or(Some((0, 1, 1))) else { return };
    let mut cells = selected.cells((row_of, found.rows.len()), (start, length, number));
    let kind = found.kind;
    let percentiles = found.columns.iter().filter_map(|stat| if let Stat::P(p) = stat { Some(*p) } else { None });
    let percentiles: Vec<f64> = percentiles.collect();
    for (at, row) in found.rows.iter_mut().enumerate() {
        // The course first: selection puts values of a group into another order.
        let mut course = vec![None; number];
        for (span, value) in course.iter_mut().enumerate() {
            *value = one(kind, cells.cell(at, span), found.course_of);
        }
        row.course = Sparkline::of(course.into_iter());
        let values = of_kind(kind, cells.group(at), &percentiles);
        row.stats = found.columns.iter().map(|stat| values.get(*stat)).collect();
        if found.metric == "checks" {
            row.failed = values.get(Stat::Fails).map(|fails| fails as u64);
            row.judged = Some(row.count);
            row.error_rate = values.get(Stat::Rate).map(|passed| 1.0 - passed);
        }
    }
}

fn of_kind(kind: MetricType, values: &mut [f64], percentiles: &[f64]) -> Values {
    match kind {
        MetricType::Trend => stats::trend(values, percentiles),
        MetricType::Rate => stats::rate(values),
        MetricType::Counter => stats::counter(values, None),
        MetricType::Gauge => stats::gauge(values),
    }
}

fn one(kind: MetricType, values: &mut [f64], stat: Option<Stat>) -> Option<f64> {
    match (kind, values) {
        (_, []) => None,
        (MetricType::Trend, [value]) => Some(*value),
        (MetricType::Trend, values) => stats::percentiles(values, &[95.0]).first().copied(),
        (kind, values) => of_kind(kind, values, &[]).get(stat?),
    }
}

/// Samples per second: over the time in which the scenarios that a row touches were active, else over the run.
fn rates(build: &Build, found: &mut Breakdown, row_of: &[u32], of_sets: &[(u64, f64)]) {
    let active = build.active;
    if active.scenarios.is_empty() {
        let Some(ms) = build.clock.divisor_ms().filter(|ms| *ms > 0.0) else { return };
        found.rate_over = Some(RateOver::Whole);
        found.rows.iter_mut().for_each(|row| row.rate = Some(row.count as f64 / (ms / 1000.0)));
        return;
    }
    found.rate_over = Some(RateOver::Active);
    let scenarios = active.scenarios.len();
    let mut touched = vec![false; found.rows.len() * scenarios];
    let mut in_them = vec![0; found.rows.len()];
    for (set, (row, (n, _))) in (0u32..).zip(row_of.iter().zip(of_sets)) {
        let scenario = active.scenario(TagSetId(set)).filter(|_| *row != NO_GROUP && *n > 0);
        if let Some(scenario) = scenario {
            touched[*row as usize * scenarios + scenario] = true;
            in_them[*row as usize] += n;
        }
    }
    let least = LEAST_ACTIVE_MS.min(build.clock.divisor_ms().unwrap_or(LEAST_ACTIVE_MS));
    // Most rows touch the same scenarios as the row before.
    let mut known: (&[bool], f64) = (&[], 0.0);
    for ((row, touched), n) in found.rows.iter_mut().zip(touched.chunks(scenarios)).zip(in_them) {
        if known.0 != touched {
            let spans = active.scenarios.iter().zip(touched).filter(|(_, touched)| **touched);
            let spans = Spans::union(spans.map(|(s, _)| (s.start, s.end)));
            known = (touched, spans.within(build.clock.window).length_ms());
        }
        row.rate = (known.1 > 0.0 && known.1 >= least).then(|| n as f64 / (known.1 / 1000.0));
    }
}

/// The share of failed requests, as http_req_failed has it.
fn errors(rows: &Rows, found: &mut Breakdown, row_of: &[u32]) {
    if found.metric == "checks" {
        return;
    }
    if !found.metric.starts_with("http_req") {
        found.no_errors =
            Some(format!("http_req_failed covers HTTP requests only, and these are samples of {}", found.metric));
        return;
    }
    let Some(failed) = rows.select(&Series::metric("http_req_failed")) else {
        found.no_errors = Some("http_req_failed is not in this file".to_owned());
        return;
    };
    for (row, (n, sum)) in row_of.iter().zip(failed.by_tag_set(row_of.len())) {
        let Some(row) = found.rows.get_mut(*row as usize).filter(|_| n > 0) else { continue };
        *row.judged.get_or_insert(0) += n;
        *row.failed.get_or_insert(0) += sum as u64;
    }
    for row in &mut found.rows {
        row.error_rate = row.failed.zip(row.judged).map(|(failed, all)| failed as f64 / all as f64);
    }
}
