//! Where latency or errors start to climb with the rate.
//!
//! Stages with a planned rate are taken in order of that rate (the higher end of a ramp). Stage *k* is the knee if
//! it is the first for which, against the stage of lower rate with the least p95 (or the least share of failures):
//! - latency: `p95(k) > 1.5 * p95(best)` and `p95(k) > p95(best) + 1 ms`; the intervals of both percentiles do not meet
//!   (by order statistics: the sample at rank `0.95 n -+ 3 sqrt(0.95 * 0.05 n)`); and the median of the p95 of ten
//!   consecutive parts of the stage is above `1.5 * p95(best)` as well, so that no single burst makes a knee;
//! - errors: `share(k) > share(best) + 0.01`, and `z > 3` for the two shares (two-proportion test, pooled);
//!
//! and the same holds for every stage of higher rate, none of which is better than the knee by more than a tenth: what
//! comes back was no effect of the rate. Rates must differ by a tenth at least, and each stage must have 100 requests.

use crate::format;
use crate::report::{Knee, LoadStage};
use crate::stat::{Stat, Unit};

const FEWEST: f64 = 100.0;
const CLIMB: f64 = 1.5;
const LEAST_MS: f64 = 1.0;
/// A stage of higher rate is back if it has less than this part of what the knee has.
const BACK: f64 = 0.9;
const LEAST_SHARE: f64 = 0.01;

/// A stage that can be compared.
struct Point {
    stage: usize,
    rate: f64,
    requests: f64,
    p95: f64,
    /// The interval in which the true 95th percentile is.
    low: f64,
    high: f64,
    typical: f64,
    median: f64,
    failed: Option<f64>,
}

pub fn knee(stages: &[LoadStage]) -> Option<Knee> {
    let mut points: Vec<Point> = stages.iter().enumerate().filter_map(|(i, stage)| point(i, stage)).collect();
    crate::order::sort_short(&mut points, |a, b| a.rate.total_cmp(&b.rate));
    let climbs = |best: &Point, p: &Point| {
        p.p95 > CLIMB * best.p95 && p.p95 > best.p95 + LEAST_MS && p.low > best.high && p.typical > CLIMB * best.p95
    };
    let latency = first(&points, |p| p.p95, climbs);
    let share = |p: &Point| p.failed.unwrap_or(f64::NAN);
    let climbs = |best: &Point, p: &Point| share(p) > share(best) + LEAST_SHARE && z(best, p) > 3.0;
    let errors = first(&points, share, climbs);
    let (errors, (best, at)) = match (latency, errors) {
        (Some(l), Some(e)) if e.1 < l.1 => (true, e),
        (Some(l), _) => (false, l),
        (None, e) => (true, e?),
    };
    let (before, after) = (&points[best], &points[at]);
    let of = |p: &Point| if errors { share(p) } else { p.p95 };
    let (here, there) = (&stages[after.stage].name, &stages[before.stage].name);
    let value = |p: &Point| format::value(of(p), if errors { Unit::Fraction } else { Unit::Millis });
    let text = if errors {
        format!("At {here}, {} of requests fail; at {there} it is {}.", value(after), value(before))
    } else {
        format!(
            "At {here}, the p95 of request duration is {}, {} times that at {there} ({}); the median is {}, after {}.",
            value(after),
            format::value((after.p95 / before.p95 * 10.0).round() / 10.0, Unit::Plain),
            value(before),
            format::value(after.median, Unit::Millis),
            format::value(before.median, Unit::Millis),
        )
    };
    Some(Knee { stage: after.stage, against: before.stage, errors, before: of(before), after: of(after), text })
}

fn point(stage: usize, of: &LoadStage) -> Option<Point> {
    let rate = of.from_rate?.max(of.to_rate?);
    let requests = of.measured.duration.get(Stat::Count).filter(|n| *n >= FEWEST)?;
    let p95 = of.measured.duration.get(Stat::P(95.0))?;
    let (low, high) = of.measured.p95_interval?;
    let (typical, median) = (of.measured.p95_typical?, of.measured.duration.get(Stat::Med)?);
    Some(Point { stage, rate, requests, p95, low, high, typical, median, failed: of.measured.failed })
}

/// The first point that climbs, against the best of those of lower rate, if none after it is back.
fn first(
    points: &[Point],
    of: impl Fn(&Point) -> f64,
    climbs: impl Fn(&Point, &Point) -> bool,
) -> Option<(usize, usize)> {
    for at in 1..points.len() {
        let lower = (0..at).filter(|i| points[*i].rate * 1.1 <= points[at].rate && !of(&points[*i]).is_nan());
        let Some(best) = lower.min_by(|a, b| of(&points[*a]).total_cmp(&of(&points[*b]))) else { continue };
        let holds = |i: usize| climbs(&points[best], &points[i]);
        if (at..points.len()).all(|i| holds(i) && of(&points[i]) >= BACK * of(&points[at])) {
            return Some((best, at));
        }
    }
    None
}

/// How many standard errors apart two shares are, if they were the same.
fn z(a: &Point, b: &Point) -> f64 {
    let (pa, pb) = (a.failed.unwrap_or(0.0), b.failed.unwrap_or(0.0));
    let pooled = (pa * a.requests + pb * b.requests) / (a.requests + b.requests);
    let error = (pooled * (1.0 - pooled) * (1.0 / a.requests + 1.0 / b.requests)).sqrt();
    if error > 0.0 { (pb - pa) / error } else { 0.0 }
}
