//! Two runs of one plan can count the same. The values, the times and the verdicts that two files state tell them apart.

use sloscope_ingest::{Format, Summary, SummaryMetric, dashboard_range};
use sloscope_model::metric::MetricType;
use sloscope_model::places::Places;
use sloscope_model::stat::{Stat, Values};
use sloscope_model::stats;
use sloscope_model::time::{NANOS_PER_S, Nanos, distance};
use sloscope_objectives::normal;
use sloscope_store::{Column, TagSetId};

use super::counted::near;
use super::{Attached, Samples};
use crate::duration_of;

/// k6's dashboard writes the moment of its start: the record and the report of one run have the same.
const SAME_START: Nanos = NANOS_PER_S / 10;
/// Times of a dashboard and of samples are of one clock.
const NEAR: Nanos = NANOS_PER_S;
/// Other times follow from the moment at which a file was written, after the run.
const AFTER_THE_RUN: Nanos = 60 * NANOS_PER_S;
/// Of values that two exact files state, relative.
const EXACT: f64 = 1e-6;

/// Two summaries cannot be of one run.
pub(super) fn contradict(a: &Attached, b: &Attached) -> bool {
    // What is asked of a running k6 is of that moment: its rates and verdicts still change.
    let is_final = a.format != Format::SummaryRest && b.format != Format::SummaryRest;
    let other = b;
    let (a, b) = (&a.summary, &b.summary);
    if other_time(a, b) {
        return true;
    }
    let pairs = || {
        a.metrics.iter().filter_map(|mine| {
            let theirs = other.metric(&mine.series).filter(|theirs| theirs.kind == mine.kind)?;
            Some((mine, theirs))
        })
    };
    if a.digits.is_some() || b.digits.is_some() {
        let trends = pairs().filter(|(mine, _)| mine.kind == MetricType::Trend);
        return cut_values_differ(trends.map(|(mine, theirs)| ((a, &mine.values), (b, &theirs.values))));
    }
    pairs().any(|(mine, theirs)| {
        let compared = |stat: Stat| is_final || !(stat == Stat::Rate && mine.kind == MetricType::Counter);
        let differ = |(stat, value): (Stat, f64)| {
            compared(stat) && theirs.values.get(stat).is_some_and(|other| !near(value, other, EXACT))
        };
        mine.values.iter().any(differ) || (is_final && other_verdict(mine, theirs))
    })
}

/// A summary that counts the same as samples do, or as those of one runner, cannot be of their run.
pub(super) fn contradicts(attached: &Attached, samples: &Samples, runner: Option<usize>) -> bool {
    let summary = &attached.summary;
    let is_cut = summary.digits.is_some();
    // A run is as long as what it measured. What was asked of a running k6 is from before its end.
    if let (Some((first, last)), Some((ms, _))) = (samples.span().filter(|_| runner.is_none()), duration_of(attached))
        && !is_cut
        && attached.format != Format::SummaryRest
        && distance(ms) + samples.file.time_step + NEAR < last - first
    {
        return true;
    }
    if let (Some((first, last)), Some((start, end))) = (samples.span(), times(summary)) {
        let room = samples.file.time_step + if is_cut { NEAR } else { AFTER_THE_RUN };
        if last + room < start || end + room < first {
            return true;
        }
        if is_cut {
            return false;
        }
    }
    let trends = || summary.metrics.iter().filter(|m| m.series.tags.is_empty() && m.kind == MetricType::Trend);
    // Averages were compared with the counts.
    if !is_cut && trends().any(|m| m.values.get(Stat::Avg).is_some_and(|avg| avg != 0.0)) {
        return false;
    }
    let known: Vec<(&Values, Values)> = trends()
        .filter_map(|metric| {
            let column = samples.file.store.by_name(&metric.series.metric)?;
            let is_in = |set| runner.is_none_or(|runner| samples.parts.of(set) == runner);
            (column.kind == Some(MetricType::Trend)).then(|| (&metric.values, measured(column, &metric.values, is_in)))
        })
        .collect();
    if is_cut {
        let exact = Summary::default();
        return cut_values_differ(known.iter().map(|(stated, own)| ((summary, *stated), (&exact, own))));
    }
    mostly(known.iter().filter_map(|(stated, own)| {
        let pairs = stated.iter().filter_map(|(stat, value)| Some((value, own.get(stat)?)));
        let telling: Vec<(f64, f64)> = pairs.filter(|(a, b)| *a != 0.0 || *b != 0.0).collect();
        (!telling.is_empty()).then(|| telling.iter().any(|(a, b)| !near(*a, *b, EXACT)))
    }))
}

