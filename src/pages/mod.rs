//! The pages. They compose components and draw what the core answered; they compute nothing.

pub mod form;
pub mod live;
mod recent_runs;
pub mod report;
pub mod run;
pub mod start;
