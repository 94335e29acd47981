//! Verdicts on service-level objectives.

mod bounds;
mod caveats;
mod evidence;
mod judge;
mod missing;
mod order;
mod presets;
pub(crate) mod spans;
mod title;
mod verdict;

pub use bounds::Between;
pub(crate) use bounds::out_of_order;
pub use caveats::OF_A_PART;
pub use evidence::Evidence;
pub use judge::judge;
pub use order::worst_first;
pub use presets::{SEED, preset, suggestions};
pub use title::subject;
pub use verdict::{Basis, ObjectiveResult, Verdict, WindowValue};
