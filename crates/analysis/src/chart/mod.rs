//! Charts: what is asked, what is answered, and the drawing that all of them share. Which numbers a chart shows is the
//! matter of `report/build/charts`; here they become marks, words and tables.
//!
//! ```text
//! ask (kind, size) -> numbers (report/build/charts) -> frame: scales, ticks -> Scene -> page, SVG file
//!                                                   |-> table, description
//! ```
//! A scene names classes instead of colours, so that a style sheet decides how it looks in light, in dark, on paper and
//! in a file.

mod address;
mod axis;
mod compared;
mod describe;
mod frame;
mod model;
mod over_runs;
mod reduce;
mod scale;
mod scene;
mod svg;
pub(crate) mod ticks;
mod time_series;
mod words;

pub use address::{read_choice, write_choice};
pub use axis::{Band, moments, stage_bands};
pub use compared::{ComparedCourse, ComparedPercentiles, ComparedSide};
pub(crate) use frame::{Axis, Frame, Margins};
pub use model::{Chart, ChartAsk, ChartKind, ChartRow, ChartTable, Key, TREND_STATS, TableColumn, series_stat};
pub use over_runs::{Level, OverRuns, RunValue};
pub(crate) use scale::Scale;
pub use scene::{Mark, Plot, Scene, Text};
pub use svg::{standalone, swatch};
pub use ticks::numbers as round_numbers;
pub(crate) use ticks::{TIME_STEPS_MS, time_step};
pub(crate) use time_series::{FLAT, Limit, SERIES, Shape, TimeSeries, Trace};
