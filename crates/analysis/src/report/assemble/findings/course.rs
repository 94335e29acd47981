//! What changes in the course of a run while the planned rate does not: warm-up, drift, steps, standstill; bursts are in
//! a file of their own.

use sloscope_model::format;
use sloscope_model::stat::{Stat, Unit};
use sloscope_model::stats::percentiles;

use super::Known;
use crate::report::Consequence::{Minor, Notable, Serious};
use crate::report::assemble::part::stat_in;
use crate::report::assemble::timecourse::{CoursePart, CourseSpan, Timecourse};
use crate::report::{Finding, Window};

/// Less than this is no change.
const LEAST_MS: f64 = 1.0;

pub fn all(known: &Known) -> Vec<Finding> {
    let course = &known.course;
    let mut all: Vec<Finding> = Vec::new();
    all.extend(standstill(course));
    let change = |part| step(known, part).or_else(|| drift(known, part));
    let changes: Vec<Option<Finding>> = course.parts.iter().map(change).collect();
    let warm_up = warm_up(known, changes.first().and_then(Option::as_ref));
    // One for all stages says more than one for each.
    all.extend(gravest(changes.into_iter().flatten().collect()));
    all.extend(super::bursts::bursts(known));
    all.extend(warm_up);
    all
}

fn gravest(mut found: Vec<Finding>) -> Option<Finding> {
    sloscope_model::order::sort_short_by_key(&mut found, |f| f.level);
    found.into_iter().next()
}

fn median(values: &[f64]) -> f64 {
    percentiles(&mut values.to_vec(), &[50.0]).first().copied().unwrap_or(f64::NAN)
}

/// Spans of a part that have percentiles.
pub fn timed<'a>(course: &'a Timecourse, part: &CoursePart) -> Vec<(&'a CourseSpan, f64, f64)> {
    let spans = &course.spans[part.from..part.to];
    spans.iter().filter_map(|s| s.times.map(|(p50, p95)| (s, p50, p95))).collect()
}

/// `ms` is the larger of what it was and what it became.
fn level(known: &Known, ratio: f64, ms: f64) -> crate::report::Consequence {
    match ratio >= 3.0 && ms >= 100.0 {
        _ if known.is_far_below(known.course.metric, ms) => Minor,
        true => Serious,
        false => Notable,
    }
}

/// Statistic by statistic: the median is steadier, the 95th percentile tells of the tail.
const OF: [(&str, Stat, f64); 2] = [("median", Stat::Med, 1.5), ("95th percentile", Stat::P(95.0), 2.0)];

fn series(spans: &[(&CourseSpan, f64, f64)], stat: Stat) -> Vec<f64> {
    spans.iter().map(|(_, p50, p95)| if stat == Stat::Med { *p50 } else { *p95 }).collect()
}

/// A change of level: cut where the squared distances from the means of both sides are least (each of five spans at
/// least), the medians of both sides differ by a factor of 1.5 (p95: 2) and 1 ms, and nine in ten spans of either side
/// are on their side of the middle between them. Bursts are left out ([`calm`]), and what is reported is of the time up to them.
/// A steady drift is better described by a line: then this is none.
fn step(known: &Known, part: &CoursePart) -> Option<Finding> {
    let course = &known.course;
    let all = timed(course, part);
    let spans = calm(&all);
    if !part.steady || spans.len() < 10 {
        return None;
    }
    for (name, stat, factor) in OF {
        let values = series(&spans, stat);
        let (at, error) = cut(&values)?;
        let (before, after) = (median(&values[..at]), median(&values[at..]));
        let (low, high) = (before.min(after), before.max(after));
        let middle = f64::midpoint(low, high);
        let on_side = |side: &[f64], lower: bool| {
            let kept = side.iter().filter(|v| (**v < middle) == lower).count();
            kept * 10 >= side.len() * 9
        };
        let apart = on_side(&values[..at], before < after) && on_side(&values[at..], after < before);
        if high < factor * low || high - low < LEAST_MS || !apart || error > line_error(&values) {
            continue;
        }
        let moment = spans[at].0.start_ms;
        let (then, now) = around(&all, &spans, moment);
        let measured = |window| stat_in(known.build, &course.series(), window, stat);
        let (Some(before), Some(after)) = (measured(then), measured(now)) else { continue };
        let verb = if after > before { "rises" } else { "falls" };
        let title = format!(
            "At {} the {name} of {} {verb} from {} to {} and stays there, while the load stays the same ({}).",
            format::moment(moment),
            course.what(),
            format::value(before, Unit::Millis),
            format::value(after, Unit::Millis),
            part.name
        );
        let next = "Look at what happened at that moment: a deployment, a cache that filled, a neighbour, garbage collection, a limit that was hit.";
        let (low, high) = (before.min(after), before.max(after));
        let label = |when: &str| format!("{} {stat} {when}", course.metric);
        return Some(
            Finding::new("step", level(known, high / low.max(1e-9), high), title, next)
                .with_series(&label("before"), course.series(), stat, before, Unit::Millis)
                .of_part(then)
                .with_series(&label("after"), course.series(), stat, after, Unit::Millis)
                .of_part(now)
                .within(now.start_ms, now.end_ms),
        );
    }
    None
}

