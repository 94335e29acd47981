//! The targets, by what they read.

pub mod addresses;
pub mod files;
pub mod messages;
pub mod packed;
pub mod plans;
pub mod texts;

use sloscope_core::load::SplitMix;

/// Numbers for the choices of a target, from its input: the same input makes the same choices.
fn choices(input: &[u8]) -> SplitMix {
    // FNV-1a.
    let hash = input
        .iter()
        .fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3));
    SplitMix::new(hash)
}

fn below(random: &mut SplitMix, end: usize) -> usize {
    usize::try_from(random.next_u64() % end.max(1) as u64).unwrap_or(0)
}
