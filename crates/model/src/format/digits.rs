//! Digits of a number: rounding to decimals or to significant digits, separators, the shortest exact spelling.
//! Knows no units.

use crate::stat::EXACT;

/// More decimals than this, and whole parts beyond 2^53, are not written out: a power of ten is shorter.
const MOST_DECIMALS: usize = 17;

/// A number with a given number of decimals; no negative zero. What would be endless is written as `1.5e308`.
pub(super) fn fixed(value: f64, decimals: usize) -> String {
    if value.is_finite() && (decimals > MOST_DECIMALS || value.abs() > EXACT as f64) {
        return scientific(value, 6);
    }
    let text = format!("{value:.decimals$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.bytes().all(|b| b == b'0' || b == b'.') => rest.to_owned(),
        _ => text,
    }
}

/// The value that [`fixed`] shows.
pub(super) fn rounded(value: f64, decimals: usize) -> f64 {
    fixed(value, decimals).parse().unwrap_or(value)
}

/// How many decimals it takes to show this many significant digits; 0 for numbers that are long enough.
pub(super) fn decimals_for(size: f64, digits: i32) -> usize {
    if size == 0.0 || !size.is_finite() {
        return 0;
    }
    // The exponent after rounding: 0.0996 with two digits is 0.10.
    let text = format!("{:.*e}", usize::try_from(digits - 1).unwrap_or(0), size.abs());
    let exponent: i32 = text.split_once('e').and_then(|(_, e)| e.parse().ok()).unwrap_or(0);
    usize::try_from(digits - 1 - exponent).unwrap_or(0)
}

/// At most this many significant digits, without trailing zeros; whole numbers below 2^53 in full.
pub(super) fn significant(value: f64, digits: i32) -> String {
    if value.fract() == 0.0 && value.abs() < EXACT as f64 {
        return fixed(value, 0);
    }
    if value.abs() >= 1e15 || value.abs() < 1e-9 {
        return scientific(value, digits);
    }
    trimmed(&fixed(value, decimals_for(value, digits))).to_owned()
}

/// At most this many significant digits and a power of ten: `1.5e308`.
fn scientific(value: f64, digits: i32) -> String {
    let text = format!("{:.*e}", usize::try_from(digits - 1).unwrap_or(0), value);
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    format!("{}e{exponent}", trimmed(mantissa))
}

/// The shortest decimal that reads back as this value, its point moved right by `shift` (so that 0.07 shown in per cent
/// is 7 and not 7.000000000000001); with a power of ten where it would be endless.
pub(super) fn shortest(value: f64, shift: i32) -> String {
    let text = format!("{value:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa),
    };
    let digits: String = mantissa.chars().filter(|c| *c != '.').collect();
    if digits.bytes().all(|b| b == b'0') {
        return "0".to_owned();
    }
    // The number is 0.digits * 10^point.
    let point = exponent.parse::<i32>().unwrap_or(0) + 1 + shift;
    let len = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let zeros = |n: i32| "0".repeat(usize::try_from(n).unwrap_or(0));
    if !(-17..=22).contains(&point) {
        let (first, rest) = digits.split_at(1);
        let point_and = if rest.is_empty() { "" } else { "." };
        format!("{sign}{first}{point_and}{rest}e{}", point - 1)
    } else if point <= 0 {
        format!("{sign}0.{}{digits}", zeros(-point))
    } else if point >= len {
        format!("{sign}{digits}{}", zeros(point - len))
    } else {
        let (whole, fraction) = digits.split_at(usize::try_from(point).unwrap_or(0));
        format!("{sign}{whole}.{fraction}")
    }
}

/// Commas between groups of three digits of the whole part.
pub(super) fn grouped(number: &str) -> String {
    let (sign, rest) = match number.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", number),
    };
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (whole, tail) = rest.split_at(end);
    let mut text = String::with_capacity(number.len() + whole.len() / 3);
    text.push_str(sign);
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            text.push(',');
        }
        text.push(c);
    }
    text.push_str(tail);
    text
}

fn trimmed(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}
