//! The files: what wrote them, and what they hold.

use sloscope_analysis::report::{MeasuredFrom, Report, words};
use sloscope_model::definitions::{Writer, differences};
use sloscope_model::format;
use sloscope_model::places::Places;

use super::{Sides, both, concern, only, some, tag_keys};
use crate::model::{Concern, Gravity};

/// The same run on both sides.
pub fn same_data(sides: &Sides) -> Option<Concern> {
    if sides.same_runs {
        return None;
    }
    // What was saved of a run has further percentiles, and metrics in another order.
    let known = |first: &Report, second: &Report| {
        let of_other = Places::of(second.metrics.iter().map(|metric| metric.series.key()));
        let mut both = first.metrics.iter().filter_map(|a| Some((a, &second.metrics[of_other.find(&a.series.key())?])));
        first.run.samples == second.run.samples
            && both.all(|(a, b)| a.values.iter().all(|(stat, value)| b.values.get(stat).is_none_or(|of| of == value)))
    };
    let pairs = sides.reports[0].iter().enumerate().flat_map(|(at, first)| {
        let same = sides.reports[1].iter().filter(move |second| {
            first.run.start.is_some() && first.run.start == second.run.start && known(first, second)
        });
        same.map(move |_| at)
    });
    let at = pairs.into_iter().next()?;
    let label = sides.facts[0].get(at).map_or("a run", |facts| facts.label.as_str());
    concern("same-run", Gravity::Prevents, "The same run is on both sides.", label.to_owned())
}

/// Files that are cut short.
pub fn incomplete(sides: &Sides) -> Option<Concern> {
    let missing = [0, 1].map(|side: usize| sides.texts(side, |report| report.incomplete.clone()));
    if missing.iter().all(Vec::is_empty) {
        return None;
    }
    let shown = |list: &[String]| if list.is_empty() { "whole".to_owned() } else { some(list) };
    concern(
        "incomplete",
        Gravity::Serious,
        "Some files are not whole: what is missing may be what differs.",
        both(&shown(&missing[0]), &shown(&missing[1])),
    )
}

/// Samples against summaries.
pub fn kinds(sides: &Sides) -> Option<Concern> {
    let from = |report: &Report| {
        let all: Vec<MeasuredFrom> = report.metrics.iter().map(|metric| metric.from).collect();
        all.first().map(|from| words::measured_from(*from).to_owned()).into_iter().collect()
    };
    let (first, second) = (sides.texts(0, from), sides.texts(1, from));
    let of_samples = words::measured_from(MeasuredFrom::Samples);
    let summaries = [&first, &second].iter().any(|all| all.iter().any(|from| from != of_samples));
    if first != second {
        return concern(
            "file-kinds",
            Gravity::Serious,
            "The sides are of different kinds of files: what only samples have is not compared, and a summary may have been computed otherwise.",
            both(&first.join(", "), &second.join(", ")),
        );
    }
    if !summaries {
        return None;
    }
    concern(
        "summaries",
        Gravity::Minor,
        "Both sides are summaries: their numbers are compared from run to run; what happened inside of a run is not in them, so that one run a side has no interval.",
        both(&first.join(", "), &second.join(", ")),
    )
}

/// Versions of k6 and feature flags between which a definition changed.
pub fn versions(sides: &Sides) -> Option<Concern> {
    let writer =
        |report: &Report| Writer { version: report.run.k6_version.clone(), flags: report.run.feature_flags.clone() };
    let first = writer(sides.reports[0].first()?);
    let second = sides.reports[1].iter().map(|report| writer(report)).find(|other| *other != first)?;
    let shown = |writer: &Writer| {
        let version = writer
            .version
            .as_deref()
            .map_or("version not stated".to_owned(), |v| format!("k6 {}", v.trim_start_matches('v')));
        if writer.flags.is_empty() { version } else { format!("{version} with {}", writer.flags.join(", ")) }
    };
    let evidence = both(&shown(&first), &shown(&second));
    match differences(&first, &second) {
        Some(changes) if changes.is_empty() && first.flags == second.flags => concern(
            "k6-versions",
            Gravity::Minor,
            "Different versions of k6 wrote the files; no definition of a metric is known to differ between them.",
            evidence,
        ),
        Some(changes) => {
            let what: Vec<String> = changes.iter().map(|change| change.what.to_owned()).collect();
            let text = format!("k6 measured differently on the two sides. {}", what.join(" "));
            concern("k6-versions", Gravity::Serious, text.trim_end(), evidence)
        }
        None => concern(
            "k6-versions",
            Gravity::Minor,
            "Whether the same version of k6, with the same features, wrote both sides is not known.",
            evidence,
        ),
    }
}

/// Tags that samples of one side only carry: k6's option systemTags, or another script.
pub fn tags(sides: &Sides) -> Option<Concern> {
    let keys = |report: &Report| tag_keys(report).map(str::to_owned).collect();
    let (first, second) = (sides.texts(0, keys), sides.texts(1, keys));
    let (one, other) = (only(&first, &second), only(&second, &first));
    if first.is_empty() || second.is_empty() || (one.is_empty() && other.is_empty()) {
        return None;
    }
    let number = |list: &[String]| match list.is_empty() {
        true => "none of its own".to_owned(),
        false => format!("{} ({})", format::counted(list.len() as u64, "tag"), some(list)),
    };
    concern(
        "tags",
        Gravity::Minor,
        "The samples of the sides do not have the same tags: the scripts, or their systemTags, differ.",
        both(&number(&one), &number(&other)),
    )
}
