//! Makes results as k6 writes them, of runs whose plan is known: arrivals by k6's own formulas, with a little jitter.

use std::fmt::Write as _;

use sloscope_core::ingest::Reader;
use sloscope_core::report::{Query, Report};
use sloscope_core::run::Session;
use sloscope_core::time::to_rfc3339;

/// A generator of noise that is the same in each run (Numerical Recipes' LCG).
pub struct Noise(pub u64);

impl Noise {
    /// Uniform in 0..1.
    pub fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Exponential of mean 1.
    pub fn exponential(&mut self) -> f64 {
        -(1.0 - self.next()).ln()
    }
}

/// k6's constant-arrival-rate: iteration i is due at i / rate (lib/executor/constant_arrival_rate.go).
pub fn constant(rate: f64, start: f64, seconds: f64) -> Vec<f64> {
    (0..(rate * seconds).round() as usize).map(|i| start + i as f64 / rate).collect()
}

/// k6's ramping-arrival-rate: iteration i, from 1, is due when the area under the rates is i
/// (lib/executor/ramping_arrival_rate.go). Stages are (to rate, seconds).
pub fn ramping(start_rate: f64, start: f64, stages: &[(f64, f64)]) -> Vec<f64> {
    let (mut due, mut i, mut area, mut at, mut from) = (Vec::new(), 1.0, 0.0, start, start_rate);
    for (to, dur) in stages.iter().copied() {
        let end = area + dur * (from + to) / 2.0;
        while i <= end {
            let left = i - area;
            let x = if from == to {
                left / to
            } else {
                (from * dur - f64::sqrt(dur * (from * from * dur + 2.0 * left * (to - from)))) / (from - to)
            };
            due.push(at + x);
            i += 1.0;
        }
        (area, at, from) = (end, at + dur, to);
    }
    due
}

/// Lines of results, and the moment of each, to be put in order.
#[derive(Default)]
pub struct Run {
    lines: Vec<(f64, String)>,
}

/// One iteration with one request that takes all of it.
#[derive(Clone, Copy)]
pub struct Iteration {
    pub start: f64,
    pub ms: f64,
    pub ok: bool,
    /// Of a failure; 0 is no response.
    pub status: u32,
    /// Time before the request begins: blocked, and of that connecting.
    pub blocked: f64,
    pub connecting: f64,
    /// Part of the duration that is receiving; the rest is waiting.
    pub receiving: f64,
    /// Tag "name".
    pub name: &'static str,
}

impl Default for Iteration {
    fn default() -> Self {
        Self { start: 0.0, ms: 5.0, ok: true, status: 503, blocked: 0.001, connecting: 0.0, receiving: 0.02, name: "n" }
    }
}

impl Run {
    fn point(&mut self, at: f64, metric: &str, value: f64, tags: &str) {
        // 2026-11-24T12:00:00Z
        let time = to_rfc3339(1_795_521_600_000_000_000 + (at * 1e9).round() as i64);
        let line = format!(
            r#"{{"metric":"{metric}","type":"Point","data":{{"time":"{time}","value":{value},"tags":{{{tags}}}}}}}"#
        );
        self.lines.push((at, line));
    }

