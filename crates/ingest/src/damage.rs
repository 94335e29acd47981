//! Damage by chance, for tests: what may stand in a file that was cut, changed or put together.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::RngSeed;

/// So many inputs, the same in each run.
pub(crate) fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() }
}

/// A change of one byte, or an end.
#[derive(Clone, Debug)]
pub(crate) enum Damage {
    Changed(Index, u8),
    Removed(Index),
    Added(Index, u8),
    Cut(Index),
}

/// One to so many changes; `odd` are the bytes that mean something in the format.
pub(crate) fn damage(odd: &'static [u8], most: usize) -> impl Strategy<Value = Vec<Damage>> {
    let one = prop_oneof![
        (any::<Index>(), select(odd)).prop_map(|(at, byte)| Damage::Changed(at, byte)),
        any::<Index>().prop_map(Damage::Removed),
        (any::<Index>(), select(odd)).prop_map(|(at, byte)| Damage::Added(at, byte)),
        any::<Index>().prop_map(Damage::Cut),
    ];
    proptest::collection::vec(one, 1..=most)
}

/// The text after it; an end comes after so many bytes at the earliest.
pub(crate) fn damaged(text: &str, damage: &[Damage], least: usize) -> Vec<u8> {
    let mut text = text.as_bytes().to_vec();
    for one in damage {
        if text.is_empty() {
            break;
        }
        let length = text.len();
        match one {
            Damage::Changed(at, byte) => text[at.index(length)] = *byte,
            Damage::Removed(at) => drop(text.remove(at.index(length))),
            Damage::Added(at, byte) => text.insert(at.index(length), *byte),
            Damage::Cut(at) => text.truncate(at.index(length).max(least)),
        }
    }
    text
}
