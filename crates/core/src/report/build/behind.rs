//! A generator that did not keep its plan: dropped iterations, late starts, VUs at their limit, a rate below the
//! plan. It is said before any latency is praised.

use super::{Build, Rows};
use crate::format;
use crate::report::{Behind, Load, MetricSummary};
use crate::series::Series;
use crate::stat::{Stat, Unit};

/// A smaller part of the plan may be missing at its edges without a word.
const EDGE: f64 = 0.005;
/// Starts later than this, and than two iterations' distance, are late.
const LATE_MS: f64 = 100.0;

pub fn behind(build: &Build, load: &Load, metrics: &[MetricSummary]) -> Option<Behind> {
    let summary = build.rows.is_none();
    let dropped: u64 = match summary {
        true => load.total.dropped.unwrap_or(0),
        false => load.scenarios.iter().filter_map(|s| s.counts.dropped).sum(),
    };
    let never: u64 = load.scenarios.iter().filter_map(|s| s.counts.never_issued).sum();
    // Of the scenarios with a plan; drops are only possible there.
    let planned: f64 = load.scenarios.iter().filter_map(|s| s.counts.planned).sum();
    let of_open: u64 = match summary {
        true => load.total.finished.filter(|_| dropped > 0)?,
        false => load.scenarios.iter().filter(|s| s.counts.dropped > Some(0)).filter_map(|s| s.counts.started).sum(),
    };
    let is_planned = planned > 0.0 && planned + 0.5 >= dropped as f64;
    let due = if is_planned { planned } else { (of_open + dropped) as f64 };
    if due <= 0.0 {
        return None;
    }
    let missing = if never as f64 > 1.5 && never as f64 > EDGE * due { never } else { 0 };
    let late = load.total.late_p95_ms.filter(|late| {
        let rate = load.stages.iter().filter_map(|s| s.to_rate).fold(0.0, f64::max);
        *late > LATE_MS && (rate <= 0.0 || *late > 2000.0 / rate)
    });
    if dropped == 0 && missing == 0 && late.is_none() {
        return None;
    }
    let share = (dropped + missing) as f64 / due;
    let mut parts = Vec::new();
    if dropped > 0 {
        parts.push(format!("{} were dropped, because no VU was free to start them", format::count(dropped)));
    }
    if missing > 0 {
        parts.push(format!("{} were never issued, or were interrupted", format::count(missing)));
    }
    if let Some((most, seconds, of)) = saturated(build).filter(|_| dropped > 0) {
        parts.push(format!("all {most} VUs were busy in {seconds} of {of} seconds"));
    } else if let Some(most) = all_busy(metrics).filter(|_| dropped > 0 && summary) {
        parts.push(format!("all {most} VUs were busy at times"));
    }
    if let Some(late) = late {
        parts.push(format!("one start in twenty was later than {}", format::value(late, Unit::Millis)));
    }
    let opening = if dropped + missing > 0 {
        format!(
            "{} of {} were not delivered",
            format::value(share, Unit::Fraction),
            match is_planned {
                true => format!("the planned {} iterations", format::count(due.round() as u64)),
                false => format!("{} iterations (ended or dropped)", format::count(due.round() as u64)),
            }
        )
    } else {
        "The generator did not keep its schedule".to_owned()
    };
    let text = format!(
        "{opening}: {}.{} The latency is that of the load that was delivered, not of the plan.",
        parts.join("; "),
        of_whole(build)
    );
    Some(Behind { share, dropped, never_issued: missing, late_ms: late, text })
}

/// The plan is of the whole run; what of it was dropped in a window is said as well.
fn of_whole(build: &Build) -> String {
    if !build.is_partial() {
        return String::new();
    }
    let here = build.query.window.and_then(|_| {
        let here = build.rows.map(|rows| Rows { kept: None, ..rows })?.select(&Series::metric("dropped_iterations"))?;
        Some(here.values().iter().sum::<f64>() as u64)
    });
    match here {
        Some(n) => format!(" That is of the whole run; {} of the drops are in the window.", format::count(n)),
        None => " That is of the whole run, whatever is selected.".to_owned(),
    }
}

/// In a summary: the most VUs that were busy are all that there were.
fn all_busy(metrics: &[MetricSummary]) -> Option<u64> {
    let most = |name: &str| metrics.iter().find(|m| m.series == Series::metric(name))?.values.get(Stat::Max);
    most("vus").zip(most("vus_max")).filter(|(busy, all)| busy >= all && *all > 0.0).map(|(_, all)| all as u64)
}

/// The most VUs there were, and in how many of k6's readings (one a second) all of them were busy.
pub fn saturated(build: &Build) -> Option<(u64, usize, usize)> {
    let store = build.rows?.store;
    let (busy, all) = (store.by_name("vus")?, store.by_name("vus_max")?);
    let most = all.samples().map(|s| s.value).fold(0.0, f64::max);
    if most <= 0.0 || busy.is_empty() {
        return None;
    }
    let full = busy.samples().filter(|s| s.value >= most).count();
    Some((most as u64, full, busy.len()))
}
