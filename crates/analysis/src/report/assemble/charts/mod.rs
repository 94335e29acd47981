//! The numbers of each chart: of the samples that a query selects, in spans of time or in bins of value. How they are
//! drawn is the matter of `crate::chart`.

mod errors;
mod gauges;
mod grid;
mod heatmap;
mod histogram;
mod latency;
mod objective;
mod phases;
mod plan;
mod rate;
mod series;
mod slowest;
mod spectrum;

use std::cell::OnceCell;

use sloscope_dataset::Run;
use sloscope_model::format;
use sloscope_model::metric::{MetricType, usable_sum};
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};
use sloscope_model::time::Nanos;
use sloscope_objectives::Expression;

use self::grid::Grid;
use super::rows::{Rows, Selected};
use super::{Build, facts, filter, load, objectives, windows};
use crate::chart::{Chart, ChartAsk, ChartKind, Margins, Plot, TimeSeries, stage_bands};
use crate::report::{Query, TargetStage, words};
use crate::session::Memory;

const NONE_SELECTED: &str = "No sample lies in this part of the run.";

/// A point of a lane takes so many pixels, and holds so many requests at least: a lane is low, and shows the course of all.
const LANE_POINT: f64 = 4.0;
const LANE_LEAST: f64 = 160.0;

/// The charts that are asked for; those over time in spans of this length, if one is given.
pub(crate) fn charts(run: &Run, memory: &Memory, query: &Query, asks: &[ChartAsk], step_ms: Option<f64>) -> Vec<Chart> {
    // Where a window is taken from is of the whole run.
    let whole = Query { window: None, ..query.clone() };
    let kept = filter::kept(run, query);
    let (part, whole) =
        (context((run, memory), query, kept.as_deref()), context((run, memory), &whole, kept.as_deref()));
    let (stages, requests) = (facts::stages(&whole, load::plan(&whole)), OnceCell::new());
    let each = asks.iter().map(|ask| {
        let build = if ask.kind == ChartKind::Brush { &whole } else { &part };
        Canvas { build, ask, step_ms, stages: &stages, requests: &requests }.chart()
    });
    each.collect()
}

fn context<'a>(of: (&'a Run, &'a Memory), query: &'a Query, kept: Option<&'a [bool]>) -> Build<'a> {
    Build::new(of, query, (kept, None), objectives::objectives(of.0, query).0, &[])
}

/// A chart that is asked for, and what its numbers come from.
struct Canvas<'a> {
    build: &'a Build<'a>,
    ask: &'a ChartAsk,
    /// The length of its spans of time, where it is not to choose one.
    step_ms: Option<f64>,
    stages: &'a [TargetStage],
    /// How many requests are shown, for the points that lanes have in common.
    requests: &'a OnceCell<u64>,
}

impl<'a> Canvas<'a> {
    fn chart(&self) -> Chart {
        let mut chart = self.blank();
        let Some(rows) = self.build.rows else {
            let stored = self.build.run.stored.is_some();
            chart.absent = Some(words::no_samples(stored).to_owned());
            return chart;
        };
        let draw = match self.ask.kind {
            ChartKind::Brush | ChartKind::Rate => rate::draw,
            ChartKind::Latency => latency::draw,
            ChartKind::Errors => errors::requests,
            ChartKind::Checks => errors::checks,
            ChartKind::Vus => gauges::vus,
            ChartKind::Data => rate::data,
            ChartKind::Heatmap => heatmap::draw,
            ChartKind::Histogram => histogram::draw,
            ChartKind::Spectrum => spectrum::draw,
            ChartKind::Slowest => slowest::draw,
            ChartKind::Phases => phases::draw,
            ChartKind::Series => series::draw,
            ChartKind::Objective(_) => objective::draw,
        };
        if draw(self, rows, &mut chart).is_none() && chart.absent.is_none() {
            chart.absent = Some(NONE_SELECTED.to_owned());
        }
        chart
    }

    fn blank(&self) -> Chart {
        Chart {
            ask: self.ask.clone(),
            title: self.ask.kind.title().to_owned(),
            subtitle: String::new(),
            how: self.ask.kind.how().to_owned(),
            description: String::new(),
            absent: None,
            unit: String::new(),
            // The others choose by their values.
            log: self.ask.turned != (self.ask.kind == ChartKind::Histogram),
            step_ms: None,
            keys: Vec::new(),
            scene: crate::chart::Scene::default(),
            time: None,
            table: crate::chart::ChartTable::default(),
            values: self.stages.iter().map(|stage| ("scenario".to_owned(), stage.scenario.clone())).collect(),
        }
    }

    fn size(&self) -> (f64, f64) {
        (f64::from(self.ask.width), f64::from(self.ask.height))
    }

    fn plot(&self, margins: Margins) -> Plot {
        margins.plot(self.size().0, self.size().1)
    }

    /// The part of the run that is shown, in ms after its start.
    fn span(&self) -> Option<(Nanos, Nanos)> {
        let (start, end) = (self.build.clock.start?, self.build.clock.end?);
        let (from, to) = self.build.clock.window.map_or((start, end), |(from, to)| (from.max(start), to.min(end)));
        (from < to).then_some((from, to))
    }

