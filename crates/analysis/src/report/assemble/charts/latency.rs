//! Percentiles of the request time over time, with the limits of objectives and the spans in which they are broken.

use sloscope_model::metric::MetricType;
use sloscope_model::stat::{Stat, Unit};
use sloscope_model::{format, stats};

use super::{Canvas, broken, limit_label, number, per_span, times};
use crate::chart::{Chart, Limit, Shape, Trace};
use crate::report::assemble::rows::{Rows, Selected};

/// Of fewer requests in a span the upper percentiles are its slowest request.
const LEAST: u64 = 100;
const PERCENTILES: [f64; 4] = [50.0, 90.0, 95.0, 99.0];
const CLASSES: [&str; 4] = ["p50", "p90", "p95", "p99"];

pub fn draw(canvas: &Canvas, rows: Rows, chart: &mut Chart) -> Option<()> {
    let (selected, label) = times(&rows)?;
    chart.title = format!("{label} over time");
    let samples = number(&selected, &rows);
    let grid = canvas.grid(samples, LEAST).filter(|_| samples > 0)?;
    let mut course = canvas.course(&grid, Unit::Millis);
    let (start, length, spans) = grid.spans();
    let mut traces: Vec<Trace> = PERCENTILES
        .iter()
        .zip(CLASSES)
        .map(|(p, class)| Trace {
            class,
            label: format!("p{p}"),
            unit: Unit::Millis,
            // More than three lines in a lane are hard to distinguish.
            shape: if canvas.ask.lane && *p == 90.0 { Shape::Hidden } else { Shape::Line },
            values: Vec::new(),
        })
        .collect();
    let mut counts = Vec::new();
    for mut numbers in selected.split(start, length, spans) {
        let found = stats::percentiles(&mut numbers, &PERCENTILES);
        for (at, trace) in traces.iter_mut().enumerate() {
            trace.values.push(found.get(at).copied());
        }
        counts.push(Some(numbers.len() as f64));
    }
    // The highest is painted first: the median lies on top.
    traces.reverse();
    let p99 = &traces[0].values;
    let highest = p99.iter().enumerate().filter_map(|(at, v)| Some((at, (*v)?))).max_by(|a, b| a.1.total_cmp(&b.1));
    if let Some((at, value)) = highest {
        let when = format::moment(course.edges_ms[at]);
        chart.title = format!("{label}: p99 is highest at {when}, {}", format::value(value, Unit::Millis));
    }
    traces.push(Trace {
        class: "",
        label: "requests".to_owned(),
        unit: Unit::Count,
        shape: Shape::Hidden,
        values: counts,
    });
    course.traces = traces;
    let objectives = canvas.objectives(&selected.column.name);
    // The limit of a mean beside lines of percentiles would be read as theirs.
    let drawn = |stat| matches!(stat, Stat::P(_) | Stat::Med);
    for (expression, _) in objectives.iter().filter(|(e, _)| drawn(e.stat) && e.limit.is_finite()) {
        course.limits.push(Limit { label: limit_label(expression, Unit::Millis), value: expression.limit });
    }
    course.broken_ms = broken(canvas, &selected, MetricType::Trend, &objectives);
    if !course.broken_ms.is_empty() {
        let first = format::moment(course.broken_ms[0].0);
        let spans = course.broken_ms.iter().map(|(from, to)| ((to - from) / 10_000.0).round().max(1.0) as u64).sum();
        chart.title =
            format!("{label}: an objective is missed in {} of 10 s, first at {first}", format::counted(spans, "span"));
    }
    chart.subtitle = format!("ms, {}", per_span(&grid));
    if canvas.ask.lane {
        course.whole = whole(canvas, &selected);
    }
    course.draw(chart);
    if canvas.ask.lane && selected.column.name != "http_req_duration" {
        chart.unit = format!("{label}, {}", chart.unit);
    }
    Some(())
}

/// The same percentiles of all requests that are shown, as the tables have them.
fn whole(canvas: &Canvas, selected: &Selected) -> Vec<(String, f64, Unit)> {
    let Some(measurer) = canvas.build.measurer() else { return Vec::new() };
    let (values, _) = measurer.values(MetricType::Trend, selected);
    let of = |p: f64| values.get(if p == 50.0 { Stat::Med } else { Stat::P(p) });
    PERCENTILES.into_iter().filter_map(|p| Some((format!("p{p}"), of(p)?, Unit::Millis))).collect()
}
