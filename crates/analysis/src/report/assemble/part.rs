//! A statistic of a part of what is shown: what a report of that window says of it.

use sloscope_model::metric::MetricType;
use sloscope_model::series::Series;
use sloscope_model::stat::Stat;

use super::measure::kind_of;
use super::windows::of_samples;
use super::{Build, Rows};
use crate::report::Window;

/// `None` without samples of the series there.
pub fn stat_in(build: &Build, series: &Series, window: Window, stat: Stat) -> Option<f64> {
    let rows = build.rows?;
    let (mut from, mut to) = (build.clock.at(window.start_ms.max(0.0)), build.clock.at(window.end_ms));
    if let Some((start, end)) = rows.window {
        (from, to) = (from.max(start), to.min(end));
    }
    let selected = Rows { window: Some((from, to)), ..rows }.select(series)?;
    let kind = kind_of(selected.column);
    let mut values = selected.values();
    if values.is_empty() {
        return None;
    }
    match (kind, stat) {
        (MetricType::Counter, Stat::Count) => Some(values.iter().sum()),
        (MetricType::Trend, Stat::Count) => Some(values.len() as f64),
        _ => of_samples(kind, stat, &mut values),
    }
}
