//! Where latency or errors start to climb with the load.
//!
//! Points of load are compared, in order of their rate: stages of a constant rate; and slices of a ramp, with
//! 200 requests at least (where looping VUs become more, their number is the rate). Each point needs
//! 100 requests, a slice 172 (else its p95 has no interval). Only scenarios that follow each other and ask for the same
//! things are compared ([`alike`]).
//!
//! Between stages, *k* is the knee if it is the first point for which, against the one of lower rate with the least p95
//! (or the least share of failures):
//! - latency: `p95(k) > 1.5 * p95(best)` and `p95(k) > p95(best) + 1 ms`; the intervals of both percentiles do not meet
//!   (by order statistics: the sample at rank `0.95 n -+ 3 sqrt(0.95 * 0.05 n)`); and the median of the p95 of ten
//!   consecutive parts of the stage is above `1.5 * p95(best)` as well, so that no single burst makes a knee;
//! - errors: `share(k) > share(best) + 0.01`, and `z > 3` for the two shares (two-proportion test, pooled);
//!
//! and the same holds for every stage of higher rate, none of which is better than the knee by more than a tenth: what
//! comes back was no effect of the rate.
//!
//! Where there are slices, their p95 stray more: then *k* is compared with all points of lower rate, three at least, by
//! the median of their p95 (or their share of failures together). It is the first point from which all are above 1.5
//! times that and 1 ms more, the lower end of their intervals as well above it, and their ten parts above 1.25 times it.
//! The climb to it starts where the line of least squares begins to rise that is flat before ([`hinge`]); if a line from
//! end to end fits as well, it climbs all the way, and that is what is said. Of slices there must be two at least: one
//! may be a burst.
//!
//! Rates must differ by a tenth at least.

pub mod alike;
mod ramp;
mod sentence;

use sloscope_model::series::Series;
use sloscope_model::stat::Stat;
use sloscope_model::stats::percentiles;

use super::Build;
use super::part::stat_in;
use super::plan::Plan;
use crate::report::{Knee, Load, LoadStage, Window};

const FEWEST: f64 = 100.0;
const CLIMB: f64 = 1.5;
const LEAST_MS: f64 = 1.0;
/// A stage of higher rate is back if it has less than this part of what the knee has.
const BACK: f64 = 0.9;
const LEAST_SHARE: f64 = 0.01;

/// A load that can be compared: a stage, or a slice of a ramp.
#[derive(Clone, Debug)]
pub struct Point {
    stage: Option<usize>,
    scenario: usize,
    slice: bool,
    rate: f64,
    /// The rate at which it begins.
    from_rate: f64,
    start_ms: f64,
    end_ms: f64,
    requests: f64,
    p95: f64,
    /// The interval in which the true 95th percentile is.
    low: f64,
    high: f64,
    typical: f64,
    median: f64,
    failed: Option<f64>,
    /// Of slices that were put together, each.
    fine: Vec<Fine>,
}

/// The middle of a single slice, with fewer requests than a comparison wants.
#[derive(Clone, Copy, Debug)]
pub struct Fine {
    rate: f64,
    ms: f64,
    p95: f64,
}

/// What climbs, from which point on, and against which.
struct Climb {
    errors: bool,
    /// Index of the point from which on all are above the limit.
    at: usize,
    /// Where the climb to it starts.
    starts: usize,
    before: f64,
    after: f64,
    /// There is no point at which it starts: it climbs from the first one on.
    all_along: bool,
    against: Option<usize>,
    /// Where single slices say more exactly from which rate on, and when, it is above the limit.
    exactly: Option<(f64, f64)>,
}

