//! Writes a recording as k6 does: lines of `--out json`, metrics before their first sample, phases of a request in
//! k6's order.

use std::fmt::Write as _;

use sloscope_core::time::to_rfc3339;

use super::plan::{Nanos, Test, nanos};
use super::recording::{Kind, Recording};

/// 2026-11-24T12:00:00Z
pub const BASE: Nanos = 1_795_521_600_000_000_000;

const METRICS: [(&str, &str, &str); 18] = [
    ("http_reqs", "counter", "default"),
    ("http_req_duration", "trend", "time"),
    ("http_req_blocked", "trend", "time"),
    ("http_req_connecting", "trend", "time"),
    ("http_req_tls_handshaking", "trend", "time"),
    ("http_req_sending", "trend", "time"),
    ("http_req_waiting", "trend", "time"),
    ("http_req_receiving", "trend", "time"),
    ("http_req_failed", "rate", "default"),
    ("checks", "rate", "default"),
    ("data_sent", "counter", "data"),
    ("data_received", "counter", "data"),
    ("iteration_duration", "trend", "time"),
    ("iterations", "counter", "default"),
    ("dropped_iterations", "counter", "default"),
    ("vus", "gauge", "default"),
    ("vus_max", "gauge", "default"),
    ("grpc_req_duration", "trend", "time"),
];

struct Lines<'a> {
    test: &'a Test,
    out: String,
    seen: [bool; METRICS.len()],
    /// The second of the time that was written last, as text.
    second: (Nanos, String),
}

pub fn lines(test: &Test, recording: &Recording) -> String {
    let mut lines = Lines { test, out: String::new(), seen: [false; METRICS.len()], second: (-1, String::new()) };
    let mut tags = String::new();
    for sample in &recording.samples {
        let mut at = BASE + nanos(test.shift) + sample.at;
        if let Some((from, by)) = test.generator.clock.filter(|(from, _)| sample.at >= recording.load + nanos(*from)) {
            debug_assert!(from >= 0.0);
            at += nanos(by);
        }
        tags.clear();
        let name = |i: usize| test.scenarios[i].name;
        match &sample.kind {
            Kind::Request { scenario, group, endpoint, answer, blocked, connecting } => {
                if !answer.error.is_empty() {
                    write!(tags, r#""error":"{}","#, answer.error).expect("into memory");
                }
                if answer.code > 0 {
                    write!(tags, r#""error_code":"{}","#, answer.code).expect("into memory");
                }
                let failed = answer.failed();
                write!(
                    tags,
                    r#""expected_response":"{}","group":"{group}","method":"GET","name":"{endpoint}""#,
                    !failed
                )
                .expect("into memory");
                if answer.status > 0 {
                    tags.push_str(r#","proto":"HTTP/1.1""#);
                }
                if let Some(i) = scenario {
                    write!(tags, r#","scenario":"{}""#, name(*i)).expect("into memory");
                }
                write!(tags, r#","status":"{}","url":"{endpoint}""#, answer.status).expect("into memory");
                let phases = [
                    1.0,
                    answer.duration(),
                    *blocked,
                    *connecting,
                    0.0,
                    answer.sending,
                    answer.waiting,
                    answer.receiving,
                    f64::from(u8::from(failed)),
                ];
                phases.into_iter().enumerate().for_each(|(metric, value)| lines.point(at, metric, value, &tags));
                if scenario.is_none() {
                    tags.clear();
                    write!(tags, r#""group":"{group}""#).expect("into memory");
                    lines.point(at, 10, 77.0, &tags);
                    lines.point(at, 11, 198.0, &tags);
                }
            }
            Kind::Grpc { scenario, status, ms } => {
                write!(
                    tags,
                    r#""group":"","method":"GetFeature","name":"GetFeature","scenario":"{}","service":"main.Explorer","status":"{status}","url":"127.0.0.1:38010/main.Explorer/GetFeature""#,
                    name(*scenario)
                )
                .expect("into memory");
                lines.point(at, 17, *ms, &tags);
            }
            Kind::Check { scenario, name: check, ok } => {
                write!(tags, r#""check":"{check}","group":"","scenario":"{}""#, name(*scenario)).expect("into memory");
                lines.point(at, 9, f64::from(u8::from(*ok)), &tags);
            }
            Kind::Iteration { scenario, ms } => {
                write!(tags, r#""group":"","scenario":"{}""#, name(*scenario)).expect("into memory");
                lines.point(at, 10, 75.0, &tags);
                lines.point(at, 11, 195.0, &tags);
                lines.point(at, 12, *ms, &tags);
                lines.point(at, 13, 1.0, &tags);
            }
            Kind::Dropped { scenario } => {
                write!(tags, r#""scenario":"{}""#, name(*scenario)).expect("into memory");
                lines.point(at, 14, 1.0, &tags);
            }
            Kind::Vus { busy, all } => {
                lines.point(at, 15, *busy as f64, "");
                lines.point(at, 16, *all as f64, "");
            }
        }
    }
    lines.out
}

impl Lines<'_> {
    fn point(&mut self, at: Nanos, metric: usize, value: f64, tags: &str) {
        let (name, kind, contains) = METRICS[metric];
        if !self.seen[metric] {
            self.seen[metric] = true;
            self.declare(name, kind, contains);
        }
        // k6 trims the zeros at the end of a fraction.
        if self.second.0 != at / 1_000_000_000 {
            self.second = (at / 1_000_000_000, to_rfc3339(at - at % 1_000_000_000).chars().take(19).collect());
        }
        let fraction = format!(".{:09}", at % 1_000_000_000);
        let fraction = fraction.trim_end_matches('0').trim_end_matches('.');
        writeln!(
            self.out,
            r#"{{"metric":"{name}","type":"Point","data":{{"time":"{}{fraction}Z","value":{value},"tags":{{{tags}}}}}}}"#,
            self.second.1
        )
        .expect("into memory");
    }

    fn declare(&mut self, name: &str, kind: &str, contains: &str) {
        let own = self.test.thresholds.iter().filter(|(metric, _)| *metric == name);
        // One that aborts the test is an object.
        let quoted = |text: &String| match text.starts_with('{') {
            true => text.clone(),
            false => format!("\"{text}\""),
        };
        let thresholds: Vec<String> = own.map(|(_, text)| quoted(text)).collect();
        let submetrics = match name {
            "http_req_duration" => {
                r#"[{"name":"http_req_duration{expected_response:true}","suffix":"expected_response:true","tags":{"expected_response":"true"}}]"#
            }
            _ => "null",
        };
        writeln!(
            self.out,
            r#"{{"type":"Metric","data":{{"name":"{name}","type":"{kind}","contains":"{contains}","thresholds":[{}],"submetrics":{submetrics}}},"metric":"{name}"}}"#,
            thresholds.join(",")
        )
        .expect("into memory");
    }
}
