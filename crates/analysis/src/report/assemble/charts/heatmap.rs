//! Where requests lie in time and in their duration: how many in each cell, darker for more. Nothing is averaged, so that
//! two groups of requests are seen as two bands.

use sloscope_model::stat::Unit;
use sloscope_model::{format, stats};

use super::{Canvas, Grid, number, per_span, times};
use crate::chart::{Axis, Chart, ChartRow, ChartTable, Frame, Key, Margins, TableColumn};
use crate::report::assemble::rows::Rows;

/// The sides of a cell in pixels.
const WIDE: f64 = 5.0;
const HIGH: f64 = 4.0;
/// Shades, lightest first; a class each.
const SHADES: [&str; 8] = ["h0", "h1", "h2", "h3", "h4", "h5", "h6", "h7"];

pub fn draw(canvas: &Canvas, rows: Rows, chart: &mut Chart) -> Option<()> {
    let (selected, label) = times(&rows)?;
    chart.title = format!("{label}: every request in its place");
    if number(&selected, &rows) == 0 {
        return None;
    }
    let plot = canvas.plot(Margins::CHART);
    let grid = Grid::new(canvas.span()?, plot.width() / WIDE, f64::MAX, 0);
    let (start, length, spans) = grid.spans();
    let mut columns = selected.split(start, length, spans);
    let positive = || columns.iter().flatten().copied().filter(|v| *v > 0.0);
    let (Some(low), Some(high)) = (positive().reduce(f64::min), positive().reduce(f64::max)) else {
        chart.absent = Some("All of them took 0 ms: a logarithmic scale has no place for them.".to_owned());
        return None;
    };
    let (shortest, longest) = (low, high);
    let (low, high) = (low * 0.999, (high * 1.001).max(low * 1.5).min(f64::MAX));
    let bins = (plot.height() / HIGH).floor().max(1.0) as usize;
    let counts: Vec<Vec<u32>> = columns.iter().map(|values| stats::bins(values, (low, high), bins, true)).collect();
    let most = counts.iter().flatten().copied().max().unwrap_or(1).max(1);
    let edges: Vec<f64> = grid.edges().map(|at| canvas.build.clock.ms(at)).collect();
    let (from, to) = (edges[0], edges[edges.len() - 1]);
    let (width, height) = canvas.size();
    let up = Axis::log_up(low, high, Unit::Millis, plot.height());
    let mut frame = Frame::new(width, height, plot, &Axis::time(from, to, plot.width()), &up);
    let (x, high_of_cell) = (frame.x, plot.height() / bins as f64);
    for (shade, class) in SHADES.iter().enumerate() {
        let mut boxes = Vec::new();
        for bin in 0..bins {
            // Neighbours of one shade are one box.
            let mut at = 0;
            let is = |at: usize| shade_of(counts[at][bin], most) == Some(shade);
            while at < counts.len() {
                let end = (at..counts.len()).find(|i| !is(*i)).unwrap_or(counts.len());
                if end > at {
                    let (left, right) = (x.at(edges[at]), x.at(edges[end]));
                    boxes.push((left, plot.bottom - (bin + 1) as f64 * high_of_cell, right - left, high_of_cell));
                }
                at = end + 1;
            }
        }
        frame.scene.boxes(class, boxes);
    }
    frame.uprights("stageline", &canvas.stage_marks());
    chart.keys = keys(most);
    chart.table = table(&mut columns, &edges, &frame);
    chart.time = Some((from, to));
    let zeros = columns.iter().flatten().filter(|v| **v <= 0.0).count();
    chart.subtitle = format!("ms, logarithmic; {}", per_span(&grid).replace("point", "column"));
    if zeros > 0 {
        let them = format::counted(zeros as u64, "request");
        chart.subtitle.push_str(&format!("; {them} of 0 ms are in the lowest row"));
    }
    chart.description = format!(
        "From {} to {}, durations from {} to {}; at most {} in one cell.",
        format::moment(from),
        format::moment(to),
        format::value(shortest, Unit::Millis),
        format::value(longest, Unit::Millis),
        format::counted(u64::from(most), "request")
    );
    chart.scene = frame.scene;
    Some(())
}

/// Shades are even on a logarithmic scale of counts: one request is seen beside a thousand.
fn shade_of(count: u32, most: u32) -> Option<usize> {
    let share = f64::from(count).ln() / f64::from(most.max(2)).ln();
    (count > 0).then_some(((share * SHADES.len() as f64) as usize).min(SHADES.len() - 1))
}

/// Each shade that occurs, with the least count that it stands for.
fn keys(most: u32) -> Vec<Key> {
    let mut keys = Vec::new();
    let mut last = 0;
    for (shade, class) in SHADES.iter().enumerate() {
        let least = (1..=most).find(|n| shade_of(*n, most) >= Some(shade)).unwrap_or(most);
        if shade_of(least, most) == Some(shade) && least != last {
            let label =
                format!("{}{}", format::count(u64::from(least)), if shade == 0 { " request or more" } else { "+" });
            keys.push(Key { class: (*class).to_owned(), label });
            last = least;
        }
    }
    keys
}

/// Of each column of cells how many requests and how they are spread.
fn table(columns: &mut [Vec<f64>], edges: &[f64], frame: &Frame) -> ChartTable {
    let times =
        ["shortest", "p50", "p99", "longest"].map(|label| TableColumn { label: label.to_owned(), unit: Unit::Millis });
    let requests = TableColumn { label: "requests".to_owned(), unit: Unit::Count };
    let rows = columns.iter_mut().enumerate().map(|(i, values)| {
        let found = stats::percentiles(values, &[0.0, 50.0, 99.0, 100.0]);
        let mut row = vec![Some(values.len() as f64)];
        row.extend((0..4).map(|at| found.get(at).copied()));
        ChartRow {
            at: edges[i],
            x: frame.x.at(f64::midpoint(edges[i], edges[i + 1])),
            y: None,
            label: format::moment(edges[i]),
            values: row,
            note: String::new(),
        }
    });
    let rows = rows.collect();
    let columns = [requests].into_iter().chain(times).collect();
    ChartTable { first: "Time".to_owned(), columns, rows, ..ChartTable::default() }
}
