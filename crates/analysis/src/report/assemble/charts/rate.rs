//! The rate against its plan, and the data that went in and out: counters per second.

use sloscope_model::format;
use sloscope_model::metric::MetricType;
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};

use super::{Canvas, broken, number, per_second, per_span, plan, tally};
use crate::chart::{Chart, ChartKind, Shape, TimeSeries, Trace};
use crate::report::assemble::rows::{Rows, Selected};

/// A span should hold so many: of 100 one more or less is 1 %.
const LEAST: u64 = 100;
/// The unit of a trace.
const RATE: Unit = Unit::PerSecond;

pub fn draw(canvas: &Canvas, rows: Rows, chart: &mut Chart) -> Option<()> {
    let of =
        |metric: &str| rows.select(&Series::metric(metric)).map(|s| (number(&s, &rows), s)).filter(|(n, _)| *n > 0);
    let (requests, iterations) = (of("http_reqs"), of("iterations"));
    let small = canvas.ask.kind == ChartKind::Brush;
    let most = requests.iter().chain(&iterations).map(|(n, _)| *n).max()?;
    let grid = canvas.grid(most, LEAST)?;
    let mut course = canvas.course(&grid, RATE);
    let lane = canvas.ask.lane;
    let mut whole: Vec<(String, f64, Unit)> = Vec::new();
    let mut add = |class, label: String, shape, values| {
        course.traces.push(Trace { class, label, unit: RATE, shape, values });
    };
    // The rate of all that is shown, as the tables have it.
    let mean = |selected: &Selected| {
        let measurer = canvas.build.measurer().filter(|_| lane)?;
        measurer.values(MetricType::Counter, selected).0.get(Stat::Rate)
    };
    let dropped = of("dropped_iterations").map(|(_, s)| tally(&s, &rows, &grid));
    if let Some(dropped) = &dropped {
        let label = "iterations dropped".to_owned();
        whole.push((label.clone(), dropped.iter().map(|(_, sum)| sum).sum(), Unit::Count));
        add("dropped", label, Shape::Stacked, per_second(dropped, &grid));
    }
    let plan = plan::Plan::of(canvas, &rows);
    let rest = plan.as_ref().filter(|plan| plan.of_some);
    // One request in each iteration: a second line would lie on the first.
    let both = iterations.as_ref().zip(requests.as_ref());
    let alike = both.is_some_and(|(i, r)| i.0.abs_diff(r.0) * 100 <= r.0);
    if let Some((_, finished)) = &iterations {
        let started = if small { None } else { plan::Plan::started(canvas, &rows, &grid) };
        // One line for the iterations, the one that the plan can be held against; the others are in the table.
        let line = |shown: bool| if shown && !alike { Shape::Line } else { Shape::Hidden };
        let ended = line(rest.is_none() && started.is_none() && !(small && requests.is_some()));
        whole.extend(mean(finished).map(|rate| ("iterations".to_owned(), rate, RATE)));
        add("s3", "iterations".to_owned(), ended, per_second(&tally(finished, &rows, &grid), &grid));
        if let Some(started) = started {
            let seconds: f64 = (0..grid.number).map(|at| grid.seconds(at)).sum();
            whole.push(("iterations started".to_owned(), started.iter().sum::<f64>() / seconds, RATE));
            let started = started.into_iter().enumerate().map(|(at, n)| Some(n / grid.seconds(at)));
            add("s3", "iterations started".to_owned(), line(rest.is_none()), started.collect());
        }
        if let Some(plan) = rest.filter(|_| !small) {
            let label = format!("iterations of {}", plan.names());
            let ended = plan.finished(finished, &grid);
            let seconds: f64 = (0..grid.number).map(|at| grid.seconds(at)).sum();
            whole.push((label.clone(), ended.iter().map(|(_, sum)| sum).sum::<f64>() / seconds, RATE));
            add("s3", label, Shape::Line, per_second(&ended, &grid));
        }
    }
    if let Some((_, selected)) = &requests {
        whole.extend(mean(selected).map(|rate| ("requests".to_owned(), rate, RATE)));
        add("s1", "requests".to_owned(), Shape::Line, per_second(&tally(selected, &rows, &grid), &grid));
    }
    if let Some(plan) = &plan {
        let of = rest.map(|plan| format!(" of {}", plan.names())).unwrap_or_default();
        let (rates, label) = (plan.rates(canvas, &grid), format!("iterations planned{of}"));
        let seconds: f64 = rates.iter().flatten().map(|(_, seconds)| seconds).sum();
        let planned: f64 = rates.iter().flatten().map(|(rate, seconds)| rate * seconds).sum();
        whole.push((label.clone(), planned / seconds, RATE));
        add("plan", label, Shape::Step, rates.into_iter().map(|span| span.map(|(rate, _)| rate)).collect());
    }
    course.whole = whole;
    if let Some((_, selected)) = requests.as_ref().filter(|_| lane) {
        course.broken_ms = broken(canvas, selected, MetricType::Counter, &canvas.objectives("http_reqs"));
    }
    let found = match &dropped {
        Some(dropped) => lost(&course, dropped),
        None => plan.as_ref().zip(iterations.as_ref()).and_then(|(plan, (_, s))| plan.kept(canvas, &rows, s)),
    };
    chart.title = found.unwrap_or_else(|| peak(&course, requests.is_some()));
    chart.subtitle = format!("per second, {}", per_span(&grid));
    course.draw(chart);
    Some(())
}

fn lost(course: &TimeSeries, dropped: &[(u64, f64)]) -> Option<String> {
    let first = dropped.iter().position(|(_, sum)| *sum > 0.0)?;
    let sum: f64 = dropped.iter().map(|(_, sum)| sum).filter(|sum| sum.is_finite()).sum();
    let were = if sum == 1.0 { "was" } else { "were" };
    let count = format::counted_of(sum, "iteration");
    Some(format!("{count} {were} dropped, first at {}", format::moment(course.edges_ms[first])))
}

fn peak(course: &TimeSeries, requests: bool) -> String {
    let what = if requests { "requests" } else { "iterations" };
    // Of what is not known in some spans nobody knows the highest.
    let trace = course.traces.iter().find(|t| t.label == what && t.values.iter().all(Option::is_some));
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
    let of =
        |metric: &str| rows.select(&Series::metric(metric)).map(|s| (number(&s, &rows), s)).filter(|(n, _)| *n > 0);
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
