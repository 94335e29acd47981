//! How far a measured value is from the limit that it is judged by.

use serde::{Deserialize, Serialize};

/// How far the measured value is from the limit; positive is room left, negative is how much it is over.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Margin {
    /// In the unit of the measured value.
    pub absolute: f64,
    /// Of the limit, in per cent; absent where the limit is 0, or so small that the share is beyond all numbers.
    pub percent: Option<f64>,
}
