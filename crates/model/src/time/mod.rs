//! Points in time as nanoseconds since 1970, read and written as RFC 3339. Reading touches every sample and is in
//! `sloscope-scan`.

mod duration;

pub use duration::{duration_ms, duration_of_json};
pub use sloscope_scan::{LONGEST, NANOS_PER_S, Nanos, NotATime, TIMES, Timestamp, parse_rfc3339};

/// Nanoseconds in a millisecond; k6 states durations in ms.
pub const NANOS_PER_MS: f64 = 1e6;

/// How long something took that a file says in ms. What is no such time (negative, not finite, longer than
/// [`LONGEST`]) is 0: it moves no start.
pub fn took(ms: f64) -> Nanos {
    let nanos = ms * NANOS_PER_MS;
    if (0.0..=LONGEST as f64).contains(&nanos) { nanos as Nanos } else { 0 }
}

/// A duration of a plan in whole nanoseconds, up to some 100 days. Beyond some 11 days, where milliseconds in `f64` do
/// not tell each nanosecond, in whole ms: what is written reads back.
pub fn planned(ms: f64) -> Option<Nanos> {
    let exact = if ms < 1e9 { ms } else { ms.round() };
    (0.0..9e9).contains(&ms).then(|| (exact * NANOS_PER_MS).round() as Nanos)
}

/// A distance in time from what a file or a person says in ms: never further than [`LONGEST`], so that it can be added
/// to a time.
pub fn distance(ms: f64) -> Nanos {
    ((ms * NANOS_PER_MS).round() as Nanos).clamp(-LONGEST, LONGEST)
}

/// Writes `2026-11-23T21:41:16.71Z`: UTC, with as many fractional digits as are needed.
pub fn to_rfc3339(nanos: Nanos) -> String {
    let (seconds, fraction) = (nanos.div_euclid(NANOS_PER_S), nanos.rem_euclid(NANOS_PER_S));
    let (days, of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil_from_days(days);
    let mut text =
        format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}", of_day / 3600, of_day / 60 % 60, of_day % 60);
    if fraction != 0 {
        let digits = format!("{fraction:09}");
        text.push('.');
        text.push_str(digits.trim_end_matches('0'));
    }
    text.push('Z');
    text
}

/// The same in the time of a zone, so many minutes east of UTC: `2026-11-24T03:11:16.71+05:30`.
pub fn to_rfc3339_at(nanos: Nanos, offset_minutes: i16) -> String {
    let mut text = to_rfc3339(nanos + i64::from(offset_minutes) * 60 * NANOS_PER_S);
    if offset_minutes != 0 {
        text.pop();
        let (sign, minutes) = (if offset_minutes < 0 { '-' } else { '+' }, offset_minutes.unsigned_abs());
        text.push_str(&format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60));
    }
    text
}

/// A date of the proleptic Gregorian calendar from days since 1970-01-01
/// (Howard Hinnant, "chrono-compatible low-level date algorithms", civil_from_days).
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + i64::from(month <= 2), month, doy - (153 * mp + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_what_it_reads() {
        for text in ["1970-01-01T00:00:00Z", "2026-11-23T21:41:16.710413995Z", "2000-02-29T12:00:00.25Z"] {
            let stamp = parse_rfc3339(text.as_bytes()).expect(text);
            assert_eq!(to_rfc3339(stamp.nanos), text);
        }
        // What began before the first sample of a clock that begins in 1970.
        assert_eq!(to_rfc3339(-500_000_000), "1969-12-31T23:59:59.5Z");
    }

    #[test]
    fn no_span_leaves_the_range() {
        for none in [-1.0, f64::NAN, f64::INFINITY, 1e300, 3e15] {
            assert_eq!(took(none), 0, "{none}");
        }
        assert_eq!((took(1.5), took(86_400_000.0)), (1_500_000, 86_400 * NANOS_PER_S));
        assert_eq!((distance(1e300), distance(-1e300), distance(f64::NAN)), (LONGEST, -LONGEST, 0));
        assert_eq!(distance(-0.25), -250_000);
    }
}
