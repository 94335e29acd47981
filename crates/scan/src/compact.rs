//! Whole numbers and decimal fractions in few bytes, for files: as a power of ten, the least of them, and planes of bytes,
//! which compress better than the bits of floating-point numbers. What is read is what was written, to the bit.

/// Numbers are tried as multiples of a fraction no smaller than 10^-9: k6 has its times in nanoseconds, and writes
/// milliseconds.
const MOST_DIGITS: u8 = 9;
/// Larger whole numbers are not exact as floating-point numbers.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Writes whole numbers: the width in bytes (1 byte), the least number (8), then for each byte of the differences from it
/// that byte of all numbers, the lowest first.
pub fn put(out: &mut Vec<u8>, numbers: impl Iterator<Item = i64> + Clone) {
    let least = numbers.clone().min().unwrap_or_default();
    let above = |number: i64| number.wrapping_sub(least) as u64;
    let most = numbers.clone().map(above).max().unwrap_or_default();
    let width = (u64::BITS - most.leading_zeros()).div_ceil(8) as u8;
    out.push(width);
    out.extend(least.to_le_bytes());
    for plane in 0..width {
        out.extend(numbers.clone().map(|number| (above(number) >> (8 * plane)) as u8));
    }
}

/// Reads so many that [`put`] wrote; `None` if the bytes are not whole.
pub fn get(from: &mut &[u8], rows: usize) -> Option<Vec<i64>> {
    let (&[width], rest) = from.split_first_chunk::<1>()?;
    let (least, rest) = rest.split_first_chunk::<8>()?;
    let (planes, rest) = rest.split_at_checked(rows.checked_mul(usize::from(width))?)?;
    if width > 8 {
        return None;
    }
    *from = rest;
    let mut numbers = vec![0_u64; rows];
    for (at, plane) in planes.chunks_exact(rows.max(1)).enumerate() {
        numbers.iter_mut().zip(plane).for_each(|(number, byte)| *number |= u64::from(*byte) << (8 * at));
    }
    let least = i64::from_le_bytes(*least);
    Some(numbers.into_iter().map(|above| least.wrapping_add(above as i64)).collect())
}

/// The number of decimal digits that all values have, and the values without a point; `None` where that is not exact.
pub fn decimals(values: &[f64]) -> Option<(u8, Vec<i64>)> {
    let mut digits = 0;
    for value in values {
        while !is_exact(*value, digits) {
            digits += 1;
            if digits > MOST_DIGITS {
                return None;
            }
        }
    }
    // What had fewer digits may be too large with more.
    let all = values.iter().all(|value| is_exact(*value, digits));
    all.then(|| (digits, values.iter().map(|value| whole(*value, digits) as i64).collect()))
}

/// The inverse of [`decimals`].
pub fn value(number: i64, digits: u8) -> f64 {
    number as f64 / scale(digits)
}

fn scale(digits: u8) -> f64 {
    // Powers of ten are exact up to 10^22.
    10_f64.powi(i32::from(digits.min(22)))
}

fn whole(value: f64, digits: u8) -> f64 {
    (value * scale(digits)).round()
}

fn is_exact(value: f64, digits: u8) -> bool {
    let whole = whole(value, digits);
    // A zero that is negative is no whole number.
    whole.abs() < EXACT && self::value(whole as i64, digits).to_bits() == value.to_bits()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_come_back() {
        let several: [&[i64]; 6] =
            [&[], &[7], &[-3, 260, 0], &[i64::MIN, i64::MAX, 0], &[1 << 40, (1 << 40) + 1], &[5, 5, 5]];
        for numbers in several {
            let mut out = Vec::new();
            put(&mut out, numbers.iter().copied());
            out.push(99);
            let from = &mut &out[..];
            assert_eq!(get(from, numbers.len()).as_deref(), Some(numbers));
            assert_eq!(*from, [99], "no more is taken");
            let is_cut = get(&mut &out[..out.len() - 2], numbers.len());
            assert!(is_cut.is_none() || out.len() == 10, "{numbers:?}, cut");
        }
        assert_eq!(
            get(&mut &[9, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9][..], 1),
            None,
            "no number is so wide"
        );
    }

    #[test]
    fn decimal_fractions_come_back_to_the_bit_or_are_left_as_they_are() {
        let exact: [&[f64]; 4] = [&[0.000_001, 12.345_678, 1e6], &[1.0, 0.0], &[0.1, 0.2], &[-5.25]];
        for values in exact {
            let (digits, numbers) = decimals(values).expect("exact");
            let read: Vec<u64> = numbers.iter().map(|number| value(*number, digits).to_bits()).collect();
            assert_eq!(read, values.iter().map(|value| value.to_bits()).collect::<Vec<_>>());
        }
        for values in [&[-0.0][..], &[1.0 / 3.0], &[f64::MAX], &[1e15, 0.000_001], &[4_503_599_627_370_495.5]] {
            assert_eq!(decimals(values), None, "{values:?}");
        }
    }
}
