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
    let opening = match verdict {
        _ if total == 0 => "No objective to judge".to_owned(),
        Verdict::Pass => match total {
            1 => format!("The one objective is kept{part}"),
            n => format!("All {n} objectives are kept{part}"),
        },
        Verdict::Fail => {
            let failed = of(Verdict::Fail).count();
            let strongest = of(Verdict::Fail).max_by(|a, b| severity(a).total_cmp(&severity(b)));
            let example = strongest.map(evidence).unwrap_or_default();
            format!("{failed} of {total} objectives {} broken{part}{example}", if failed == 1 { "is" } else { "are" })
        }
        Verdict::NoData | Verdict::CannotJudge => {
            let kept = of(Verdict::Pass).count();
            let open = total - kept;
            let why = of(verdict).next().map(|o| format!(": {} {}", o.objective.series, o.objective.expression));
            let word = if verdict == Verdict::NoData { "has no data" } else { "cannot be judged" };
            match (open, why) {
                (1, Some(why)) => format!("{kept} of {total} objectives are kept{part}, one {word}{why}"),
                (_, why) => {
                    let why = why.map(|w| w.replacen(": ", " (first: ", 1) + ")").unwrap_or_default();
                    format!("{kept} of {total} objectives are kept{part}, {open} cannot be answered{why}")
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
    format!(": {} {} measured {}", o.objective.series, o.objective.expression, format::value(measured, unit))
}

/// "150,006 requests, 0.00 % failed".
fn load(metrics: &[MetricSummary]) -> Option<String> {
    let value = |name: &str, stat| metrics.iter().find(|m| m.series == Series::metric(name))?.values.get(stat);
    let judged =
        || value("http_req_failed", Stat::Passes).zip(value("http_req_failed", Stat::Fails)).map(|(a, b)| a + b);
    let requests = value("http_reqs", Stat::Count).or_else(judged).or_else(|| value("http_req_duration", Stat::Count));
    if let Some(requests) = requests.filter(|n| *n > 0.0) {
        let failed = value("http_req_failed", Stat::Rate);
        let failed = failed.map(|f| format!(", {} failed", format::value(f, Unit::Fraction))).unwrap_or_default();
        return Some(format!("{} requests{failed}", format::count(requests as u64)));
    }
    let iterations = value("iterations", Stat::Count).filter(|n| *n > 0.0)?;
    // A metric that is absent is not zero requests; one of requests that is there says that there were some.
    let some = metrics.iter().any(|m| m.series.metric.starts_with("http_req"));
    let none = if some { "" } else { ", no HTTP request" };
    Some(format!("{} iterations{none}", format::count(iterations as u64)))
}
