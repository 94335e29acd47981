//! Comparisons: did it help? Two sides of runs, or of parts of runs; whether they are comparable; and for each metric the
//! difference with its interval and a verdict.
//!
//! ```text
//! parts | blocks -> measured (analysis) -> rows: stats, judge, words -> Comparison
//!               \-> reports  (analysis) -> comparable --------------/
//!                \-> charts   (analysis) -> overlay: both sides, drawn
//! ```
//! The run is the unit, not the request: thousands of requests of one run say much about that run and little about the
//! next.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]
#![warn(missing_docs)]

mod blocks;
mod changes;
mod comparable;
mod compare;
mod drawn;
mod judge;
mod limit;
mod metrics;
mod model;
mod offers;
mod overlay;
mod parts;
mod rows;
mod sense;
mod sides;
pub mod stats;
mod texts;
pub mod words;

pub use blocks::{Blocks, blocks};
pub use changes::{Changes, NewFailure, ObjectiveChange};
pub use compare::{Question, Sides, compare};
pub use limit::{Amount, Limit, LimitError};
pub use metrics::{FAILED, MAIN};
pub use model::{
    Aa, Band, Bootstrap, Comparison, Concern, Design, Difference, Gate, Gravity, Outcome, PartFacts, Row, Sense, Side,
    Verdict,
};
pub use offers::{Offers, TagOffer, offers};
pub use overlay::{Align, Overlay, OverlayAsk, overlay};
pub use parts::{Part, Selection, figures, parts};
pub use sides::{SidesAsk, sides};
