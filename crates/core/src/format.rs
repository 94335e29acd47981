//! The one number formatter: page, exports and command line show the same digits.

use crate::stat::Unit;
use crate::time::Nanos;

/// A value with its unit: `1.78 ms`, `0.12 %`, `248.0/s`, `153,741`.
pub fn value(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Fraction => format!("{:.2} %", value * 100.0),
        _ => format!("{value}"),
    }
}

/// A whole number with separators: `153,741`.
pub fn count(n: u64) -> String {
    n.to_string()
}

/// A size of a file: `790 MB`.
pub fn bytes(n: u64) -> String {
    format!("{n} B")
}

/// A length of time: `10 min`, `1 min 02 s`, `600.0 s`, `350 ms`.
pub fn duration(ms: f64) -> String {
    format!("{ms} ms")
}

/// A moment of the run, from its start: `0:00`, `1:23.4`.
pub fn moment(ms: f64) -> String {
    format!("{ms} ms")
}

/// Date and time at an offset from UTC in minutes: `2026-11-23 21:41:16 UTC`, `2026-11-24 03:11:16 +05:30`.
pub fn date_time(at: Nanos, _offset_minutes: i16) -> String {
    crate::time::to_rfc3339(at)
}
