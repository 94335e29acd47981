//! What must be said because of how the rules are defined: counted from the recording itself, not from what was read.

use super::case::{Case, Planted, planted};
use super::recording::{Kind, Recording};

/// Counts of a recording.
#[derive(Debug, Default)]
pub struct Counts {
    pub requests: f64,
    pub failed: f64,
    /// Without a response, and not given up.
    pub refused: f64,
    pub timeouts: f64,
    pub iterations: f64,
    pub dropped: f64,
    pub interrupted: f64,
    pub checks: f64,
    pub bad_checks: f64,
    pub opened: f64,
    pub most_vus: f64,
    pub grpc: f64,
    pub grpc_failed: f64,
    durations: Vec<f64>,
    /// Those of set-up and tear-down left out.
    of_load: Vec<f64>,
    blocked: f64,
    receiving: f64,
    waiting: f64,
    /// Durations of successes and of failures by endpoint.
    endpoints: Vec<(&'static str, Vec<f64>, Vec<f64>)>,
}

pub fn counts(recordings: &[Recording]) -> Counts {
    let mut all = Counts::default();
    for recording in recordings {
        let mut vus = 0.0f64;
        for sample in &recording.samples {
            match &sample.kind {
                Kind::Request { scenario, endpoint, answer, blocked, connecting, .. } => {
                    all.requests += 1.0;
                    all.durations.push(answer.duration());
                    all.of_load.extend(scenario.map(|_| answer.duration()));
                    all.blocked += blocked;
                    all.receiving += answer.receiving;
                    all.waiting += answer.waiting;
                    all.opened += f64::from(u8::from(*connecting > 0.0));
                    let known = all.endpoints.iter().position(|e| e.0 == *endpoint);
                    let at = known.unwrap_or_else(|| {
                        all.endpoints.push((endpoint, Vec::new(), Vec::new()));
                        all.endpoints.len() - 1
                    });
                    if answer.failed() {
                        all.failed += 1.0;
                        all.endpoints[at].2.push(answer.duration());
                    } else {
                        all.endpoints[at].1.push(answer.duration());
                    }
                    let timeout = answer.code == 1050;
                    all.timeouts += f64::from(u8::from(timeout));
                    all.refused += f64::from(u8::from(answer.status == 0 && !timeout));
                }
                Kind::Grpc { status, .. } => {
                    all.grpc += 1.0;
                    all.grpc_failed += f64::from(u8::from(*status != 0));
                }
                Kind::Check { ok, .. } => {
                    all.checks += 1.0;
                    all.bad_checks += f64::from(u8::from(!ok));
                }
                Kind::Iteration { .. } => all.iterations += 1.0,
                Kind::Dropped { .. } => all.dropped += 1.0,
                Kind::Vus { all, .. } => vus = vus.max(*all as f64),
            }
        }
        all.most_vus += vus;
        all.interrupted += recording.interrupted as f64;
    }
    all.durations.sort_by(f64::total_cmp);
    all.of_load.sort_by(f64::total_cmp);
    all
}

/// k6's percentile (TrendSink.P).
pub fn percentile(sorted: &[f64], p: f64) -> f64 {
    let at = p / 100.0 * (sorted.len() as f64 - 1.0);
    let (low, high) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    low + (high - low) * at.fract()
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    percentile(&sorted, 50.0)
}

/// Findings that follow from the counts.
pub fn certain(case: &Case, of: &Counts, recordings: usize) -> Vec<Planted> {
    let mut all = Vec::new();
    let mut add = |holds: bool, planted: Planted| all.extend(holds.then_some(planted));
    add(of.requests + of.iterations + of.grpc == 0.0, planted("nothing-ran"));
    // One that has made no request yet leaves no sample. Those of several runners do not tell whose VUs are busy.
    let cut = recordings == 1 && of.iterations > 0.0 && of.interrupted > 0.0;
    add(cut, planted("interrupted").number("interrupted iterations", of.interrupted, 0.06 * of.interrupted));
    add(of.dropped > 0.0, planted("dropped-iterations").number("dropped iterations", of.dropped, 0.0));
    add(of.bad_checks > 0.0, planted("failed-checks").number("failed checks", of.bad_checks, 0.0));
    add(of.grpc_failed > 0.0, planted("grpc-failures").number("calls that did not", of.grpc_failed / of.grpc, 1e-9));
    if of.requests == 0.0 {
        return all;
    }
    let n = of.requests;
    let share = of.failed / n;
    add(of.failed == n, planted("none-succeeded"));
    add(of.refused > 0.0, planted("refused-in-latency").number("without response", of.refused / n, 1e-9));
    let many = share >= 0.01 && of.failed < n && of.refused == 0.0;
    add(many, planted("failures").number("failed requests", of.failed, 0.0));
    add(of.timeouts > 0.0, planted("timeouts").number("timed out", of.timeouts, 0.0));
    add(share >= 0.01 && fast(of), planted("fast-failures"));
    let (mean, p95) = (of.durations.iter().sum::<f64>() / n, percentile(&of.durations, 95.0));
    add(p95 > 0.0 && mean > 1.001 * p95, planted("mean-above-p95"));
    add(mean >= 5.0 && of.receiving / n >= 0.5 * mean, planted("receiving-dominates"));
    let blocked = of.blocked / n;
    add(blocked >= 1.0 && blocked >= 0.2 * (blocked + mean), planted("blocked-dominates"));
    let churn = n >= 100.0 && of.opened >= 0.1 * n && of.opened > 2.0 * of.most_vus;
    add(churn, planted("connection-churn").number("connections opened", of.opened, 0.0));
    let thresholds = thresholds(case);
    let percentiles = || thresholds.iter().filter(|t| t.metric == "http_req_duration");
    let few = percentiles().any(|t| t.p > 50.0 && n * (1.0 - t.p / 100.0) < 10.0 - 1e-9);
    add(few, planted("few-samples"));
    let measured = |t: &Threshold| match t.metric {
        "http_req_duration" => percentile(&of.durations, t.p),
        _ => share,
    };
    if let Some(broken) = thresholds.iter().find(|t| measured(t) >= t.limit) {
        add(true, planted("objective-missed").number(broken.method, measured(broken), 1e-9));
    }
    let slow = percentiles().any(|t| measured(t) >= t.limit);
    add(slow && of.waiting / n >= 0.9 * mean, planted("waiting-dominates"));
    add(setup_decides(of, &thresholds), planted("setup-decides"));
    all
}

/// Without set-up and tear-down a threshold would be kept, or broken, or p95 or p99 be another by a tenth and 1 ms.
fn setup_decides(of: &Counts, thresholds: &[Threshold]) -> bool {
    if of.of_load.is_empty() || of.of_load.len() == of.durations.len() {
        return false;
    }
    let both = |p: f64| (percentile(&of.durations, p), percentile(&of.of_load, p));
    let of_time = thresholds.iter().filter(|t| t.metric == "http_req_duration");
    let flips =
        of_time.map(|t| (both(t.p), t.limit)).any(|((with, without), limit)| (with < limit) != (without < limit));
    let moves = |p: f64| {
        let (with, without) = both(p);
        (with - without).abs() > 0.1 * without && (with - without).abs() > 1.0
    };
    flips || moves(95.0) || moves(99.0)
}

/// At the endpoint with most failures they take under half of the time; ten of each.
fn fast(of: &Counts) -> bool {
    let failed: Vec<f64> = of.endpoints.iter().flat_map(|e| e.2.clone()).collect();
    let Some((_, good, bad)) = of.endpoints.iter().max_by_key(|e| e.2.len()) else { return false };
    failed.len() >= 10
        && bad.len() >= 10
        && good.len() >= 10
        && median(&failed) > 0.0
        && median(bad) > 0.0
        && median(bad) < 0.5 * median(good)
}

/// An upper limit on a percentile of request durations, or on the share of failures.
struct Threshold {
    metric: &'static str,
    /// How its expression begins.
    method: &'static str,
    p: f64,
    limit: f64,
}

fn thresholds(case: &Case) -> Vec<Threshold> {
    let parse = |(metric, text): &(&'static str, String)| {
        let text =
            text.strip_prefix(r#"{"threshold":""#).map_or(text.as_str(), |rest| rest.split('"').next().unwrap_or(""));
        let (method, limit) = text.split_once('<')?;
        let (p, method) = match *metric {
            "http_req_duration" => (method.strip_prefix("p(")?.strip_suffix(')')?.parse().ok()?, "p("),
            "http_req_failed" => (0.0, "rate<"),
            _ => return None,
        };
        Some(Threshold { metric, method, p, limit: limit.parse().ok()? })
    };
    case.tests[0].thresholds.iter().filter_map(parse).collect()
}
