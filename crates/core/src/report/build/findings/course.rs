//! What changes in the course of a run while the planned rate does not: warm-up, drift, steps, bursts, standstill.

use super::Known;
use crate::format;
use crate::report::Consequence::{Minor, Notable, Serious};
use crate::report::Finding;
use crate::report::build::timecourse::{CoursePart, CourseSpan, Timecourse};
use crate::stat::{Stat, Unit};
use crate::stats::percentiles;

/// Less than this is no change.
const LEAST_MS: f64 = 1.0;

pub fn all(known: &Known) -> Vec<Finding> {
    let course = &known.course;
    let mut all: Vec<Finding> = Vec::new();
    all.extend(standstill(course));
    let changes: Vec<Finding> =
        course.parts.iter().filter_map(|part| step(known, part).or_else(|| drift(known, part))).collect();
    // One for all stages says more than one for each.
    all.extend(gravest(changes));
    all.extend(bursts(course));
    all.extend(warm_up(course));
    all
}

fn gravest(mut found: Vec<Finding>) -> Option<Finding> {
    crate::order::sort_short_by_key(&mut found, |f| f.level);
    found.into_iter().next()
}

fn median(values: &[f64]) -> f64 {
    percentiles(&mut values.to_vec(), &[50.0]).first().copied().unwrap_or(f64::NAN)
}

/// Spans of a part that have percentiles.
fn timed<'a>(course: &'a Timecourse, part: &CoursePart) -> Vec<(&'a CourseSpan, f64, f64)> {
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
/// are on their side of the middle between them. A steady drift is better told by a line: then this is none.
fn step(known: &Known, part: &CoursePart) -> Option<Finding> {
    let course = &known.course;
    let spans = timed(course, part);
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
        let (moment, end) = (spans[at].0.start_ms, spans[spans.len() - 1].0.end_ms);
        let verb = if after > before { "rises" } else { "falls" };
        let title = format!(
            "At {} the {name} of {} {verb} from {} to {} and stays there, while the load stays the same ({}).",
            format::moment(moment),
            course.metric,
            format::value(before, Unit::Millis),
            format::value(after, Unit::Millis),
            part.name
        );
        let next = "Look at what happened at that moment: a deployment, a cache that filled, a neighbour, garbage collection, a limit that was hit.";
        return Some(
            Finding::new("step", level(known, high / low, high), title, next)
                .with(&format!("{} {stat} before", course.metric), before, Unit::Millis)
                .with(&format!("{} {stat} after", course.metric), after, Unit::Millis)
                .within(moment, end),
        );
    }
    None
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
    let spans = timed(course, part);
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
        let verb = if change > 0.0 { "rises" } else { "falls" };
        let title = format!(
            "From {} to {} the {name} of {} {verb} steadily by {} (typically it is {}), while the load stays the same ({}).",
            format::moment(from),
            format::moment(to),
            course.metric,
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
                .with("typical value", typical, Unit::Millis)
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

/// Bursts: spans whose p95 is above five times the usual one of their part (the median) and 25 ms more, if they are a
/// tenth of the part at most. The longest one is told, with its neighbours.
fn bursts(course: &Timecourse) -> Option<Finding> {
    let mut found: Vec<(&CoursePart, f64, Vec<usize>)> = Vec::new();
    for part in &course.parts {
        let spans = timed(course, part);
        let usual = median(&series(&spans, Stat::P(95.0)));
        let high = |i: &usize| course.spans[*i].times.is_some_and(|(_, p95)| p95 > 5.0 * usual && p95 > usual + 25.0);
        let odd: Vec<usize> = (part.from..part.to).filter(high).collect();
        if spans.len() >= 10 && !odd.is_empty() && odd.len() * 10 <= spans.len() {
            found.push((part, usual, odd));
        }
    }
    let number: usize = found.iter().map(|(_, _, odd)| odd.len()).sum();
    let p95 = |i: usize| course.spans[i].times.map_or(0.0, |(_, p95)| p95);
    let (part, usual, worst) = found
        .iter()
        .flat_map(|(part, usual, odd)| odd.iter().map(move |i| (*part, *usual, *i)))
        .max_by(|a, b| p95(a.2).total_cmp(&p95(b.2)))?;
    let odd = |i: usize| found.iter().any(|(_, _, odd)| odd.contains(&i));
    let (mut from, mut to) = (worst, worst);
    while from > part.from && odd(from - 1) {
        from -= 1;
    }
    while to + 1 < part.to && odd(to + 1) {
        to += 1;
    }
    let (start, end) = (course.spans[from].start_ms, course.spans[to].end_ms);
    let others = number - (to - from + 1);
    let more = match others {
        0 => String::new(),
        1 => " There is one more such span.".to_owned(),
        n => format!(" There are {n} more such spans."),
    };
    let title = format!(
        "From {} to {} the 95th percentile of {} is {}, where it is usually {} ({}).{more}",
        format::moment(start),
        format::moment(end),
        course.metric,
        format::value(p95(worst), Unit::Millis),
        format::value(usual, Unit::Millis),
        part.name
    );
    let next =
        "Look at what else happened then: garbage collection, a backup, a cron job, another user of the machine.";
    let of = |p95: f64| if p95 >= 1000.0 { Notable } else { Minor };
    Some(
        Finding::new("burst", of(p95(worst)), title, next)
            .with("p95 in the burst", p95(worst), Unit::Millis)
            .with("usual p95", usual, Unit::Millis)
            .with("spans like this", number as f64, Unit::Count)
            .within(start, end),
    )
}

/// Nothing ended for two spans or more, although at least ten requests a span did before and after.
fn standstill(course: &Timecourse) -> Option<Finding> {
    let mut worst: Option<(usize, usize)> = None;
    for part in course.parts.iter().filter(|part| part.planned) {
        let mut counts: Vec<f64> = course.spans[part.from..part.to].iter().map(|s| s.n as f64).collect();
        let usual = percentiles(&mut counts, &[50.0]).first().copied().unwrap_or(0.0);
        let mut from = None;
        for i in part.from..=part.to {
            let empty = i < part.to && course.spans[i].n == 0;
            match (empty, from) {
                (true, None) => from = Some(i),
                (false, Some(start)) => {
                    let longer = worst.is_none_or(|(a, b)| i - start > b - a);
                    if usual >= 10.0 && i - start >= 2 && longer && i < part.to && start > part.from {
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
        "No request ended from {} to {}, although the load went on: the system, or k6, stood still.",
        format::moment(start),
        format::moment(end)
    );
    let next = "Look at both machines at that moment: a restart, a lock, memory, the network between them.";
    Some(Finding::new("standstill", Serious, title, next).with("length", end - start, Unit::Millis).within(start, end))
}

/// Warm-up: the first spans of the load, a fifth of its first part at most, have a median above 1.5 times (or a p95
/// above twice) the usual one of the rest and 2 ms more, and more than nineteen in twenty of the later spans.
fn warm_up(course: &Timecourse) -> Option<Finding> {
    let part = course.parts.first()?;
    let spans = timed(course, part);
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
        let title = format!(
            "The first {} are slower: the {name} of {} is {} at the start and {} after that.",
            format::duration(end - start),
            course.metric,
            format::value(values[0], Unit::Millis),
            format::value(usual, Unit::Millis)
        );
        let next =
            "Leave the warm-up out (trim it, or warm the system up before the test), if users meet a warm system.";
        return Some(
            Finding::new("warm-up", Minor, title, next)
                .with(&format!("{} {stat} at the start", course.metric), values[0], Unit::Millis)
                .with(&format!("{} {stat} after that", course.metric), usual, Unit::Millis)
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
