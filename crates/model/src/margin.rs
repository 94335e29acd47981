//! How far a measured value is from the limit that it is judged by.

use serde::{Deserialize, Serialize};

/// How far the measured value is from the limit; positive is room left, negative is how much it is over.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Margin {
    /// In the unit of the measured value.
    pub absolute: f64,
    /// Of the limit, in per cent; absent where the limit is 0, or so small that the share is beyond all numbers.
    pub percent: Option<f64>,
}

/// What a limit asks of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// `<`, `<=`: not to exceed it.
    AtMost,
    /// `>`, `>=`: to reach it.
    AtLeast,
}

impl Direction {
    /// Of k6's operator; equality and inequality have none.
    pub fn of(operator: &str) -> Option<Self> {
        match operator {
            "<" | "<=" => Some(Self::AtMost),
            ">" | ">=" => Some(Self::AtLeast),
            _ => None,
        }
    }
}

/// Is a limit on a share counted by failures? 99.9 % of at least 99 % is a tenth of the failures allowed.
pub fn counts_failures(operator: &str, limit: f64, is_share: bool) -> bool {
    is_share && Direction::of(operator) == Some(Direction::AtLeast) && (0.0..=1.0).contains(&limit)
}

/// By how many times the limit: 1 is all of it, more than 1 is beyond. What was measured by what is allowed; where a
/// limit is to be reached, the limit by what was measured; of shares that are to be reached, failures by failures
/// allowed. Infinite where nothing is allowed; absent where a quotient says nothing: of negative numbers, of (in)equality.
pub fn times_limit(operator: &str, measured: f64, limit: f64, is_share: bool) -> Option<f64> {
    let (part, whole) = match Direction::of(operator)? {
        Direction::AtMost => (measured, limit),
        Direction::AtLeast if counts_failures(operator, limit, is_share) => (1.0 - measured, 1.0 - limit),
        Direction::AtLeast => (limit, measured),
    };
    if part < 0.0 || whole < 0.0 || !part.is_finite() || !whole.is_finite() {
        return None;
    }
    match (part == 0.0, whole == 0.0) {
        // Nothing of nothing: used up only where even that is too much.
        (true, true) => Some(f64::from(u8::from(matches!(operator, "<" | ">")))),
        _ => Some(part / whole),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_how_many_times_the_limit() {
        let check = |operator, measured, limit, is_share, times: Option<f64>| {
            let found = times_limit(operator, measured, limit, is_share);
            let near = found.zip(times).is_some_and(|(a, b)| a == b || (a - b).abs() < 1e-9);
            assert!(near || found == times, "{measured} {operator} {limit}: {found:?}");
        };
        check("<", 15.9, 500.0, false, Some(0.0318));
        check("<", 62.0, 1.0, false, Some(62.0));
        check("<=", 0.0, 0.0, false, Some(0.0));
        check("<", 0.0, 0.0, false, Some(1.0));
        check("<", 3.0, 0.0, false, Some(f64::INFINITY));
        check(">=", 400.0, 200.0, false, Some(0.5));
        check(">", 2_583.0, 1_000_000.0, false, Some(1_000_000.0 / 2_583.0));
        check(">", 0.0, 5.0, false, Some(f64::INFINITY));
        check(">", 0.9991, 0.95, true, Some(0.018));
        check(">", 0.7145, 0.999, true, Some(285.5));
        check(">=", 1.0, 1.0, true, Some(0.0));
        check(">", 1.0, 1.0, true, Some(1.0));
        // A share in per cent by mistake.
        check(">", 0.99, 95.0, true, Some(95.0 / 0.99));
        check("<", -3.0, 5.0, false, None);
        check("==", 3.0, 5.0, false, None);
    }
}
