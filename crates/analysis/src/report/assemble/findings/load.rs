//! The load: a plan that was not kept, a rate at which it gets worse, a concurrency that does not add up.

use sloscope_model::format;
use sloscope_model::stat::{Stat, Unit};
use sloscope_model::time::NANOS_PER_S;

use super::Known;
use crate::report::Consequence::{Minor, Notable, Serious};
use crate::report::{Finding, LoadModel};

/// From this share of interrupted iterations on, the times of iterations are those of the faster ones.
const INTERRUPTED: f64 = 0.05;

pub fn all(known: &Known) -> Vec<Finding> {
    [behind(known), interrupted(known), knee(known), littles_law(known)].into_iter().flatten().collect()
}

/// Iterations that started and did not end: k6 leaves them out of iterations and of iteration_duration, but not their
/// requests. One that made no request before it was interrupted leaves nothing: so many there were at least.
fn interrupted(known: &Known) -> Option<Finding> {
    let build = known.build;
    if build.is_narrowed() || build.run.samples.as_ref()?.incomplete() {
        return None;
    }
    let (started, finished) = known.load.total.started.zip(known.load.total.finished)?;
    let cut = started.checked_sub(finished).filter(|n| *n > 0 && finished > 0)?;
    let share = cut as f64 / started as f64;
    let title = format!(
        "At least {} of {} started and did not end ({}), as the requests show: {} interrupted, and iteration_duration leaves {} out.",
        format::count(cut),
        format::counted(started, "iteration"),
        format::value(share, Unit::Fraction),
        if cut == 1 { "it was" } else { "they were" },
        if cut == 1 { "it" } else { "them" },
    );
    let next = "Give gracefulStop (and gracefulRampDown) more time than an iteration takes, if they are to count.";
    let level = if share >= INTERRUPTED { Notable } else { Minor };
    Some(Finding::new("interrupted", level, title, next).with("interrupted iterations", cut as f64, Unit::Count))
}

/// Dropped iterations, saturated VUs, a rate below the plan: [`super::super::behind`] says when.
fn behind(known: &Known) -> Option<Finding> {
    let behind = known.load.behind.as_ref()?;
    let rule = if behind.dropped > 0 { "dropped-iterations" } else { "below-plan" };
    let level = if behind.share >= 0.01 { Serious } else { Notable };
    let next = match behind.dropped > 0 {
        true => {
            "Raise preAllocatedVUs and maxVUs, or find out why iterations got so slow that all VUs were busy; then run again before comparing latency."
        }
        false => {
            "Look at the processor and the network of the machine that made the load, and whether the run was stopped early; then run again before comparing latency."
        }
    };
    let mut finding =
        Finding::new(rule, level, behind.text.clone(), next).with("not delivered", behind.share, Unit::Fraction);
    if behind.dropped > 0 {
        finding = finding.with("dropped iterations", behind.dropped as f64, Unit::Count);
    }
    if behind.never_issued > 0 {
        finding = finding.with("never issued or interrupted", behind.never_issued as f64, Unit::Count);
    }
    if let Some(late) = behind.late_ms {
        finding = finding.with("start later than planned, p95", late, Unit::Millis);
    }
    // Where it happened: from the first span with drops to the last.
    let Some(timeline) = known.load.timeline.as_ref().filter(|_| behind.dropped > 0) else { return Some(finding) };
    let at = |i: usize| timeline.start_ms + i as f64 * timeline.step_ms;
    let window = known.build.query.window;
    let counts = |(i, n): (usize, &u32)| *n > 0 && window.is_none_or(|w| w.start_ms < at(i + 1) && at(i) < w.end_ms);
    let each = || timeline.dropped.iter().enumerate();
    let (Some(first), Some(last)) = (each().position(counts), each().rposition(counts)) else { return Some(finding) };
    let (start, end) = (at(first), at(last + 1));
    Some(finding.within(window.map_or(start, |w| start.max(w.start_ms)), window.map_or(end, |w| end.min(w.end_ms))))
}

