//! Makes samples of outcomes: the same model as an opened file, so that the report of a live run is any report.
//! Metrics, tags and their order are k6's (k6: lib/netext/httpext/transport.go, metrics/builtin.go).

use sloscope_ingest::SampleFile;
use sloscope_model::names::{
    BLOCK, MEASURED, PHASE, RESPONSE_TIME, SCHEDULE_LAG, SIDE, STOPPED, STOPPED_BY, Stop, TARGET, WARM_UP,
};
use sloscope_model::series::Series;
use sloscope_model::time::{NANOS_PER_MS, Nanos};
use sloscope_plan::{Plan, is_absolute};
use sloscope_store::{Store, TagSetId};

use super::outcome::{End, Outcome, proto};

/// Collects samples; `take` gives those since the last time. Moments (`at`) are ns since the run began.
#[derive(Debug)]
pub struct Recorder {
    plan: Plan,
    /// Since 1970.
    began: Nanos,
    store: Store,
    interrupted: u64,
    untold: u64,
}

impl Recorder {
    /// `began` is the start of the run, nanoseconds since 1970.
    pub fn new(plan: Plan, began: Nanos) -> Self {
        Self { plan, began, store: Store::new(), interrupted: 0, untold: 0 }
    }

    /// The start of the run, nanoseconds since 1970.
    pub fn began(&self) -> Nanos {
        self.began
    }

    /// Iterations that were given up; they left no samples.
    pub fn interrupted(&self) -> u64 {
        self.interrupted
    }

    /// Requests whose phases the browser did not tell: their `http_req_duration` has its queue in it.
    pub fn without_phases(&self) -> u64 {
        self.untold
    }

    /// The samples since the last time; `Store::append` joins them.
    pub fn take(&mut self) -> Store {
        std::mem::take(&mut self.store)
    }

    /// An iteration has ended. One that was interrupted is counted and leaves no sample.
    pub fn record(&mut self, outcome: &Outcome) {
        if outcome.end == End::Interrupted {
            self.interrupted += 1;
            return;
        }
        self.untold += u64::from(outcome.phases.is_none());
        let at = outcome.done;
        let tags = self.request_tags(outcome);
        self.push("http_reqs", at, tags, 1.0);
        self.push("http_req_duration", at, tags, outcome.duration_ms());
        if let Some(phases) = outcome.phases {
            self.push("http_req_blocked", at, tags, phases.blocked);
            self.push("http_req_connecting", at, tags, phases.connecting);
            self.push("http_req_tls_handshaking", at, tags, phases.tls);
            self.push("http_req_waiting", at, tags, phases.waiting);
            self.push("http_req_receiving", at, tags, phases.receiving);
        }
        self.push("http_req_failed", at, tags, f64::from(u8::from(!outcome.end.expected())));
        self.push(RESPONSE_TIME, at, tags, outcome.response_ms());
        self.push(SCHEDULE_LAG, at, tags, outcome.lag_ms());
        self.checks(outcome);
        let tags = self.iteration_tags(outcome, None);
        for (name, bytes) in [("data_sent", outcome.bytes_sent), ("data_received", outcome.bytes_received)] {
            if let Some(bytes) = bytes {
                self.push(name, at, tags, bytes as f64);
            }
        }
        self.push("iteration_duration", at, tags, (outcome.done - outcome.sent) as f64 / NANOS_PER_MS);
        self.push("iterations", at, tags, 1.0);
    }

    fn checks(&mut self, outcome: &Outcome) {
        let Some(request) = self.plan.requests.get(outcome.request as usize) else { return };
        let names: Vec<String> = request.checks.iter().map(|check| check.name.clone()).collect();
        for (bit, name) in names.iter().enumerate() {
            let tags = self.iteration_tags(outcome, Some(name));
            let held = outcome.checks >> bit & 1;
            self.push("checks", outcome.done, tags, held as f64);
        }
    }

    /// An arrival that was due at this time found too many iterations under way.
    pub fn dropped(&mut self, scenario: u32, at: Nanos) {
        let mut tags = self.scenario_tags(scenario);
        self.push_slot(&mut tags, at);
        let tags = self.intern(&tags);
        self.push("dropped_iterations", at, tags, 1.0);
    }

    /// Iterations under way now, and VUs that a k6 would have made by now; once a second, as in k6.
    pub fn vus(&mut self, at: Nanos, busy: u32, made: u32) {
        let tags: Vec<(&str, &str)> = self.plan.tags.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let tags = self.store.tags.intern(&tags);
        self.push("vus", at, tags, f64::from(busy));
        self.push("vus_max", at, tags, f64::from(made));
    }

