//! Both sides on one axis of time: the charts of each run, in spans of one length.

use sloscope_analysis::chart::{Chart, ChartAsk, ChartKind, ComparedCourse, ComparedSide};
use sloscope_analysis::report::{Query, Spans, Window};
use sloscope_analysis::session::Session;
use sloscope_model::format;
use sloscope_model::metric::{Contains, MetricType};
use sloscope_model::names::BLOCK;
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};

use super::{Align, is_blocks, median, on_both};

use crate::compare::Sides;
use crate::metrics::FAILED;
use crate::model::{Comparison, Design, PartFacts};
use crate::parts::Part;

/// The height of a lane, in pixels.
const HEIGHT: u16 = 110;
const LOW: u16 = 64;
/// More stages are no choice.
const MOST_STAGES: usize = 12;
/// Of blocks each span of a chart of the run is parted into so many.
const SPANS_OF_BLOCKS: f64 = 5.0;
/// A span of them with fewer requests than this share of the fullest holds stragglers, of which there is no percentile.
const STRAGGLERS: f64 = 0.5;

/// What a lane shows: a series, by this statistic.
struct Lane {
    kind: ChartKind,
    series: Series,
    stat: Stat,
    unit: Unit,
    title: String,
    height: u16,
}

/// A run, or what of it is drawn.
struct Drawn<'a> {
    session: &'a Session,
    query: Query,
}

/// Stages that all runs of both sides have, in the order of the first run.
pub fn stages(comparison: &Comparison) -> Vec<String> {
    let mut all = [&comparison.baseline, &comparison.candidate].into_iter().flat_map(|side| &side.parts);
    let Some(first) = all.next().filter(|_| !is_blocks(comparison)) else { return Vec::new() };
    let others: Vec<&PartFacts> = all.collect();
    let mut found: Vec<String> = Vec::new();
    for (name, _) in &first.stages {
        if others.iter().all(|part| part.stages.iter().any(|(of, _)| of == name)) && !found.contains(name) {
            found.push(name.clone());
        }
    }
    // Of one stage the start is that of the run.
    if found.len() > 1 { found.into_iter().take(MOST_STAGES).collect() } else { Vec::new() }
}

/// The lanes.
pub fn lanes(
    sides: &Sides,
    comparison: &Comparison,
    main: Option<&Series>,
    (width, align): (u16, &Align),
) -> Vec<Chart> {
    let lanes = shown(comparison, main);
    let parts = [(&sides.baseline.1, &comparison.baseline), (&sides.candidate.1, &comparison.candidate)];
    let drawn: [Vec<Drawn>; 2] = parts.map(|(parts, side)| match is_blocks(comparison) {
        true => whole_run(parts).into_iter().collect(),
        false => parts.iter().zip(&side.parts).map(|(part, facts)| from(part, facts, align)).collect(),
    });
    let asks: Vec<ChartAsk> = lanes.iter().map(|lane| ask(lane, width)).collect();
    let (found, step_ms) = in_common_steps(&drawn, &asks, is_blocks(comparison));
    // For each lane, the runs of each side: their values, from the first span on.
    let values = |lane: usize, side: usize| -> Vec<Vec<Option<f64>>> {
        let of = |charts: &Vec<Chart>| -> Vec<Option<f64>> {
            charts[lane].table.rows.iter().map(|row| row.values.first().copied().flatten()).collect()
        };
        let known = drawn[side].iter().zip(&found[side]).filter(|(_, charts)| charts[lane].absent.is_none());
        let values = known.map(|(run, charts)| match main.filter(|_| is_blocks(comparison) && lane > 0) {
            Some(main) => without_stragglers(of(charts), run, &charts[lane], main, step_ms),
            None => of(charts),
        });
        values.collect()
    };
    let ends = |lane: usize, spans: usize| -> f64 {
        let of_lane = found.iter().flatten().map(|charts| &charts[lane]);
        let longest = of_lane.filter(|chart| chart.table.rows.len() == spans).filter_map(|chart| chart.time);
        longest.map(|(from, to)| to - from).fold(0.0, f64::max)
    };
    let mut charts: Vec<Chart> = Vec::new();
    // The lowest lane that is drawn has the labels of the axis.
    for (at, lane) in lanes.iter().enumerate().rev() {
        let runs = [values(at, 0), values(at, 1)];
        let spans = runs.iter().flatten().map(Vec::len).max().unwrap_or(0);
        let names = ["baseline", "candidate"];
        let mut sides = [0, 1].map(|side: usize| side_of(comparison, lane, &runs[side], (names[side], side, spans)));
        let none_failed = lane.unit == Unit::Fraction
            && !runs.iter().any(Vec::is_empty)
            && sides.iter().all(|side| side.middle.iter().flatten().all(|share| *share == 0.0));
        let why = found.iter().flatten().find_map(|charts| charts[at].absent.clone());
        let why = if none_failed { NONE_FAILED.to_owned() } else { why.unwrap_or_else(|| NO_SAMPLE.to_owned()) };
        if none_failed {
            sides = Default::default();
        }
        let course = ComparedCourse {
            ask: ChartAsk { kind: lane.kind, ..ask(lane, width) },
            title: lane.title.clone(),
            unit: lane.unit,
            // The last span ends with the longest run.
            edges_ms: (0..spans).map(|span| span as f64 * step_ms).chain([ends(at, spans)]).collect(),
            sides,
            labelled: charts.iter().all(|chart| chart.absent.is_some()),
        };
        charts.insert(0, course.chart(HOW, &why));
    }
    charts
}

