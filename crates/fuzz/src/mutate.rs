//! Mutations without coverage: what libFuzzer does first, with numbers that a seed decides. The same target, corpus and
//! number give the same input.

use sloscope_core::load::SplitMix;

/// Longer inputs are cut.
const LONGEST: usize = 64 * 1024;

/// Makes inputs of a corpus and a dictionary.
pub struct Mutator<'a> {
    corpus: &'a [Vec<u8>],
    dictionary: &'a [&'a [u8]],
}

impl<'a> Mutator<'a> {
    pub fn new(corpus: &'a [Vec<u8>], dictionary: &'a [&'a [u8]]) -> Self {
        Self { corpus, dictionary }
    }

    /// The input of this number; the first ones are the corpus as it is.
    pub fn input(&self, number: u64) -> Vec<u8> {
        if let Some(known) = usize::try_from(number).ok().and_then(|at| self.corpus.get(at)) {
            return known.clone();
        }
        let random = &mut Choice(SplitMix::new(number));
        let mut input = self.pick(random).to_vec();
        for _ in 0..1 + random.below(random_rounds(number)) {
            self.mutate(&mut input, random);
        }
        input.truncate(LONGEST);
        input
    }

    fn pick(&self, random: &mut Choice) -> &'a [u8] {
        match self.corpus.len() {
            0 => &[],
            number => &self.corpus[random.below(number)],
        }
    }

    fn mutate(&self, input: &mut Vec<u8>, random: &mut Choice) {
        let at = random.below(input.len() + 1);
        match random.below(11) {
            // One bit, one byte.
            0 if at < input.len() => input[at] ^= 1 << random.below(8),
            1 if at < input.len() => input[at] = random.byte(),
            // A piece of it: removed, doubled, put elsewhere.
            2 => {
                let end = random.end(at, input.len());
                input.drain(at..end);
            }
            3 => {
                let piece = input[at..random.end(at, input.len())].to_vec();
                let times = 1 + random.below(3);
                input.splice(at..at, piece.repeat(times));
            }
            4 => {
                let piece: Vec<u8> = input.drain(at..random.end(at, input.len())).collect();
                let to = random.below(input.len() + 1);
                input.splice(to..to, piece);
            }
            // The rest is lost.
            5 => input.truncate(at),
            // A piece of another one, in place of a piece or between.
            6 | 7 => {
                let other = self.pick(random);
                let from = random.below(other.len() + 1);
                let piece = other[from..random.end(from, other.len())].to_vec();
                let end = if random.below(2) == 0 { at } else { random.end(at, input.len()) };
                input.splice(at..end, piece);
            }
            // A number becomes another one.
            8 => {
                let is_digit = |byte: &u8| byte.is_ascii_digit();
                let Some(from) = input[at..].iter().position(is_digit).map(|more| at + more) else { return };
                let end = from + input[from..].iter().take_while(|byte| is_digit(byte)).count();
                input.splice(from..end, NUMBERS[random.below(NUMBERS.len())].bytes());
            }
            // A word.
            _ => {
                let Some(word) = random.of(self.dictionary) else { return };
                let end = if random.below(2) == 0 { at } else { random.end(at, input.len()) };
                input.splice(at..end, word.iter().copied());
            }
        }
    }
}

/// Mostly few mutations, at times many.
fn random_rounds(number: u64) -> usize {
    if number.is_multiple_of(16) { 24 } else { 4 }
}

const NUMBERS: [&str; 18] = [
    "0",
    "1",
    "2",
    "7",
    "-1",
    "1e9",
    "1e300",
    "-1e300",
    "1e-300",
    "0.1",
    "999999",
    "4294967295",
    "4294967296",
    "9007199254740993",
    "9223372036854775807",
    "18446744073709551615",
    "1e19",
    "340282366920938463463374607431768211456",
];

struct Choice(SplitMix);

impl Choice {
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.0.next_u64() % end.max(1) as u64).unwrap_or(0)
    }

    fn byte(&mut self) -> u8 {
        self.0.next_u64().to_le_bytes()[0]
    }

    /// The end of a piece that begins at `at`: mostly short.
    fn end(&mut self, at: usize, length: usize) -> usize {
        let left = length - at;
        let most = if self.below(4) == 0 { left } else { left.min(64) };
        at + self.below(most + 1)
    }

    fn of<'a>(&mut self, list: &'a [&'a [u8]]) -> Option<&'a [u8]> {
        (!list.is_empty()).then(|| list[self.below(list.len())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_number_gives_the_same_input() {
        let corpus = vec![b"{\"a\": 17}".to_vec(), b"other".to_vec()];
        let words: [&[u8]; 1] = [b"word"];
        let mutator = Mutator::new(&corpus, &words);
        assert_eq!(mutator.input(0), corpus[0]);
        let some: Vec<Vec<u8>> = (0..2000).map(|number| mutator.input(number)).collect();
        assert_eq!(some, (0..2000).map(|number| mutator.input(number)).collect::<Vec<_>>());
        let mut different = some.clone();
        different.sort_unstable();
        different.dedup();
        assert!(different.len() > 1200, "{} different ones", different.len());
        assert!(some.iter().any(|input| input.windows(4).any(|part| part == b"word")));
        Mutator::new(&[], &[]).input(5);
    }
}
