//! Clocks and files: a machine that was suspended, times that go back, values that cannot be, alone or beside each other.

use sloscope_model::format;
use sloscope_model::stat::{Stat, Unit};
use sloscope_model::time::{NANOS_PER_MS, Nanos};

use super::Known;
use crate::report::Consequence::{Minor, Notable, Serious};
use crate::report::Finding;
use crate::slo::out_of_order;

pub fn all(known: &Known) -> Vec<Finding> {
    [stood_still(known), negative(known), disorder(known)].into_iter().flatten().collect()
}

/// k6 reads its VUs once a second, whatever the test does: two readings that are five seconds apart or more mean that
/// k6 itself did not run, or that its clock was set; of several runners each has its own. Readings carry no tags: filters do not matter, and of a window
/// those gaps count that reach into it.
fn stood_still(known: &Known) -> Option<Finding> {
    let store = known.build.rows?.store;
    let runners = known.build.run.samples.as_ref()?.parts.readings(store);
    let ms = |nanos: Nanos| nanos as f64 / NANOS_PER_MS;
    let inside = |(a, b): &(Nanos, Nanos)| {
        let window = known.build.clock.window.unwrap_or((Nanos::MIN, Nanos::MAX));
        a.min(b) < &window.1 && a.max(b) > &window.0
    };
    let several = runners.len() > 1;
    let long = runners.into_iter().filter(|times| times.len() >= 5);
    let gaps = long.flat_map(|times| times.windows(2).map(|pair| (pair[0], pair[1])).collect::<Vec<_>>());
    let (from, to) = gaps.filter(inside).max_by_key(|(a, b)| (b - a).abs())?;
    let gap = ms(to - from);
    if gap.abs() < 5000.0 {
        return None;
    }
    let of = if several { " of one of the runners" } else { "" };
    let title = match gap < 0.0 {
        true => format!("The clock{of} went back by {} during the run.", format::duration(-gap)),
        false => format!(
            "{} wrote nothing of the VUs{of} for {}, from {} on, where it writes once a second: its machine was suspended, or its clock was changed.",
            known.build.generator(),
            format::duration(gap),
            format::moment(known.build.clock.ms(from))
        ),
    };
    let next =
        "Do not trust durations and rates around this moment; look at what else ran on the machine that made the load.";
    let (start, end) = (known.build.clock.ms(from.min(to)), known.build.clock.ms(from.max(to)));
    Some(Finding::new("clock-gap", Notable, title, next).with("gap", gap, Unit::Millis).within(start, end))
}

/// Times below 0 cannot be: the clock went back while a request was under way.
fn negative(known: &Known) -> Option<Finding> {
    let timed = known
        .metrics
        .iter()
        .filter(|m| m.contains == sloscope_model::metric::Contains::Time && m.series.tags.is_empty());
    let builtin = timed.filter(|m| sloscope_model::metric::builtin(&m.series.metric).is_some());
    let worst = builtin.filter_map(|m| Some((m, m.values.get(Stat::Min)?))).find(|(_, min)| *min < 0.0)?;
    let title =
        format!("{} has times below 0 ({}): they cannot be.", worst.0.series, format::value(worst.1, Unit::Millis));
    let next = "Check the clock of the machine that made the load (time synchronisation during the run).";
    Some(Finding::new("negative-times", Minor, title, next).with("minimum", worst.1, Unit::Millis))
}

/// A percentile is above a higher one, or above the maximum: no samples have such values.
fn disorder(known: &Known) -> Option<Finding> {
    let mut found = known.metrics.iter().filter_map(|m| Some((m, out_of_order(m.values.iter())?)));
    let (metric, [low, high]) = found.next()?;
    let (unit, others) = (low.0.unit(metric.kind, metric.contains), found.count());
    let title = format!(
        "The values of {} contradict each other: its {} is {} and its {} is {}.{}",
        metric.series,
        low.0,
        format::value(low.1, unit),
        high.0,
        format::value(high.1, unit),
        match others {
            0 => String::new(),
            n => format!(" So do those of {} more series.", format::count(n as u64)),
        }
    );
    let next = "Do not rely on them: open the summary as k6 wrote it, or the samples (--out json). This file was edited, \
                converted or damaged.";
    let mut finding = Finding::new("out-of-order", Serious, title, next);
    for (stat, value) in [low, high] {
        finding = finding.with_series(&format!("{} {stat}", metric.series), metric.series.clone(), stat, value, unit);
    }
    Some(finding)
}
