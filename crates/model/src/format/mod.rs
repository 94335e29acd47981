//! The one number formatter: page, exports and command line show the same digits.
//!
//! Rules: a value that is not zero is never shown as zero, a share that is not all is never shown as 100 %,
//! and a measured value is never shown as equal to a limit that it does not equal. Limits are shown exactly. Of times,
//! what lies below half a nanosecond is what a sum of fractions leaves, no time: it is 0. Numbers beyond 2^53, and those
//! with more than 17 decimals, have a power of ten: `1.5e308`.

mod addresses;
mod csv;
mod digits;
mod margins;
mod middle;
mod moments;
mod percent;
mod safe;
#[cfg(test)]
mod tests;

pub use addresses::{Holds, HostNames, Queries, tag_without_users, unqueried, user_left_out, user_mark, without_users};
pub use csv::{csv_line, csv_text};
pub use margins::{distance, limit_used, margin, per_cent, percent as percent_of, times};
pub use middle::{middle, shortened};
pub use moments::{date_time, duration, moment, read_moment};
pub use percent::unescape;
pub use safe::{safe, safe_json};

use digits::{fixed, grouped, rounded, shortest, significant};

use crate::stat::{Unit, whole};

/// How one value is written: `number` with `decimals` digits after the point, then `suffix`.
struct Shown {
    /// What the value is multiplied by, in powers of ten, to be `number`.
    shift: i32,
    decimals: usize,
    suffix: &'static str,
}

impl Shown {
    fn write(&self, value: f64, decimals: usize) -> String {
        let number = scaled(value, self.shift);
        // A share in per cent can be beyond all numbers where the share is not.
        let text = if number.is_finite() { fixed(number, decimals) } else { shortest(value, self.shift) };
        format!("{}{}", grouped(&text), self.suffix)
    }
}

/// A value with its unit: `1.78 ms`, `0.12 %`, `248.0/s`, `153,741`.
pub fn value(value: f64, unit: Unit) -> String {
    if !value.is_finite() {
        return not_finite(value).to_owned();
    }
    let shown = shown(value, unit);
    if is_plain(value, unit) {
        return grouped(&significant(value, 6));
    }
    shown.write(value, shown.decimals)
}

/// Without a unit, and not all of its digits are known: not a number of things, or too many to be exact.
fn is_plain(value: f64, unit: Unit) -> bool {
    unit == Unit::Plain || (unit == Unit::Count && whole(value.abs()).is_none())
}

/// Milliseconds without their unit, for a column that names it; the digits of [`value`] where that shows ms.
pub fn in_millis(ms: f64) -> String {
    if !ms.is_finite() {
        return not_finite(ms).to_owned();
    }
    grouped(&fixed(ms, decimals_in_millis(ms)))
}

/// How many decimals a time has that is shown in ms, whatever unit [`millis`] would choose.
fn decimals_in_millis(ms: f64) -> usize {
    match millis(ms) {
        Shown { shift: 0, decimals, .. } => decimals,
        Shown { shift: 3, .. } => two_significant(ms),
        _ => 0,
    }
}

/// A measured value beside a limit: as [`value`], in the limit's unit (`18,800 ms` beside `< 15,000 ms`), with as many
/// more digits as it takes to see on which side of the limit it lies; `500.0004 ms` beside `< 500 ms`.
pub fn against(measured: f64, limit: f64, unit: Unit) -> String {
    if !measured.is_finite() || !limit.is_finite() {
        return value(measured, unit);
    }
    let shown = beside_limit(measured, unit);
    let number = scaled(measured, shown.shift);
    let edge = scaled(limit, shown.shift);
    let tells = |d: usize| rounded(number, d).partial_cmp(&edge) == number.partial_cmp(&edge);
    let plain_number = is_plain(measured, unit);
    if measured == limit || (tells(shown.decimals) && unit != Unit::Plain) {
        return if plain_number { value(measured, unit) } else { shown.write(measured, shown.decimals) };
    }
    let plain = significant(measured, 6);
    if unit == Unit::Plain
        && plain.parse::<f64>().ok().and_then(|p| p.partial_cmp(&limit)) == measured.partial_cmp(&limit)
    {
        return grouped(&plain);
    }
    match (shown.decimals..=17).find(|d| tells(*d)) {
        Some(decimals) => shown.write(measured, decimals),
        None => format!("{}{}", grouped(&shortest(measured, shown.shift)), shown.suffix),
    }
}

/// A limit, exactly as it was set: `< 500 ms`, `≥ 200/s`, `< 1 %`. `operator` is k6's.
pub fn limit(operator: &str, limit: f64, unit: Unit) -> String {
    format!("{} {}", operator_sign(operator), exact(limit, unit))
}

/// A number in its unit with all its digits and no more: `500 ms`, `0.5 %`, `1,000 ms`.
pub fn exact(value: f64, unit: Unit) -> String {
    if !value.is_finite() {
        return not_finite(value).to_owned();
    }
    let (shift, suffix) = match unit {
        Unit::Millis => (0, " ms"),
        Unit::Bytes => (0, " B"),
        Unit::BytesPerSecond => (0, " B/s"),
        Unit::Fraction => (2, " %"),
        Unit::PerSecond => (0, "/s"),
        Unit::Count | Unit::Plain => (0, ""),
    };
    format!("{}{suffix}", grouped(&shortest(value, shift)))
}

/// An operator as people write it.
pub fn operator_sign(operator: &str) -> &str {
    match operator {
        "<=" => "≤",
        ">=" => "≥",
        "==" | "===" => "=",
        "!=" => "≠",
        other => other,
    }
}

