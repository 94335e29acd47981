//! JSON numbers to `f64`, to exactly the bits of Rust's own parser.

/// Powers of ten that an `f64` holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// Reads the JSON number at the start of `text`: its value and its length. `None` if there is none, or it is not finite.
///
/// A mantissa below 2^53 with a power of ten up to 22 needs one multiplication or division, which is correctly
/// rounded (Clinger, "How to read floating point numbers accurately"); the rest goes to the standard parser.
#[inline]
pub fn scan_number(text: &[u8]) -> Option<(f64, usize)> {
    let digit = |at: usize| text.get(at).map(|b| b.wrapping_sub(b'0')).filter(|d| *d < 10);
    let negative = text.first() == Some(&b'-');
    let start = usize::from(negative);
    let mut at = start;
    let mut mantissa = 0u64;
    while let Some(d) = digit(at) {
        mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(d));
        at += 1;
    }
    let mut digits = at - start;
    if digits == 0 || (digits > 1 && text[start] == b'0') {
        return None;
    }
    let mut places = 0;
    if text.get(at) == Some(&b'.') {
        let first = at + 1;
        at = first;
        while let Some(d) = digit(at) {
            mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(d));
            at += 1;
        }
        places = at - first;
        if places == 0 {
            return None;
        }
        digits += places;
    }
    let has_exponent = matches!(text.get(at), Some(b'e' | b'E'));
    if !has_exponent && digits <= 19 && mantissa < (1 << 53) && places <= 22 {
        let value = mantissa as f64 / POWERS[places];
        return Some((if negative { -value } else { value }, at));
    }
    if has_exponent {
        at += 1;
        if matches!(text.get(at), Some(b'+' | b'-')) {
            at += 1;
        }
        let first = at;
        while digit(at).is_some() {
            at += 1;
        }
        if at == first {
            return None;
        }
    }
    let value: f64 = std::str::from_utf8(&text[..at]).ok()?.parse().ok()?;
    value.is_finite().then_some((value, at))
}

#[cfg(test)]
mod tests {
    use super::scan_number;

    #[test]
    fn same_bits_as_the_standard_parser() {
        let hard = [
            "0",
            "-0",
            "1",
            "0.1",
            "52.762806",
            "2.5e-05",
            "1e22",
            "1e23",
            "9007199254740993",
            "9007199254740992",
            "0.000000000000000000001",
            "123456789012345678901234567890",
            "1.7976931348623157e308",
            "4.9e-324",
            "2.2250738585072011e-308",
            "0.3",
            "100.000000",
            "1E+2",
            "8.41e21",
            "7205759403792793e-1",
            "9.5367431640625e-07",
            "179769313486231570000000000000000000000",
        ];
        for text in hard {
            let (value, length) = scan_number(text.as_bytes()).expect(text);
            assert_eq!(length, text.len(), "{text}");
            assert_eq!(value.to_bits(), text.parse::<f64>().expect(text).to_bits(), "{text}");
        }
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        for _ in 0..200_000 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let text = match state % 3 {
                0 => format!("{}.{:06}", state >> 50, (state >> 8) % 1_000_000),
                1 => format!("{:?}", f64::from_bits(state >> 2)),
                _ => format!("{}", (state >> 11) as f64 / 1e6),
            };
            let Some((value, length)) = scan_number(text.as_bytes()) else { continue };
            assert_eq!(length, text.len(), "{text}");
            assert_eq!(value.to_bits(), text.parse::<f64>().expect("a number").to_bits(), "{text}");
        }
    }

    #[test]
    fn what_is_no_json_number_is_refused() {
        for text in ["", "-", "+1", ".5", "1.", "01", "-01", "1e", "1e+", "nan", "inf", "1e400", "\"1\""] {
            let whole = scan_number(text.as_bytes()).is_some_and(|(_, length)| length == text.len());
            assert!(!whole, "{text}");
        }
    }
}
