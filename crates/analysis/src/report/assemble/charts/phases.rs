//! What a request spends its time with, over time: the mean of each phase, one on top of the other.

use sloscope_model::format;
use sloscope_model::metric::HTTP_PHASES;
use sloscope_model::series::Series;
use sloscope_model::stat::Unit;

use super::{Canvas, number, per_span, tally};
use crate::chart::{Chart, Shape, Trace};
use crate::report::assemble::rows::Rows;

const NAMES: [&str; 6] = ["blocked (rest)", "connecting", "TLS handshake", "sending", "waiting", "receiving"];
const CLASSES: [&str; 6] = ["a8", "a4", "a3", "a5", "a1", "a2"];

pub fn draw(canvas: &Canvas, rows: Rows, chart: &mut Chart) -> Option<()> {
    let all: Vec<_> = HTTP_PHASES.iter().map(|name| rows.select(&Series::metric(*name))).collect();
    let samples = all.iter().flatten().map(|s| number(s, &rows)).max().filter(|n| *n > 0)?;
    let grid = canvas.grid(samples, 100)?;
    let mut means: Vec<Vec<Option<f64>>> = Vec::new();
    let mut totals = Vec::new();
    for selected in &all {
        let found = selected.as_ref().map(|s| tally(s, &rows, &grid)).unwrap_or_default();
        totals.push(found.iter().map(|(_, sum)| sum).sum::<f64>());
        let mean = |(n, sum): &(u64, f64)| (*n > 0).then(|| sum / *n as f64);
        means.push(if found.is_empty() { vec![None; grid.number] } else { found.iter().map(mean).collect() });
    }
    let within = totals[1] + totals[2];
    totals[0] = (totals[0] - within).max(0.0);
    if let [blocked, connecting, tls, ..] = &mut means[..] {
        for ((blocked, connecting), tls) in blocked.iter_mut().zip(connecting).zip(tls) {
            let inside = connecting.unwrap_or(0.0) + tls.unwrap_or(0.0);
            *blocked = blocked.map(|mean| (mean - inside).max(0.0));
        }
    }
    let mut course = canvas.course(&grid, Unit::Millis);
    for ((name, class), values) in NAMES.iter().zip(CLASSES).zip(means) {
        course.traces.push(Trace {
            class,
            label: (*name).to_owned(),
            unit: Unit::Millis,
            shape: Shape::Stacked,
            values,
        });
    }
    let sum: f64 = totals.iter().sum();
    let longest = (0..6).max_by(|a, b| totals[*a].total_cmp(&totals[*b])).filter(|_| sum > 0.0);
    if let Some(at) = longest {
        let share = format::value(totals[at] / sum, Unit::Fraction);
        chart.title = format!("{} takes {share} of the time of a request", format::capitalised(NAMES[at]));
    }
    chart.subtitle = format!("mean in ms, {}", per_span(&grid));
    course.draw(chart);
    Some(())
}