    pub fn iteration(&mut self, scenario: Option<&str>, one: &Iteration) {
        let of = scenario.map(|name| format!(r#""scenario":"{name}""#)).unwrap_or_default();
        let comma = if of.is_empty() { "" } else { "," };
        let failure =
            format!(r#""status":"{0}","error_code":"{1}""#, one.status, if one.status == 0 { 1212 } else { 1503 });
        let status = if one.ok { r#""status":"200""#.to_owned() } else { failure };
        let tags = format!(
            r#"{of}{comma}{status},"expected_response":"{}","method":"GET","name":"{1}","url":"{1}""#,
            one.ok, one.name
        );
        let end = one.start + one.ms / 1000.0;
        let mut point = |metric: &str, value| self.point(end, metric, value, &tags);
        point("http_reqs", 1.0);
        point("http_req_duration", one.ms);
        point("http_req_blocked", one.blocked);
        point("http_req_connecting", one.connecting);
        point("http_req_waiting", one.ms * (1.0 - one.receiving));
        point("http_req_receiving", one.ms * one.receiving);
        point("http_req_failed", f64::from(u8::from(!one.ok)));
        self.point(end, "iteration_duration", one.ms, &of);
        self.point(end, "iterations", 1.0, &of);
    }

    /// A request of a group without an iteration: of set-up.
    pub fn grouped(&mut self, group: &str, one: &Iteration) -> &mut Self {
        let tags = format!(r#""group":"{group}","status":"200","expected_response":"true","name":"{}""#, one.name);
        let end = one.start + one.ms / 1000.0;
        for (metric, value) in [("http_reqs", 1.0), ("http_req_duration", one.ms), ("http_req_failed", 0.0)] {
            self.point(end, metric, value, &tags);
        }
        self
    }

    /// So many checks that held and that failed, ten a second.
    pub fn checks(&mut self, name: &str, held: usize, failed: usize) -> &mut Self {
        for i in 0..held + failed {
            let tags = format!(r#""scenario":"car","group":"","check":"{name}""#);
            self.point(i as f64 / 10.0, "checks", f64::from(u8::from(i < held)), &tags);
        }
        self
    }

    /// Iterations that take `ms`, started up to `jitter` seconds late.
    pub fn arrivals(
        &mut self,
        scenario: Option<&str>,
        due: &[f64],
        ms: f64,
        jitter: f64,
        noise: &mut Noise,
    ) -> &mut Self {
        for start in due {
            let start = start + jitter * noise.next();
            self.iteration(scenario, &Iteration { start, ms: ms * (0.8 + 0.4 * noise.next()), ..Iteration::default() });
        }
        self
    }

    pub fn drops(&mut self, scenario: &str, at: &[f64]) -> &mut Self {
        at.iter().for_each(|at| self.point(*at, "dropped_iterations", 1.0, &format!(r#""scenario":"{scenario}""#)));
        self
    }

    /// Iterations at the times of `due`, each as `make` has it.
    pub fn each(&mut self, scenario: &str, due: &[f64], mut make: impl FnMut(usize, f64) -> Iteration) -> &mut Self {
        due.iter().enumerate().for_each(|(i, start)| self.iteration(Some(scenario), &make(i, *start)));
        self
    }

    pub fn vus(&mut self, seconds: u32, busy: f64, most: f64) -> &mut Self {
        for second in 1..=seconds {
            self.point(f64::from(second), "vus", busy, "");
            self.point(f64::from(second), "vus_max", most, "");
        }
        self
    }

    /// Readings of so many VUs at these seconds.
    pub fn each_second(&mut self, readings: impl Iterator<Item = (f64, f64)>) -> &mut Self {
        readings.for_each(|(at, vus)| self.point(at, "vus", vus, ""));
        self
    }

    /// Readings of one busy VU at these seconds.
    pub fn readings(&mut self, at: impl Iterator<Item = f64>) -> &mut Self {
        at.for_each(|at| self.point(at, "vus", 1.0, ""));
        self
    }

    pub fn text(&mut self) -> String {
        self.lines.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut text = String::new();
        self.lines.iter().for_each(|(_, line)| writeln!(text, "{line}").expect("into memory"));
        text
    }

    pub fn report(&mut self, query: &Query) -> Report {
        self.report_with(query, None)
    }

    /// With the options that `k6 inspect` prints.
    pub fn report_with(&mut self, query: &Query, options: Option<&str>) -> Report {
        let read = |name: &str, text: &str| {
            let mut reader = Reader::new(name);
            reader.feed(text.as_bytes());
            reader.finish()
        };
        let mut sources = vec![read("results.json", &self.text())];
        sources.extend(options.map(|text| read("options.json", text)));
        let session = Session::new(sources);
        assert_eq!(session.runs(), 1);
        session.report(query).expect("a report")
    }
}