pub fn knee(build: &Build, plan: &Plan, load: &Load) -> Option<Knee> {
    let mut points: Vec<Point> = load.stages.iter().enumerate().filter_map(|(i, stage)| of_stage(i, stage)).collect();
    points.extend(ramp::points(build, plan, load));
    let mut found: Vec<Knee> = Vec::new();
    let mut groups: Vec<Vec<Point>> = plan.groups.iter().map(|_| Vec::new()).collect();
    for point in points {
        if let Some(group) = plan.groups.get(point.scenario).and_then(|group| groups.get_mut(*group)) {
            group.push(point);
        }
    }
    for mut own in groups {
        sloscope_model::order::sort_short(&mut own, |a, b| a.rate.total_cmp(&b.rate));
        let slices = own.iter().any(|p| p.slice);
        let (latency, errors) = if slices { among_slices(&own) } else { among_stages(&own) };
        let climb = match (latency, errors) {
            (Some(latency), Some(errors)) if errors.at < latency.at => Some(errors),
            (latency, errors) => latency.or(errors),
        };
        found.extend(climb.and_then(|climb| described(build, plan, load, &own, climb, slices)));
    }
    // Errors weigh more than latency, and a larger climb more than a smaller one.
    let weight = |k: &Knee| (k.errors, k.after / k.before.max(1e-9));
    found.into_iter().max_by(|a, b| weight(a).partial_cmp(&weight(b)).unwrap_or(std::cmp::Ordering::Equal))
}

/// A stage of a constant rate; where nobody planned one, a scenario's own rate is what was started.
fn of_stage(stage: usize, of: &LoadStage) -> Option<Point> {
    let rate = match (of.from_rate, of.to_rate) {
        (Some(from), Some(to)) => (from == to).then_some(to)?,
        _ => of.started_rate?,
    };
    let requests = of.measured.duration.get(Stat::Count).filter(|n| *n >= FEWEST)?;
    let p95 = of.measured.duration.get(Stat::P(95.0))?;
    let (low, high) = of.measured.p95_interval?;
    let (typical, median) = (of.measured.p95_typical?, of.measured.duration.get(Stat::Med)?);
    let (from_rate, failed, scenario) = (rate, of.measured.failed, of.of_scenario);
    let (start_ms, end_ms) = (of.start_ms, of.end_ms);
    let stage = Some(stage);
    Some(Point {
        stage,
        scenario,
        slice: false,
        rate,
        from_rate,
        start_ms,
        end_ms,
        requests,
        p95,
        low,
        high,
        typical,
        median,
        failed,
        fine: Vec::new(),
    })
}

/// A share that is not known is above nothing and below nothing.
fn share(point: &Point) -> f64 {
    point.failed.unwrap_or(f64::NAN)
}

