//! How durations are distributed: the number of requests in bins of equal width, on a linear or a logarithmic scale.

use sloscope_model::stat::Unit;
use sloscope_model::{format, stats};

use super::{Canvas, limit_label, number, times};
use crate::chart::{Axis, Chart, ChartRow, ChartTable, Frame, Key, Margins, TableColumn};
use crate::report::assemble::rows::Rows;

/// The width of a bar in pixels.
const WIDE: f64 = 6.0;
const PERCENTILES: [f64; 4] = [50.0, 90.0, 95.0, 99.0];

pub fn draw(canvas: &Canvas, rows: Rows, chart: &mut Chart) -> Option<()> {
    let (selected, label) = times(&rows)?;
    chart.title = format!("Distribution of the {}", label.to_lowercase());
    if number(&selected, &rows) == 0 {
        return None;
    }
    let mut values = selected.values();
    let positive = values.iter().copied().filter(|v| *v > 0.0).reduce(f64::min);
    let log = chart.log && positive.is_some();
    chart.log = log;
    let largest = values.iter().copied().fold(0.0, f64::max);
    let low = if log { positive.unwrap_or(0.0) * 0.999 } else { 0.0 };
    let high: f64 = if log {
        (largest * 1.001).max(low * 1.5)
    } else if largest > 0.0 {
        largest * 1.0001
    } else {
        1.0
    }
    .min(f64::MAX);
    let plot = canvas.plot(Margins::TWO_UNITS);
    let bins = (plot.width() / WIDE).floor().max(1.0) as usize;
    let counts = stats::bins(&values, (low, high), bins, log);
    let found = stats::percentiles(&mut values, &PERCENTILES);
    let most = counts.iter().copied().max().unwrap_or(0);
    let across = if log {
        Axis::log_across(low, high, Unit::Millis, plot.width())
    } else {
        Axis::across(high, Unit::Millis, plot.width())
    };
    let (width, height) = canvas.size();
    let mut up = Axis::up(f64::from(most), Unit::Count, plot.height());
    up.title = "requests".to_owned();
    let mut frame = Frame::new(width, height, plot, &across, &up);
    let step = plot.width() / bins as f64;
    let y = frame.y;
    let bars = counts.iter().enumerate().filter(|(_, n)| **n > 0).map(|(i, n)| {
        // A bar of one request beside one of a million is a line of a pixel, not nothing.
        let top = y.at(f64::from(*n)).min(plot.bottom - 1.0);
        (plot.left + i as f64 * step, top, step - 1.0, plot.bottom - top)
    });
    frame.scene.boxes("bar", bars);
    let marks: Vec<(f64, String)> = PERCENTILES.iter().zip(&found).map(|(p, v)| (*v, format!("p{p}"))).collect();
    frame.uprights("mark", &marks);
    let mut keys = vec![Key { class: "bar".to_owned(), label: "requests".to_owned() }];
    for (expression, _) in canvas.objectives(&selected.column.name) {
        let inside = expression.limit >= low && expression.limit <= high;
        if inside {
            let x = frame.x.at(expression.limit);
            frame.scene.rules("limit", [((x, plot.top), (x, plot.bottom))]);
        }
        let far = if inside { "" } else { ", beyond this chart" };
        let label = format!("limit {}{far}", limit_label(&expression, Unit::Millis));
        keys.push(Key { class: "limit".to_owned(), label });
    }
    let total = values.len() as f64;
    let edge = |i: usize| {
        let share = i as f64 / bins as f64;
        if log { low * (high / low).powf(share) } else { low + (high - low) * share }
    };
    let rows = counts.iter().enumerate().map(|(i, n)| ChartRow {
        at: edge(i),
        x: plot.left + (i as f64 + 0.5) * step,
        y: None,
        label: format!("{} to {}", format::value(edge(i), Unit::Millis), format::value(edge(i + 1), Unit::Millis)),
        values: vec![Some(f64::from(*n)), Some(f64::from(*n) / total)],
        note: String::new(),
    });
    let column = |label: &str, unit| TableColumn { label: label.to_owned(), unit };
    chart.table = ChartTable {
        first: "Duration".to_owned(),
        columns: vec![column("requests", Unit::Count), column("share", Unit::Fraction)],
        rows: rows.collect(),
        ..ChartTable::default()
    };
    if let [p50, .., p99] = found[..] {
        let ms = |v| format::value(v, Unit::Millis);
        chart.title = format!("Half of the requests took {} or less, 1 in 100 more than {}", ms(p50), ms(p99));
        let words = PERCENTILES.iter().zip(&found).map(|(p, v)| format!("p{p} {}", ms(*v)));
        chart.description = format!(
            "{} in {bins} bins up to {}. {}. The fullest bin holds {}.",
            format::counted(values.len() as u64, "request"),
            ms(largest),
            words.collect::<Vec<_>>().join(", "),
            format::count(u64::from(most))
        );
    }
    chart.subtitle = format!("requests by duration in ms, {} scale", if log { "logarithmic" } else { "linear" });
    (chart.keys, chart.scene) = (keys, frame.scene);
    Some(())
}
