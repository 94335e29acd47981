//! Points in time as k6 writes them, RFC 3339 or Unix times, to nanoseconds since 1970.
//!
//! Only times from 1970 to 2099 are read. All arithmetic on times rests on that: two of them, and a span of up to
//! [`LONGEST`] on either side, lie less than 292 years apart, which is what 64 bits of nanoseconds hold.

use std::ops::Range;

/// Nanoseconds since 1970-01-01T00:00:00Z.
pub type Nanos = i64;

/// Nanoseconds in a second, the step of Unix times in k6's CSV.
pub const NANOS_PER_S: i64 = 1_000_000_000;

/// The times that are read: 1970-01-01T00:00:00Z up to, without, 2100-01-01T00:00:00Z.
pub const TIMES: Range<Nanos> = 0..4_102_444_800 * NANOS_PER_S;

/// The longest span that is reckoned with: 80 years.
pub const LONGEST: Nanos = 80 * 31_557_600 * NANOS_PER_S;

/// Why a text is not a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotATime {
    /// Not written as a time.
    Form,
    /// Before 1970 or after 2099.
    Range,
}

/// A point in time and the offset it was written with, in minutes east of UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timestamp {
    /// The moment in UTC, in nanoseconds since 1970; within [`TIMES`].
    pub nanos: Nanos,
    /// 0 for `Z`; `+05:30` is 330.
    pub offset_minutes: i16,
}

/// Reads `2026-11-23T21:41:16.710413995Z` or `…+05:30`: 0 to 9 fractional digits, `Z` or an offset.
pub fn parse_rfc3339(text: &[u8]) -> Result<Timestamp, NotATime> {
    let stamp = any_rfc3339(text).ok_or(NotATime::Form)?;
    in_range(i128::from(stamp.0) * i128::from(NANOS_PER_S) + i128::from(stamp.1), stamp.2)
}

fn in_range(nanos: i128, offset_minutes: i16) -> Result<Timestamp, NotATime> {
    let nanos = Nanos::try_from(nanos).ok().filter(|nanos| TIMES.contains(nanos)).ok_or(NotATime::Range)?;
    Ok(Timestamp { nanos, offset_minutes })
}