type Timed<'a> = (&'a CourseSpan, f64, f64);

/// Spans without those that stand out of their neighbours: p95 above five times the median of eleven and 25 ms more.
fn calm<'a>(spans: &[Timed<'a>]) -> Vec<Timed<'a>> {
    let usual = |i: usize| {
        let near = &spans[i.saturating_sub(5)..(i + 6).min(spans.len())];
        median(&near.iter().map(|(_, _, p95)| *p95).collect::<Vec<f64>>())
    };
    let stays = |(i, span): (usize, &Timed<'a>)| {
        let usual = usual(i);
        (span.2 <= 5.0 * usual || span.2 <= usual + 25.0).then_some(*span)
    };
    spans.iter().enumerate().filter_map(stays).collect()
}

/// The time before a moment and after it, up to the bursts on either side, if that leaves five spans.
fn around(all: &[Timed], calm: &[Timed], moment: f64) -> (Window, Window) {
    let burst = |span: &&Timed| !calm.iter().any(|kept| kept.0.start_ms == span.0.start_ms);
    let (then, now): (Vec<&Timed>, Vec<&Timed>) = all.iter().partition(|span| span.0.start_ms < moment);
    let from = then.iter().rposition(&burst).map_or(0, |i| i + 1);
    let from = if then.len() - from >= 5 { from } else { 0 };
    let to = now.iter().position(burst).filter(|to| *to >= 5).unwrap_or(now.len());
    let start_ms = then.get(from).map_or(0.0, |span| span.0.start_ms);
    let end_ms = to.checked_sub(1).and_then(|i| now.get(i)).map_or(moment, |span| span.0.end_ms);
    (Window { start_ms, end_ms: moment }, Window { start_ms: moment, end_ms })
}

/// The cut of least squares, each side of five values at least, and the error that is left.
fn cut(values: &[f64]) -> Option<(usize, f64)> {
    let error = |part: &[f64]| {
        let mean = part.iter().sum::<f64>() / part.len() as f64;
        part.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>()
    };
    let all = (5..=values.len().checked_sub(5)?).map(|at| (at, error(&values[..at]) + error(&values[at..])));
    all.min_by(|a, b| a.1.total_cmp(&b.1))
}

/// What a line leaves of the squared distances.
fn line_error(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let (mx, my) = ((n - 1.0) / 2.0, values.iter().sum::<f64>() / n);
    let (mut sxx, mut sxy, mut syy) = (0.0, 0.0, 0.0);
    for (i, y) in values.iter().enumerate() {
        let (x, y) = (i as f64 - mx, y - my);
        sxx += x * x;
        sxy += x * y;
        syy += y * y;
    }
    syy - if sxx > 0.0 { sxy * sxy / sxx } else { 0.0 }
}

