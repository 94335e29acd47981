//! What is demanded of a run: k6's threshold expressions on series, alone and in files. They are judged elsewhere.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]
#![deny(missing_docs)]

mod advice;
mod asked;
mod expression;
mod file;
pub mod literal;
mod number;
mod objective;

pub use asked::{Asked, normal};
pub use expression::{Expression, ExpressionError, Operator};
pub use file::{ObjectivesError, objectives_json, objectives_line, objectives_of, parse_objectives};
pub use objective::{Objective, Origin};
