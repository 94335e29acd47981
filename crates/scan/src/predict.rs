//! Columns of whole numbers that are predicted from others, for files. Parts of a request's time add up to it, and what k6
//! writes of one iteration has times that follow each other. Only the difference is written, which takes fewer bytes. What is
//! read is what was written: the reader remembers the same columns in the same order.

use std::collections::VecDeque;

/// The unit of times; values have their number of decimal digits.
pub const TIMES: u8 = u8::MAX;
/// So many columns are remembered: those of some twenty metrics, with what was left of them.
const MEMORY: usize = 48;
/// A column is predicted from the sum of at most so many.
const MOST_TERMS: usize = 3;
/// Rows may be so far from those that predict them: an extra request at the start moves all that follow.
const MOST_SHIFT: i8 = 2;
/// So many rows are looked at for each candidate, and so many of those that look best.
const GLANCE: usize = 64;
const LOOK: usize = 512;
const BEST: usize = 3;
/// What saves less than this part is not worth it.
const WORTH: f64 = 0.95;
/// With what takes so many times as much, another term may still save something.
const HOPE: f64 = 1.25;

/// A column that predicts another, or a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// How many columns were remembered after it.
    back: u8,
    /// Row n is predicted from row n + shift; at the ends from the first and the last.
    shift: i8,
    /// It is taken away from the others, not added to them.
    minus: bool,
}

/// The columns that were written, or read, last.
#[derive(Debug, Default)]
pub struct Memory {
    /// The newest first, with their units. None is empty.
    columns: VecDeque<(u8, Box<[i64]>)>,
}

impl Memory {
    /// Remembers a column.
    pub fn learn(&mut self, unit: u8, numbers: Box<[i64]>) {
        if !numbers.is_empty() {
            self.columns.truncate(MEMORY - 1);
            self.columns.push_front((unit, numbers));
        }
    }

    /// What predicts these numbers so well that the differences are shorter than `plain`, in which they would be written
    /// otherwise; empty if nothing does.
    pub fn terms(&self, unit: u8, numbers: &[i64], plain: &[i64]) -> Vec<Term> {
        let middle = |numbers: &[i64], most: usize| {
            let from = (numbers.len().saturating_sub(most)) / 2;
            from..(from + most).min(numbers.len())
        };
        let mut terms = Vec::new();
        let (mut cost, mut kept) = (bits(&plain[middle(plain, LOOK)]) * WORTH, 0);
        let (look, glance) = (middle(numbers, LOOK), middle(numbers, GLANCE));
        let mut rest = numbers.to_vec();
        while terms.len() < MOST_TERMS && cost > 0.0 {
            let mut found: Vec<(u32, Term)> = self
                .candidates(unit)
                .filter_map(|term| Some((self.spread(unit, &rest, term, glance.clone())?, term)))
                .collect();
            found.sort_by_key(|(spread, _)| *spread);
            let tried = found.into_iter().take(BEST).filter_map(|(_, term)| {
                let mut left = rest[look.clone()].to_vec();
                self.subtract(unit, &mut left, term, look.start)?;
                Some((bits(&left), term))
            });
            let Some((best, term)) = tried.min_by(|a, b| a.0.total_cmp(&b.0)) else { break };
            // A sum may need all of its parts before anything is gained.
            if best > cost * HOPE {
                break;
            }
            terms.push(term);
            if best < cost {
                (cost, kept) = (best * WORTH, terms.len());
            }
            if self.subtract(unit, &mut rest, term, 0).is_none() {
                break;
            }
        }
        terms.truncate(kept);
        terms
    }

    /// Numbers without what the terms predict of them; `None` if a term names no such column.
    pub fn difference(&self, unit: u8, mut numbers: Vec<i64>, terms: &[Term]) -> Option<Vec<i64>> {
        terms.iter().try_for_each(|term| self.subtract(unit, &mut numbers, *term, 0))?;
        Some(numbers)
    }

    /// The inverse.
    pub fn sum(&self, unit: u8, numbers: Vec<i64>, terms: &[Term]) -> Option<Vec<i64>> {
        let inverse: Vec<Term> = terms.iter().map(|term| Term { minus: !term.minus, ..*term }).collect();
        self.difference(unit, numbers, &inverse)
    }

