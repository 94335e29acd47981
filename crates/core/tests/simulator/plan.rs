//! What a test is to do: k6's executors and when they start iterations, by k6's own arithmetic.

use super::service::Service;

pub type Nanos = i64;

pub fn nanos(secs: f64) -> Nanos {
    (secs * 1e9).round() as Nanos
}

pub fn secs(nanos: Nanos) -> f64 {
    nanos as f64 / 1e9
}

/// Rates per second, times in seconds.
#[derive(Clone, Debug)]
pub enum Executor {
    ConstantArrivalRate {
        rate: f64,
        secs: f64,
    },
    /// Stages of (target rate, seconds).
    RampingArrivalRate {
        start: f64,
        stages: Vec<(f64, f64)>,
    },
    ConstantVus {
        vus: usize,
        secs: f64,
    },
    /// Stages of (target VUs, seconds).
    RampingVus {
        start: usize,
        stages: Vec<(usize, f64)>,
    },
    PerVuIterations {
        vus: usize,
        each: usize,
    },
    SharedIterations {
        vus: usize,
        all: usize,
    },
}

/// What an iteration does.
#[derive(Clone, Debug)]
pub struct Script {
    /// Endpoints, one after the other.
    pub requests: Vec<&'static str>,
    /// Sleep at the end of an iteration, ms: uniform between the two.
    pub pause_ms: (f64, f64),
    /// This share of the iterations sleeps until it is interrupted.
    pub hanging: f64,
    /// Share of the checks that fail, whatever the status; no checks if negative.
    pub bad_checks: f64,
    /// k6's minIterationDuration: what is left of it is slept outside of the iteration.
    pub least_ms: f64,
    /// Calls over gRPC instead of HTTP; this share does not end with OK.
    pub grpc: Option<f64>,
}

impl Default for Script {
    fn default() -> Self {
        Self {
            requests: vec!["/item"],
            pause_ms: (0.0, 0.0),
            hanging: 0.0,
            bad_checks: -1.0,
            least_ms: 0.0,
            grpc: None,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Scenario {
    pub name: &'static str,
    /// k6's startTime.
    pub start: f64,
    pub executor: Executor,
    pub graceful_stop: f64,
    /// Of arrival rates.
    pub pre_allocated: usize,
    pub max_vus: usize,
    pub script: Script,
}

impl Scenario {
    pub fn new(name: &'static str, executor: Executor) -> Self {
        Self {
            name,
            start: 0.0,
            executor,
            graceful_stop: 30.0,
            pre_allocated: 50,
            max_vus: 400,
            script: Script::default(),
        }
    }

    pub fn is_open(&self) -> bool {
        matches!(self.executor, Executor::ConstantArrivalRate { .. } | Executor::RampingArrivalRate { .. })
    }

    /// How long iterations are started; unknown where they are counted.
    pub fn length(&self) -> Option<f64> {
        match &self.executor {
            Executor::ConstantArrivalRate { secs, .. } | Executor::ConstantVus { secs, .. } => Some(*secs),
            Executor::RampingArrivalRate { stages, .. } => Some(stages.iter().map(|s| s.1).sum()),
            Executor::RampingVus { stages, .. } => Some(stages.iter().map(|s| s.1).sum()),
            Executor::PerVuIterations { .. } | Executor::SharedIterations { .. } => None,
        }
    }
}

/// What the machine of k6 does to the test.
#[derive(Clone, Debug, Default)]
pub struct Generator {
    /// It stands still from a moment on, for so long.
    pub pause: Option<(f64, f64)>,
    /// From a moment on each start takes so many ms of its processor.
    pub slow: Option<(f64, f64)>,
    /// Its clock is set by so many seconds at a moment.
    pub clock: Option<(f64, f64)>,
    /// It is killed.
    pub killed: Option<f64>,
}

#[derive(Clone, Debug)]
pub struct Test {
    pub service: Service,
    pub scenarios: Vec<Scenario>,
    /// k6's option `rps`.
    pub rps: Option<f64>,
    pub generator: Generator,
    /// Requests of set-up and tear-down.
    pub setup: usize,
    pub teardown: usize,
    /// k6's noConnectionReuse.
    pub no_reuse: bool,
    /// Which part of how many runners.
    pub segment: (usize, usize),
    /// When this runner began, after the first one.
    pub shift: f64,
    /// (metric, expression).
    pub thresholds: Vec<(&'static str, String)>,
}

impl Test {
    pub fn new(service: Service, scenarios: Vec<Scenario>) -> Self {
        Self {
            service,
            scenarios,
            rps: None,
            generator: Generator::default(),
            setup: 0,
            teardown: 0,
            no_reuse: false,
            segment: (0, 1),
            shift: 0.0,
            thresholds: vec![("http_req_duration", "p(90)<30000".to_owned())],
        }
    }
}

/// When iterations are due: `constant_arrival_rate.go` (iteration i, from 0, after i periods of whole nanoseconds) and
/// `ramping_arrival_rate.go` (iteration i, from 1, where the area under the rate is i).
pub fn due(executor: &Executor) -> Vec<Nanos> {
    match executor {
        Executor::ConstantArrivalRate { rate, secs } => {
            let period = (1e9 / rate) as Nanos;
            (0..).map(|i| i * period).take_while(|at| *at < nanos(*secs)).collect()
        }
        Executor::RampingArrivalRate { start, stages } => {
            let (mut due, mut i, mut area, mut at, mut from) = (Vec::new(), 1.0, 0.0, 0.0, *start);
            for (to, dur) in stages.iter().copied() {
                let end = area + dur * (from + to) / 2.0;
                while i <= end {
                    let left = i - area;
                    let x = if from == to {
                        left / to
                    } else {
                        (from * dur - f64::sqrt(dur * (from * from * dur + 2.0 * left * (to - from)))) / (from - to)
                    };
                    due.push(nanos(at + x));
                    i += 1.0;
                }
                (area, at, from) = (end, at + dur, to);
            }
            due
        }
        _ => Vec::new(),
    }
}

/// From when to when each VU loops, and how many iterations it makes at most.
pub fn loops(executor: &Executor) -> Vec<(Nanos, Nanos)> {
    match executor {
        Executor::ConstantVus { vus, secs } => vec![(0, nanos(*secs)); *vus],
        Executor::PerVuIterations { vus, .. } | Executor::SharedIterations { vus, .. } => {
            vec![(0, nanos(600.0)); *vus]
        }
        Executor::RampingVus { start, stages } => {
            let whole: f64 = stages.iter().map(|s| s.1).sum();
            let mut all: Vec<(Nanos, Nanos)> = vec![(0, nanos(whole)); *start];
            let mut running: Vec<usize> = (0..*start).collect();
            let (mut at, mut now) = (0.0, *start);
            for (target, dur) in stages.iter().copied() {
                let steps = target.abs_diff(now);
                for k in 1..=steps {
                    let moment = nanos(at + dur * k as f64 / steps as f64);
                    if target > now {
                        running.push(all.len());
                        all.push((moment, nanos(whole)));
                    } else if let Some(vu) = running.pop() {
                        all[vu].1 = moment;
                    }
                }
                (at, now) = (at + dur, target);
            }
            all
        }
        _ => Vec::new(),
    }
}
