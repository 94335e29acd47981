//! Results of other load generators as text, and metrics in the text forms of monitoring systems.

use super::{OTHER_TOOL, SENT, Unreadable, of};

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

/// The text forms of monitoring systems: Prometheus, InfluxDB, StatsD.
pub(super) fn exposition(head: &str, first: &str) -> Option<Unreadable> {
    let prometheus = head.lines().any(|l| l.starts_with("# TYPE ") || l.starts_with("# HELP "));
    if prometheus || is_prometheus(first) {
        return Some(of("metrics in Prometheus' text form", SENT));
    }
    if is_line_protocol(first) {
        return Some(of("metrics in InfluxDB's line protocol", SENT));
    }
    is_statsd(first).then(|| of("metrics in StatsD's form", SENT))
}

/// `http_reqs,method=GET,url=http://t/ value=1 1795471260118000000`: series, fields and, often, a time.
fn is_line_protocol(line: &str) -> bool {
    // Spaces and commas in names and tags are escaped.
    let line = line.replace("\\ ", "_");
    let parts: Vec<&str> = line.split(' ').collect();
    let (series, fields, time) = match parts.as_slice() {
        [series, fields] => (*series, *fields, None),
        [series, fields, time] => (*series, *fields, Some(*time)),
        _ => return false,
    };
    let name = series.split(',').next().unwrap_or_default();
    let named = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && !name.contains([':', '=', '{', '"']);
    let tagged = series.split(',').skip(1).all(|tag| tag.contains('='));
    let stamped = time.is_none_or(|time| time.len() >= 10 && time.bytes().all(|b| b.is_ascii_digit()));
    named && tagged && stamped && fields.starts_with(|c: char| c.is_ascii_alphabetic()) && fields.contains('=')
}

/// `k6_http_reqs_total{method="GET"} 12`
fn is_prometheus(line: &str) -> bool {
    let Some((series, value)) = line.rsplit_once("} ") else { return false };
    let name = series.split('{').next().unwrap_or_default();
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == ':');
    is_name && series.contains("=\"") && value.split(' ').next().is_some_and(|v| v.parse::<f64>().is_ok())
}

/// `k6.http_reqs:1|c|#method:GET`
fn is_statsd(line: &str) -> bool {
    let Some((name, rest)) = line.split_once(':') else { return false };
    let mut parts = rest.split('|');
    let value = parts.next().is_some_and(|value| value.parse::<f64>().is_ok());
    let kind = parts.next().is_some_and(|kind| matches!(kind, "c" | "g" | "ms" | "h" | "s" | "d"));
    value && kind && !name.contains(' ')
}
