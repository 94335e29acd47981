//! The one sentence above everything: the verdict and its strongest evidence.

use super::Build;
use crate::format;
use crate::report::MetricSummary;
use crate::series::Series;
use crate::slo::{ObjectiveResult, Verdict};
use crate::stat::{Stat, Unit};

pub fn headline(build: &Build, metrics: &[MetricSummary], objectives: &[ObjectiveResult], verdict: Verdict) -> String {
    let total = objectives.len();
    let of = |wanted: Verdict| objectives.iter().filter(move |o| o.verdict == wanted);
    let part = if build.is_partial() { " in the selected part of the run" } else { "" };
    let some = |n: usize| {
        let (n, total) = (n as u64, total as u64);
        format!("{} {}", format::capitalised(&format::some_of(n, total, "objective")), format::is_or_are(n))
    };
    let opening = match verdict {
        _ if total == 0 => "No objective to judge".to_owned(),
        Verdict::Pass => format!("{} kept{part}", some(total)),
        Verdict::Fail => {
            let failed = of(Verdict::Fail).count();
            let strongest = of(Verdict::Fail).max_by(|a, b| severity(a).total_cmp(&severity(b)));
            let example = strongest.map(evidence).unwrap_or_default();
            format!("{} broken{part}{example}", some(failed))
        }
        Verdict::NoData | Verdict::CannotJudge => {
            let kept = of(Verdict::Pass).count();
            let open = total - kept;
            let why = of(verdict).next().map(|o| format!(": {} {}", o.objective.series, o.objective.expression));
            let word = if verdict == Verdict::NoData { "has no data" } else { "cannot be judged" };
            match (open, why) {
                (1, Some(why)) if total == 1 => format!("The one objective {word}{part}{why}"),
                (1, Some(why)) => format!("{} kept{part}, one {word}{why}", some(kept)),
                (_, why) => {
                    let why = why.map(|w| w.replacen(": ", " (first: ", 1) + ")").unwrap_or_default();
                    format!("{} kept{part}, {open} cannot be answered{why}", some(kept))
                }
            }
        }
    };
    let practice = if build.is_practice() { "Practice, no measurement: " } else { "" };
    match load(metrics) {
        Some(load) => format!("{practice}{opening}; {load}."),
        None => format!("{practice}{opening}."),
    }
}

/// How far over its limit, in per cent.
fn severity(o: &ObjectiveResult) -> f64 {
    o.margin.and_then(|m| m.percent).map_or(0.0, f64::abs)
}

fn evidence(o: &ObjectiveResult) -> String {
    let (Some(measured), Some(unit)) = (o.measured, o.unit) else {
        return format!(": {} {}", o.objective.series, o.objective.expression);
    };
    let measured =
        o.limit.map_or_else(|| format::value(measured, unit), |limit| format::against(measured, limit, unit));
    format!(": {} {} measured {measured}", o.objective.series, o.objective.expression)
}

/// "150,006 requests, 0.00 % failed".
fn load(metrics: &[MetricSummary]) -> Option<String> {
    let value = |name: &str, stat| metrics.iter().find(|m| m.series == Series::metric(name))?.values.get(stat);
    if let Some(requests) = value("http_reqs", Stat::Count).filter(|n| *n > 0.0) {
        let failed = value("http_req_failed", Stat::Rate);
        let failed = failed.map(|f| format!(", {} failed", format::value(f, Unit::Fraction))).unwrap_or_default();
        return Some(format!("{}{failed}", format::counted(requests as u64, "request")));
    }
    let iterations = value("iterations", Stat::Count).filter(|n| *n > 0.0)?;
    Some(format!("{}, no HTTP request", format::counted(iterations as u64, "iteration")))
}
