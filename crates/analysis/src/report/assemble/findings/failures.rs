//! Failed requests: none succeeded, they bend the latency, or they come all at once.

use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit, whole};
use sloscope_model::stats::percentiles;
use sloscope_model::{error_codes, format};
use sloscope_store::TagSetId;

use super::Known;
use crate::report::Consequence::{Minor, Notable, Serious};
use crate::report::assemble::part::stat_in;
use crate::report::{ErrorRow, Finding, LatencyRow, Scope, Window, words};
use crate::slo::{ObjectiveResult, Verdict};

pub const REQUESTS: &str = "http_req_duration";

pub fn all(known: &Known) -> Vec<Finding> {
    let without = no_response(known);
    let most = match &without {
        Some(_) => None,
        None => many(known),
    };
    [none_succeeded(known), without, most, timeouts(known), together(known), grpc(known)]
        .into_iter()
        .flatten()
        .collect()
}

pub fn row<'a>(known: &'a Known, scope: Scope) -> Option<&'a LatencyRow> {
    known.latency.rows.iter().find(|row| row.series.metric == REQUESTS && row.scope == scope && !row.phase)
}

/// Failed requests and all; where a file has the share only (k6's dashboard), of its number of requests.
pub fn counts(known: &Known) -> Option<(u64, u64)> {
    known.errors.failed.zip(known.errors.requests).or_else(|| {
        let (share, all) = (known.value("http_req_failed", Stat::Rate)?, known.value("http_reqs", Stat::Count)?);
        let failed = (share * all).round();
        whole(failed).zip(whole(all)).filter(|(failed, all)| failed <= all)
    })
}

fn none_succeeded(known: &Known) -> Option<Finding> {
    let (failed, requests) = counts(known)?;
    if requests == 0 || failed < requests {
        return None;
    }
    let title = match requests {
        1 => "The one request failed: its latency is that of a failure.".to_owned(),
        n => format!("None of {} requests succeeded: every latency is that of a failure.", format::count(n)),
    };
    let next = "First make sure that the test reaches the system: the table of errors explains each failure.";
    Some(with_share(known, Finding::new("none-succeeded", Serious, title, next), 1.0))
}

/// Adds the share of failed requests: k6's metric, where the files have it.
pub fn with_share(known: &Known, finding: Finding, share: f64) -> Finding {
    match known.value("http_req_failed", Stat::Rate) {
        Some(rate) => finding.with_stat("http_req_failed", Stat::Rate, rate, Unit::Fraction),
        None => finding.with("share of failed requests", share, Unit::Fraction),
    }
}

