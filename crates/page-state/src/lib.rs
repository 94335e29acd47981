//! The state of the page, as far as it needs no browser: which questions are under way ([`Questions`]), what else was asked
//! of a worker ([`Pending`]), what the address holds ([`Place`], [`Comparing`]), which runs the browser keeps ([`recent`]).
//! The page's `src/state` wraps it in signals. Nothing here can name a page or a component.

#![deny(missing_docs)]
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod address;
mod comparing;
mod pending;
mod questions;
pub mod recent;

pub use address::{Place, PlanLink, Route, USUAL_METRIC, followed};
pub use comparing::{Comparing, read_local, write_local};
pub use pending::Pending;
pub use questions::{Answered, Questions};
