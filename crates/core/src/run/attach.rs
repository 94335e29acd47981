//! Which run a summary or a file of options belongs to.

use super::{Attached, Run};
use crate::ingest::{Format, RunOptions, Summary};
use crate::metric::MetricType;
use crate::series::Series;
use crate::stat::Stat;
use crate::store::Store;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    No,
    /// The samples are cut, and the summary counts more of the same.
    More,
    /// Nothing was counted, here and there.
    Empty,
    Equal,
}

/// Numbers of things that a summary states: sums of counters, totals of rates.
fn totals(summary: &Summary) -> Vec<(&Series, f64)> {
    let total = |m: &crate::ingest::SummaryMetric| match m.kind {
        MetricType::Counter => m.values.get(Stat::Count),
        MetricType::Rate => Some(m.values.get(Stat::Passes)? + m.values.get(Stat::Fails)?),
        _ => None,
    };
    summary.metrics.iter().filter(|m| m.series.tags.is_empty()).filter_map(|m| Some((&m.series, total(m)?))).collect()
}

/// Room for values that were cut to a number of digits, and for a last period that was dropped (dashboard).
fn agree(ours: f64, theirs: f64, digits: Option<u8>) -> bool {
    match digits {
        Some(_) => ours >= theirs * (1.0 - 1e-3) && theirs >= 0.5 * ours,
        None => (ours - theirs).abs() <= 1e-9 * ours.abs().max(theirs.abs()),
    }
}

fn compare(pairs: &[(f64, f64)], digits: Option<u8>, may_be_cut: bool) -> Fit {
    if pairs.is_empty() {
        Fit::No
    } else if pairs.iter().all(|(a, b)| agree(*a, *b, digits)) {
        if pairs.iter().any(|(a, _)| *a != 0.0) { Fit::Equal } else { Fit::Empty }
    } else if may_be_cut && pairs.iter().all(|(a, b)| a <= b) && pairs.iter().any(|(a, _)| *a > 0.0) {
        Fit::More
    } else {
        Fit::No
    }
}

fn fit_samples(summary: &Summary, store: &Store, may_be_cut: bool) -> Fit {
    let ours = |series: &Series| {
        store.by_name(&series.metric).map_or(0.0, |c| match c.kind {
            Some(MetricType::Rate) => c.len() as f64,
            _ => c.values.iter().sum(),
        })
    };
    let pairs: Vec<_> = totals(summary).into_iter().map(|(series, theirs)| (ours(series), theirs)).collect();
    compare(&pairs, summary.digits, may_be_cut)
}

/// Two summaries of one run count the same.
fn fit_summary(summary: &Summary, other: &Summary) -> Fit {
    let theirs = totals(other);
    let same = |series: &Series| theirs.iter().find(|(s, _)| s.same_as(series)).map(|(_, v)| *v);
    let pairs: Vec<_> = totals(summary).into_iter().filter_map(|(s, ours)| Some((ours, same(s)?))).collect();
    match (summary.digits, other.digits) {
        (Some(_), None) => {
            let swapped: Vec<_> = pairs.into_iter().map(|(a, b)| (b, a)).collect();
            compare(&swapped, summary.digits, false)
        }
        (_, digits) => compare(&pairs, digits, false),
    }
}

/// How precise a format is, the best first: k6's exact duration and all values, down to rounded ones.
fn rank(format: Format) -> u8 {
    match format {
        Format::SummaryHandle => 0,
        Format::SummaryLegacy => 1,
        Format::SummaryMachineReadable => 2,
        Format::DashboardRecord | Format::DashboardHtml => 3,
        _ => 4,
    }
}

/// Adds a summary to the run that it fits best, or makes a run of it. Answers the run's index.
pub(super) fn summary(runs: &mut Vec<Run>, name: &str, format: Format, summary: Summary) -> usize {
    let fit = |run: &Run| match &run.samples {
        Some(samples) => fit_samples(&summary, &samples.file.store, samples.incomplete()),
        None => run.summaries.iter().map(|a| fit_summary(&summary, &a.summary)).max().unwrap_or(Fit::No),
    };
    let best = (0..runs.len()).map(|at| (fit(&runs[at]), at)).filter(|(f, _)| *f != Fit::No).max_by_key(|(f, _)| *f);
    let (fit, at) = best.unwrap_or_else(|| {
        runs.push(Run::default());
        (Fit::Equal, runs.len() - 1)
    });
    let run = &mut runs[at];
    run.summaries.push(Attached { name: name.to_owned(), format, summary, counts_more: fit == Fit::More });
    run.summaries.sort_by_key(|a| rank(a.format));
    at
}

/// The runs that options belong to: those with the same scenarios or thresholds, else the only one.
pub(super) fn options(runs: &mut Vec<Run>, name: &str, options: &RunOptions) -> Vec<usize> {
    if runs.is_empty() {
        runs.push(Run::default());
    }
    let fits = |run: &Run| {
        let samples = run.samples.as_ref().is_some_and(|s| {
            let tags = &s.file.store.tags;
            let scenario = |name: &str| tags.matching(&[("scenario".to_owned(), name.to_owned())]).contains(&true);
            options.scenarios.iter().any(|s| scenario(&s.name))
                || s.file.thresholds.iter().any(|t| states(options, &t.series, &t.expression))
        });
        samples
            || run
                .summaries
                .iter()
                .flat_map(|a| &a.summary.metrics)
                .any(|m| m.thresholds.iter().any(|t| states(options, &m.series, &t.expression)))
    };
    let mut found: Vec<usize> = (0..runs.len()).filter(|at| fits(&runs[*at])).collect();
    if found.is_empty() && runs.len() == 1 {
        found.push(0);
    }
    for at in &found {
        runs[*at].options.push((name.to_owned(), options.clone()));
    }
    found
}

fn states(options: &RunOptions, series: &Series, expression: &str) -> bool {
    options.thresholds.iter().any(|t| t.series.same_as(series) && t.expression == expression)
}