/// Seconds since 1970, nanoseconds, and the offset in minutes.
fn any_rfc3339(text: &[u8]) -> Option<(i64, i64, i16)> {
    let digits = |from: usize, len: usize| -> Option<i64> {
        text.get(from..from + len)?
            .iter()
            .try_fold(0i64, |n, b| b.is_ascii_digit().then(|| n * 10 + i64::from(b - b'0')))
    };
    let is = |at: usize, b: u8| text.get(at) == Some(&b);
    let (year, month, day) = (digits(0, 4)?, digits(5, 2)?, digits(8, 2)?);
    let (hour, minute, second) = (digits(11, 2)?, digits(14, 2)?, digits(17, 2)?);
    let shape = is(4, b'-')
        && is(7, b'-')
        && (is(10, b'T') || is(10, b't') || is(10, b' '))
        && is(13, b':')
        && is(16, b':')
        && (1..=12).contains(&month)
        && (1..=days_in_month(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60;
    if !shape {
        return None;
    }
    let mut at = 19;
    let mut fraction = 0i64;
    if is(at, b'.') {
        at += 1;
        let mut places = 0;
        while let Some(b) = text.get(at).filter(|b| b.is_ascii_digit()) {
            if places < 9 {
                fraction = fraction * 10 + i64::from(b - b'0');
            }
            places += 1;
            at += 1;
        }
        if places == 0 {
            return None;
        }
        fraction *= 10i64.pow(9u32.saturating_sub(places));
    }
    let offset = match text.get(at)? {
        b'Z' | b'z' if text.len() == at + 1 => 0,
        sign @ (b'+' | b'-') if text.len() == at + 6 && is(at + 3, b':') => {
            let minutes = digits(at + 1, 2)? * 60 + digits(at + 4, 2)?;
            if *sign == b'-' { -minutes } else { minutes }
        }
        _ => return None,
    };
    let seconds = days_from_civil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset * 60;
    Some((seconds, fraction, i16::try_from(offset).ok()?))
}

/// A time in any of k6's `timeFormat`s, and the step of its clock. Integers are distinguished by magnitude:
/// seconds stay below 1e11 until the year 5138.
pub fn read_any_time(text: &[u8]) -> Result<(Timestamp, Nanos), NotATime> {
    if text.contains(&b'T') {
        let stamp = parse_rfc3339(text)?;
        let step = if text.contains(&b'.') { 1 } else { NANOS_PER_S };
        return Ok((stamp, step));
    }
    let text = std::str::from_utf8(text).map_err(|_| NotATime::Form)?;
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NotATime::Form);
    }
    let number: i64 = text.parse().map_err(|_| NotATime::Range)?;
    let step = match number.unsigned_abs() {
        0..100_000_000_000 => NANOS_PER_S,
        100_000_000_000..100_000_000_000_000 => 1_000_000,
        100_000_000_000_000..100_000_000_000_000_000 => 1_000,
        _ => 1,
    };
    Ok((in_range(i128::from(number) * i128::from(step), 0)?, step))
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since 1970-01-01 of a date of the proleptic Gregorian calendar
/// (Howard Hinnant, "chrono-compatible low-level date algorithms", days_from_civil).
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let year_of_era = y.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_rfc3339() {
        let check = |text: &str, nanos: i64, offset: i16| {
            assert_eq!(parse_rfc3339(text.as_bytes()), Ok(Timestamp { nanos, offset_minutes: offset }), "{text}");
        };
        check("1970-01-01T00:00:00Z", 0, 0);
        check("2026-11-23T21:41:16.710413995Z", 1_795_470_076_710_413_995, 0);
        check("2026-11-23T21:41:16.71+02:00", 1_795_462_876_710_000_000, 120);
        check("1970-01-01T05:30:00+05:30", 0, 330);
        check("2099-12-31T23:59:59.999999999Z", TIMES.end - 1, 0);
        check("2024-02-29T00:00:00+05:30", 1_709_145_000_000_000_000, 330);
        for bad in [
            "",
            "2026-11-23",
            "2026-13-01T00:00:00Z",
            "2023-02-29T00:00:00Z",
            "2026-11-23T21:41:16",
            "2026-11-23T21:41:16.Z",
        ] {
            assert_eq!(parse_rfc3339(bad.as_bytes()), Err(NotATime::Form), "{bad}");
        }
    }

    #[test]
    fn times_before_1970_and_after_2099_are_out_of_range() {
        for text in [
            "1969-12-31T23:59:59.5Z",
            "1970-01-01T00:00:00+00:01",
            "1678-01-01T00:00:00Z",
            "1600-01-01T00:00:00Z",
            "0000-01-01T00:00:00Z",
            "2100-01-01T00:00:00Z",
            "9999-12-31T23:59:60.999999999-99:99",
        ] {
            assert_eq!(parse_rfc3339(text.as_bytes()), Err(NotATime::Range), "{text}");
            assert_eq!(read_any_time(text.as_bytes()), Err(NotATime::Range), "{text}");
        }
        for text in ["-1", "-9223372036854775808", "9223372036854775807", "99999999999", "99999999999999999999999"] {
            assert_eq!(read_any_time(text.as_bytes()), Err(NotATime::Range), "{text}");
        }
        for text in ["", "-", "+", "1e9", "1.5", "--1", "nan"] {
            assert_eq!(read_any_time(text.as_bytes()), Err(NotATime::Form), "{text}");
        }
        assert_eq!(read_any_time(b"+1795470076").map(|(stamp, _)| stamp.nanos), Ok(1_795_470_076_000_000_000));
        // All that arithmetic does with them fits.
        assert!((TIMES.end + LONGEST).checked_sub(TIMES.start - LONGEST).is_some());
    }
}