/// Requests without a response (status 0), other than those that were given up: most end at once, with a duration of
/// 0 ms. How long they took is said as it is.
fn no_response(known: &Known) -> Option<Finding> {
    let lost = |r: &&ErrorRow| r.status.as_deref() == Some("0") && r.code.as_deref() != Some("1050");
    let without: u64 = known.errors.rows.iter().filter(lost).map(|r| r.count).sum();
    let requests = known.errors.requests.filter(|n| *n > 0)?;
    if without == 0 {
        return None;
    }
    let share = without as f64 / requests as f64;
    let level = if share >= 0.01 { Serious } else { Notable };
    let mut times = known.build.rows?.select(&Series::metric(REQUESTS).with("status", "0"))?.values();
    let median = percentiles(&mut times, &[50.0]).first().copied();
    let p95 = |scope| row(known, scope).and_then(|r| r.values.get(Stat::P(95.0)));
    let (all, good) = (p95(Scope::All), p95(Scope::Successes));
    let usual = row(known, Scope::Successes).and_then(|r| r.values.get(Stat::Med));
    let effect = match median {
        Some(0.0) => " Most of them ended at once, with a duration of 0 ms, and pull the latency of all requests down."
            .to_owned(),
        Some(ms) if usual.is_some_and(|usual| ms < 0.5 * usual) => {
            format!(
                " They took {} (median), and pull the latency of all requests down.",
                format::value(ms, Unit::Millis)
            )
        }
        Some(ms) => format!(
            " They took {} (median), which is part of the latency of all requests.",
            format::value(ms, Unit::Millis)
        ),
        None => String::new(),
    };
    let of = known.errors.rows.iter().filter(lost);
    let span = of.fold(None, |span: Option<(f64, f64)>, row| {
        Some(span.map_or((row.first_ms, row.last_ms), |(a, b)| (a.min(row.first_ms), b.max(row.last_ms))))
    });
    // Where they are spread, their time says nothing.
    let shown =
        known.build.clock.shown().map_or(0.0, |(from, to)| known.build.clock.ms(to) - known.build.clock.ms(from));
    let span = span.filter(|(first, last)| last > first && 2.0 * (last - first) < shown);
    let when = span
        .map(|(first, last)| format!(" All of that was from {} to {}.", format::moment(first), format::moment(last)));
    let when = when.unwrap_or_default();
    let title = format!(
        "{} of {} {} refused or broken off without a response ({}), {}.{effect}{when}",
        format::count(without),
        format::counted(requests, "request"),
        if without == 1 { "was" } else { "were" },
        format::value(share, Unit::Fraction),
        known.errors.rows.iter().find(lost).map(|top| most(top, without)).unwrap_or_default(),
    );
    let next = "Judge latency by successes only, and find out why connections were refused or broken: the table of errors explains each code.";
    let mut finding =
        Finding::new("refused-in-latency", level, title, next).with("without response", share, Unit::Fraction);
    for (p95, label) in [(all, "p95 of all requests"), (good, "p95 of successes")] {
        if let Some(p95) = p95 {
            finding = finding.with(label, p95, Unit::Millis);
        }
    }
    if let Some((first, last)) = span {
        finding = finding.within(first, last + 1.0);
    }
    Some(finding)
}

/// "all of them GET flaky: status 500"; the rows of errors are in order of their number.
fn most(top: &ErrorRow, of: u64) -> String {
    let n = if top.count == of { "all".to_owned() } else { format::count(top.count) };
    let place = words::endpoint(top);
    let place = if place.is_empty() { place } else { format!(" {place}") };
    format!("{n} of them{place}: {}", reason(top))
}

/// "connection refused (error code 1212)", "status 503".
fn reason(row: &ErrorRow) -> String {
    match (&row.message, &row.code, row.status.as_deref().filter(|s| *s != "0")) {
        (_, _, Some(status)) => format!("status {status}"),
        (Some(message), Some(code), None) if message.len() <= 60 => format!("{message} (error code {code})"),
        (_, Some(code), None) => format!("error code {code}"),
        _ => "the file does not say why".to_owned(),
    }
}

/// One request in a hundred failed or more; an objective that allows for it makes it a minor matter.
fn many(known: &Known) -> Option<Finding> {
    let (failed, requests) = counts(known).filter(|(_, all)| *all > 0)?;
    // What a file states counts, be it rounded.
    let share = known.value("http_req_failed", Stat::Rate).unwrap_or(failed as f64 / requests as f64);
    if share < 0.01 || failed == requests || known.build.query.picks_outcome().is_some() {
        return None;
    }
    let of_failures =
        |o: &&ObjectiveResult| o.objective.series.metric == "http_req_failed" && o.objective.series.tags.is_empty();
    let allowed = known.objectives.iter().filter(of_failures).any(|o| o.verdict == Verdict::Pass);
    let missed = known.misses("http_req_failed");
    let level = match share >= 0.1 {
        _ if missed => Serious,
        _ if allowed => Minor,
        true => Serious,
        false => Notable,
    };
    let top = known.errors.rows.first();
    let title = format!(
        "{} of {} failed ({}){}",
        format::count(failed),
        format::counted(requests, "request"),
        format::value(share, Unit::Fraction),
        match top {
            Some(top) => format!(", {}.", most(top, failed)),
            None => "; these files do not say why.".to_owned(),
        }
    );
    let next = match top {
        Some(_) => "Find out why requests failed: the table of errors explains each code and what to check.",
        None => "Run again with --out json=results.json: samples show which requests failed, when and why.",
    };
    let finding = with_share(known, Finding::new("failures", level, title, next), share);
    Some(finding.with("failed requests", failed as f64, Unit::Count))
}

