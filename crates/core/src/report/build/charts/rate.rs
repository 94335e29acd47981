//! The rate against its plan, and the data that went in and out: counters per second.

use super::{Canvas, Grid, number, per_second, per_span, tally};
use crate::chart::{Chart, ChartKind, Course, Shape, Trace};
use crate::format;
use crate::report::build::rows::Rows;
use crate::series::Series;
use crate::stat::Unit;

/// A span should hold so many: of 20 one more or less is 5 %.
const LEAST: u64 = 20;
/// The unit of a trace.
const RATE: Unit = Unit::PerSecond;

pub fn draw(canvas: &Canvas, rows: Rows, chart: &mut Chart) -> Option<()> {
    chart.title = "Requests per second".to_owned();
    chart.how = "Requests and iterations that ended in each span of time, per second. The dashed line is the planned rate \
                 of iterations, stage by stage; where the solid line falls below it, the load was not delivered. Iterations \
                 that k6 dropped, because no VU was free, stand at the foot."
        .to_owned();
    let of = |metric: &str| rows.select(&Series::metric(metric)).map(|s| (number(&s, &rows), s)).filter(|(n, _)| *n > 0);
    let (requests, iterations) = (of("http_reqs"), of("iterations"));
    let small = canvas.ask.kind == ChartKind::Brush;
    let most = requests.iter().chain(&iterations).map(|(n, _)| *n).max()?;
    let grid = canvas.grid(most, LEAST)?;
    let mut course = canvas.course(&grid, RATE);
    let mut add = |class, label: &str, shape, values| {
        course.traces.push(Trace { class, label: label.to_owned(), unit: RATE, shape, values });
    };
    let dropped = of("dropped_iterations").map(|(_, s)| tally(&s, &rows, &grid));
    if let Some(dropped) = &dropped {
        add("dropped", "iterations dropped", Shape::Stacked, per_second(dropped, &grid));
    }
    let main = requests.as_ref().map(|(_, s)| tally(s, &rows, &grid));
    let finished = iterations.as_ref().map(|(_, s)| tally(s, &rows, &grid));
    // One request in each iteration: a second line would lie on the first.
    let alike = main.is_some() && iterations.as_ref().zip(requests.as_ref()).is_some_and(|(i, r)| i.0.abs_diff(r.0) * 100 <= r.0);
    if let Some(finished) = &finished {
        let shape = if alike || (small && main.is_some()) { Shape::Hidden } else { Shape::Line };
        add("s3", "iterations", shape, per_second(finished, &grid));
    }
    if let Some(main) = &main {
        add("s1", "requests", Shape::Line, per_second(main, &grid));
    }
    let planned = planned(canvas, &grid);
    if let Some(planned) = &planned {
        add("plan", "iterations planned", Shape::Step, planned.clone());
    }
    let found = finding(&course, &grid, planned.as_deref(), finished.as_deref(), dropped.as_deref());
    chart.title = found.unwrap_or_else(|| peak(&course, main.is_some()));
    chart.subtitle = format!("per second, {}", per_span(&grid));
    course.draw(chart);
    Some(())
}

/// The mean planned rate of each span; absent where nothing was planned, or where a filter shows another part of the load.
fn planned(canvas: &Canvas, grid: &Grid) -> Option<Vec<Option<f64>>> {
    let tags = &canvas.build.query.tags;
    if tags.iter().any(|(key, _)| key != "scenario") {
        return None;
    }
    let stages: Vec<_> =
        canvas.stages.iter().filter(|s| tags.iter().all(|(_, value)| *value == s.scenario)).collect();
    let edges: Vec<f64> = grid.edges().map(|at| canvas.build.clock.ms(at)).collect();
    let of_span = |pair: &[f64]| {
        let mut sum = None;
        for stage in &stages {
            let (from, to) = (pair[0].max(stage.start_ms), pair[1].min(stage.end_ms));
            if from < to {
                let length = stage.end_ms - stage.start_ms;
                let rate = |at: f64| stage.from_rate + (stage.to_rate - stage.from_rate) * (at - stage.start_ms) / length;
                let share = (to - from) / (pair[1] - pair[0]);
                sum = Some(sum.unwrap_or(0.0) + rate(f64::midpoint(from, to)) * share);
            }
        }
        sum
    };
    (!stages.is_empty()).then(|| edges.windows(2).map(of_span).collect())
}

