//! Failures that bend the latency of all requests: faster than the successes of the same endpoint.

use sloscope_model::format;
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};
use sloscope_model::stats::percentiles;
use sloscope_store::TagSetId;

use super::Known;
use super::failures::{REQUESTS, row, with_share};
use crate::report::Consequence::{Notable, Serious};
use crate::report::templates::Templates;
use crate::report::{Finding, Scope};

pub fn all(known: &Known) -> Vec<Finding> {
    faster(known).or_else(|| in_a_summary(known)).into_iter().collect()
}

/// Failures and successes of one endpoint.
struct Endpoint {
    name: String,
    bad: f64,
    good: f64,
    bad_med: f64,
    good_med: f64,
    /// It is the only one.
    only: bool,
}

/// At the endpoint with the most failures, ten at least, their median is under half of that of its successes, and
/// they are 1 % of all requests or more. Other endpoints are slower or faster for their own reasons.
fn faster(known: &Known) -> Option<Finding> {
    let (good, bad) = (row(known, Scope::Successes)?, row(known, Scope::Failures)?);
    let (n_good, n_bad) = (good.samples? as f64, bad.samples? as f64);
    let share = n_bad / (n_good + n_bad);
    // Refused connections are reported by another rule.
    if n_bad < 10.0 || share < 0.01 || bad.values.get(Stat::Med)? == 0.0 {
        return None;
    }
    let of = endpoint(known)?;
    if of.bad < 10.0 || of.good < 10.0 || of.bad_med == 0.0 || of.bad_med >= 0.5 * of.good_med {
        return None;
    }
    let place = if of.only { String::new() } else { format!(" at {}", of.name) };
    let title = format!(
        "Failed requests are faster than successful ones{place}: {} against {} (median). {} of all requests failed, and pull the latency of all down.",
        format::value(of.bad_med, Unit::Millis),
        format::value(of.good_med, Unit::Millis),
        format::value(share, Unit::Fraction)
    );
    let next = "Put latency objectives on {expected_response:true}, so that failures cannot help them.";
    let mut finding = Finding::new("fast-failures", if share >= 0.05 { Serious } else { Notable }, title, next)
        .with("median of failures", of.bad_med, Unit::Millis)
        .with("median of successes", of.good_med, Unit::Millis);
    finding = with_share(known, finding, share);
    for (scope, label) in [(Scope::All, "p95 of all requests"), (Scope::Successes, "p95 of successes")] {
        if let Some(p95) = row(known, scope).and_then(|r| r.values.get(Stat::P(95.0))) {
            finding = finding.with(label, p95, Unit::Millis);
        }
    }
    Some(finding)
}

/// The endpoint (its name, or its address made alike) with the most failures.
fn endpoint(known: &Known) -> Option<Endpoint> {
    let rows = known.build.rows?;
    let (tags, column) = (&rows.store.tags, rows.store.by_name(REQUESTS)?);
    let counts = rows.of_column(column, &[]).by_tag_set(tags.len());
    let templates = Templates::default();
    let failed = known.build.failed()?;
    let mut names: Vec<(String, u64)> = Vec::new();
    let mut name_of = vec![usize::MAX; tags.len()];
    for (id, (n, _)) in (0u32..).zip(counts).filter(|(_, (n, _))| *n > 0) {
        let set = TagSetId(id);
        let name = tags.get(set, "name").or_else(|| tags.get(set, "url")).map(|name| templates.of(name));
        let name = name.unwrap_or_default();
        let bad = if failed.of_tag_set(set) == Some(true) { n } else { 0 };
        let at = names.iter().position(|(known, ..)| *known == name).unwrap_or_else(|| {
            names.push((name, 0));
            names.len() - 1
        });
        names[at].1 += bad;
        name_of[id as usize] = at;
        // Hundreds of endpoints are not compared one by one.
        if names.len() > 200 {
            return None;
        }
    }
    let only = names.len() == 1;
    let (most, (name, _)) = names.into_iter().enumerate().max_by_key(|(_, (_, bad))| *bad)?;
    let mask = name_of.into_iter().map(|of| of == most).collect();
    let (mut good, mut bad) = failed.part(&rows.of_tag_sets(column, mask));
    let median = |values: &mut Vec<f64>| percentiles(values, &[50.0]).first().copied();
    let (n_bad, n_good) = (bad.len() as f64, good.len() as f64);
    Some(Endpoint { name, bad: n_bad, good: n_good, bad_med: median(&mut bad)?, good_med: median(&mut good)?, only })
}

/// A summary has the latency of all and that of successes: where failures are 1 % or more and the first is below four
/// fifths of the second, failures pull it down.
fn in_a_summary(known: &Known) -> Option<Finding> {
    let success = Series::metric(REQUESTS).with("expected_response", "true");
    if known.build.rows.is_some() {
        return None;
    }
    let share = known.value("http_req_failed", Stat::Rate).filter(|share| (0.01..1.0).contains(share))?;
    let good = &known.index.find(&success)?.values;
    let stat = Stat::P(95.0);
    let (all, good) = (known.value(REQUESTS, stat)?, good.get(stat)?);
    if all >= 0.8 * good {
        return None;
    }
    let title = format!(
        "Failures pull the latency of all requests down: its p95 is {}, that of successes {}. {} of requests failed.",
        format::value(all, Unit::Millis),
        format::value(good, Unit::Millis),
        format::value(share, Unit::Fraction)
    );
    let next = "Put latency objectives on {expected_response:true}, so that failures cannot help them.";
    Some(
        Finding::new("fast-failures", if share >= 0.05 { Serious } else { Notable }, title, next)
            .with("p95 of all requests", all, Unit::Millis)
            .with("p95 of successes", good, Unit::Millis)
            .with_stat("http_req_failed", Stat::Rate, share, Unit::Fraction),
    )
}
