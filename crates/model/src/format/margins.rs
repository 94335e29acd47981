//! How far a value is from its limit, in words: "61.27 ms over, 62× the limit". It writes no signs
//! and no percentages in the thousands: a value beyond its limit is a multiple of it.

use super::digits::{fixed, grouped, rounded};
use super::{beside_limit, shown, value};
use crate::margin::{Direction, counts_failures, times_limit};
use crate::stat::Unit;

/// "484.1 ms to spare, 3 % used"; "61.27 ms over, 62× the limit"; "997,417 short, 0.3 % of target". `operator` is
/// k6's. `None` where the distance is beyond all numbers.
pub fn margin(operator: &str, measured: f64, limit: f64, unit: Unit) -> Option<String> {
    let off = distance(operator, measured, limit, unit)?;
    let used = limit_used(operator, measured, limit, unit).filter(|_| measured != limit);
    Some(used.map_or_else(|| off.clone(), |used| format!("{off}, {used}")))
}

/// The same without the factor: "61.27 ms over".
pub fn distance(operator: &str, measured: f64, limit: f64, unit: Unit) -> Option<String> {
    let size = (measured - limit).abs();
    if !size.is_finite() {
        return None;
    }
    let distance = points(size, unit);
    let direction = Direction::of(operator);
    Some(match (direction, measured.partial_cmp(&limit)) {
        (_, Some(std::cmp::Ordering::Equal)) => "at the limit".to_owned(),
        (Some(Direction::AtMost), Some(std::cmp::Ordering::Greater)) => format!("{distance} over"),
        (Some(Direction::AtLeast), Some(std::cmp::Ordering::Less)) => format!("{distance} short"),
        (Some(_), _) => format!("{distance} to spare"),
        (None, _) => format!("{distance} off"),
    })
}

/// How much of a limit is used, or of a target reached: "3 % used", "62× the limit", "286× allowed",
/// "0.3 % of target". `None` where a quotient says nothing, and of targets that are reached.
pub fn limit_used(operator: &str, measured: f64, limit: f64, unit: Unit) -> Option<String> {
    let is_share = unit == Unit::Fraction;
    let used = times_limit(operator, measured, limit, is_share).filter(|used| used.is_finite())?;
    let by_failures = counts_failures(operator, limit, is_share);
    match Direction::of(operator)? {
        Direction::AtLeast if !by_failures => (used > 1.0).then(|| format!("{} of target", percent(1.0 / used))),
        _ if used <= 1.0 => Some(format!("{} used", percent(used))),
        _ if by_failures => Some(format!("{} allowed", times(used))),
        _ => Some(format!("{} the limit", times(used))),
    }
}

/// "62×", "1.5×", "1.004×": more digits where it would read as once.
pub fn times(factor: f64) -> String {
    let least = usize::from(factor < 9.95);
    let tells = |decimals: &usize| factor == 1.0 || rounded(factor, *decimals) != 1.0;
    let decimals = (least..=17).find(tells).unwrap_or(17);
    format!("{}×", grouped(&fixed(factor, decimals)))
}

/// A share in whole per cent; with decimals where it would read as nothing, or as all, and is not.
pub fn percent(share: f64) -> String {
    let number = share * 100.0;
    let tells = |decimals: &usize| {
        let shown = rounded(number, *decimals);
        (shown != 0.0 || number == 0.0) && (shown != 100.0 || number == 100.0)
    };
    let decimals = (0..=17).find(tells).unwrap_or(17);
    format!("{} %", grouped(&fixed(number, decimals)))
}

/// A change in per cent, without its unit: whole from 10 on; `0.24`, `5.8`, `12`, `435`.
pub fn per_cent(share: f64) -> String {
    let number = share * 100.0;
    let decimals = match number.abs() {
        0.0 => 0,
        n if n < 0.995 => 2,
        n if n < 9.95 => 1,
        _ => 0,
    };
    grouped(&fixed(number, decimals))
}

/// A difference of two values, in the unit of limits; of two shares it is in percentage points.
fn points(difference: f64, unit: Unit) -> String {
    match unit {
        Unit::Fraction => value(difference, unit).replace(" %", " pp"),
        // Of large ones; a small one stands beside no limit of its size.
        _ if difference.is_finite() && shown(difference, unit).shift < 0 => {
            let shown = beside_limit(difference, unit);
            shown.write(difference, shown.decimals)
        }
        _ => value(difference, unit),
    }
}