/// [`super::super::knee`] says when.
fn knee(known: &Known) -> Option<Finding> {
    let knee = known.load.knee.as_ref()?;
    let name = |stage: Option<usize>, other: &str| {
        let stage = stage.and_then(|i| known.load.stages.get(i)).filter(|_| knee.against.is_some());
        stage.map_or_else(|| other.to_owned(), |stage| format!("at {}", stage.name))
    };
    let (metric, stat, unit) = match knee.errors {
        true => ("http_req_failed", Stat::Rate, Unit::Fraction),
        false => ("http_req_duration", Stat::P(95.0), Unit::Millis),
    };
    let label = |stage, other| format!("{metric} {stat} {}", name(stage, other));
    let level = match knee.errors {
        true => Serious,
        false if known.is_far_below(metric, knee.after) => Minor,
        false if knee.after >= 100.0 => Serious,
        false => Notable,
    };
    let next = "Look at what the system runs out of from this rate on (processor, connections, locks, queues), and test rates around it in smaller steps.";
    let finding = Finding::new("knee", level, knee.text.clone(), next)
        .with_series(&label(knee.against, "below"), knee.before_series.clone(), stat, knee.before, unit)
        .of_part(knee.before_window)
        .with_series(&label(knee.stage, "from there on"), knee.series.clone(), stat, knee.after, unit)
        .of_part(knee.window);
    let finding = match knee.vus {
        true => finding.with("VUs at which it starts", knee.rate, Unit::Count),
        false if knee.against.is_none() => finding.with("planned rate at which it starts", knee.rate, Unit::PerSecond),
        false => finding,
    };
    Some(finding.within(knee.window.start_ms, knee.window.end_ms))
}

/// Little's law: the mean number of iterations under way is their rate times their mean duration. k6 counts busy VUs
/// once a second; if the mean of these readings is farther from it than a quarter, three standard errors and 2 VUs,
/// time is missing: interrupted iterations, or samples that are not in the file. In a window the time counts that
/// iterations spent in it. Readings carry no tags, so it is of all iterations whatever the filter is.
fn littles_law(known: &Known) -> Option<Finding> {
    let build = known.build;
    if known.load.scenarios.iter().any(|s| s.model != LoadModel::Open) {
        return None;
    }
    let (from, to) = build.clock.shown()?;
    let column = build.rows?.store.by_name("vus")?;
    let readings: Vec<f64> = column.samples().filter(|s| from <= s.time && s.time <= to).map(|s| s.value).collect();
    let seconds = (to - from) as f64 / NANOS_PER_S as f64;
    let n = readings.len() as f64;
    if n < 10.0 || seconds < 10.0 || known.shape.iterations_ms <= 0.0 {
        return None;
    }
    let by_law = known.shape.iterations_ms / 1000.0 / seconds;
    let found = sloscope_scan::moments(&readings)?;
    let (apart, error) = ((found.avg - by_law).abs(), found.stddev / n.sqrt());
    if apart <= 2.0 || apart <= 0.25 * by_law.max(found.avg) || apart <= 3.0 * error {
        return None;
    }
    let more = if found.avg > by_law { "more" } else { "fewer" };
    let of = if build.query.is_filtered() { " Both cover all scenarios: readings of VUs carry no tags." } else { "" };
    let title = format!(
        "{} counted {} busy VUs on average, {more} than the iterations in the file account for ({}: rate × mean duration).{of}",
        build.generator(),
        format::value((found.avg * 10.0).round() / 10.0, Unit::Plain),
        format::value((by_law * 10.0).round() / 10.0, Unit::Plain),
    );
    let next = "Iterations that were interrupted leave no sample: compare with the count of interrupted iterations at the end of the run, and give gracefulStop time enough.";
    Some(
        Finding::new("littles-law", if apart > 0.5 * by_law { Notable } else { Minor }, title, next)
            .with("busy VUs, mean of readings", found.avg, Unit::Plain)
            .with("iterations under way, by Little's law", by_law, Unit::Plain),
    )
}
