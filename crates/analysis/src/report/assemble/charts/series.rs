//! Any series over time: several together, or one split by a tag.

use sloscope_model::format;
use sloscope_model::metric::MetricType;
use sloscope_model::order::sort_short;
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};

use super::{Canvas, number, per_span, tally};
use crate::chart::{Chart, SERIES, Shape, Trace, series_stat};
use crate::report::assemble::measure::kind_of;
use crate::report::assemble::rows::{Rows, Selected};
use crate::report::assemble::windows;

pub fn draw(canvas: &Canvas, rows: Rows, chart: &mut Chart) -> Option<()> {
    let mut wanted = canvas.ask.series.clone();
    let first = wanted.first()?.clone();
    let mut left_out = 0;
    if let Some(key) = &canvas.ask.split {
        let mut parts: Vec<(u64, Series)> = Vec::new();
        for value in rows.store.tags.values(key) {
            let part = first.clone().with(key, value);
            let n = rows.select(&part).map_or(0, |s| number(&s, &rows));
            if n > 0 {
                parts.push((n, part));
            }
        }
        if parts.is_empty() {
            chart.absent = Some(format!("No sample of {first} has the tag {key} in this part of the run."));
            return None;
        }
        sort_short(&mut parts, |a, b| b.0.cmp(&a.0));
        left_out = parts.len().saturating_sub(SERIES.len());
        wanted = parts.into_iter().take(SERIES.len()).map(|(_, part)| part).collect();
    }
    let found: Vec<(Series, Selected)> =
        wanted.iter().take(SERIES.len()).filter_map(|s| Some((s.clone(), rows.select(s)?))).collect();
    let (_, leader) = found.first()?;
    let chosen = canvas.ask.stat;
    let (kind, stat, unit) = drawn_as(leader, chosen);
    let name_of_first = stat_name(kind, stat);
    let most = found.iter().map(|(_, s)| number(s, &rows)).max().filter(|n| *n > 0)?;
    let grid = canvas.grid(most, if kind == MetricType::Gauge { 1 } else { 20 })?;
    let mut course = canvas.course(&grid, unit);
    let mut other_units = 0;
    for ((series, selected), class) in found.iter().zip(SERIES) {
        let (kind, stat, own) = drawn_as(selected, chosen);
        if own != unit {
            other_units += 1;
            continue;
        }
        let values = values(selected, (kind, stat), &grid, &rows);
        let label = match &canvas.ask.split {
            Some(key) => series.tags.iter().find(|(k, _)| k == key).map_or_else(|| series.to_string(), |t| t.1.clone()),
            None => format!("{series} {}", stat_name(kind, stat)),
        };
        course.traces.push(Trace { class, label, unit, shape: Shape::Line, values });
    }
    chart.title = match &canvas.ask.split {
        Some(key) => format!("{first} by {key}: {name_of_first}"),
        None => course.traces.iter().map(|t| t.label.as_str()).collect::<Vec<_>>().join(", "),
    };
    chart.subtitle = per_span(&grid);
    if left_out > 0 {
        let rest = format::counted(left_out as u64, "value");
        chart.subtitle.push_str(&format!("; those with most samples, {rest} left out"));
    }
    if other_units > 0 {
        let rest = format!("; {} of another unit left out", format::count(other_units));
        chart.subtitle.push_str(&rest);
    }
    course.draw(chart);
    Some(())
}

fn drawn_as(selected: &Selected, chosen: Option<Stat>) -> (MetricType, Stat, Unit) {
    let kind = kind_of(selected.column);
    let (stat, unit) = series_stat(kind, selected.column.contains.unwrap_or_default(), chosen);
    (kind, stat, unit)
}

fn stat_name(kind: MetricType, stat: Stat) -> String {
    match kind {
        MetricType::Trend => super::stat_name(stat),
        MetricType::Counter => "per second".to_owned(),
        MetricType::Rate => "share".to_owned(),
        MetricType::Gauge => "highest".to_owned(),
    }
}

fn values(selected: &Selected, (kind, stat): (MetricType, Stat), grid: &super::Grid, rows: &Rows) -> Vec<Option<f64>> {
    if kind == MetricType::Counter {
        return super::per_second(&tally(selected, rows, grid), grid);
    }
    let (start, length, spans) = grid.spans();
    let each = selected.split(start, length, spans).into_iter();
    each.map(|mut numbers| windows::of_samples(kind, stat, &mut numbers).filter(|v| v.is_finite())).collect()
}
