//! Bursts: short times in which requests are far slower than usual.

use sloscope_model::format;
use sloscope_model::stat::{Stat, Unit};

use super::Known;
use super::course::timed;
use crate::report::Consequence::{Minor, Notable};
use crate::report::assemble::part::stat_in;
use crate::report::assemble::timecourse::{CoursePart, Timecourse, is_far_slower};
use crate::report::{Finding, Window};

/// Bursts: spans whose p95 is above five times the usual one of their part (the median) and 25 ms more, if they are a
/// tenth of the part at most, and have more such requests than chance puts there: of those that are slow now and then
/// some come together. Where the rate changes, what lasts to the end is none. The longest one is reported, with its neighbours.
pub fn bursts(known: &Known) -> Option<Finding> {
    let course = &known.course;
    let mut found: Vec<(&CoursePart, f64, Vec<usize>)> = Vec::new();
    for part in &course.parts {
        let spans = timed(course, part);
        let Some(usual) = part.usual_p95(&course.spans) else { continue };
        let high = |i: &usize| course.spans[*i].times.is_some_and(|(_, p95)| is_far_slower(p95, usual));
        let last = if part.steady {
            part.to
        } else {
            (part.from..part.to).rposition(|i| !high(&i)).map_or(0, |n| part.from + n)
        };
        let odd: Vec<usize> = (part.from..last).filter(high).collect();
        let odd = not_by_chance(course, part, odd);
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
    let window = Window { start_ms: start, end_ms: end };
    let found = stat_in(known.build, &course.series(), window, Stat::P(95.0))?;
    let others = number - (to - from + 1);
    let more = match others {
        0 => String::new(),
        1 => " There is one more such span.".to_owned(),
        n => format!(" There are {n} more such spans."),
    };
    let title = format!(
        "From {} to {} the 95th percentile of {} is {}, where that of a span is usually {} ({}).{more}",
        format::moment(start),
        format::moment(end),
        course.what(),
        format::value(found, Unit::Millis),
        format::value(usual, Unit::Millis),
        part.name
    );
    let next =
        "Look at what else happened then: garbage collection, a backup, a cron job, another user of the machine.";
    let of = |p95: f64| if p95 >= 1000.0 { Notable } else { Minor };
    Some(
        Finding::new("burst", of(found), title, next)
            .with_series("p95 in the burst", course.series(), Stat::P(95.0), found, Unit::Millis)
            .of_part(window)
            .with("usual p95 of a span", usual, Unit::Millis)
            .with("spans like this", number as f64, Unit::Count)
            .within(start, end),
    )
}

/// The spans whose number of slow requests is not that of all the others, where one in a thousand such parts would
/// have one by chance (binomial).
fn not_by_chance(course: &Timecourse, part: &CoursePart, odd: Vec<usize>) -> Vec<usize> {
    let others = (part.from..part.to).filter(|i| !odd.contains(i)).map(|i| &course.spans[i]);
    let (slow, timed) = others.fold((0, 0), |(slow, timed), s| (slow + s.slow, timed + s.timed));
    let share = (slow + 1) as f64 / (timed + 1) as f64;
    let limit = 0.001 / (part.to - part.from) as f64;
    odd.into_iter().filter(|i| at_least(course.spans[*i].slow, course.spans[*i].timed, share) < limit).collect()
}

/// The probability of `k` or more of `n`, each of probability `p`.
fn at_least(k: usize, n: usize, p: f64) -> f64 {
    let odds = p / (1.0 - p).max(1e-12);
    let (mut logarithm, mut sum) = (n as f64 * (1.0 - p).max(1e-12).ln(), 0.0);
    for i in 0..=n {
        if i >= k {
            sum += logarithm.exp();
        }
        logarithm += ((n - i) as f64 / (i + 1) as f64 * odds).ln();
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_least_so_many_by_chance() {
        // 1 - 0.9^10, and 0.5^3.
        assert!((at_least(1, 10, 0.1) - 0.651_321_559_9).abs() < 1e-9);
        assert!((at_least(3, 3, 0.5) - 0.125).abs() < 1e-12);
        assert!((at_least(0, 7, 0.3) - 1.0).abs() < 1e-9);
    }
}
