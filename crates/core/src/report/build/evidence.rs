//! What is known of an objective's series, put together for its judgement.

use super::Build;
use super::failed::parted;
use super::length::Length;
use super::measure::kind_of;
use super::outside::{not_in_run, outside};
use super::windows;
use crate::format;
use crate::metric::MetricType;
use crate::report::{MeasuredFrom, MetricSummary};
use crate::run::{Attached, Run};
use crate::series::Series;
use crate::slo::{Evidence, Objective, Verdict};
use crate::stat::{Stat, Values, whole};

pub fn evidence(build: &Build, metrics: &[MetricSummary], objective: &Objective, stat: Option<Stat>) -> Evidence {
    let series = &objective.series;
    let found = metrics.iter().find(|m| m.series.same_as(series));
    // Another sub-metric tells the type of the metric where the metric itself is not listed.
    let alike = found.or_else(|| metrics.iter().find(|m| m.series.metric == series.metric));
    let mut evidence = Evidence {
        kind: alike.map(|m| m.kind),
        contains: alike.map(|m| m.contains).unwrap_or_default(),
        kind_guessed: alike.is_some_and(|m| m.kind_guessed),
        k6_verdict: k6_verdict(build.run, objective),
        partial: build.is_narrowed(),
        filtered: build.query.is_filtered(),
        picked_by: build.query.picks_outcome().map(str::to_owned),
        ..Evidence::default()
    };
    match (&build.run.samples, build.rows) {
        (Some(samples), Some(rows)) => {
            evidence.from = Some(MeasuredFrom::Samples);
            evidence.incomplete = samples.incomplete();
            evidence.outside = not_in_run(build, objective);
            let Some(selected) = rows.select(series).filter(|_| evidence.outside.is_none()) else {
                return evidence;
            };
            evidence.outside = outside(build, objective, &selected);
            if evidence.outside.is_some() {
                return evidence;
            }
            evidence.values = found.map(|m| m.values.clone());
            evidence.samples = found.and_then(|m| m.samples);
            evidence.rate = found.filter(|m| m.kind == MetricType::Counter).and_then(|m| rate(build, m));
            if let Some(stat) = stat {
                evidence.windows = windows::windows(build, kind_of(selected.column), &selected, stat);
            }
            if is_request_time(series)
                && let Some(parted) = parted(build, series, &selected)
            {
                evidence.failed_samples = Some(parted.failed);
                evidence.successes = (parted.failed > 0).then(|| parted.successes.clone());
            }
        }
        _ => {
            let default = build.run.summaries.first().map(|a| super::series_list::from(a.format));
            evidence.from = found.map(|m| m.from).or(default);
            if build.is_narrowed() {
                // Its numbers are of the whole run, which is not what is asked.
                return evidence;
            }
            evidence.incomplete = stating(build.run, series).is_some_and(|a| a.cut);
            evidence.values = found.map(|m| m.values.clone());
            evidence.samples = found.and_then(|m| m.samples);
            if evidence.samples.is_none() && found.is_some() {
                companion(&mut evidence, metrics, series);
            }
        }
    }
    evidence
}

/// What a counter's rate can be, where no file states how long the run lasted; and why.
fn rate(build: &Build, metric: &MetricSummary) -> Option<((f64, f64), String)> {
    let length = build.clock.length.filter(|length| length.least_ms < length.most_ms && build.clock.is_open())?;
    let (sum, shown) = (metric.values.get(Stat::Count)?, build.clock.divisor_ms()?);
    // Of a window that ends with the run, only its end is open.
    let between = match build.clock.window {
        None => length.rate(sum),
        Some(_) => {
            let more = (length.most_ms - length.best_ms).max(0.0);
            Length { least_ms: shown, most_ms: shown + more, ..length }.rate(sum)
        }
    };
    let (least, most) = (format::duration(length.least_ms), format::duration(length.most_ms));
    let step = build.run.samples.as_ref().map_or(0, |s| s.file.time_step);
    let why = if step >= crate::time::NANOS_PER_S {
        format!(
            "the file's clock has steps of 1 s, and the run lasted between {least} and {most}; its summary would say"
        )
    } else {
        let readings = if length.read { "" } else { ", if set-up and tear-down took no more than a third of it" };
        format!(
            "no file states how long the run lasted, which is between {least} and {most}{readings}; its summary would say"
        )
    };
    Some((between, why))
}

/// The summary whose numbers of a series are taken: the most precise that has it.
fn stating<'a>(run: &'a Run, series: &Series) -> Option<&'a Attached> {
    run.summaries.iter().find(|a| a.summary.metrics.iter().any(|m| m.series.same_as(series)))
}

fn is_request_time(series: &Series) -> bool {
    series.metric.starts_with("http_req_") && series.metric != "http_req_failed"
}

/// Samples behind values that a summary states: of rates and where a trend's count is stated.
pub fn stated_samples(kind: MetricType, values: &Values) -> Option<u64> {
    match kind {
        MetricType::Rate => whole(values.get(Stat::Passes)? + values.get(Stat::Fails)?),
        MetricType::Trend => whole(values.get(Stat::Count)?),
        MetricType::Counter | MetricType::Gauge => None,
    }
}

/// A trend of a summary does not state its count, but a counter beside it may: one request, one duration.
fn companion(evidence: &mut Evidence, metrics: &[MetricSummary], series: &Series) {
    let counter = match series.metric.as_str() {
        "iteration_duration" => "iterations",
        name if name.starts_with("http_req_") => "http_reqs",
        "ws_session_duration" => "ws_sessions",
        _ => return,
    };
    let beside = Series { metric: counter.to_owned(), tags: series.tags.clone() };
    // http_req_duration{expected_response:true}: those that http_req_failed does not count.
    let expected = [("expected_response".to_owned(), "true".to_owned())];
    let stated = if counter == "http_reqs" && series.tags == expected {
        let failed = metrics.iter().find(|m| m.series.same_as(&Series::metric("http_req_failed")));
        failed.and_then(|m| Some(("http_req_failed", m.values.get(Stat::Fails)?)))
    } else {
        metrics.iter().find(|m| m.series.same_as(&beside)).and_then(|m| Some((counter, m.values.get(Stat::Count)?)))
    };
    if let Some((name, count)) = stated.and_then(|(name, count)| Some((name, whole(count)?))) {
        evidence.samples = Some(count);
        let count = crate::format::count(count);
        evidence.samples_note = Some(format!("{name} of the same summary counts {count}"));
    }
}

/// k6's own verdict on the objective, and the file that states it.
pub fn k6_verdict(run: &Run, objective: &Objective) -> Option<(Verdict, String)> {
    run.summaries.iter().find_map(|attached| {
        let metric = attached.summary.metrics.iter().find(|m| m.series.same_as(&objective.series))?;
        let same = |text: &str| super::objectives::normal(text) == super::objectives::normal(&objective.expression);
        let threshold = metric.thresholds.iter().find(|t| same(&t.expression))?;
        let verdict = if threshold.ok? { Verdict::Pass } else { Verdict::Fail };
        Some((verdict, attached.name.clone()))
    })
}
