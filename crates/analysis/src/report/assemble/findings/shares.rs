//! Rates of which only the share is known: k6's dashboard and its REST server state no counts of samples. The rules on
//! failed requests and checks, on that share.

use sloscope_model::format;
use sloscope_model::stat::{Stat, Unit};

use super::{Known, failures};
use crate::report::Consequence::{Minor, Notable, Serious};
use crate::report::Finding;
use crate::slo::Verdict;

pub fn all(known: &Known) -> Vec<Finding> {
    [failed_requests(known), failed_checks(known)].into_iter().flatten().collect()
}

/// The share, where nothing says of how many.
fn share(known: &Known, metric: &str) -> Option<f64> {
    let values = known.values(metric).filter(|values| values.get(Stat::Passes).is_none())?;
    values.get(Stat::Rate).filter(|share| (0.0..=1.0).contains(share))
}

fn is_kept(known: &Known, metric: &str) -> Option<bool> {
    let of_metric = known.objectives.iter().filter(|o| o.objective.series.metric == metric);
    of_metric.map(|o| o.verdict == Verdict::Pass).reduce(|a, b| a && b)
}

fn failed_requests(known: &Known) -> Option<Finding> {
    // Where the number of requests is known, the rules on failures tell it.
    if failures::counts(known).is_some() {
        return None;
    }
    let share = share(known, "http_req_failed").filter(|share| *share >= 0.01)?;
    let shown = format::value(share, Unit::Fraction);
    let (rule, level, title) = if share >= 1.0 {
        ("none-succeeded", Serious, "No request succeeded: every latency is that of a failure.".to_owned())
    } else {
        let level = match share >= 0.1 {
            _ if is_kept(known, "http_req_failed") == Some(true) => Minor,
            true => Serious,
            false => Notable,
        };
        ("failures", level, format!("{shown} of the requests failed; these files do not say why."))
    };
    let next = "Run again with --out json=results.json: samples show which requests failed, when and why.";
    Some(Finding::new(rule, level, title, next).with_stat("http_req_failed", Stat::Rate, share, Unit::Fraction))
}

fn failed_checks(known: &Known) -> Option<Finding> {
    let rate = share(known, "checks").filter(|rate| *rate < 1.0)?;
    let kept = is_kept(known, "checks");
    let level = match kept {
        Some(false) => Serious,
        None if rate <= 0.99 => Notable,
        _ => Minor,
    };
    let title =
        format!("{} of the checks failed; these files do not say which.", format::value(1.0 - rate, Unit::Fraction));
    let next = match kept {
        None => "Look at which checks failed and when; put a threshold on checks if they are to count.",
        Some(_) => "Look at which checks failed and when: the samples (--out json) show it.",
    };
    Some(Finding::new("failed-checks", level, title, next).with_stat("checks", Stat::Rate, rate, Unit::Fraction))
}
