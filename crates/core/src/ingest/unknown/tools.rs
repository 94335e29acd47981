//! Results of other load generators as text, and metrics in the text forms of monitoring systems.

use super::{HOW, OTHER_TOOL, Unreadable, of};

/// Words that all stand in the text, and what they tell.
const RESULTS: [(&[&str], &str); 12] = [
    (&["Requests/sec:", "Thread Stats"], "a result of wrk (text)"),
    (&["Running ", "test @ ", "Requests/sec:"], "a result of wrk (text)"),
    (&["Requests", "[total, rate", "Latencies"], "a vegeta report (text)"),
    (&["This is ApacheBench"], "a result of ab, ApacheBench (text)"),
    (&["Response time histogram:", "Latency distribution:"], "a result of hey (text)"),
    (&["Success rate:", "Slowest:", "Fastest:"], "a result of oha (text)"),
    (&["Transactions:", "Availability:", "Transaction rate:"], "a result of siege (text)"),
    (&["Running ", "Stat", "2.5%", "97.5%"], "a result of autocannon (text)"),
    (&["Bombarding ", "Reqs/sec"], "a result of bombardier (text)"),
    (&["http.response_time", "vusers.created"], "an Artillery report (text)"),
    (&["Aggregated", "# reqs", "# fails"], "Locust statistics (text)"),
    (&["finished in ", "status codes:", "TTFB"], "a result of h2load (text)"),
];

/// How the first line of a table begins, and what it tells.
const HEADERS: [(&str, &str); 8] = [
    ("timeStamp,elapsed,label", "JMeter results (JTL, CSV)"),
    ("Label,# Samples,Average", "a JMeter report (CSV)"),
    ("Type,Name,Request Count", "Locust statistics (CSV)"),
    ("Method,Name,\"# requests\"", "Locust statistics (CSV)"),
    ("Timestamp,User Count,Type,Name", "Locust history (CSV)"),
    ("Method,Name,Error,Occurrences", "Locust failures (CSV)"),
    ("response-time,DNS+dialup", "results of hey (CSV)"),
    ("Percentage served,Time in ms", "percentiles of ab, ApacheBench (CSV)"),
];

pub(super) fn result(head: &str, first: &str) -> Option<Unreadable> {
    if let Some((_, looks_like)) = HEADERS.iter().find(|(start, _)| first.starts_with(start)) {
        return Some(of(*looks_like, OTHER_TOOL));
    }
    if first.starts_with("RUN\t") || head.lines().any(|line| line.starts_with("REQUEST\t")) {
        return Some(of("a Gatling log", OTHER_TOOL));
    }
    let found = RESULTS.iter().find(|(words, _)| words.iter().all(|word| head.contains(word)));
    found.map(|(_, looks_like)| of(*looks_like, OTHER_TOOL))
}

/// Prometheus' text form and InfluxDB's line protocol.
pub(super) fn exposition(head: &str, first: &str) -> Option<Unreadable> {
    let prometheus = head.lines().any(|l| l.starts_with("# TYPE ") || l.starts_with("# HELP "));
    if prometheus {
        return Some(of("metrics in Prometheus' text form", HOW));
    }
    line_protocol(first).then(|| of("metrics in InfluxDB's line protocol", HOW))
}

/// `http_reqs,method=GET,status=200 value=1 1795471260118000000`
fn line_protocol(line: &str) -> bool {
    let mut rest = line.rsplitn(2, ' ');
    let (Some(time), Some(before)) = (rest.next(), rest.next()) else { return false };
    let stamped = time.len() >= 10 && time.bytes().all(|b| b.is_ascii_digit());
    let mut parts = before.splitn(2, ' ');
    let (Some(name), Some(fields)) = (parts.next(), parts.next()) else { return false };
    let named = name.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_') && !name.contains(':');
    stamped && named && fields.split(',').next().is_some_and(|f| f.contains('='))
}
