//! How much of a limit a value uses, in words: "3 % used". What is beyond its limit is said as a factor, "62× the
//! limit", never as a percentage of thousands.

use super::digits::{fixed, grouped, rounded};
use crate::margin::{Direction, counts_failures, times_limit};
use crate::stat::Unit;

/// How much of a limit is used, or of a target reached: "3 % used", "62× the limit", "286× the failures allowed",
/// "0.3 % of the target". `None` where a quotient says nothing, and of targets that are reached.
pub fn limit_used(operator: &str, measured: f64, limit: f64, unit: Unit) -> Option<String> {
    let is_share = unit == Unit::Fraction;
    let used = times_limit(operator, measured, limit, is_share).filter(|used| used.is_finite())?;
    let by_failures = counts_failures(operator, limit, is_share);
    match Direction::of(operator)? {
        Direction::AtLeast if !by_failures => (used > 1.0).then(|| format!("{} of the target", percent(1.0 / used))),
        _ if used <= 1.0 => Some(format!("{} used", percent(used))),
        _ if by_failures => Some(format!("{} the failures allowed", times(used))),
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
