//! Service-level objectives: k6's threshold expressions on series, and their verdicts.

mod advice;
mod bounds;
mod caveats;
mod evidence;
mod expression;
mod judge;
pub(crate) mod literal;
mod missing;
mod number;
mod objective;
mod objectives;
mod presets;
mod title;
mod verdict;

pub use bounds::Between;
pub(crate) use bounds::out_of_order;
pub use caveats::OF_A_PART;
pub use evidence::Evidence;
pub use expression::{Expression, Operator};
pub use judge::judge;
pub use objective::{Objective, Origin};
pub(crate) use objectives::objectives_of;
pub use objectives::{ObjectivesError, objectives_json, parse_objectives};
pub use presets::{SEED, preset, suggestions};
pub use verdict::{Basis, ExpressionError, Margin, ObjectiveResult, Verdict, WindowValue};
