//! The statistics of comparisons, one file each. Functions of numbers: they know neither runs nor metrics.
//!
//! Tests are exact up to a stated number of observations; beyond it they are normal approximations with corrections for
//! ties and continuity, and [`Method`] says which it was.

mod block_length;
mod bootstrap;
mod change_points;
mod effect;
mod hodges_lehmann;
mod holm;
mod mann_whitney;
mod noise;
mod normal;
mod permutation;
mod random;
mod ranks;
mod signed_rank;
mod trend;

pub use block_length::{Dependence, block_length};
pub use bootstrap::{Resampled, Slots, Wanted};
pub use change_points::{ChangePoint, FEWEST, change_points};
pub use effect::share_larger;
pub use hodges_lehmann::{Interval, Shift, paired_shift, shift};
pub use holm::holm;
pub use mann_whitney::mann_whitney;
pub use noise::{Noise, noise, pairs_for, runs_for};
pub use permutation::{difference_of_means, sign_flips};
pub use random::Random;
pub use signed_rank::signed_rank;
pub use trend::trend;

/// How a p-value was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// From the whole distribution under the hypothesis, ties included.
    Exact,
    /// From a normal distribution.
    Normal,
}

/// What a test says of "nothing differs".
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Tested {
    /// Two-sided: twice the smaller tail, at most 1.
    pub p: f64,
    /// The smallest p that these observations can reach in any order; 0 of a normal approximation.
    pub least_p: f64,
    /// How both were found.
    pub method: Method,
}

impl Tested {
    /// Of the shares of the distribution up to what was seen and from it on, and of its outermost values.
    fn exact((below, above): (f64, f64), (first, last): (f64, f64)) -> Self {
        let two_sided = |a: f64, b: f64| (2.0 * a.min(b)).min(1.0);
        Self { p: two_sided(below, above), least_p: two_sided(first, last), method: Method::Exact }
    }

    /// Of a standardised distance from the middle.
    fn normal(z: f64) -> Self {
        Self { p: (2.0 * normal::upper_tail(z.max(0.0))).min(1.0), least_p: 0.0, method: Method::Normal }
    }
}
