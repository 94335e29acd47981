//! Service-level objectives: k6's threshold expressions on series, and their verdicts.

mod evidence;
mod objective;
mod verdict;

pub use evidence::Evidence;
pub use objective::{Objective, Origin};
pub use verdict::{ExpressionError, Margin, ObjectiveResult, Verdict, WindowValue};
