//! Durations as k6 reads and prints them: Go's `1h2m3.5s`, days in front of them, or a number of milliseconds
//! (k6: lib/types, ParseExtendedDuration; Go: time.ParseDuration).

use serde_json::Value;

/// Reads a duration as k6's options state it, in ms; `None` for null and for what is no duration. Never negative.
pub fn duration_of_json(value: &Value) -> Option<f64> {
    let ms = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => duration_ms(text)?,
        _ => return None,
    };
    (ms >= 0.0 && ms.is_finite()).then_some(ms)
}

/// Reads a duration from text, in ms; a bare number is taken as ms, also one that is negative or not finite. `None` for
/// what is no duration.
pub fn duration_ms(text: &str) -> Option<f64> {
    if let Ok(ms) = text.parse::<f64>() {
        return Some(ms);
    }
    let (days, rest) = match text.split_once('d') {
        Some((days, rest)) => (days.parse::<u32>().ok()?, rest),
        None => (0, text),
    };
    let mut ms = f64::from(days) * 86_400_000.0;
    if rest.is_empty() {
        return (!text.is_empty()).then_some(ms);
    }
    let mut rest = rest;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, tail) = rest.split_at(end);
        let end = tail.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(end);
        // Tens are a matter of the decimal point: multiplied, 1.001 s would be less than 1001 ms.
        let (factor, exponent) = match unit {
            "h" => (3_600_000.0, 0),
            "m" => (60_000.0, 0),
            "s" => (1.0, 3),
            "ms" => (1.0, 0),
            // Both characters that look like a mu are in use.
            "us" | "µs" | "μs" => (1.0, -3),
            "ns" => (1.0, -6),
            _ => return None,
        };
        ms += format!("{number}e{exponent}").parse::<f64>().ok()? * factor;
        rest = tail;
    }
    Some(ms)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn as_go_prints_them() {
        let check = |value: Value, wanted: f64| assert_eq!(duration_of_json(&value), Some(wanted), "{value}");
        check(json!("10m0s"), 600_000.0);
        check(json!("1h0m0s"), 3_600_000.0);
        check(json!("1m30.5s"), 90_500.0);
        check(json!("500ms"), 500.0);
        check(json!("0s"), 0.0);
        check(json!("250µs"), 0.25);
        check(json!("1.001s"), 1001.0);
        check(json!("1d2h"), 93_600_000.0);
        check(json!("2d"), 172_800_000.0);
        check(json!("1500"), 1500.0);
        check(json!(1500), 1500.0);
        for none in
            [json!(null), json!(""), json!("s"), json!("10x"), json!("-5s"), json!(-1), json!("d"), json!("1.2.3s")]
        {
            assert_eq!(duration_of_json(&none), None, "{none}");
        }
    }
}