const NONE_FAILED: &str = "No request failed on either side.";
const NO_SAMPLE: &str = "No sample of it is in these parts of the runs.";
/// The values of spans that hold a block: those with at least a share of the requests of the fullest.
fn without_stragglers(
    values: Vec<Option<f64>>,
    run: &Drawn,
    chart: &Chart,
    main: &Series,
    step_ms: f64,
) -> Vec<Option<f64>> {
    let start_ms = chart.time.map_or(0.0, |time| time.0);
    let spans = Spans { start_ms, length_ms: step_ms, number: values.len() };
    let numbers: Vec<usize> = run.session.in_spans(&run.query, main, spans).iter().map(Vec::len).collect();
    let fullest = numbers.iter().copied().max().unwrap_or(0) as f64;
    let is_full = |number: usize| number as f64 >= STRAGGLERS * fullest;
    values.into_iter().zip(numbers).map(|(value, number)| value.filter(|_| is_full(number))).collect()
}

const HOW: &str = "Dashed: the baseline. Solid: the candidate. Lines that keep their distance differ all the time; lines that part somewhere differ from there on. Of several runs a side the line is the median of the runs at each point, and the tint goes from the lowest run to the highest: where tints overlap, runs of both sides were alike.";

/// What is drawn of this comparison.
fn shown(comparison: &Comparison, main: Option<&Series>) -> Vec<Lane> {
    let rate = on_both(comparison, &["http_reqs", "iterations"]).unwrap_or_else(|| Series::metric("http_reqs"));
    let is_requests = rate.metric == "http_reqs";
    let mut lanes = vec![Lane {
        kind: ChartKind::Rate,
        series: rate,
        stat: Stat::Rate,
        unit: Unit::PerSecond,
        title: if is_requests { "Requests per second" } else { "Iterations per second" }.to_owned(),
        height: HEIGHT,
    }];
    lanes.extend(main.map(|series| Lane {
        kind: ChartKind::Latency,
        series: series.clone(),
        stat: Stat::P(95.0),
        unit: Stat::P(95.0).unit(MetricType::Trend, Contains::Time),
        title: sloscope_analysis::slo::subject(series, Stat::P(95.0), Some(MetricType::Trend)),
        height: HEIGHT,
    }));
    lanes.extend(on_both(comparison, &FAILED).map(|series| Lane {
        kind: ChartKind::Errors,
        title: "Failed requests".to_owned(),
        series,
        stat: Stat::Rate,
        unit: Unit::Fraction,
        height: LOW,
    }));
    lanes
}

fn ask(lane: &Lane, width: u16) -> ChartAsk {
    let stat = matches!(lane.stat, Stat::P(_)).then_some(lane.stat);
    let series = vec![lane.series.clone()];
    ChartAsk { lane: true, series, stat, ..ChartAsk::new(ChartKind::Series, width, lane.height) }
}

/// A part, from where it is aligned.
fn from<'a>(part: &Part<'a>, facts: &PartFacts, align: &Align) -> Drawn<'a> {
    let mut query = part.query.clone();
    if let Align::Stage(name) = align
        && let Some((_, start_ms)) = facts.stages.iter().find(|(of, _)| of == name)
    {
        let within = query.window.unwrap_or(Window { start_ms: 0.0, end_ms: Window::LAST_MS });
        query.window = Some(Window { start_ms: start_ms.max(within.start_ms), ..within });
    }
    Drawn { session: part.session, query }
}

