//! Lengths of time, moments of a run, dates.

use super::digits::{fixed, grouped};
use super::value;
use crate::stat::{EXACT, Unit};
use crate::time::{NANOS_PER_S, Nanos, to_rfc3339};

/// A length of time: `350 ms`, `23.25 s`, `10 min`, `1 min 02 s`, `2 h 05 min`.
pub fn duration(ms: f64) -> String {
    if !is_known(ms) || ms.abs() < 0.5 {
        return value(ms, Unit::Millis);
    }
    if ms < 0.0 {
        return format!("-{}", duration(-ms));
    }
    if ms.round() < 1000.0 {
        return format!("{} ms", fixed(ms, 0));
    }
    let hundredths = (ms / 10.0).round();
    if hundredths < 6000.0 {
        let text = fixed(hundredths / 100.0, 2);
        return format!("{} s", text.trim_end_matches('0').trim_end_matches('.'));
    }
    let seconds = (ms / 1000.0).round();
    let (hours, minutes, rest) = ((seconds / 3600.0).floor(), (seconds % 3600.0 / 60.0).floor(), seconds % 60.0);
    let mut parts = Vec::new();
    if hours > 0.0 {
        parts.push(format!("{} h", grouped(&fixed(hours, 0))));
    }
    if minutes > 0.0 || (hours > 0.0 && rest > 0.0) {
        parts.push(if hours > 0.0 { format!("{minutes:02} min") } else { format!("{minutes} min") });
    }
    if rest > 0.0 {
        parts.push(format!("{rest:02} s"));
    }
    parts.join(" ")
}

/// Told in hours, minutes and seconds; what takes longer than the numbers of a clock are exact is a number.
fn is_known(ms: f64) -> bool {
    ms.abs() <= EXACT as f64
}

/// A moment of the run, from its start: `0:00`, `1:23.4`, `1:02:03`.
pub fn moment(ms: f64) -> String {
    if !is_known(ms) {
        return value(ms, Unit::Millis);
    }
    let tenths = (ms.abs() / 100.0).round();
    let sign = if ms < 0.0 && tenths > 0.0 { "-" } else { "" };
    let seconds = (tenths / 10.0).floor();
    let (hours, minutes, rest) = ((seconds / 3600.0).floor(), (seconds % 3600.0 / 60.0).floor(), seconds % 60.0);
    let clock = if hours > 0.0 { format!("{hours}:{minutes:02}:{rest:02}") } else { format!("{minutes}:{rest:02}") };
    match tenths % 10.0 {
        0.0 => format!("{sign}{clock}"),
        tenth => format!("{sign}{clock}.{tenth}"),
    }
}

/// Reads a moment of a run, in ms after its start: as [`moment`] writes it (`1:23.4`), in seconds (`83.4`), or as k6
/// writes durations (`1m23s`).
pub fn read_moment(text: &str) -> Option<f64> {
    let text = text.trim();
    if text.contains('-') {
        return None;
    }
    let ms = if text.contains(':') {
        let parts: Option<Vec<f64>> = text.split(':').map(|part| part.parse().ok()).collect();
        let parts = parts.filter(|parts| parts.len() <= 3)?;
        parts.iter().fold(0.0, |sum, part| sum * 60.0 + part) * 1000.0
    } else {
        match text.parse::<f64>() {
            Ok(seconds) => format!("{text}e3").parse().unwrap_or(seconds * 1000.0),
            Err(_) => crate::time::duration_ms(text)?,
        }
    };
    (ms.is_finite() && ms >= 0.0).then_some(ms)
}

/// Date and time at an offset from UTC in minutes: `2026-11-23 21:41:16 UTC`, `2026-11-24 03:11:16 +05:30`.
pub fn date_time(at: Nanos, offset_minutes: i16) -> String {
    let local = at.saturating_add(i64::from(offset_minutes) * 60 * NANOS_PER_S);
    let text = to_rfc3339(local.div_euclid(NANOS_PER_S).saturating_mul(NANOS_PER_S));
    let text = text.trim_end_matches('Z').replace('T', " ");
    match offset_minutes {
        0 => format!("{text} UTC"),
        offset => {
            let sign = if offset < 0 { '-' } else { '+' };
            let size = offset.unsigned_abs();
            format!("{text} {sign}{:02}:{:02}", size / 60, size % 60)
        }
    }
}