/// Calls over gRPC that did not end with OK, which no metric of k6 counts as failed.
fn grpc(known: &Known) -> Option<Finding> {
    let rows = known.build.rows?;
    let selected = rows.select(&Series::metric("grpc_req_duration"))?;
    let tags = &rows.store.tags;
    let mut of: Vec<(&str, u64)> = Vec::new();
    let (mut all, mut bad) = (0, 0);
    for (id, (n, _)) in (0u32..).zip(selected.by_tag_set(tags.len())).filter(|(_, (n, _))| *n > 0) {
        let Some(status) = tags.get(TagSetId(id), "status") else { continue };
        all += n;
        if status == "0" {
            continue;
        }
        bad += n;
        match of.iter_mut().find(|(known, _)| *known == status) {
            Some((_, sum)) => *sum += n,
            None => of.push((status, n)),
        }
    }
    let (status, n) = of.into_iter().max_by_key(|(_, n)| *n)?;
    let share = bad as f64 / all as f64;
    let title = format!(
        "{} of {} gRPC calls did not end with OK ({}); {} ended with {}",
        format::count(bad),
        format::count(all),
        format::value(share, Unit::Fraction),
        format::count(n),
        error_codes::grpc(status)
    );
    let next =
        "Break grpc_req_duration down by status; k6 counts no gRPC call as failed, so check the status in the script.";
    let level = if share >= 0.01 { Notable } else { Minor };
    Some(Finding::new("grpc-failures", level, title, next).with(
        "calls that did not end with OK",
        share,
        Unit::Fraction,
    ))
}

/// k6 gives a request up after its timeout and writes that as its duration: the true one is longer.
fn timeouts(known: &Known) -> Option<Finding> {
    let timed_out: u64 = known.errors.rows.iter().filter(|r| r.code.as_deref() == Some("1050")).map(|r| r.count).sum();
    let requests = known.errors.requests.filter(|n| *n > 0 && timed_out > 0)?;
    let series = Series::metric(REQUESTS).with("error_code", "1050");
    let max = known.build.rows?.select(&series)?.values().into_iter().reduce(f64::max)?;
    let title = format!(
        "{} {} given up after the test's timeout: {} duration, up to {}, is that of the timeout, not of the answer.",
        format::counted(timed_out, "request"),
        if timed_out == 1 { "was" } else { "were" },
        if timed_out == 1 { "its" } else { "their" },
        format::value(max, Unit::Millis)
    );
    let next = "Read high percentiles as lower limits, and look at what these requests wait for.";
    let level = if timed_out as f64 >= 0.01 * requests as f64 { Serious } else { Notable };
    Some(Finding::new("timeouts", level, title, next).with("timed out", timed_out as f64, Unit::Count).with_series(
        "the longest of them",
        series,
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
    let (window, series) = (Window { start_ms: start, end_ms: end }, Series::metric("http_req_failed"));
    let share = stat_in(known.build, &series, window, Stat::Rate).unwrap_or(inside / n.max(1.0));
    let title = format!(
        "Failures come together: {} of {} lie between {} and {}, where {} of requests failed.",
        format::count(inside as u64),
        format::count(all as u64),
        format::moment(start),
        format::moment(end),
        format::value(share, Unit::Fraction)
    );
    let next = "Look at what happened to the system at that moment: a restart, a deployment, a limit that was hit.";
    let level = if all >= 0.01 * requests { Notable } else { Minor };
    Some(
        Finding::new("failures-together", level, title, next)
            .with_series("failures in this time", series.clone(), Stat::Passes, inside, Unit::Count)
            .of_part(window)
            .with_series("share of requests in this time", series, Stat::Rate, share, Unit::Fraction)
            .of_part(window)
            .with("failures in all", all, Unit::Count)
            .within(start, end),
    )
}
