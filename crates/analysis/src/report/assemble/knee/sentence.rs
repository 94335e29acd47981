//! The sentence of a knee.

use sloscope_model::format;
use sloscope_model::stat::Unit;

use super::{Climb, Point};
use crate::report::{Load, LoadModel, Window, words};

fn value(of: f64, errors: bool) -> String {
    format::value(of, if errors { Unit::Fraction } else { Unit::Millis })
}

pub(super) fn between_stages(load: &Load, points: &[Point], climb: &Climb) -> String {
    let (before, after) = (&points[climb.against.unwrap_or(0)], &points[climb.at]);
    let name = |p: &Point| {
        p.stage.and_then(|i| load.stages.get(i)).map(|stage| match stage.to_rate {
            Some(_) => stage.name.clone(),
            None => format!("{} ({})", stage.name, level(load, p, p.rate)),
        })
    };
    let (here, there) = (name(after).unwrap_or_default(), name(before).unwrap_or_default());
    let (now, then) = (value(climb.after, climb.errors), value(climb.before, climb.errors));
    if climb.errors {
        return format!("At {here}, {now} of requests fail; at {there} it is {then}.");
    }
    format!(
        "At {here}, the p95 of request duration is {now}, {} times the {then} at {there}; the median is {}, after {}.",
        format::value((climb.after / climb.before * 10.0).round() / 10.0, Unit::Plain),
        format::value(after.median, Unit::Millis),
        format::value(before.median, Unit::Millis),
    )
}

/// "240 RPS", "35 VUs".
fn level(load: &Load, point: &Point, rate: f64) -> String {
    let unit = if point.stage.is_none() { "VUs" } else { words::load_unit(load.per_request) };
    let digits = if rate >= 10.0 { rate.round() } else { (rate * 10.0).round() / 10.0 };
    format!("{} {unit}", format::value(digits, Unit::Plain))
}

pub(super) fn in_a_ramp(load: &Load, points: &[Point], climb: &Climb, window: Window) -> String {
    let (first, here, last) = (&points[0], &points[climb.starts], &points[points.len() - 1]);
    let what = if climb.errors { "the share of requests that fail" } else { "the p95 of request duration" };
    let of = if load.scenarios.len() > 1 {
        load.scenarios.get(here.scenario).map(|s| format!(" of {}", s.name)).unwrap_or_default()
    } else {
        String::new()
    };
    let (then, now) = (value(climb.before, climb.errors), value(climb.after, climb.errors));
    let top = level(load, last, last.rate);
    if climb.all_along {
        return format!(
            "While the load{of} rises from {} to {top}, {what} rises with it all the way, from {then} in the lowest third to {now} from {} to {}.",
            level(load, first, first.from_rate),
            format::moment(window.start_ms),
            format::moment(window.end_ms)
        );
    }
    let (rate, moment) = climb.exactly.unwrap_or((here.from_rate, here.start_ms));
    let above = &points[climb.at];
    let passes = if climb.errors || climb.at == climb.starts || climb.exactly.is_some() {
        String::new()
    } else {
        format!(" (above 1.5 times that from {} on)", level(load, above, above.from_rate))
    };
    let mut text = format!(
        "While the load{of} rises, {what} starts to climb at about {} (at {}): below that it is {then}, from there up to {top} it is {now}{passes}.",
        level(load, here, rate),
        format::moment(moment),
    );
    if load.behind.is_some() && here.stage.is_some() {
        text.push_str(" These rates are the plan's, which was not delivered.");
    }
    // More looping VUs that bring no more requests: the system is at its limit.
    let rate = |p: &Point| p.requests / ((p.end_ms - p.start_ms) / 1000.0).max(1e-3);
    if here.stage.is_none()
        && last.rate >= 1.3 * here.rate
        && rate(last) < 1.1 * rate(here)
        && load.scenarios.iter().all(|s| s.model == LoadModel::Closed)
    {
        text.push_str(&format!(
            " More VUs bring no more requests: there it is {}, at the top {}.",
            format::value(rate(here), Unit::PerSecond),
            format::value(rate(last), Unit::PerSecond)
        ));
    }
    text
}
