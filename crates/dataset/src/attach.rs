//! Which run a summary or a file of options belongs to.

use sloscope_ingest::{Format, Summary};
use sloscope_model::options::RunOptions;
use sloscope_model::order::sort_short_by_key;
use sloscope_model::places::{Places, name_of};
use sloscope_model::series::Series;

use super::counted::Fit;
use super::{Attached, Run, alike};

/// How precise a format is, the best first: k6's exact duration and all values, down to rounded ones.
fn rank(format: Format) -> u8 {
    match format {
        Format::SummaryHandle => 0,
        Format::SummaryLegacy | Format::SavedSummary => 1,
        Format::SummaryMachineReadable => 2,
        Format::DashboardRecord | Format::DashboardHtml | Format::SummaryRest => 3,
        _ => 4,
    }
}

/// Adds a summary to the run that it fits best, or makes a run of it. Answers the run's index and what it is there.
pub(super) fn summary(
    runs: &mut Vec<Run>,
    name: &str,
    format: Format,
    summary: Summary,
    cut: bool,
) -> (usize, &'static str) {
    let mut attached = Attached::new(name, format, summary, cut);
    let counted = &attached.counted;
    let fit = |run: &Run| match &run.samples {
        Some(samples) => {
            let contradicts = |runner| alike::contradicts(&attached, samples, runner);
            let whole = match counted.fit(&samples.counted) {
                fit if fit >= Fit::Empty && contradicts(None) => Fit::No,
                fit => fit,
            };
            let mut generators = samples.generators.iter().enumerate();
            let of_runner = generators.any(|(at, own)| counted.fit(own) == Fit::Equal && !contradicts(Some(at)));
            whole.max(if of_runner { Fit::Runner } else { Fit::No })
        }
        None => {
            let each = run.summaries.iter().map(|a| counted.fit(&a.counted));
            each.max().unwrap_or(Fit::No)
        }
    };
    let contradicted = |run: &Run| run.summaries.iter().any(|a| alike::contradict(&attached, a));
    let fit = |run: &Run| match fit(run) {
        // A stored report is a run of its own.
        _ if run.stored.is_some() => Fit::No,
        Fit::More | Fit::Empty | Fit::Equal if contradicted(run) => Fit::No,
        fit => fit,
    };
    let best = (0..runs.len()).map(|at| (fit(&runs[at]), at)).filter(|(f, _)| *f != Fit::No).max_by_key(|(f, _)| *f);
    let (fit, at) = best.unwrap_or_else(|| {
        runs.push(Run::default());
        (Fit::Equal, runs.len() - 1)
    });
    let run = &mut runs[at];
    attached.counts_more = fit == Fit::More;
    if fit == Fit::Runner {
        run.runner_summaries.push(attached);
        return (at, "k6's own numbers of one runner: its objectives are used; its numbers cover a part of the test");
    }
    run.summaries.push(attached);
    sort_short_by_key(&mut run.summaries, |a| rank(a.format));
    let role = match (format == Format::SavedSummary, run.samples.is_some()) {
        (true, true) => "the numbers that sloscope saved for the run, compared with its samples",
        (true, false) => "the numbers that sloscope saved for the run",
        (false, true) => "k6's own numbers, cross-checked",
        (false, false) => "k6's own numbers",
    };
    (at, role)
}

/// The runs that options belong to: those with the same scenarios or thresholds, else the only one.
pub(super) fn options(runs: &mut Vec<Run>, name: &str, options: &RunOptions) -> Vec<usize> {
    if runs.is_empty() {
        runs.push(Run::default());
    }
    let key = |series: &Series, expression: &str| name_of([series.key().as_str(), expression]);
    let stated = Places::of(options.thresholds.iter().map(|t| key(&t.series, &t.expression)));
    let states = |series: &Series, expression: &str| stated.has(&key(series, expression));
    let fits = |run: &Run| {
        let samples = run.samples.as_ref().is_some_and(|s| {
            let names = Places::of(s.file.store.tags.values("scenario"));
            options.scenarios.iter().any(|s| s.name.is_empty() || names.has(&s.name))
                || s.file.thresholds.iter().any(|t| states(&t.series, &t.expression))
        });
        samples
            || run
                .summaries
                .iter()
                .flat_map(|a| &a.summary.metrics)
                .any(|m| m.thresholds.iter().any(|t| states(&m.series, &t.expression)))
    };
    let of_files: Vec<usize> = (0..runs.len()).filter(|at| runs[*at].stored.is_none()).collect();
    let mut found: Vec<usize> = of_files.iter().copied().filter(|at| fits(&runs[*at])).collect();
    if found.is_empty() && of_files.len() == 1 {
        found = of_files;
    }
    for at in &found {
        runs[*at].options.push((name.to_owned(), options.clone()));
    }
    found
}