/// A drift: over at least twelve spans the values rise or fall one after the other (Mann 1945, Kendall 1975: |z| > 4),
/// and by the median slope of all pairs (Theil 1950, Sen 1968) they change by 30 % of their median (p95: 60 %) and 1 ms.
fn drift(known: &Known, part: &CoursePart) -> Option<Finding> {
    let course = &known.course;
    let spans = calm(&timed(course, part));
    if !part.steady || spans.len() < 12 {
        return None;
    }
    for (name, stat, factor) in OF {
        let values = thinned(&series(&spans, stat));
        let (z, slope) = trend(&values);
        let typical = median(&values);
        let change = slope * (values.len() - 1) as f64;
        if z.abs() <= 4.0 || change.abs() < LEAST_MS || change.abs() < 0.6 * (factor - 1.0) * typical {
            continue;
        }
        let (from, to) = (spans[0].0.start_ms, spans[spans.len() - 1].0.end_ms);
        let window = Window { start_ms: from, end_ms: to };
        let typical = stat_in(known.build, &course.series(), window, stat).unwrap_or(typical);
        let verb = if change > 0.0 { "rises" } else { "falls" };
        let title = format!(
            "From {} to {} the {name} of {} {verb} steadily by {} (over all of that time it is {}), while the load stays the same ({}).",
            format::moment(from),
            format::moment(to),
            course.what(),
            format::value(change.abs(), Unit::Millis),
            format::value(typical, Unit::Millis),
            part.name
        );
        let next = match change > 0.0 {
            true => "Run longer to see where it ends; look at what grows meanwhile: memory, tables, queues, log files.",
            false => "The system was still getting faster: run longer before you measure.",
        };
        let ratio = (typical + change.abs() / 2.0) / (typical - change.abs() / 2.0).max(0.1 * typical);
        return Some(
            Finding::new("drift", level(known, ratio, typical + change.abs() / 2.0), title, next)
                .with(&format!("change of {} {stat}", course.metric), change, Unit::Millis)
                .with_series(&format!("{} {stat}", course.metric), course.series(), stat, typical, Unit::Millis)
                .of_part(window)
                .with("z (Mann-Kendall)", z, Unit::Plain)
                .within(from, to),
        );
    }
    None
}

/// At most 100 values: means of those that follow each other.
fn thinned(values: &[f64]) -> Vec<f64> {
    let length = values.len().div_ceil(100);
    values.chunks(length.max(1)).map(|c| c.iter().sum::<f64>() / c.len() as f64).collect()
}

/// Mann and Kendall's z, and the slope of Theil and Sen.
fn trend(values: &[f64]) -> (f64, f64) {
    let n = values.len();
    let (mut s, mut slopes) = (0.0, Vec::with_capacity(n * n / 2));
    for i in 0..n {
        for j in i + 1..n {
            let rise = values[j] - values[i];
            s += if rise == 0.0 { 0.0 } else { rise.signum() };
            slopes.push(rise / (j - i) as f64);
        }
    }
    let m = n as f64;
    let spread = (m * (m - 1.0) * (2.0 * m + 5.0) / 18.0).sqrt();
    let z = if spread > 0.0 { (s - if s == 0.0 { 0.0 } else { s.signum() }) / spread } else { 0.0 };
    (z, percentiles(&mut slopes, &[50.0]).first().copied().unwrap_or(0.0))
}

/// Nothing ended for two spans or more, although at least ten requests a span did before and after.
fn standstill(course: &Timecourse) -> Option<Finding> {
    let mut worst: Option<(usize, usize)> = None;
    for part in course.parts.iter().filter(|part| part.goes_on) {
        let mut counts: Vec<f64> = course.spans[part.from..part.to].iter().map(|s| s.n as f64).collect();
        let usual = percentiles(&mut counts, &[50.0]).first().copied().unwrap_or(0.0);
        let mut from = None;
        for i in part.from..=part.to {
            let empty = i < part.to && course.spans[i].n == 0;
            match (empty, from) {
                (true, None) => from = Some(i),
                (false, Some(start)) => {
                    let longer = worst.is_none_or(|(a, b)| i - start > b - a);
                    // The last requests of a run that ends come one by one.
                    let next: usize = course.spans[i..part.to].iter().take(2).map(|s| s.n).sum();
                    let goes_on = start > part.from && next as f64 >= 0.5 * usual;
                    if usual >= 10.0 && i - start >= 2 && longer && goes_on {
                        worst = Some((start, i));
                    }
                    from = None;
                }
                _ => {}
            }
        }
    }
    let (from, to) = worst?;
    let (start, end) = (course.spans[from].start_ms, course.spans[to - 1].end_ms);
    let title = format!(
        "No request ended from {} to {}, although the load continued: the system or the load generator stalled.",
        format::moment(start),
        format::moment(end)
    );
    let next = "Look at both machines at that moment: a restart, a lock, memory, the network between them.";
    Some(Finding::new("standstill", Serious, title, next).with("length", end - start, Unit::Millis).within(start, end))
}

