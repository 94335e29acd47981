//! The pages. They compose components and draw what the core answered; they compute nothing.

pub mod compare;
pub mod live;
pub mod part;
mod recent_runs;
pub mod report;
pub mod run;
pub mod start;
