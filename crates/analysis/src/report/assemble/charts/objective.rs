//! An objective over time: its statistic in each span, its limit, and the spans of 10 s that miss it, as its verdict
//! counts them.

use sloscope_model::format;
use sloscope_model::metric::MetricType;
use sloscope_model::stat::{Stat, Unit};
use sloscope_objectives::{Expression, Operator};

use super::{Canvas, Grid, limit_label, merged, number, per_second, per_span, stat_name, tally};
use crate::chart::{Chart, ChartKind, Limit, Shape, TimeSeries, Trace};
use crate::report::assemble::measure::kind_of;
use crate::report::assemble::rows::{Rows, Selected};
use crate::report::assemble::windows;
use crate::slo::{WindowValue, spans};

/// A shorter span should hold so many samples: of 100 requests the p99 is nearly the slowest.
const LEAST: u64 = 100;

pub fn draw(canvas: &Canvas, rows: Rows, chart: &mut Chart) -> Option<()> {
    let ChartKind::Objective(at) = canvas.ask.kind else { return None };
    let objective = canvas.build.objectives.get(usize::from(at))?;
    chart.title = format!("{} {}", objective.series, objective.expression);
    chart.values.extend_from_slice(&objective.series.tags);
    let absent = |chart: &mut Chart, why: String| chart.absent = Some(why);
    let Ok(expression) = Expression::parse(&objective.expression) else {
        absent(chart, "The expression cannot be read: there is nothing to draw.".to_owned());
        return None;
    };
    let Some(selected) = rows.select(&objective.series) else {
        absent(chart, format!("The samples have no {}.", objective.series));
        return None;
    };
    let kind = kind_of(selected.column);
    if let Err(why) = expression.check(kind) {
        absent(chart, format!("{}.", format::capitalised(&why)));
        return None;
    }
    let samples = number(&selected, &rows);
    let least = if kind == MetricType::Gauge { 1 } else { LEAST };
    let grid = canvas.grid(samples, least).filter(|_| samples > 0)?;
    let unit = expression.stat.unit(kind, selected.column.contains.unwrap_or_default());
    let mut course = canvas.course(&grid, unit);
    let name = stat_name(expression.stat);
    let counted = tally(&selected, &rows, &grid);
    let spans = windows::windows(canvas.build, kind, &selected, expression.stat);
    // Spans of 10 s are drawn where they are longer than the others.
    let steps = if grid.length_ms() < 10_000.0 { by_ten_seconds(&course, &spans) } else { None };
    let mut trace = |class, label, unit, shape, values| course.traces.push(Trace { class, label, unit, shape, values });
    match (kind, expression.stat) {
        (MetricType::Counter, Stat::Count) => {
            trace("s1", format!("{name} so far"), unit, Shape::Line, so_far(&counted));
        }
        _ => {
            let fine = fine(&selected, kind, expression.stat, &grid, &counted);
            let class = if steps.is_some() { "fine" } else { "s1" };
            let label = format!("{name} in {}", format::duration(grid.length_ms()));
            trace(class, label, unit, Shape::Line, fine);
        }
    }
    if let Some(steps) = steps {
        trace("s1", format!("{name} in 10 s"), unit, Shape::Step, steps);
    }
    let numbers = counted.iter().map(|(n, _)| Some(*n as f64)).collect();
    trace("", "samples".to_owned(), Unit::Count, Shape::Hidden, numbers);
    if expression.limit.is_finite() {
        course.limits.push(Limit { label: limit_label(&expression, unit), value: expression.limit });
    }
    // As the verdict has them.
    let judged = spans::judged(&expression, Some(kind), &spans);
    let missed = |w: &&WindowValue| w.kept == Some(false);
    course.broken_ms = merged(judged.windows.iter().filter(missed).map(|w| (w.start_ms, w.end_ms)).collect());
    let found = match expression.stat {
        Stat::Count => crossed(&mut course, &expression),
        _ => spans::in_words(&judged.windows, judged.worst.as_ref(), expression.limit, unit),
    };
    if let Some(found) = found {
        chart.title.push_str(&format!(": {found}"));
    }
    chart.subtitle = per_span(&grid);
    course.draw(chart);
    Some(())
}

/// The statistic in each span of the grid.
fn fine(selected: &Selected, kind: MetricType, stat: Stat, grid: &Grid, counted: &[(u64, f64)]) -> Vec<Option<f64>> {
    if kind == MetricType::Counter {
        return per_second(counted, grid);
    }
    let (start, length, spans) = grid.spans();
    let each = selected.split(start, length, spans).into_iter();
    each.map(|mut numbers| windows::of_samples(kind, stat, &mut numbers).filter(|v| v.is_finite())).collect()
}

/// The sum of a counter up to the end of each span.
fn so_far(counted: &[(u64, f64)]) -> Vec<Option<f64>> {
    let mut sum = 0.0;
    let each = counted.iter().map(|(_, part)| {
        sum += part;
        Some(sum).filter(|sum: &f64| sum.is_finite())
    });
    each.collect()
}

/// The value of the span of 10 s in which each span of the grid lies.
fn by_ten_seconds(course: &TimeSeries, spans: &[WindowValue]) -> Option<Vec<Option<f64>>> {
    if spans.is_empty() {
        return None;
    }
    let value = |pair: &[f64]| {
        let middle = f64::midpoint(pair[0], pair[1]);
        spans[spans.partition_point(|w| w.start_ms <= middle).saturating_sub(1)].measured
    };
    Some(course.edges_ms.windows(2).map(value).collect())
}

/// Where the sum so far crosses the limit of a count. It can miss an upper limit before the run ends; a lower one is
/// not missed while it may still be reached.
fn crossed(course: &mut TimeSeries, expression: &Expression) -> Option<String> {
    let held = |value: &Option<f64>| value.is_some_and(|value| expression.holds(value));
    let values = &course.traces.first().filter(|trace| trace.values.iter().all(Option::is_some))?.values;
    let upper = matches!(expression.operator, Operator::Below | Operator::AtMost);
    let at = match expression.operator {
        Operator::Below | Operator::AtMost => values.iter().position(|v| !held(v)),
        Operator::Above | Operator::AtLeast => values.iter().position(held),
        Operator::Equal | Operator::NotEqual => return None,
    };
    let from = at.and_then(|at| course.edges_ms.get(at).copied());
    if let (true, Some(from), Some(end)) = (upper, from, course.edges_ms.last()) {
        course.broken_ms = vec![(from, *end)];
    }
    Some(match (upper, from.map(format::moment)) {
        (true, Some(at)) => format!("missed from {at} on"),
        (true, None) => "met to the end".to_owned(),
        (false, Some(at)) => format!("reached at {at}"),
        (false, None) => "not reached".to_owned(),
    })
}
