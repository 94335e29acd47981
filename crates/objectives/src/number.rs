//! Numbers as Go's `strconv.ParseFloat(s, 64)` reads them, since k6 does: what this accepts, k6 accepts,
//! and nothing else. Grammar from Go's strconv/atof.go (`special`, `readFloat`) and atoi.go (`underscoreOK`).

/// Why a text is not a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NumberError {
    Syntax,
    /// Larger than any 64-bit number; Go reports it as an error.
    Range,
}

/// Reads the whole text. `Inf`, `Infinity` and `NaN` are numbers, in any case.
pub fn parse(text: &str) -> Result<f64, NumberError> {
    if let Some(value) = special(text) {
        return Ok(value);
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let negative = text.starts_with('-');
    let hex = unsigned.len() > 2 && (unsigned.starts_with("0x") || unsigned.starts_with("0X"));
    let body = if hex { &unsigned[2..] } else { unsigned };
    if text.contains('_') && !underscores_ok(unsigned, hex) {
        return Err(NumberError::Syntax);
    }
    let body: String = body.chars().filter(|c| *c != '_').collect();
    let (mantissa, exponent) = split(&body, hex).ok_or(NumberError::Syntax)?;
    let size = if hex { hex_value(mantissa, exponent) } else { body.parse().map_err(|_| NumberError::Syntax)? };
    if size.is_infinite() {
        return Err(NumberError::Range);
    }
    Ok(if negative { -size } else { size })
}

/// The length in bytes of the longest prefix that is a number; 0 if there is none.
pub(super) fn prefix_len(text: &str) -> usize {
    let ends = text.char_indices().map(|(i, c)| i + c.len_utf8());
    ends.filter(|end| parse(&text[..*end]) != Err(NumberError::Syntax)).max().unwrap_or(0)
}

fn special(text: &str) -> Option<f64> {
    let (sign, rest) = match text.as_bytes().first()? {
        b'+' => (Some(1.0), &text[1..]),
        b'-' => (Some(-1.0), &text[1..]),
        _ => (None, text),
    };
    if rest.eq_ignore_ascii_case("inf") || rest.eq_ignore_ascii_case("infinity") {
        return Some(f64::INFINITY * sign.unwrap_or(1.0));
    }
    // Go does not take a sign before NaN.
    (sign.is_none() && rest.eq_ignore_ascii_case("nan")).then_some(f64::NAN)
}

/// Splits into mantissa and exponent and checks the shape of both; a hexadecimal number must have an exponent.
fn split(body: &str, hex: bool) -> Option<(&str, Option<i32>)> {
    let (mantissa, exponent) = match body.find(if hex { ['p', 'P'] } else { ['e', 'E'] }) {
        Some(at) => (&body[..at], Some(&body[at + 1..])),
        None if hex => return None,
        None => (body, None),
    };
    let is_digit = |c: char| if hex { c.is_ascii_hexdigit() } else { c.is_ascii_digit() };
    let points = mantissa.chars().filter(|c| *c == '.').count();
    let digits = mantissa.chars().filter(|c| is_digit(*c)).count();
    if digits == 0 || points > 1 || digits + points != mantissa.chars().count() {
        return None;
    }
    let Some(exponent) = exponent else { return Some((mantissa, None)) };
    let size = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if size.is_empty() || !size.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // Beyond 10,000 every exponent gives 0 or infinity.
    let size = size.bytes().fold(0i32, |n, b| if n < 10_000 { n * 10 + i32::from(b - b'0') } else { n });
    Some((mantissa, Some(if exponent.starts_with('-') { -size } else { size })))
}

/// An underscore stands between two digits, or between a base prefix and a digit.
fn underscores_ok(unsigned: &str, hex: bool) -> bool {
    let mut last = if hex { b'0' } else { b'^' };
    for b in unsigned.bytes().skip(if hex { 2 } else { 0 }) {
        let digit = b.is_ascii_digit() || (hex && b.is_ascii_hexdigit());
        if digit {
            last = b'0';
        } else if b == b'_' {
            if last != b'0' {
                return false;
            }
            last = b'_';
        } else {
            if last == b'_' {
                return false;
            }
            last = b'!';
        }
    }
    last != b'_'
}

/// The value of a hexadecimal mantissa times 2^exponent, rounded to the nearest (the first 61 bits and whether
/// anything follows them decide that).
#[allow(clippy::cast_precision_loss)]
fn hex_value(mantissa: &str, exponent: Option<i32>) -> f64 {
    let (mut bits, mut power, mut lost, mut after_point) = (0u64, exponent.unwrap_or(0), false, false);
    for c in mantissa.chars() {
        let Some(digit) = c.to_digit(16) else {
            after_point = true;
            continue;
        };
        if bits < 1 << 60 {
            bits = bits << 4 | u64::from(digit);
            power -= if after_point { 4 } else { 0 };
        } else {
            lost |= digit != 0;
            power += if after_point { 0 } else { 4 };
        }
    }
    let size = (bits | u64::from(lost)) as f64;
    // In steps, so that a large power and a small mantissa do not overflow on the way.
    let step = power.clamp(-1000, 1000);
    size * 2f64.powi(step) * 2f64.powi((power - step).clamp(-1000, 1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Go 1.19's strconv.ParseFloat returns, printed by a Go program.
    #[test]
    fn reads_what_go_reads() {
        let good: &[(&str, f64)] = &[
            ("1", 1.0),
            ("1e3", 1000.0),
            ("1E5", 100_000.0),
            (".5", 0.5),
            ("5.", 5.0),
            ("+5", 5.0),
            ("-5", -5.0),
            ("1_000", 1000.0),
            ("1_000.5", 1000.5),
            ("1_23.50_0_0e+1_2", 1.235e14),
            ("1e1_0", 1e10),
            ("1e-999", 0.0),
            ("0x1p-2", 0.25),
            ("0X1.8P+1", 3.0),
            ("0x_1_2.3_4_5p+1_2", 74565.0),
            ("0x1_ep-1", 15.0),
            ("0x.8p0", 0.5),
            ("0xap0", 10.0),
            ("0x1.fffffffffffffp1023", f64::MAX),
            ("0x1.00000000000008p0", 1.0),
            ("0x1.000000000000081p0", 1.000_000_000_000_000_2),
            ("0x1.00000000000018p0", 1.000_000_000_000_000_4),
            ("0x123456789abcdef12p0", 2.098_829_547_942_064_5e19),
            ("0x1p-1080", 0.0),
            ("Inf", f64::INFINITY),
            ("+inf", f64::INFINITY),
            ("-Infinity", f64::NEG_INFINITY),
        ];
        for (text, value) in good {
            assert_eq!(parse(text), Ok(*value), "{text}");
        }
        assert!(parse("nan").is_ok_and(f64::is_nan));
        for text in [
            "",
            " 1",
            "1 ",
            "0x1",
            "0x1.fp",
            "0x",
            "1__0",
            "_1",
            "1_",
            "0b1",
            "0o7",
            "infi",
            "+nan",
            "500ms",
            "1%",
            "1e",
            "1e+",
            "e5",
            ".",
            "+",
            "0,5",
            "1.2.3",
            "00x1p1",
            "١",
            "123_.5e+12",
            "123.5e_+12",
            "--1",
        ] {
            assert_eq!(parse(text).err(), Some(NumberError::Syntax), "{text}");
        }
        for text in ["1e999", "-1e999", "0x1p2000"] {
            assert_eq!(parse(text), Err(NumberError::Range), "{text}");
        }
    }

    #[test]
    fn finds_the_number_before_a_unit() {
        for (text, len) in [("500ms", 3), ("1%", 1), ("1.5e3 s", 5), ("abc", 0), ("1e", 1), ("5é", 1)] {
            assert_eq!(prefix_len(text), len, "{text}");
        }
    }
}