/// Warm-up: the first spans of the load, a fifth of its first part at most, have a median above 1.5 times (or a p95
/// above twice) the usual one of the rest and 2 ms more, and more than nineteen in twenty of the later spans. What is
/// slow up to a step later on, or faster and faster all along, did not warm up.
fn warm_up(known: &Known, change: Option<&Finding>) -> Option<Finding> {
    let course = &known.course;
    let part = course.parts.first()?;
    let mut spans = timed(course, part);
    let most = spans.len() / 5;
    match change {
        Some(change) if change.rule == "step" => {
            let moment = change.window.map_or(f64::INFINITY, |w| w.start_ms);
            let before = spans.iter().take_while(|(span, ..)| span.start_ms < moment).count();
            spans.truncate(if before > most { before } else { spans.len() });
        }
        Some(_) => return None,
        None => {}
    }
    let most = spans.len() / 5;
    if !part.steady || most == 0 {
        return None;
    }
    for (name, stat, factor) in OF {
        let values = series(&spans, stat);
        let rest = &values[most..];
        let usual = median(rest);
        let highest = percentiles(&mut rest.to_vec(), &[95.0]).first().copied()?;
        let slow = |v: &&f64| **v > factor * usual && **v > usual + 2.0 && **v > highest;
        let length = values.iter().take_while(slow).count();
        if length == 0 || length > most {
            continue;
        }
        let (start, end) = (spans[0].0.start_ms, spans[length - 1].0.end_ms);
        let cold = Window { start_ms: start, end_ms: end };
        let warm = Window { start_ms: end, end_ms: spans[spans.len() - 1].0.end_ms };
        let measured = |window| stat_in(known.build, &course.series(), window, stat);
        let (Some(first), Some(usual)) = (measured(cold), measured(warm)) else { continue };
        if first <= usual {
            continue;
        }
        let title = format!(
            "The first {} are slower: the {name} of {} is {} in that time and {} after it, until {}.",
            format::duration(end - start),
            course.what(),
            format::value(first, Unit::Millis),
            format::value(usual, Unit::Millis),
            format::moment(warm.end_ms)
        );
        let next =
            "Leave the warm-up out (trim it, or warm the system up before the test), if users meet a warm system.";
        return Some(
            Finding::new("warm-up", Minor, title, next)
                .with_series(
                    &format!("{} {stat} at the start", course.metric),
                    course.series(),
                    stat,
                    first,
                    Unit::Millis,
                )
                .of_part(cold)
                .with_series(
                    &format!("{} {stat} after that", course.metric),
                    course.series(),
                    stat,
                    usual,
                    Unit::Millis,
                )
                .of_part(warm)
                .within(start, end),
        );
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trend_by_mann_and_kendall() {
        // S = 10 of 10 pairs, variance 5 * 4 * 15 / 18: z = 9 / 4.0825.
        let (z, slope) = trend(&[1.0, 2.0, 3.0, 4.0, 5.0]);
        assert!((z - 9.0 / (300.0f64 / 18.0).sqrt()).abs() < 1e-12, "{z}");
        assert_eq!(slope, 1.0);
        assert_eq!(trend(&[5.0, 5.0, 5.0]), (0.0, 0.0));
        assert_eq!(trend(&[3.0, 2.0, 1.0]).1, -1.0);
    }

    #[test]
    fn the_cut_of_least_squares() {
        let values = [1.0, 1.1, 0.9, 1.0, 1.0, 1.0, 5.0, 5.1, 4.9, 5.0, 5.0];
        assert_eq!(cut(&values).map(|(at, _)| at), Some(6));
        assert!(cut(&values[..9]).is_none());
        assert!(line_error(&[1.0, 2.0, 3.0, 4.0]).abs() < 1e-12);
    }
}
