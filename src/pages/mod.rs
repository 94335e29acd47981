//! The pages. They compose components and draw what the core answered; they compute nothing.

mod recent_runs;
pub mod report;
pub mod run;
pub mod start;