fn finding(
    course: &Course,
    grid: &Grid,
    planned: Option<&[Option<f64>]>,
    finished: Option<&[(u64, f64)]>,
    dropped: Option<&[(u64, f64)]>,
) -> Option<String> {
    if let Some((at, sum)) = dropped.and_then(|d| {
        let first = d.iter().position(|(_, sum)| *sum > 0.0)?;
        Some((first, d.iter().map(|(_, sum)| sum).sum::<f64>()))
    }) {
        let count = format::counted(sum.max(0.0) as u64, "iteration");
        let were = if sum == 1.0 { "was" } else { "were" };
        return Some(format!("{count} {were} dropped, first at {}", format::moment(course.edges_ms[at])));
    }
    let (planned, finished) = (planned?, finished?);
    let (mut below, mut of) = (0_u64, 0_u64);
    for at in 0..grid.number {
        let Some(plan) = planned[at].filter(|plan| *plan > 0.0) else { continue };
        // Within a span one iteration more or less is chance, and so is one in twenty.
        let expected = plan * grid.seconds(at);
        of += 1;
        below += u64::from(finished[at].1 < expected * 0.95 - 1.0);
    }
    let length = format::duration(grid.length_ms());
    match (below, of) {
        (_, 0) => None,
        (0, _) => Some(format!("The planned rate was kept in all {} of {length}", format::counted(of, "span"))),
        (below, of) => Some(format!("Below the planned rate in {} of {} of {length}", format::count(below), format::counted(of, "span"))),
    }
}

fn peak(course: &Course, requests: bool) -> String {
    let what = if requests { "requests" } else { "iterations" };
    let trace = course.traces.iter().find(|t| t.label == what);
    let known = trace.iter().flat_map(|t| t.values.iter().enumerate()).filter_map(|(at, v)| Some((at, (*v)?)));
    match known.max_by(|a, b| a.1.total_cmp(&b.1)) {
        Some((at, value)) => format!(
            "At most {} {what} per second, at {}",
            format::value(value, Unit::PerSecond).trim_end_matches("/s"),
            format::moment(course.edges_ms[at])
        ),
        None => format!("{} per second", format::capitalised(what)),
    }
}

pub fn data(canvas: &Canvas, rows: Rows, chart: &mut Chart) -> Option<()> {
    chart.title = "Data received and sent".to_owned();
    chart.how = "Bytes that came in and went out in each span of time, per second: bodies and headers, as k6 counts them. \
                 Where the line of the data received flattens while the rate of requests rises, the network may be full."
        .to_owned();
    let of = |metric: &str| rows.select(&Series::metric(metric)).map(|s| (number(&s, &rows), s)).filter(|(n, _)| *n > 0);
    let both = [("s1", "received", of("data_received")), ("s2", "sent", of("data_sent"))];
    let most = both.iter().filter_map(|(_, _, found)| found.as_ref().map(|f| f.0)).max()?;
    let grid = canvas.grid(most, LEAST)?;
    let mut course = canvas.course(&grid, Unit::BytesPerSecond);
    for (class, label, found) in both {
        let Some((_, selected)) = found else { continue };
        let values = per_second(&tally(&selected, &rows, &grid), &grid);
        if label == "received" {
            let highest = values.iter().flatten().copied().fold(0.0, f64::max);
            chart.title = format!("At most {} received", format::value(highest, Unit::BytesPerSecond));
        }
        let label = label.to_owned();
        course.traces.push(Trace { class, label, unit: Unit::BytesPerSecond, shape: Shape::Line, values });
    }
    chart.subtitle = format!("bytes per second, {}", per_span(&grid));
    course.draw(chart);
    Some(())
}
