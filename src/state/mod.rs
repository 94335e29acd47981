//! What the page knows: the session (files, worker, report) and the user's preferences.

pub mod charts;
mod exports;
mod input;
mod outcome;
mod phase;
pub mod preferences;
pub mod remarks;
pub mod running;
pub mod session;
