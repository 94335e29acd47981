//! Two small generators of numbers: one for values that must differ from run to run, one for choices that a k6 script
//! must be able to repeat. Neither is for secrets.

/// SplitMix64 (Steele, Lea, Flood 2014; Vigna's splitmix64.c): for UUIDs and `$rand`. Whoever runs a plan brings the
/// seed.
#[derive(Clone, Debug)]
pub struct SplitMix {
    state: u64,
}

impl SplitMix {
    /// Equal seeds give equal sequences.
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The next number of the sequence, all 64 bits of it random.
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = self.state;
        let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A whole number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.abs_diff(low);
        // The upper half of a 128-bit product: every value is as likely as the next to within span / 2^64.
        let step = ((u128::from(self.next_u64()) * (u128::from(span) + 1)) >> 64) as i64;
        low.wrapping_add(step)
    }

    /// A UUID of version 4 (RFC 9562, section 5.4).
    pub fn uuid(&mut self) -> String {
        let high = self.next_u64() & !0xf000 | 0x4000;
        let low = self.next_u64() & !(0b11 << 62) | 0b10 << 62;
        let hex = format!("{high:016x}{low:016x}");
        [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
    }
}

/// What an iteration takes: the n-th number of a stream can be had without those before it, and in 32 bits, so that
/// ten lines of JavaScript do the same (`Math.imul`). The steps of SplitMix with the finaliser of MurmurHash3
/// (Appleby, fmix32).
#[derive(Clone, Copy, Debug)]
pub struct Picker {
    start: u32,
}

impl Picker {
    /// `stream` keeps the numbers for different purposes apart.
    pub fn new(seed: u32, stream: u32) -> Self {
        Self { start: mix(seed ^ mix(stream.wrapping_add(1))) }
    }

    pub fn number(self, n: u64) -> u32 {
        mix(self.start.wrapping_add((n as u32).wrapping_mul(0x9e37_79b9)))
    }

    /// An index below `count`.
    pub fn below(self, n: u64, count: u32) -> u32 {
        ((u64::from(self.number(n)) * u64::from(count)) >> 32) as u32
    }
}

/// MurmurHash3's fmix32.
fn mix(mut h: u32) -> u32 {
    h ^= h >> 16;
    h = h.wrapping_mul(0x85eb_ca6b);
    h ^= h >> 13;
    h = h.wrapping_mul(0xc2b2_ae35);
    h ^ h >> 16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splitmix_gives_the_numbers_of_the_reference() {
        // Vigna's splitmix64.c with seed 1234567 (the vector that Rosetta Code and NumPy's tests use).
        let mut random = SplitMix::new(1_234_567);
        let expected = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ];
        for number in expected {
            assert_eq!(random.next_u64(), number);
        }
    }

    #[test]
    fn the_finaliser_is_murmurs() {
        // MurmurHash3_x86_32 of nothing is fmix32(seed).
        assert_eq!(mix(0), 0);
        assert_eq!(mix(1), 0x514e_28b7);
        assert_eq!(mix(0xffff_ffff), 0x81f1_6f39);
    }

    #[test]
    fn ranges_hold_both_ends_and_nothing_else() {
        let mut random = SplitMix::new(7);
        let mut seen = [0u32; 6];
        for _ in 0..6000 {
            seen[(random.between(-2, 3) + 2) as usize] += 1;
        }
        // Binomial(6000, 1/6): 1000 with a standard deviation of 29.
        assert!(seen.iter().all(|n| (850..1150).contains(n)), "{seen:?}");
        assert_eq!(random.between(5, 5), 5);
        let wide = random.between(i64::MIN, i64::MAX);
        assert_ne!(wide, random.between(i64::MIN, i64::MAX));
    }

    #[test]
    fn uuids_are_of_version_4() {
        let mut random = SplitMix::new(1);
        for _ in 0..100 {
            let uuid = random.uuid();
            let parts: Vec<usize> = uuid.split('-').map(str::len).collect();
            assert_eq!(parts, [8, 4, 4, 4, 12], "{uuid}");
            assert_eq!(uuid.as_bytes()[14], b'4', "{uuid}");
            assert!(matches!(uuid.as_bytes()[19], b'8' | b'9' | b'a' | b'b'), "{uuid}");
        }
    }

    #[test]
    fn picks_are_spread_and_streams_differ() {
        let rows = Picker::new(1, 0);
        let mut seen = [0u32; 5];
        for n in 0..5000 {
            seen[rows.below(n, 5) as usize] += 1;
        }
        assert!(seen.iter().all(|n| (880..1120).contains(n)), "{seen:?}");
        let other = Picker::new(1, 1);
        let same = (0..1000).filter(|n| rows.below(*n, 100) == other.below(*n, 100)).count();
        assert!(same < 30, "{same}");
        assert_eq!(rows.below(3, 1), 0);
    }
}
