//! The one sentence above everything: the verdict, its strongest evidence, and what it is not about.

use sloscope_model::format;
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};

use super::Build;
use crate::report::{MetricSummary, words};
use crate::slo::{Basis, ObjectiveResult, Verdict};

pub fn headline(
    build: &Build,
    metrics: &[MetricSummary],
    objectives: &[ObjectiveResult],
    verdict: Verdict,
    (incomplete, without_load): (&[String], Option<&str>),
) -> String {
    let opening = opening(build, objectives, verdict);
    let practice = if build.is_practice() { "Practice, no measurement: " } else { "" };
    let load = load(metrics).map(|load| format!("; {load}")).unwrap_or_default();
    let missing = match incomplete {
        [] => String::new(),
        all => format!(" {}: the verdict covers only what could be read.", all.join(" and ")),
    };
    let without_load = without_load.map(|text| format!(" {}.", format::capitalised(text))).unwrap_or_default();
    format!("{practice}{opening}{load}.{missing}{without_load}")
}

fn opening(build: &Build, objectives: &[ObjectiveResult], verdict: Verdict) -> String {
    let counted = || objectives.iter().filter(|o| o.verdict.counts());
    let of = |wanted: Verdict| counted().filter(move |o| o.verdict == wanted);
    let total = counted().count();
    let part = part(build);
    let left_out = objectives.len() - total;
    let some = |n: usize| {
        let (n, total) = (n as u64, total as u64);
        format!("{} {}", format::capitalised(&format::some_of(n, total, "objective")), format::is_or_are(n))
    };
    let aside = match left_out {
        0 => String::new(),
        n => {
            let all = |v: Verdict| objectives.iter().filter(|o| !o.verdict.counts()).all(|o| o.verdict == v);
            let where_ = if all(Verdict::NotInRun) { "not about this run" } else { "not about this part" };
            format!(", {n} {} {where_}", if n == 1 { "is" } else { "are" })
        }
    };
    match verdict {
        _ if objectives.is_empty() => format!("No objectives stated{part}"),
        _ if total == 0 && left_out == 1 => format!("The one objective is not about {}", what(build)),
        _ if total == 0 => format!("None of the {left_out} objectives is about {}", what(build)),
        Verdict::Fail => {
            let failed = of(Verdict::Fail).count();
            let strongest = of(Verdict::Fail).max_by(|a, b| severity(a).total_cmp(&severity(b)));
            let example = strongest.map(evidence).unwrap_or_default();
            format!("{} broken{part}{aside}{example}", some(failed))
        }
        Verdict::NoData | Verdict::CannotJudge => {
            let kept = of(Verdict::Pass).count();
            let open = total - kept;
            let why = of(verdict).next().map(|o| format!("{} {}", o.objective.series, o.objective.shown()));
            let why = why.unwrap_or_default();
            let word = if verdict == Verdict::NoData { "has no data" } else { "cannot be judged" };
            let alike = counted().all(|o| o.verdict == verdict);
            match (total, open) {
                (2.., _) if kept == 0 => {
                    let none = format::capitalised(&format::some_of(0, total as u64, "objective"));
                    let can = match verdict {
                        Verdict::NoData => "has data",
                        _ if alike => "can be judged",
                        _ => "could be answered",
                    };
                    format!("{none} {can}{part}{aside} (first: {why})")
                }
                (1, _) => format!("The one objective {word}{part}{aside}: {why}"),
                (_, 1) => format!("{} kept{part}{aside}, one {word}: {why}", some(kept)),
                _ => format!("{} kept{part}{aside}, {open} cannot be answered (first: {why})", some(kept)),
            }
        }
        _ => format!("{} kept{part}{aside}", some(total)),
    }
}

/// " in this part (0:34 to 0:50, 16 s)", with its filter.
fn part(build: &Build) -> String {
    if !build.is_partial() {
        return String::new();
    }
    let mut parts = Vec::new();
    if let Some(window) = build.query.window {
        parts.push(words::span(window, build.clock.observed_ms));
        parts.extend(build.clock.shown().map(|(from, to)| format::duration(build.clock.ms(to) - build.clock.ms(from))));
    }
    parts.extend(build.query.filters());
    format!(" in this part ({})", parts.join(", "))
}

fn what(build: &Build) -> String {
    if build.is_partial() { part(build).trim_start_matches(" in ").to_owned() } else { "this run".to_owned() }
}

/// How far over its limit, in per cent.
fn severity(o: &ObjectiveResult) -> f64 {
    o.margin.and_then(|m| m.percent).map_or(0.0, f64::abs)
}

fn evidence(o: &ObjectiveResult) -> String {
    let named = format!(": {} {}", o.objective.series, o.objective.shown());
    match (&o.basis, o.measured, o.unit) {
        (Basis::K6(file), ..) => format!("{named} by k6's own verdict in {file}"),
        (_, Some(measured), Some(unit)) => {
            let shown = o.limit.map_or_else(|| format::value(measured, unit), |l| format::against(measured, l, unit));
            format!("{named} measured {shown}")
        }
        _ => named,
    }
}

/// "150,006 requests, 0.00 % failed". A metric that the files leave out says nothing of what there was.
fn load(metrics: &[MetricSummary]) -> Option<String> {
    let value = |name: &str, stat| metrics.iter().find(|m| m.series == Series::metric(name))?.values.get(stat);
    if let Some((requests, _)) = super::overall::requests(metrics) {
        let failed = value("http_req_failed", Stat::Rate);
        let failed = failed.map(|f| format!(", {} failed", format::value(f, Unit::Fraction))).unwrap_or_default();
        return Some(format!("{}{failed}", format::counted_of(requests, "request")));
    }
    let iterations = value("iterations", Stat::Count).filter(|n| *n > 0.0)?;
    let iterations = format::counted_of(iterations, "iteration");
    // A metric that is absent is not zero requests; one of requests that is there says that there were some.
    let some = metrics.iter().any(|m| m.series.metric.starts_with("http_req"));
    Some(if some { iterations } else { format!("{iterations}, no HTTP request") })
}