    fn candidates(&self, unit: u8) -> impl Iterator<Item = Term> {
        let fits = (0..).zip(&self.columns).filter(move |(_, known)| factor(known.0, unit).is_some());
        let shifted = fits.flat_map(|(back, _)| (-MOST_SHIFT..=MOST_SHIFT).map(move |shift| (back, shift)));
        let signs: &[bool] = if unit == TIMES { &[false] } else { &[false, true] };
        shifted.flat_map(|(back, shift)| signs.iter().map(move |minus| Term { back, shift, minus: *minus }))
    }

    /// Takes from the numbers, the first of which is that of row `first`, what a term predicts.
    fn subtract(&self, unit: u8, numbers: &mut [i64], term: Term, first: usize) -> Option<()> {
        let (of, known) = self.columns.get(usize::from(term.back))?;
        let factor = factor(*of, unit)? * if term.minus { -1 } else { 1 };
        for (row, number) in numbers.iter_mut().enumerate() {
            let at = (first + row).saturating_add_signed(isize::from(term.shift)).min(known.len() - 1);
            *number = number.wrapping_sub(known[at].wrapping_mul(factor));
        }
        Some(())
    }

    /// How many bits the differences from the first of some rows have, without regard to which bits are alike.
    fn spread(&self, unit: u8, numbers: &[i64], term: Term, rows: std::ops::Range<usize>) -> Option<u32> {
        let mut left = [0; GLANCE];
        let left = &mut left[..rows.len()];
        left.copy_from_slice(&numbers[rows.clone()]);
        self.subtract(unit, left, term, rows.start)?;
        let first = *left.first()?;
        Some(left.iter().map(|number| i64::BITS - number.wrapping_sub(first).unsigned_abs().leading_zeros()).sum())
    }
}

/// What a number of one unit is multiplied by to be one of another.
fn factor(of: u8, to: u8) -> Option<i64> {
    match (of, to) {
        (TIMES, TIMES) => Some(1),
        (TIMES, _) | (_, TIMES) => None,
        _ => 10_i64.checked_pow(u32::from(to.checked_sub(of)?)),
    }
}

/// About how many bits the planes of bytes of these numbers take: their entropy.
fn bits(numbers: &[i64]) -> f64 {
    let least = numbers.iter().copied().min().unwrap_or_default();
    let above = |number: &i64| number.wrapping_sub(least) as u64;
    let most = numbers.iter().map(above).max().unwrap_or_default();
    let planes = (u64::BITS - most.leading_zeros()).div_ceil(8);
    let plane = |plane: u32| -> f64 {
        let mut counts = [0_u32; 256];
        numbers.iter().for_each(|number| counts[(above(number) >> (8 * plane)) as usize & 255] += 1);
        let all = numbers.len() as f64;
        let of = |count: &u32| f64::from(*count) * (all / f64::from(*count)).log2();
        counts.iter().filter(|count| **count > 0).map(of).sum()
    };
    (0..planes).map(plane).sum()
}

/// Writes terms: how many (1 byte), then for each how far back its column is (1), its shift (1, signed), and 1 if it is taken
/// away (1).
pub fn put(out: &mut Vec<u8>, terms: &[Term]) {
    out.push(terms.len() as u8);
    terms.iter().for_each(|term| out.extend([term.back, term.shift as u8, u8::from(term.minus)]));
}