/// What the summary states of a trend, from its samples.
fn measured(column: &Column, stated: &Values, is_in: impl Fn(TagSetId) -> bool) -> Values {
    let wanted: Vec<f64> =
        stated.iter().filter_map(|(stat, _)| if let Stat::P(p) = stat { Some(p) } else { None }).collect();
    let mut values: Vec<f64> = column.samples().filter(|s| is_in(s.tag_set)).map(|s| s.value).collect();
    stats::trend(&mut values, &wanted)
}

/// More than half of what is known is so: single metrics may have samples that no file can hold (Infinity), or that
/// a dashboard did not see.
fn mostly(answers: impl Iterator<Item = bool>) -> bool {
    let (mut yes, mut all) = (0, 0);
    for is_so in answers {
        yes += usize::from(is_so);
        all += 1;
    }
    2 * yes > all
}

/// Trends that a dashboard states: it cut the values, and its last period may be missing.
fn cut_values_differ<'a>(pairs: impl Iterator<Item = ((&'a Summary, &'a Values), (&'a Summary, &'a Values))>) -> bool {
    let range = |(of, value): (&Summary, f64)| match of.digits {
        Some(_) => dashboard_range(value, false),
        None => (value, value),
    };
    let apart = |a: (f64, f64), b: (f64, f64)| {
        let room = EXACT * a.1.abs().max(b.1.abs()).max(1.0);
        a.1 + room < b.0 || b.1 + room < a.0
    };
    mostly(pairs.filter_map(|((a, mine), (b, theirs))| {
        let both = mine.iter().filter_map(|(stat, value)| Some((stat, value, theirs.get(stat)?)));
        let telling: Vec<_> = both.filter(|(_, a, b)| *a != 0.0 || *b != 0.0).collect();
        let differ = |(_, x, y): &&(Stat, f64, f64)| apart(range((a, *x)), range((b, *y)));
        // A period that is missing moves the average and the percentiles a little, not most of what is stated.
        (!telling.is_empty()).then(|| 2 * telling.iter().filter(differ).count() > telling.len())
    }))
}

fn other_verdict(a: &SummaryMetric, b: &SummaryMetric) -> bool {
    let theirs = Places::of(b.thresholds.iter().map(|theirs| normal(&theirs.expression)));
    a.thresholds.iter().any(|mine| {
        let same = theirs.find(&normal(&mine.expression)).map(|at| &b.thresholds[at]);
        mine.ok.zip(same.and_then(|theirs| theirs.ok)).is_some_and(|(mine, theirs)| mine != theirs)
    })
}

/// Start and end, where the file says when it was.
fn times(summary: &Summary) -> Option<(Nanos, Nanos)> {
    let length = summary.duration_ms.map(distance);
    match (summary.start, summary.end) {
        (Some(start), Some(end)) => Some((start, end)),
        (Some(start), None) => length.map(|length| (start, start + length)),
        (None, Some(end)) => length.map(|length| (end - length, end)),
        (None, None) => None,
    }
}

fn other_time(a: &Summary, b: &Summary) -> bool {
    if a.digits.is_some()
        && b.digits.is_some()
        && let (Some(mine), Some(theirs)) = (a.start, b.start)
    {
        return (mine - theirs).abs() > SAME_START;
    }
    let (Some(mine), Some(theirs)) = (times(a), times(b)) else { return false };
    mine.1 + AFTER_THE_RUN < theirs.0 || theirs.1 + AFTER_THE_RUN < mine.0
}
