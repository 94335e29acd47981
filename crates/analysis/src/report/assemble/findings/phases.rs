//! Phases of a request: connections that are opened again and again, and where the time goes.

use sloscope_model::format;
use sloscope_model::stat::{Stat, Unit};

use super::Known;
use crate::report::Consequence::{Minor, Notable};
use crate::report::Finding;
use crate::slo::Verdict;

pub fn all(known: &Known) -> Vec<Finding> {
    [churn(known), blocked(known), receiving(known), waiting(known)].into_iter().flatten().collect()
}

/// A tenth of at least a hundred requests opened a connection, and that were more than two for each VU.
fn churn(known: &Known) -> Option<Finding> {
    let (n, requests) = (known.shape.opened, known.shape.of);
    let vus = vus(known);
    if requests < 100.0 || n < 0.1 * requests || n <= 2.0 * vus {
        return None;
    }
    let mean = known.shape.opening_ms / n;
    let share = n / requests;
    let title = format!(
        "{} of requests opened a connection of their own ({} in {} with {}), which took {} on average.",
        format::value(share, Unit::Fraction),
        format::value(n, Unit::Count),
        format::value(requests, Unit::Count),
        format::counted_of(vus, "VU"),
        format::value(mean, Unit::Millis)
    );
    let next = "Check keep-alive on the server, its limit of requests a connection, and noConnectionReuse in the test.";
    let level = if share >= 0.5 { Notable } else { Minor };
    Some(
        Finding::new("connection-churn", level, title, next)
            .with("connections opened", n, Unit::Count)
            .with("share of requests", share, Unit::Fraction)
            .with("mean of http_req_connecting where it is not 0", mean, Unit::Millis),
    )
}

/// The most VUs there were; one at least.
fn vus(known: &Known) -> f64 {
    known.value("vus_max", Stat::Max).or(known.value("vus", Stat::Max)).unwrap_or(1.0).max(1.0)
}

fn mean(known: &Known, phase: &str) -> Option<f64> {
    known.value(phase, Stat::Avg)
}

/// Waiting for a free connection takes a fifth of the time of a request, and 1 ms at least.
fn blocked(known: &Known) -> Option<Finding> {
    let (blocked, duration) = (mean(known, "http_req_blocked")?, mean(known, "http_req_duration")?);
    let connecting =
        mean(known, "http_req_connecting").unwrap_or(0.0) + mean(known, "http_req_tls_handshaking").unwrap_or(0.0);
    let share = blocked / (blocked + duration);
    if blocked < 1.0 || share < 0.2 {
        return None;
    }
    // One connection for each VU is reuse: of few requests, the first ones are many.
    let (opened, vus) = (known.shape.opened, vus(known));
    let first = known.shape.of > 0.0 && opened <= vus && connecting >= 0.5 * blocked;
    let title = format!(
        "Before they begin, requests wait {} on average for a connection, {} of their time; it is not part of their duration. {} of it is connecting and TLS.",
        format::value(blocked, Unit::Millis),
        format::value(share, Unit::Fraction),
        format::value((connecting / blocked).min(1.0), Unit::Fraction)
    );
    let (level, next) = match first {
        true => (
            Minor,
            "Each VU opened one connection and used it again, so the wait is that of its first request: run longer, or leave the first requests out.",
        ),
        false => {
            (Notable, "Reuse connections, and raise the limits of connections per host in the test and on the server.")
        }
    };
    Some(
        Finding::new("blocked-dominates", level, title, next)
            .with_stat("http_req_blocked", Stat::Avg, blocked, Unit::Millis)
            .with_stat("http_req_duration", Stat::Avg, duration, Unit::Millis),
    )
}

/// Half of the duration is receiving, and it is 5 ms at least.
fn receiving(known: &Known) -> Option<Finding> {
    let (receiving, duration) = (mean(known, "http_req_receiving")?, mean(known, "http_req_duration")?);
    if duration < 5.0 || receiving < 0.5 * duration {
        return None;
    }
    let title = format!(
        "Receiving takes {} of the duration of requests: {} of {} on average. It is the body that is slow, not the first byte.",
        format::value(receiving / duration, Unit::Fraction),
        format::value(receiving, Unit::Millis),
        format::value(duration, Unit::Millis)
    );
    let next = "Look at the size of responses, compression, and the network between the load generator and the system.";
    Some(
        Finding::new("receiving-dominates", Notable, title, next)
            .with_stat("http_req_receiving", Stat::Avg, receiving, Unit::Millis)
            .with_stat("http_req_duration", Stat::Avg, duration, Unit::Millis),
    )
}

/// Nearly all of the duration is waiting for the first byte. That is usual; it is reported where latency is a matter:
/// an objective on it is broken, or it climbs with the rate.
fn waiting(known: &Known) -> Option<Finding> {
    let broken = |o: &crate::slo::ObjectiveResult| {
        o.verdict == Verdict::Fail && o.objective.series.metric == "http_req_duration"
    };
    let matters = known.objectives.iter().any(broken) || known.load.knee.as_ref().is_some_and(|knee| !knee.errors);
    let (waiting, duration) = (mean(known, "http_req_waiting")?, mean(known, "http_req_duration")?);
    if !matters || duration <= 0.0 || waiting < 0.9 * duration {
        return None;
    }
    let title = format!(
        "{} of the duration of requests is waiting for the first byte: the work of the system under test and one round trip of the network. Sending and receiving take little.",
        format::value(waiting / duration, Unit::Fraction)
    );
    let next = "Look for the time on the server (a trace of slow requests, database queries, locks); if it is far away, take the round trip (ping) off first.";
    Some(
        Finding::new("waiting-dominates", Minor, title, next)
            .with_stat("http_req_waiting", Stat::Avg, waiting, Unit::Millis)
            .with_stat("http_req_duration", Stat::Avg, duration, Unit::Millis),
    )
}