/// In the unit in which [`exact`] writes limits: ms, B and B/s, however large.
fn beside_limit(value: f64, unit: Unit) -> Shown {
    match (unit, shown(value, unit)) {
        (Unit::Millis, Shown { shift: 0, decimals, suffix }) => Shown { shift: 0, decimals, suffix },
        (Unit::Millis, _) => Shown { shift: 0, decimals: decimals_in_millis(value), suffix: " ms" },
        (Unit::Bytes, of) if of.shift != 0 => Shown { shift: 0, decimals: 0, suffix: " B" },
        (Unit::BytesPerSecond, of) if of.shift != 0 => Shown { shift: 0, decimals: 0, suffix: " B/s" },
        (_, of) => of,
    }
}

/// `1 line`, `2,000 lines`.
pub fn counted(n: u64, thing: &str) -> String {
    format!("{} {thing}{}", count(n), if n == 1 { "" } else { "s" })
}

/// [`counted`] for a sum that a file states: one that is no number of things is written as other numbers are.
pub fn counted_of(n: f64, thing: &str) -> String {
    format!("{} {thing}{}", value(n, Unit::Count), if n == 1.0 { "" } else { "s" })
}

/// Some of all: `2 of 5 objectives`, `all 5 objectives`, `both objectives`, `the one objective`,
/// `none of the 5 objectives`.
pub fn some_of(n: u64, all: u64, thing: &str) -> String {
    match (n, all) {
        (1, 1) => format!("the one {thing}"),
        (2, 2) => format!("both {thing}s"),
        (0, 2) => format!("neither of the 2 {thing}s"),
        (0, 2..) => format!("none of the {}", counted(all, thing)),
        _ if n == all => format!("all {}", counted(all, thing)),
        _ => format!("{} of {}", count(n), counted(all, thing)),
    }
}

/// The verb behind [`some_of`].
pub fn is_or_are(n: u64) -> &'static str {
    if n < 2 { "is" } else { "are" }
}

/// A sentence's first letter made large. The sentences are ours: ASCII is enough.
pub fn capitalised(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// A whole number with separators: `153,741`.
pub fn count(n: u64) -> String {
    grouped(&n.to_string())
}

/// A size of a file: `790 MB`, in powers of 1000.
#[allow(clippy::cast_precision_loss)]
pub fn bytes(n: u64) -> String {
    value(n as f64, Unit::Bytes)
}

fn not_finite(value: f64) -> &'static str {
    if value.is_nan() {
        "not a number"
    } else if value > 0.0 {
        "∞"
    } else {
        "−∞"
    }
}

fn scaled(value: f64, shift: i32) -> f64 {
    if shift >= 0 { value * 10f64.powi(shift) } else { value / 10f64.powi(-shift) }
}

fn shown(value: f64, unit: Unit) -> Shown {
    match unit {
        Unit::Millis => millis(value),
        Unit::Fraction => percent(value),
        Unit::Bytes => data(value, [" B", " kB", " MB", " GB", " TB"]),
        Unit::BytesPerSecond => data(value, [" B/s", " kB/s", " MB/s", " GB/s", " TB/s"]),
        Unit::PerSecond => per_second(value),
        Unit::Count | Unit::Plain => Shown { shift: 0, decimals: 0, suffix: "" },
    }
}

/// k6's clock counts nanoseconds.
const LEAST_TIME_MS: f64 = 0.000_000_5;

/// Two decimals, one from 100 ms, none from 1 s; seconds from 10 s; small ones keep two significant digits.
fn millis(value: f64) -> Shown {
    let size = value.abs();
    let ms = |decimals| Shown { shift: 0, decimals, suffix: " ms" };
    if size < LEAST_TIME_MS {
        ms(0)
    } else if size < 0.000_995 {
        Shown { shift: 3, decimals: two_significant(size * 1e3).max(2), suffix: " µs" }
    } else if rounded(size, 2) < 100.0 {
        ms(two_significant(size).max(2))
    } else if rounded(size, 1) < 1000.0 {
        ms(1)
    } else if size.round() < 10_000.0 {
        ms(0)
    } else {
        Shown { shift: -3, decimals: 1, suffix: " s" }
    }
}

/// Two decimals, more where they would say "nothing" or "all" and that is not so.
fn percent(value: f64) -> Shown {
    let percent = (value * 100.0).abs();
    let rest = (1.0 - value.abs()).abs() * 100.0;
    let decimals = if percent == 0.0 || rest == 0.0 {
        0
    } else if percent < 1.0 {
        two_significant(percent).max(2)
    } else if rest < 1.0 {
        digits::decimals_for(rest, 1).max(2)
    } else {
        2
    };
    Shown { shift: 2, decimals, suffix: " %" }
}

fn per_second(value: f64) -> Shown {
    let size = value.abs();
    let decimals = if size == 0.0 {
        0
    } else if rounded(size, 2) >= 10.0 {
        1
    } else {
        two_significant(size).max(2)
    };
    Shown { shift: 0, decimals, suffix: "/s" }
}

/// Three significant digits in powers of 1000.
fn data(value: f64, suffixes: [&'static str; 5]) -> Shown {
    let size = value.abs();
    let mut step = 0;
    while step < 4 && rounded(size / 1000f64.powi(step), 0) >= 1000.0 {
        step += 1;
    }
    let number = size / 1000f64.powi(step);
    let decimals = if step == 0 && (value.fract() == 0.0 || number >= 100.0) {
        0
    } else if rounded(number, 2) < 10.0 {
        two_significant(number).max(2)
    } else if rounded(number, 1) < 100.0 {
        1
    } else {
        0
    };
    Shown { shift: -3 * step, decimals, suffix: suffixes[step.unsigned_abs() as usize] }
}

/// How many decimals two significant digits take.
fn two_significant(size: f64) -> usize {
    digits::decimals_for(size, 2)
}