/// Of blocks their run, with the samples of their side: each block stands where it was.
fn whole_run<'a>(blocks: &[Part<'a>]) -> Option<Drawn<'a>> {
    let first = blocks.first()?;
    let mut query = first.query.clone();
    query.tags.retain(|(key, _)| key != BLOCK);
    let windows = blocks.iter().map(|block| block.query.window);
    query.window = windows.collect::<Option<Vec<Window>>>().map(|windows| Window {
        start_ms: windows.iter().map(|window| window.start_ms).fold(f64::INFINITY, f64::min),
        end_ms: windows.iter().map(|window| window.end_ms).fold(0.0, f64::max),
    });
    // All blocks have the axis of the run.
    query.window = query.window.filter(|window| window.start_ms > 0.0 || window.end_ms < Window::LAST_MS);
    Some(Drawn { session: first.session, query })
}

/// The charts of each run, and the length of their spans: the longest that one of them needs.
fn in_common_steps(drawn: &[Vec<Drawn>; 2], asks: &[ChartAsk], is_blocks: bool) -> ([Vec<Vec<Chart>>; 2], f64) {
    let own = drawn
        .each_ref()
        .map(|runs| runs.iter().map(|run| run.session.charts_in_steps(&run.query, asks, None)).collect::<Vec<_>>());
    let steps = || own.iter().flatten().flatten().filter_map(|chart| chart.step_ms);
    let step_ms = steps().fold(0.0, f64::max);
    if is_blocks {
        // Short against the blocks, so that few spans hold samples of two of them.
        let step_ms = step_ms / SPANS_OF_BLOCKS;
        let again = |run: &Drawn| run.session.charts_in_steps(&run.query, asks, Some(step_ms));
        return (drawn.each_ref().map(|runs| runs.iter().map(again).collect()), step_ms);
    }
    if steps().all(|step| step == step_ms) {
        return (own, step_ms);
    }
    let again = |run: &Drawn| run.session.charts_in_steps(&run.query, asks, Some(step_ms));
    (drawn.each_ref().map(|runs| runs.iter().map(again).collect()), step_ms)
}

/// The runs of a side as one line, and how far apart they lie. A point stands where more than half of them have a value.
fn side_of(
    comparison: &Comparison,
    lane: &Lane,
    runs: &[Vec<Option<f64>>],
    (label, side, spans): (&str, usize, usize),
) -> ComparedSide {
    let at = |span: usize| runs.iter().filter_map(|run| run.get(span).copied().flatten()).collect::<Vec<f64>>();
    let enough = |values: &Vec<f64>| values.len() * 2 > runs.len();
    let each: Vec<Option<Vec<f64>>> = (0..spans).map(|span| Some(at(span)).filter(enough)).collect();
    let of = |of: fn(f64, f64) -> f64| -> Vec<Option<f64>> {
        each.iter().map(|values| values.as_ref()?.iter().copied().reduce(of)).collect()
    };
    let row = comparison.rows.iter().find(|row| row.series == lane.series && row.stat == lane.stat);
    ComparedSide {
        label: label.to_owned(),
        one_of: "run",
        middle: each.iter().map(|values| median(values.clone()?)).collect(),
        spread: (runs.len() > 1).then(|| [of(f64::min), of(f64::max)]),
        whole: row.and_then(|row| row.middles()[side]),
    }
}

/// Where 0:00 is, and what a point is.
pub fn caption(comparison: &Comparison, align: &Align, lanes: &[Chart]) -> String {
    let Some(step_ms) = lanes.iter().find_map(|chart| chart.step_ms) else { return String::new() };
    let zero = match (align, comparison.design) {
        (Align::Stage(name), _) => format!("0:00 is the start of the stage {name}"),
        (Align::Start, Design::Blocks) => "Each block stands where it was in the run".to_owned(),
        (Align::Start, _) => "0:00 is the start of each run, or of the part of it that is compared".to_owned(),
    };
    let runs = match comparison.design {
        Design::Runs | Design::PairedRuns => {
            " The line is the median of the runs, the tint goes from the lowest run to the highest."
        }
        _ => "",
    };
    format!("Each point covers {}. {zero}.{runs}", format::duration(step_ms))
}