    /// Spans of time for a chart of `samples`, of which each span should have `least`.
    fn grid(&self, samples: u64, least: u64) -> Option<Grid> {
        if let Some(step_ms) = self.step_ms {
            return Some(Grid::of_step(self.span()?, step_ms));
        }
        let width = self.plot(Margins::CHART).width();
        let step = self.build.run.samples.as_ref().map_or(0, |s| s.file.time_step);
        let of = |most: f64, filled: f64| Some(Grid::new(self.span()?, most, filled, step));
        // Lanes lie under each other: their points do, too. VUs are noted once a second, however many requests there are.
        if self.ask.lane && self.ask.kind != ChartKind::Vus {
            let requests = *self.requests.get_or_init(|| self.count_requests());
            return of(width / LANE_POINT, requests as f64 / LANE_LEAST);
        }
        of(width / 2.0, samples as f64 / least as f64)
    }

    /// How many requests, else iterations, are shown.
    fn count_requests(&self) -> u64 {
        let number = |metric: &str| self.build.rows?.select(&Series::metric(metric)).map(|s| s.count());
        ["http_reqs", "iterations"].into_iter().filter_map(number).find(|n| *n > 0).unwrap_or_default()
    }

    /// Starts of stages, named by their rate.
    fn stage_marks(&self) -> Vec<(f64, String)> {
        stage_bands(self.stages).into_iter().map(|band| (band.start_ms, band.name)).collect()
    }

    fn course(&self, grid: &Grid, unit: Unit) -> TimeSeries {
        TimeSeries {
            edges_ms: grid.edges().map(|at| self.build.clock.ms(at)).collect(),
            unit,
            traces: Vec::new(),
            limits: Vec::new(),
            broken_ms: Vec::new(),
            stages: self.stage_marks(),
            whole: Vec::new(),
            spreads: Vec::new(),
        }
    }

    /// The objectives on a series as a whole, with their statistic.
    fn objectives(&self, metric: &str) -> Vec<(Expression, &'a Series)> {
        let on = self.build.objectives.iter().filter(|o| o.series.metric == metric && o.series.tags.is_empty());
        on.filter_map(|o| Some((Expression::parse(&o.expression).ok()?, &o.series))).collect()
    }
}

/// "each point is 2 s".
fn per_span(grid: &Grid) -> String {
    format!("each point covers {}", format::duration(grid.length_ms()))
}

/// Number of the selected samples.
fn number(selected: &Selected, _: &Rows) -> u64 {
    selected.count()
}

/// Number and sum in each span, of all tag sets together. A sum that is not known is not a number.
fn tally(selected: &Selected, rows: &Rows, grid: &Grid) -> Vec<(u64, f64)> {
    let metric = selected.column.name.as_str();
    let spans = selected.tally(grid.spans(), &vec![0; rows.store.tags.len()], 1).into_iter();
    spans.map(|(n, sum)| (n, usable_sum(metric, sum))).collect()
}

/// The course of a counter per second. No sample in a span is a rate of 0: nothing was counted there.
fn per_second(tally: &[(u64, f64)], grid: &Grid) -> Vec<Option<f64>> {
    let rate = |(i, (_, sum)): (usize, &(u64, f64))| Some(sum / grid.seconds(i)).filter(|rate| rate.is_finite());
    tally.iter().enumerate().map(rate).collect()
}

/// The request times of a run, by what they are of: HTTP first.
const TIMES: [(&str, &str); 6] = [
    ("http_req_duration", "Request duration"),
    ("grpc_req_duration", "gRPC request duration"),
    ("browser_http_req_duration", "Browser request duration"),
    ("ws_session_duration", "WebSocket session duration"),
    ("group_duration", "Group duration"),
    ("iteration_duration", "Iteration duration"),
];

/// The first of them that the samples have, and its name in words.
fn times<'a>(rows: &Rows<'a>) -> Option<(Selected<'a>, &'static str)> {
    let filled = |metric: &str| rows.store.by_name(metric).filter(|column| !column.is_empty());
    let (metric, label) = TIMES.into_iter().find(|(metric, _)| filled(metric).is_some())?;
    Some((rows.select(&Series::metric(metric))?, label))
}

/// A statistic in a chart, where no rate is distinguished from another.
fn stat_name(stat: Stat) -> String {
    if stat == Stat::Rate { "rate".to_owned() } else { crate::report::words::stat_short(stat) }
}

/// What a percentile, a limit is called: `p95`, `p95 < 500 ms`.
fn limit_label(expression: &Expression, unit: Unit) -> String {
    let limit = format::limit(expression.operator.as_str(), expression.limit, unit);
    format!("{} {limit}", stat_name(expression.stat))
}

/// Spans of 10 s in which an objective on the series is broken, as its verdict counts them.
fn broken(
    canvas: &Canvas,
    selected: &Selected,
    kind: MetricType,
    objectives: &[(Expression, &Series)],
) -> Vec<(f64, f64)> {
    let stats = objectives.iter().map(|(expression, _)| expression.stat).filter(|stat| *stat != Stat::Count);
    let (mut stats, mut found): (Vec<Stat>, Vec<(f64, f64)>) = (stats.collect(), Vec::new());
    sloscope_model::order::sort_short(&mut stats, |a, b| a.order(*b));
    stats.dedup();
    let spans = windows::of_stats(canvas.build, kind, selected, &stats);
    for (expression, _) in objectives {
        let Ok(at) = stats.binary_search_by(|stat| stat.order(expression.stat)) else { continue };
        let broken = spans[at].iter().filter(|span| span.measured.is_some_and(|value| !expression.holds(value)));
        found.extend(broken.map(|span| (span.start_ms, span.end_ms)));
    }
    sloscope_model::order::sort_short(&mut found, |a, b| a.0.total_cmp(&b.0));
    merged(found)
}

/// Spans in the order of time, those that touch as one.
fn merged(found: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let mut merged: Vec<(f64, f64)> = Vec::new();
    for (from, to) in found {
        match merged.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    merged
}
