//! JSON that is not k6's, and JSON that is damaged.

use serde_json::Value;

use super::{HOW, OTHER_TOOL, Unreadable, WRONG_FILE, of, shown};
use crate::Diagnostics;
use crate::json_tree::Fault;
use crate::k6_summary::rest_kind;

/// Keys that tell a file (all of them; a dot leads into an object), what it is, and what to do.
const KNOWN: [(&[&str], &str, &str); 24] = [
    (&["resourceMetrics"], "metrics in OpenTelemetry's form (OTLP)", super::SENT),
    (
        &["log.entries"],
        "a HAR recording of a browser",
        "It holds the traffic of one visit, no load test. k6 can make a script of it: `har-to-k6`.",
    ),
    (&["aggregate", "intermediate"], "an Artillery report (JSON)", OTHER_TOOL),
    (&["aggregate.counters"], "an Artillery report (JSON)", OTHER_TOOL),
    (&["latencies", "status_codes"], "a vegeta report (JSON)", OTHER_TOOL),
    (&["attack", "latency"], "vegeta results (JSON)", OTHER_TOOL),
    (&["latency.p99", "throughput"], "an autocannon result", OTHER_TOOL),
    (&["latencyPercentiles", "summary"], "an oha result", OTHER_TOOL),
    (&["spec.numberOfConnections", "result"], "a bombardier result", OTHER_TOOL),
    (&["DurationHistogram", "RequestedQPS"], "a Fortio result", OTHER_TOOL),
    (&["Total.sampleCount"], "JMeter statistics (JSON)", OTHER_TOOL),
    (&["type", "stats", "contents"], "Gatling statistics (JSON)", OTHER_TOOL),
    (&["lighthouseVersion"], "a Lighthouse report", OTHER_TOOL),
    (&["collection", "run"], "a Newman (Postman) run", OTHER_TOOL),
    (&["info._postman_id"], "a Postman collection", "k6 can make a script of it: `postman-to-k6`."),
    (&["openapi"], "an OpenAPI description", "It describes an API; it holds no measurements."),
    (&["swagger"], "an OpenAPI description", "It describes an API; it holds no measurements."),
    (
        &["panels", "schemaVersion"],
        "a Grafana dashboard",
        "It holds queries, no measurements. Open k6's results themselves.",
    ),
    (
        &["data.resultType"],
        "a Prometheus answer",
        "Open k6's own results (--out json); what was sent to Prometheus is rounded.",
    ),
    (&["config.target", "scenarios"], "an Artillery script", OTHER_TOOL),
    (&["statistics", "recorderOptions"], "a recording", WRONG_FILE),
    (&["name", "dependencies"], "a package.json", WRONG_FILE),
    (&["compilerOptions"], "a tsconfig.json", WRONG_FILE),
    (&["$schema"], "a JSON file with a schema", WRONG_FILE),
];

/// Of objects in a list, by the keys of the first.
const KNOWN_LISTS: [(&[&str], &str); 3] = [
    (&["num_requests", "response_times"], "Locust statistics (JSON)"),
    (&["attack", "latency"], "vegeta results (JSON)"),
    (&["transaction", "sampleCount"], "JMeter statistics (JSON)"),
];

/// Names a value that is not k6's.
pub(crate) fn json(value: &Value) -> Unreadable {
    let has = |value: &Value, keys: &[&str]| {
        keys.iter().all(|path| path.split('.').try_fold(value, |at, key| at.get(key)).is_some())
    };
    if let Some(kind) = rest_kind(value) {
        let advice = "It holds no measurements. Those are at /v1/metrics of the same server: \
                      `curl http://localhost:6565/v1/metrics > metrics.json`.";
        return of(format!("an answer of k6's REST server (/v1/{kind})"), advice);
    }
    if let Some((_, looks_like, advice)) = KNOWN.iter().find(|(keys, ..)| has(value, keys)) {
        return of(*looks_like, *advice);
    }
    if let Some((_, looks_like)) = KNOWN_LISTS.iter().find(|(keys, _)| value.get(0).is_some_and(|v| has(v, keys))) {
        return of(*looks_like, OTHER_TOOL);
    }
    let looks_like = match value {
        Value::Object(object) if object.is_empty() => "JSON, but an empty object".to_owned(),
        Value::Array(list) if list.is_empty() => "JSON, but an empty list".to_owned(),
        Value::Object(object) => {
            let keys: Vec<String> = object.keys().take(4).map(|key| shown(key)).collect();
            let more = if object.len() > 4 { ", …" } else { "" };
            format!("JSON, but not k6's (it has the keys {}{more})", keys.join(", "))
        }
        Value::Array(list) => format!("JSON, but not k6's (a list of {})", list.len()),
        _ => "JSON, but not k6's".to_owned(),
    };
    of(looks_like, HOW)
}

/// What the beginning says of JSON that cannot be read as a whole.
const MARKS: [(&[&str], &str); 6] = [
    (&["\"sloscope.baseline/"], "a baseline of sloscope"),
    (&["\"sloscope.report/", "\"objectives_from\""], "a stored report"),
    (&["\"root_group\"", "\"isStdOutTTY\"", "\"testRunDurationMs\"", "\"avg\"", "\"passes\""], "a k6 summary"),
    (
        &["\"summaryTrendStats\"", "\"constant-arrival-rate\"", "\"executor\"", "\"noConnectionReuse\""],
        "a k6 options file",
    ),
    (&["\"Point\"", "\"Metric\""], "k6 results"),
    (&["\"entries\""], "a HAR recording of a browser"),
];

fn marked(text: &[u8]) -> Option<&'static str> {
    let head = &text[..text.len().min(1 << 20)];
    let has = |word: &&str| memchr::memmem::find(head, word.as_bytes()).is_some();
    MARKS.iter().find(|(words, _)| words.iter().any(has)).map(|(_, what)| *what)
}

/// Damaged, and of a kind that is known: it was not meant as anything else.
pub(crate) fn is_known_damage(text: &[u8], fault: Option<Fault>) -> bool {
    fault == Some(Fault::Cut) || (fault.is_some() && marked(text).is_some())
}

/// Names what is wrong with a text that begins like JSON.
pub(crate) fn broken_json(text: &[u8], fault: Fault, diagnostics: &mut Diagnostics) -> Unreadable {
    let what = marked(text).unwrap_or(if text.starts_with(b"[") { "a JSON array" } else { "JSON" });
    match fault {
        Fault::Cut => {
            diagnostics.cut.get_or_insert_with(|| "the JSON ends in the middle".to_owned());
            let advice = "It was not written to its end (k6 was stopped, or the disk was full), or the copy is not \
                          whole. What is missing may be the thresholds, so nothing of it is used: fetch it again, or \
                          run the test again.";
            of(format!("{what} that ends in the middle"), advice)
        }
        Fault::TooDeep => of("JSON with brackets nested more than 128 deep", HOW),
        Fault::Range { line, column } => {
            of(format!("{what} with a number out of range in line {line}, column {column}"), HOW)
        }
        Fault::Syntax { line, column } => {
            let advice = "Compare it with the file that k6 wrote: it was edited, mixed with other output or damaged.";
            of(format!("{what} with a mistake in line {line}, column {column}"), advice)
        }
    }
}