/// Reads terms; `None` if the bytes are none.
pub fn get(from: &mut &[u8]) -> Option<Vec<Term>> {
    let (&[number], mut rest) = from.split_first_chunk::<1>()?;
    let mut terms = Vec::new();
    for _ in 0..number {
        let (&[back, shift, minus], behind) = rest.split_first_chunk::<3>()?;
        terms.push(Term { back, shift: shift as i8, minus: minus == 1 });
        rest = behind;
    }
    *from = rest;
    Some(terms)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers by chance, below a bound.
    fn noise(seed: u64, below: u64, rows: usize) -> Vec<i64> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) % below) as i64
        };
        (0..rows).map(|_| next()).collect()
    }

    fn check(memory: &Memory, unit: u8, numbers: &[i64], terms: &[Term]) -> Vec<i64> {
        let mut bytes = Vec::new();
        put(&mut bytes, terms);
        let read = get(&mut &bytes[..]).expect("terms");
        assert_eq!(read, terms);
        let left = memory.difference(unit, numbers.to_vec(), terms).expect("known columns");
        assert_eq!(memory.sum(unit, left.clone(), &read).as_deref(), Some(numbers));
        left
    }

    #[test]
    fn the_parts_of_a_sum_predict_its_last_part_exactly() {
        let rows = 3000;
        let (waiting, sending, receiving) =
            (noise(1, 90_000_000, rows), noise(2, 300_000, rows), noise(3, 400_000, rows));
        let duration: Vec<i64> = (0..rows).map(|at| waiting[at] + sending[at] + receiving[at]).collect();
        let mut memory = Memory::default();
        let mut left = Vec::new();
        for numbers in [&duration, &sending, &waiting, &receiving] {
            let terms = memory.terms(6, numbers, numbers);
            let rest = check(&memory, 6, numbers, &terms);
            memory.learn(6, numbers.clone().into());
            if !terms.is_empty() {
                memory.learn(6, rest.clone().into());
            }
            left.push(rest);
        }
        assert_eq!(left[0], duration, "nothing was known");
        assert!(left[2].iter().all(|number| number.unsigned_abs() < 1_000_000), "little is left of waiting");
        assert!(left[3].iter().all(|number| *number == left[3][0]), "nothing is left of receiving");
    }

    #[test]
    fn times_are_predicted_from_shifted_ones_and_decimals_from_fewer_digits() {
        let mut now = 1_790_000_000_000_000_000;
        let times: Vec<i64> = noise(4, 5_000_000, 2000)
            .iter()
            .map(|step| {
                now += step;
                now
            })
            .collect();
        let later: Vec<i64> =
            times[1..].iter().zip(noise(5, 900, 2000)).map(|(time, more)| time + 40_000 + more).collect();
        let mut memory = Memory::default();
        memory.learn(TIMES, times.into());
        let steps: Vec<i64> = later.windows(2).map(|two| two[1] - two[0]).collect();
        let terms = memory.terms(TIMES, &later, &steps);
        assert_eq!(terms, [Term { back: 0, shift: 1, minus: false }]);
        let left = check(&memory, TIMES, &later, &terms);
        assert!(left[..1900].iter().all(|number| (40_000..40_900).contains(number)));

        let coarse = noise(6, 1000, 500);
        memory.learn(3, coarse.clone().into());
        let fine: Vec<i64> = coarse.iter().map(|number| number * 1000).collect();
        let terms = memory.terms(6, &fine, &fine);
        assert!(check(&memory, 6, &fine, &terms).iter().all(|number| *number == 0));
        memory.learn(6, fine.clone().into());
        let [finest] = memory.terms(3, &coarse, &coarse)[..] else { panic!("one term") };
        assert_eq!(finest.back, 1, "more digits predict nothing with fewer");
    }

    #[test]
    fn what_is_no_term_or_names_no_column_is_refused() {
        let mut memory = Memory::default();
        let term = |back| [Term { back, shift: 0, minus: false }];
        assert_eq!(memory.sum(0, vec![1], &term(0)), None);
        memory.learn(9, [i64::MAX].into());
        assert_eq!(memory.sum(0, vec![1], &term(0)), None, "of more digits");
        assert_eq!(memory.sum(TIMES, vec![1], &term(0)), None, "not of times");
        assert_eq!(memory.sum(9, vec![1, 1], &term(0)), Some(vec![i64::MIN, i64::MIN]), "too large, but read");
        assert_eq!(memory.sum(9, vec![1], &term(1)), None);
        assert_eq!(memory.sum(100, vec![1], &term(0)), None, "no number has so many digits");
        assert_eq!(get(&mut &[1, 0, 0][..]), None);
        assert_eq!(get(&mut &[][..]), None);
    }
}