    /// The run is stopped: no more iterations begin.
    pub fn stopped(&mut self, at: Nanos, by: Stop) {
        let mut tags = self.plan.tags.clone();
        tags.push(pair(STOPPED_BY, by.as_str()));
        let tags = self.intern(&tags);
        self.push(STOPPED, at, tags, 1.0);
    }

    fn push(&mut self, metric: &str, at: Nanos, tags: TagSetId, value: f64) {
        let id = self.store.metric(metric);
        self.store.push(id, self.began + at, tags, value);
    }

    fn intern(&mut self, tags: &[(String, String)]) -> TagSetId {
        self.store.tags.intern(tags)
    }

    fn scenario_tags(&self, scenario: u32) -> Vec<(String, String)> {
        let mut tags = self.plan.tags.clone();
        if let Some(scenario) = self.plan.scenarios.get(scenario as usize) {
            tags.extend(scenario.tags.iter().cloned());
            tags.push(pair("scenario", &scenario.name));
        }
        tags
    }

    /// The side and the block in which an arrival was due, where the plan has sides.
    fn push_slot(&self, tags: &mut Vec<(String, String)>, due: Nanos) {
        let slot = self.plan.slot(due);
        if let Some(block) = slot.block {
            tags.push(pair(SIDE, slot.side.as_str()));
            tags.push(pair(BLOCK, &block.to_string()));
        }
    }

    /// Tags of everything in an iteration, and of a check.
    fn iteration_tags(&mut self, outcome: &Outcome, check: Option<&str>) -> TagSetId {
        let tags = self.common_tags(outcome, check);
        self.intern(&tags)
    }

    fn common_tags(&self, outcome: &Outcome, check: Option<&str>) -> Vec<(String, String)> {
        let mut tags = self.scenario_tags(outcome.scenario);
        tags.push(pair("group", ""));
        if self.plan.warm_up > 0 {
            tags.push(pair(PHASE, if outcome.intended < self.plan.warm_up { WARM_UP } else { MEASURED }));
        }
        self.push_slot(&mut tags, outcome.intended);
        tags.extend(check.map(|name| pair("check", name)));
        tags
    }

    fn request_tags(&mut self, outcome: &Outcome) -> TagSetId {
        let mut tags = self.common_tags(outcome, None);
        if let Some(request) = self.plan.requests.get(outcome.request as usize) {
            tags.extend(request.tags.iter().cloned());
            // k6 gives both the name that the script sets.
            tags.push(pair("name", &request.name));
            tags.push(pair("url", &request.name));
            let side = self.plan.slot(outcome.intended).side;
            tags.push(pair("method", self.plan.method_of(side, request)));
            let targets = self.plan.targets_of(side);
            let target = targets.get(outcome.target as usize);
            if targets.len() > 1 && !is_absolute(self.plan.url_of(side, request)) {
                tags.extend(target.map(|target| pair(TARGET, target.trim_end_matches('/'))));
            }
        }
        tags.push(pair("status", &outcome.end.status().to_string()));
        tags.push(pair("expected_response", if outcome.end.expected() { "true" } else { "false" }));
        tags.extend(outcome.end.error().map(|error| pair("error", error)));
        tags.extend(outcome.end.error_code().map(|code| pair("error_code", &code.to_string())));
        if matches!(outcome.end, End::Response(_)) {
            tags.extend(proto(&outcome.protocol).map(|proto| pair("proto", proto)));
        }
        self.intern(&tags)
    }
}

fn pair(key: &str, value: &str) -> (String, String) {
    (key.to_owned(), value.to_owned())
}

/// The samples of a run of a plan as a file of samples, with the plan's thresholds. `time_step` is that of the clock.
pub fn sample_file(plan: &Plan, store: Store, time_step: Nanos) -> SampleFile {
    let mut submetrics = Vec::new();
    for objective in plan.objectives.iter().filter(|objective| !objective.series.tags.is_empty()) {
        if !submetrics.contains(&objective.series) {
            submetrics.push(objective.series.clone());
        }
    }
    // k6 always has this one, and our NDJSON, too.
    let expected = Series::metric("http_req_duration").with("expected_response", "true");
    if !submetrics.iter().any(|series: &Series| series.same_as(&expected)) {
        submetrics.push(expected);
    }
    SampleFile {
        store,
        thresholds: plan.options().thresholds,
        submetrics,
        utc_offset_minutes: Some(0),
        time_step,
        ..SampleFile::default()
    }
}
