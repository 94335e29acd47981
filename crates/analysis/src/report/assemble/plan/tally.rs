//! What became of a schedule: iterations started, finished and dropped, and how late they started.

use sloscope_model::stats::percentiles;
use sloscope_model::time::{NANOS_PER_MS, NANOS_PER_S, Nanos};

use super::arrivals::Arrivals;
use super::segments::Curve;
use super::{Schedule, Stage, Tally};
use crate::report::PlanFrom;

/// The end of a plan is known to this.
const SLACK: Nanos = NANOS_PER_S / 20;

pub fn tally(schedule: &mut Schedule, arrivals: &Arrivals, due: &[Nanos]) {
    let whole = (Nanos::MIN, Nanos::MAX);
    let recovered = schedule.from == Some(PlanFrom::Samples);
    let mut late = if schedule.stages.is_empty() { Vec::new() } else { lateness(&schedule.stages, due) };
    let number = schedule.stages.len();
    let mut first = 0;
    let mut planned = 0.0;
    for i in 0..number {
        // The first stage takes in what lies before.
        let from = if i == 0 { whole.0 } else { schedule.stages[i].start };
        let stage = &schedule.stages[i];
        // k6 starts nothing after the end; what does is not of this plan.
        let to = schedule.stages.get(i + 1).map_or(stage.end.saturating_add(SLACK), |next| next.start);
        let mut tally = counted(arrivals, from, to);
        if i + 1 == number {
            tally.finished = counted(arrivals, from, whole.1).finished;
        }
        let last = due.partition_point(|at| *at < to);
        tally.late_ms = summed_up(&mut late[first..last]);
        first = last;
        let of_plan = schedule.stages[i].tally.planned;
        tally.planned = if recovered { Some(tally.started as f64 + tally.dropped as f64) } else { of_plan };
        planned += tally.planned.unwrap_or(0.0);
        schedule.stages[i].tally = tally;
    }
    schedule.tally = counted(arrivals, whole.0, whole.1);
    schedule.tally.planned = (number > 0).then_some(planned);
    schedule.tally.late_ms = summed_up(&mut late);
}

fn counted(arrivals: &Arrivals, from: Nanos, to: Nanos) -> Tally {
    let within = |list: &[Nanos]| (list.partition_point(|t| *t < to) - list.partition_point(|t| *t < from)) as u64;
    let more = arrivals.more_drops.iter().filter(|(at, _)| from <= *at && *at < to);
    Tally {
        started: within(&arrivals.starts),
        finished: within(&arrivals.ends),
        dropped: more.fold(within(&arrivals.drops), |sum, (_, n)| sum.saturating_add(*n)),
        ..Tally::default()
    }
}

/// By how many ms each arrival came after its turn: the plan's number at its moment, less its own, over the rate.
/// Where the schedule begins is only known by its arrivals, so the earliest of them (but one in a hundred) are on time.
fn lateness(stages: &[Stage], due: &[Nanos]) -> Vec<f64> {
    let mut late = match stages.iter().map(|stage| stage.curve).collect::<Option<Vec<Curve>>>() {
        Some(curves) => by_curve(stages, &curves, due),
        None => by_plan(stages, due),
    };
    let mut sorted = late.clone();
    let on_time = percentiles(&mut sorted, &[1.0]).first().copied().unwrap_or(0.0);
    late.iter_mut().for_each(|l| *l = (*l - on_time).max(0.0));
    late
}

/// By the schedule that the arrivals themselves keep: rates in round numbers would add up what they are off.
fn by_curve(stages: &[Stage], curves: &[Curve], due: &[Nanos]) -> Vec<f64> {
    let Some(first) = due.first() else { return Vec::new() };
    let mut at = 0;
    let each = due.iter().enumerate().map(|(i, moment)| {
        while at + 1 < stages.len() && *moment >= stages[at + 1].start {
            at += 1;
        }
        let seconds = (moment - first) as f64 / NANOS_PER_S as f64;
        curves[at].late(seconds, i) / curves[at].rate(seconds).max(0.1) * 1000.0
    });
    each.collect()
}

fn by_plan(stages: &[Stage], due: &[Nanos]) -> Vec<f64> {
    let (mut at, mut area) = (0, 0.0);
    let ms = |nanos: Nanos| nanos as f64 / NANOS_PER_MS;
    let number = |stage: &Stage, to: Nanos| {
        let (length, part) = ((stage.end - stage.start) as f64, (to - stage.start) as f64);
        let rate = stage.from_rate + (stage.to_rate - stage.from_rate) * part / length.max(1.0) / 2.0;
        rate * part / NANOS_PER_S as f64
    };
    let mut late = Vec::with_capacity(due.len());
    for (i, moment) in due.iter().enumerate() {
        while at + 1 < stages.len() && *moment >= stages[at + 1].start {
            area += number(&stages[at], stages[at].end);
            at += 1;
        }
        let stage = &stages[at];
        let inside = (*moment).clamp(stage.start, stage.end);
        let part = (inside - stage.start) as f64 / ((stage.end - stage.start) as f64).max(1.0);
        let rate = stage.from_rate + part * (stage.to_rate - stage.from_rate);
        let behind = area + number(stage, inside) - i as f64;
        late.push(behind / rate.max(0.1) * 1000.0 + ms(*moment - inside));
    }
    late
}

fn summed_up(late: &mut [f64]) -> Option<(f64, f64)> {
    let most = late.iter().copied().reduce(f64::max)?;
    Some((percentiles(late, &[95.0]).first().copied()?, most))
}
