//! What is certain of a statistic whose value is not known, or not known to the last digit.
//!
//! The percentiles of one series are ordered: min <= p(a) <= p(b) <= max for a < b. The mean lies between minimum and
//! maximum, and the standard deviation of a population is at most half of their distance (Popoviciu's inequality).

use sloscope_model::costs::looked;
use sloscope_model::order::sort_short;
use sloscope_model::stat::{Stat, Values};
use sloscope_objectives::{Expression, Operator};

/// The least and the most that a value can be; infinite where nothing bounds it.
pub type Between = (f64, f64);

/// What the values that are stated of a series say of one that is not; `range` is what a stated value stands for.
/// `None` if they say nothing.
pub fn between(values: &Values, wanted: Stat, range: impl Fn(f64) -> Between) -> Option<Between> {
    let (mut least, mut most) = (f64::NEG_INFINITY, f64::INFINITY);
    let near = || values.near(wanted);
    // Of values that contradict each other none bounds more than all of them together.
    let all = out_of_order(near()).map(|_| ends(near()));
    if wanted == Stat::StdDev {
        let stated = (values.get(Stat::Min)?, values.get(Stat::Max)?);
        let (min, max) = all.unwrap_or(stated);
        return Some((0.0, (range(max).1 - range(min).0) / 2.0));
    }
    for (stat, value) in near() {
        looked(1);
        let (low, high) = all.unwrap_or((value, value));
        if is_below(stat, wanted) {
            least = least.max(range(low).0);
        }
        if is_below(wanted, stat) {
            most = most.min(range(high).1);
        }
    }
    (least <= most && (least.is_finite() || most.is_finite())).then_some((least, most))
}

/// Two statistics of one series, of which the first cannot be above the second and is.
pub(crate) fn out_of_order(values: impl Iterator<Item = (Stat, f64)>) -> Option<[(Stat, f64); 2]> {
    let mut placed: Vec<(f64, (Stat, f64))> = values.filter_map(|one| Some((place(one.0)?, one))).collect();
    sort_short(&mut placed, |a, b| a.0.total_cmp(&b.0));
    placed.windows(2).map(|pair| [pair[0].1, pair[1].1]).find(|[low, high]| is_above(low.1, high.1))
}

/// Another statistic of the series that cannot be what it is if this one is what it is, and the least and the most of all
/// that are ordered. `None` if nothing contradicts it.
pub fn contradiction(values: &Values, of: Stat) -> Option<((Stat, f64), Between)> {
    let (at, own) = (place(of)?, values.get(of)?);
    let placed = || values.iter().filter_map(|one| Some((place(one.0)?, one)));
    let other =
        placed().find(|(place, (_, v))| (*place < at && is_above(*v, own)) || (*place > at && is_above(own, *v)))?;
    Some((other.1, ends(values.iter())))
}

/// The least and the most of all values that are ordered.
fn ends(values: impl Iterator<Item = (Stat, f64)>) -> Between {
    let placed = values.filter(|(stat, _)| place(*stat).is_some());
    placed.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), (_, v)| (least.min(v), most.max(v)))
}

/// By more than the last digits in which interpolations differ.
fn is_above(one: f64, other: f64) -> bool {
    one > other + 1e-9 * other.abs()
}

/// Is the one never above the other, whatever the samples are?
fn is_below(one: Stat, other: Stat) -> bool {
    match (place(one), place(other)) {
        (Some(one), Some(other)) => one <= other,
        // The mean, and the last value of a gauge, lie anywhere between the extremes.
        (Some(one), None) => one == 0.0 && matches!(other, Stat::Avg | Stat::Value),
        (None, Some(other)) => other == 100.0 && matches!(one, Stat::Avg | Stat::Value),
        (None, None) => false,
    }
}

/// Where a statistic stands in the order of the samples, in per cent.
fn place(stat: Stat) -> Option<f64> {
    match stat {
        Stat::Min => Some(0.0),
        Stat::Med => Some(50.0),
        Stat::P(p) => Some(p),
        Stat::Max => Some(100.0),
        _ => None,
    }
}

/// Does the objective hold for every value between the two (`Some(true)`), for none (`Some(false)`), or only for some
/// (`None`)?
pub fn decide(expression: &Expression, (least, most): Between) -> Option<bool> {
    let (at_least, at_most) = (expression.holds(least), expression.holds(most));
    match expression.operator {
        Operator::Below | Operator::AtMost | Operator::Above | Operator::AtLeast => {
            (at_least == at_most).then_some(at_least)
        }
        Operator::Equal | Operator::NotEqual => {
            let differs = expression.operator == Operator::NotEqual;
            let within = least <= expression.limit && expression.limit <= most;
            if !within {
                Some(differs)
            } else {
                // The limit is the only value that is possible.
                (least.to_bits() == most.to_bits()).then_some(!differs)
            }
        }
    }
}
