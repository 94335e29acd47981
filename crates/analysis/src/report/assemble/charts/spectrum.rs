//! The duration of each percentile, on a scale that gives each further nine the same room: 1/(1-p), logarithmic.

use sloscope_model::stat::{Stat, Unit};
use sloscope_model::{format, stats};

use super::{Canvas, limit_label, number, times};
use crate::chart::{Axis, Chart, ChartRow, ChartTable, Frame, Key, Margins, TableColumn};
use crate::report::assemble::rows::Rows;

/// Places on the axis that have a name: 1 in so many.
const NAMED: [f64; 8] = [1.0, 2.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6];
/// Values for each factor of ten.
const PER_DECADE: f64 = 24.0;
/// Fewer requests than this above a percentile make it a matter of chance.
const FEW: f64 = 10.0;

pub fn draw(canvas: &Canvas, rows: Rows, chart: &mut Chart) -> Option<()> {
    let (selected, label) = times(&rows)?;
    chart.title = format!("Percentiles of the {}", label.to_lowercase());
    let n = number(&selected, &rows) as f64;
    if n < 2.0 {
        chart.absent = (n == 1.0).then(|| "A single request has no distribution.".to_owned());
        return None;
    }
    let mut values = selected.values();
    let steps = (n.log10() * PER_DECADE).floor() as u32;
    let mut tails: Vec<f64> = (0..=steps).map(|i| 10f64.powf(f64::from(i) / PER_DECADE)).collect();
    tails.extend(NAMED.into_iter().filter(|tail| *tail <= n));
    tails.push(n);
    sloscope_model::order::sort_short(&mut tails, f64::total_cmp);
    tails.dedup_by(|a, b| (*a / *b - 1.0).abs() < 1e-9);
    let percent = |tail: f64| 100.0 * (1.0 - 1.0 / tail);
    // The last is the slowest request itself.
    let wanted: Vec<f64> = tails.iter().map(|t| if *t == n { 100.0 } else { percent(*t) }).collect();
    let found = stats::percentiles(&mut values, &wanted);
    let largest = found.last().copied().unwrap_or_default();
    let smallest = found.iter().copied().find(|v| *v > 0.0);
    let plot = canvas.plot(Margins::TWO_UNITS);
    let mut across = Axis::log_across(1.0, n, Unit::Plain, plot.width());
    let most = (plot.width() / 60.0).max(2.0) as usize;
    let named = NAMED.into_iter().filter(|tail| *tail <= n && (*tail != 2.0 || most > 6));
    across.labels = named.map(|tail| (tail, name(percent(tail)))).collect();
    across.title = "percentile".to_owned();
    let up = match smallest.filter(|_| chart.log) {
        Some(low) => Axis::log_up(low * 0.9, largest * 1.1, Unit::Millis, plot.height()),
        None => Axis::up(largest, Unit::Millis, plot.height()),
    };
    let (width, height) = canvas.size();
    let mut frame = Frame::new(width, height, plot, &across, &up);
    if n > FEW * 2.0 {
        let word = if plot.width() > 600.0 { "fewer than 10 above" } else { "" };
        frame.uprights("stageline", &[(n / FEW, word.to_owned())]);
    }
    let (x, y) = (frame.x, frame.y);
    let points: Vec<(f64, Option<f64>)> = tails.iter().zip(&found).map(|(t, v)| (x.at(*t), Some(y.at(*v)))).collect();
    frame.scene.line("s1", &points);
    chart.keys = vec![Key { class: "s1".to_owned(), label: label.to_lowercase() }];
    for (expression, _) in canvas.objectives(&selected.column.name) {
        let Stat::P(p) = expression.stat else { continue };
        let tail = if p < 100.0 { 1.0 / (1.0 - p / 100.0) } else { n };
        let inside = expression.limit <= up.high && tail <= n;
        if inside {
            let (x, y) = (x.at(tail), y.at(expression.limit));
            frame.scene.rules("limit", [((x - 14.0, y), (x + 14.0, y))]);
        }
        let far = if inside { "" } else { ", beyond this chart" };
        let label = format!("limit {}{far}", limit_label(&expression, Unit::Millis));
        chart.keys.push(Key { class: "limit".to_owned(), label });
    }
    let ms = |v: f64| format::value(v, Unit::Millis);
    let rows = tails.iter().zip(&wanted).zip(&found).map(|((tail, p), value)| ChartRow {
        at: *p,
        x: x.at(*tail),
        y: None,
        label: name(*p),
        values: vec![Some(*value), Some((n / tail).round())],
        note: String::new(),
    });
    chart.table = ChartTable {
        first: "Percentile".to_owned(),
        columns: vec![
            TableColumn { label: "duration".to_owned(), unit: Unit::Millis },
            TableColumn { label: "requests above, about".to_owned(), unit: Unit::Count },
        ],
        rows: rows.collect(),
        ..ChartTable::default()
    };
    let at = |tail: f64| tails.iter().position(|t| (*t / tail - 1.0).abs() < 1e-9).map(|at| found[at]);
    let rare = NAMED.into_iter().rev().find(|tail| *tail <= n / FEW && *tail >= 100.0);
    if let Some((tail, value)) = rare.and_then(|tail| Some((tail, at(tail)?))) {
        chart.title = format!("1 in {} requests took longer than {}", format::count(tail as u64), ms(value));
    }
    let words = NAMED.into_iter().filter_map(|tail| Some(format!("{}: {}", name(percent(tail)), ms(at(tail)?))));
    chart.description = format!("{}; slowest: {}.", words.collect::<Vec<_>>().join(", "), ms(largest));
    chart.subtitle = "ms by percentile; each factor of ten of 1/(1-p) has the same width".to_owned();
    chart.scene = frame.scene;
    Some(())
}

/// `p99.9`, with no more digits than tell it from its neighbours.
fn name(percent: f64) -> String {
    if percent <= 0.0 {
        return "fastest".to_owned();
    }
    if percent >= 100.0 {
        return "slowest".to_owned();
    }
    let rest = 100.0 - percent;
    let digits = if rest >= 10.0 { 1.0 } else { 10f64.powf((-rest.log10()).ceil() + 2.0) };
    format!("p{}", format::exact((percent * digits).round() / digits, Unit::Plain))
}