fn among_stages(points: &[Point]) -> (Option<Climb>, Option<Climb>) {
    let climbs = |best: &Point, p: &Point| {
        p.p95 > CLIMB * best.p95 && p.p95 > best.p95 + LEAST_MS && p.low > best.high && p.typical > CLIMB * best.p95
    };
    let latency = first(points, |p| p.p95, climbs);
    let climbs = |best: &Point, p: &Point| {
        let of = |p: &Point| (share(p), p.requests);
        share(p) > share(best) + LEAST_SHARE && z(of(best), of(p)) > 3.0
    };
    let errors = first(points, share, climbs);
    let climb = |errors: bool, (best, at): (usize, usize)| {
        let of = |i: usize| if errors { share(&points[i]) } else { points[i].p95 };
        Climb {
            errors,
            at,
            starts: at,
            before: of(best),
            after: of(at),
            all_along: false,
            against: Some(best),
            exactly: None,
        }
    };
    (latency.map(|found| climb(false, found)), errors.map(|found| climb(true, found)))
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

fn among_slices(points: &[Point]) -> (Option<Climb>, Option<Climb>) {
    let n = points.len();
    let (mut latency, mut errors) = (None, None);
    for at in 2..n {
        if n - at < 2 && points[at].slice {
            break;
        }
        let lower = points.iter().take(at).filter(|p| p.rate * 1.1 <= points[at].rate).count();
        if lower < 2 {
            continue;
        }
        let usual = middle(&points[..lower], |p| p.p95);
        let above = |p: &Point| {
            p.p95 > CLIMB * usual
                && p.p95 > usual + LEAST_MS
                && p.low > usual
                && p.typical > 0.5 * (1.0 + CLIMB) * usual
        };
        if latency.is_none() && points[at..].iter().all(above) {
            let starts = hinge(points, lower, at, usual);
            let all_along = starts.is_none();
            let (starts, after) = (starts.unwrap_or(0), points[n - 1].p95);
            let before = if all_along { lowest(points, lower) } else { usual };
            let exactly = if all_along { None } else { exactly(points, at, usual) };
            latency = Some(Climb { errors: false, at, starts, before, after, all_along, against: None, exactly });
        }
        let known: Vec<&Point> = points[..lower].iter().filter(|p| p.failed.is_some()).collect();
        let requests: f64 = known.iter().map(|p| p.requests).sum();
        let failing = known.iter().map(|p| share(p) * p.requests).sum::<f64>() / requests;
        let above = |p: &Point| share(p) > failing + LEAST_SHARE;
        let sure = z((failing, requests), (share(&points[at]), points[at].requests)) > 3.0;
        if errors.is_none() && sure && points[at..].iter().all(above) {
            let after = share(&points[n - 1]);
            let (before, against, exactly) = (failing, None, None);
            errors = Some(Climb { errors: true, at, starts: at, before, after, all_along: false, against, exactly });
        }
    }
    (latency, errors)
}

fn middle(points: &[Point], of: fn(&Point) -> f64) -> f64 {
    let mut all: Vec<f64> = points.iter().map(of).collect();
    percentiles(&mut all, &[50.0]).first().copied().unwrap_or(f64::NAN)
}

/// Where the climb to a point starts: of all lines that are flat up to a point and rise from there on, the one with
/// the least squares, as far as the p95 is not above three times the usual one. `None` if it climbs all the way: the
/// highest third of lower rates is above the lowest one by a quarter, and one line from end to end fits nearly as well.
fn hinge(points: &[Point], lower: usize, at: usize, usual: f64) -> Option<usize> {
    let high = points[at..].iter().position(|p| p.p95 > 3.0 * usual).unwrap_or(points.len() - at);
    let near = &points[..at + high.max(2).min(points.len() - at)];
    let error = |from: f64| {
        let x = |p: &Point| (p.rate - from).max(0.0);
        let n = near.len() as f64;
        let (mx, my) = (near.iter().map(x).sum::<f64>() / n, near.iter().map(|p| p.p95).sum::<f64>() / n);
        let sxx: f64 = near.iter().map(|p| (x(p) - mx).powi(2)).sum();
        let sxy: f64 = near.iter().map(|p| (x(p) - mx) * (p.p95 - my)).sum();
        let syy: f64 = near.iter().map(|p| (p.p95 - my).powi(2)).sum();
        syy - if sxx > 0.0 { sxy * sxy / sxx } else { 0.0 }
    };
    let mut best = (at, f64::INFINITY);
    for from in (1..=at).rev() {
        let left = error(points[from].from_rate);
        if left < best.1 {
            best = (from, left);
        }
    }
    let rises = middle(&points[lower - third(lower)..lower], |p| p.p95) > 1.25 * lowest(points, lower);
    (!rises || best.1 < 0.7 * error(points[0].from_rate)).then_some(best.0)
}

/// Between which single slices the p95 goes above the limit and stays there: the rate and the moment of the crossing.
fn exactly(points: &[Point], at: usize, usual: f64) -> Option<(f64, f64)> {
    let own = points.iter().filter(|p| p.slice && (p.stage, p.scenario) == (points[at].stage, points[at].scenario));
    let fine: Vec<Fine> = own.flat_map(|p| p.fine.iter().copied()).collect();
    let limit = (CLIMB * usual).max(usual + LEAST_MS);
    let first = fine.iter().rposition(|f| f.p95 <= limit)? + 1;
    let (low, high) = (fine.get(first - 1)?, fine.get(first)?);
    let part = (limit - low.p95) / (high.p95 - low.p95);
    Some((low.rate + part * (high.rate - low.rate), low.ms + part * (high.ms - low.ms)))
}

fn third(lower: usize) -> usize {
    lower.div_ceil(3)
}

/// The p95 of the lowest third of rates.
fn lowest(points: &[Point], lower: usize) -> f64 {
    middle(&points[..third(lower)], |p| p.p95)
}

/// How many standard errors apart two shares are, if they were the same.
fn z((pa, na): (f64, f64), (pb, nb): (f64, f64)) -> f64 {
    let pooled = (pa * na + pb * nb) / (na + nb);
    let error = (pooled * (1.0 - pooled) * (1.0 / na + 1.0 / nb)).sqrt();
    if error > 0.0 { (pb - pa) / error } else { 0.0 }
}

/// A scenario's requests, where there are several.
fn series(load: &Load, scenario: usize, errors: bool) -> Series {
    let series = Series::metric(if errors { "http_req_failed" } else { "http_req_duration" });
    let several = load.scenarios.len() > 1;
    match load.scenarios.get(scenario).filter(|s| several && !s.name.is_empty()) {
        Some(scenario) => series.with("scenario", &scenario.name),
        None => series,
    }
}

fn described(
    build: &Build,
    plan: &Plan,
    load: &Load,
    points: &[Point],
    mut climb: Climb,
    slices: bool,
) -> Option<Knee> {
    let here = &points[climb.starts];
    let (rate, start_ms) = climb.exactly.unwrap_or((here.from_rate, here.start_ms));
    let (window, before_window) = if slices {
        // From there on, as long as the load is as high.
        let later = points[climb.at..].iter().filter(|p| p.start_ms >= here.start_ms);
        let end_ms = later.map(|p| p.end_ms).fold(here.end_ms, f64::max);
        // Below it: the same ramp, up to there; of one that climbs all the way, its lowest third.
        let own = || points.iter().filter(|p| p.slice && (p.stage, p.scenario) == (here.stage, here.scenario));
        let began = here.stage.and_then(|i| load.stages.get(i)).map_or(start_ms, |stage| stage.start_ms);
        let first = own().map(|p| p.start_ms).fold(began.min(start_ms), f64::min);
        let low = own().map(|p| p.end_ms).nth(third(climb.at).max(1) - 1).unwrap_or(start_ms);
        let end = if climb.all_along { low } else { start_ms };
        let top = points[climb.at..].iter().rev().find(|p| p.slice).unwrap_or(here);
        let window = match climb.all_along {
            true => Window { start_ms: top.start_ms, end_ms: top.end_ms },
            false => Window { start_ms, end_ms },
        };
        (window, Window { start_ms: first, end_ms: end })
    } else {
        let of = |p: &Point| p.stage.map(|i| stage_window(build, plan, load, i));
        (of(here)?, of(&points[climb.against?])?)
    };
    let stat = if climb.errors { Stat::Rate } else { Stat::P(95.0) };
    let own = series(load, here.scenario, climb.errors);
    let against = climb.against.map_or(here, |i| &points[i]);
    let other = series(load, against.scenario, climb.errors);
    climb.after = stat_in(build, &own, window, stat)?;
    // A stage is compared with what it measured; a ramp begins with its first request.
    climb.before = stat_in(build, &other, before_window, stat).unwrap_or(climb.before);
    let text = if slices {
        sentence::in_a_ramp(load, points, &climb, window)
    } else {
        sentence::between_stages(load, points, &climb)
    };
    Some(Knee {
        stage: here.stage,
        against: climb.against.and_then(|i| points[i].stage),
        errors: climb.errors,
        rate,
        vus: here.stage.is_none(),
        window,
        before: climb.before,
        after: climb.after,
        series: own,
        before_series: other,
        before_window,
        text,
    })
}

/// The samples of a stage lie in it; the last one of a scenario has what comes after it, too.
fn stage_window(build: &Build, plan: &Plan, load: &Load, i: usize) -> Window {
    let stage = &load.stages[i];
    let schedule = &plan.scenarios[stage.of_scenario];
    let is_last = !load.stages[i + 1..].iter().any(|other| other.of_scenario == stage.of_scenario);
    let after = build.clock.ms(schedule.end) + 1.0;
    Window { start_ms: stage.start_ms, end_ms: if is_last { stage.end_ms.max(after) } else { stage.end_ms } }
}
