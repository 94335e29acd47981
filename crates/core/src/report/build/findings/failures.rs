//! Failed requests: none succeeded, they bend the latency, or they come all at once.

use super::Known;
use crate::format;
use crate::report::Consequence::{Minor, Notable, Serious};
use crate::report::{Finding, LatencyRow, Scope};
use crate::stat::{Stat, Unit};

const REQUESTS: &str = "http_req_duration";

pub fn all(known: &Known) -> Vec<Finding> {
    [none_succeeded(known), no_response(known), faster(known), timeouts(known), together(known)]
        .into_iter()
        .flatten()
        .collect()
}

fn row<'a>(known: &'a Known, scope: Scope) -> Option<&'a LatencyRow> {
    known.latency.rows.iter().find(|row| row.series.metric == REQUESTS && row.scope == scope && !row.phase)
}

fn none_succeeded(known: &Known) -> Option<Finding> {
    let (failed, requests) = (known.errors.failed?, known.errors.requests?);
    if requests == 0 || failed < requests {
        return None;
    }
    let title = format!("None of {} requests succeeded: every latency is that of a failure.", format::count(requests));
    let next = "Make the test reach the system first: the table of errors says what each failure means.";
    Some(Finding::new("none-succeeded", Serious, title, next).with_stat(
        "http_req_failed",
        Stat::Rate,
        1.0,
        Unit::Fraction,
    ))
}

/// Requests without a response (status 0) mostly end at once, with a duration of 0 ms.
fn no_response(known: &Known) -> Option<Finding> {
    let without: u64 = known.errors.rows.iter().filter(|r| r.status.as_deref() == Some("0")).map(|r| r.count).sum();
    let requests = known.errors.requests.filter(|n| *n > 0)?;
    if without == 0 {
        return None;
    }
    let share = without as f64 / requests as f64;
    let level = if share >= 0.01 { Serious } else { Notable };
    let title = format!(
        "{} of {} requests got no response ({}). Most such requests end at once, with a duration of 0 ms, and pull the latency of all requests down.",
        format::count(without),
        format::count(requests),
        format::value(share, Unit::Fraction)
    );
    let next = "Judge latency by successes only, and find out why connections were refused or broken.";
    let mut finding =
        Finding::new("refused-in-latency", level, title, next).with("without response", share, Unit::Fraction);
    for (scope, label) in [(Scope::All, "p95 of all requests"), (Scope::Successes, "p95 of successes")] {
        if let Some(p95) = row(known, scope).and_then(|r| r.values.get(Stat::P(95.0))) {
            finding = finding.with(label, p95, Unit::Millis);
        }
    }
    let of = known.errors.rows.iter().filter(|r| r.status.as_deref() == Some("0"));
    let span = of.fold(None, |span: Option<(f64, f64)>, row| {
        Some(span.map_or((row.first_ms, row.last_ms), |(a, b)| (a.min(row.first_ms), b.max(row.last_ms))))
    });
    if let Some((first, last)) = span.filter(|(first, last)| last > first) {
        finding = finding.within(first, last + 1.0);
    }
    Some(finding)
}

/// The median of at least ten failures is under half of that of successes, and they are 1 % of requests or more.
fn faster(known: &Known) -> Option<Finding> {
    let (good, bad) = (row(known, Scope::Successes)?, row(known, Scope::Failures)?);
    let (good_med, bad_med) = (good.values.get(Stat::Med)?, bad.values.get(Stat::Med)?);
    let (n_good, n_bad) = (good.samples? as f64, bad.samples? as f64);
    let share = n_bad / (n_good + n_bad);
    // Refused connections are told by the rule above.
    if n_bad < 10.0 || share < 0.01 || bad_med >= 0.5 * good_med || bad_med == 0.0 {
        return None;
    }
    let title = format!(
        "Failed requests are faster than successful ones: {} against {} in the middle. {} of requests failed, and they make the latency of all look better.",
        format::value(bad_med, Unit::Millis),
        format::value(good_med, Unit::Millis),
        format::value(share, Unit::Fraction)
    );
    let next = "Put latency objectives on {expected_response:true}, so that failures cannot help them.";
    Some(
        Finding::new("fast-failures", if share >= 0.05 { Serious } else { Notable }, title, next)
            .with("median of failures", bad_med, Unit::Millis)
            .with("median of successes", good_med, Unit::Millis)
            .with_stat("http_req_failed", Stat::Rate, share, Unit::Fraction),
    )
}

/// k6 gives a request up after its timeout and writes that as its duration: the true one is longer.
fn timeouts(known: &Known) -> Option<Finding> {
    let timed_out: u64 = known.errors.rows.iter().filter(|r| r.code.as_deref() == Some("1050")).map(|r| r.count).sum();
    let requests = known.errors.requests.filter(|n| *n > 0 && timed_out > 0)?;
    let max = known.value(REQUESTS, Stat::Max)?;
    let title = format!(
        "{} were given up after the test's timeout: their duration, up to {}, is that of the timeout, not of the answer.",
        format::counted(timed_out, "request"),
        format::value(max, Unit::Millis)
    );
    let next = "Read high percentiles as lower limits, and look at what these requests wait for.";
    let level = if timed_out as f64 >= 0.01 * requests as f64 { Serious } else { Notable };
    Some(Finding::new("timeouts", level, title, next).with("timed out", timed_out as f64, Unit::Count).with_stat(
        REQUESTS,
        Stat::Max,
        max,
        Unit::Millis,
    ))
}

/// Four in five of at least twenty failures lie in a quarter of the run or less, where others are spread.
fn together(known: &Known) -> Option<Finding> {
    let spans = &known.course.spans;
    let failed: Vec<f64> = spans.iter().map(|s| s.failed).collect();
    let all: f64 = failed.iter().sum();
    let requests: f64 = spans.iter().map(|s| s.n as f64).sum();
    if all < 20.0 || spans.len() < 8 || all >= 0.9 * requests {
        return None;
    }
    // The shortest stretch of spans that holds four in five.
    let (mut best, mut from, mut sum) = (None, 0, 0.0);
    for to in 0..failed.len() {
        sum += failed[to];
        while sum - failed[from] >= 0.8 * all {
            sum -= failed[from];
            from += 1;
        }
        if sum >= 0.8 * all && best.is_none_or(|(a, b)| to - from < b - a) {
            best = Some((from, to));
        }
    }
    let (from, to) = best?;
    if (to - from + 1) * 4 > failed.len() {
        return None;
    }
    let inside: f64 = failed[from..=to].iter().sum();
    let n: f64 = spans[from..=to].iter().map(|s| s.n as f64).sum();
    let (start, end) = (spans[from].start_ms, spans[to].end_ms);
    let title = format!(
        "Failures come together: {} of {} lie between {} and {}, where {} of requests failed.",
        format::count(inside as u64),
        format::count(all as u64),
        format::moment(start),
        format::moment(end),
        format::value(inside / n.max(1.0), Unit::Fraction)
    );
    let next = "Look at what happened to the system at that moment: a restart, a deployment, a limit that was hit.";
    let level = if all >= 0.01 * requests { Notable } else { Minor };
    Some(
        Finding::new("failures-together", level, title, next)
            .with("failures in this time", inside, Unit::Count)
            .with("failures in all", all, Unit::Count)
            .within(start, end),
    )
}
