//! One run a side: what the differences could have been, by the block bootstrap over time within stages.

use sloscope_analysis::report::{Report, Spans};
use sloscope_model::metric::MetricType;
use sloscope_model::series::Series;
use sloscope_model::stat::Stat;

use crate::parts::Part;
use crate::stats::{Dependence, Slots, Wanted};

/// Drawn runs of each side.
pub(crate) const DRAWS: usize = 1000;
/// A run is parted into so many spans at most.
const MOST_SPANS: usize = 400;
/// Fewer spans cannot be drawn from.
const LEAST_SPANS: usize = 20;
/// Each span holds about so many values at least: of fewer, what they have in common is lost in how they differ,
const VALUES_A_SPAN: usize = 15;
/// but in a short run, where the number of spans matters more.
const FEWEST_A_SPAN: usize = 5;

/// A part, with what its report says of its time.
pub(crate) struct Timed<'a> {
    pub part: &'a Part<'a>,
    pub report: &'a Report,
}

/// The drawn differences of the statistics of a series.
pub(crate) struct Drawn {
    /// For each statistic: candidate less baseline, one value a draw.
    pub differences: Vec<Vec<f64>>,
    /// The length of the blocks, ms.
    pub block_ms: f64,
}

/// Draws both sides. `stated_ms` is the length of blocks that the user stated. `None` where there is too little to draw
/// from: no samples, or fewer than 100.
pub(crate) fn drawn(
    sides: [&Timed; 2],
    series: &Series,
    kind: MetricType,
    stats: &[Stat],
    values: [&[f64]; 2],
    (stated_ms, seed): (Option<f64>, u64),
) -> Option<Drawn> {
    let same_run = std::ptr::eq(sides[0].part.session, sides[1].part.session)
        && sides[0].part.query.run == sides[1].part.query.run
        && sides[0].part.query.window == sides[1].part.query.window;
    let time = |side: &Timed| {
        let whole = (0.0, side.report.run.observed_ms.unwrap_or(0.0));
        let window = side.part.query.window.map_or(whole, |w| (w.start_ms.max(0.0), w.end_ms.min(whole.1)));
        (window.0, (window.1 - window.0).max(0.0))
    };
    let number = |side: &Timed| {
        let of_series = side.report.metrics.iter().find(|metric| metric.series.same_as(series));
        let samples = of_series.and_then(|metric| metric.samples);
        let samples = samples.unwrap_or_else(|| side.part.session.values(&side.part.query, series).len() as u64);
        spans_for(samples as usize)
    };
    let spans = sides.map(number);
    // Two selections of one run are drawn together, span by span.
    let spans = if same_run { [spans[0].min(spans[1]); 2] } else { spans };
    if spans.iter().any(|number| *number < LEAST_SPANS) {
        return None;
    }
    let slots = [0, 1].map(|at| {
        let ((start_ms, length_ms), number) = (time(sides[at]), spans[at]);
        // The last sample is in the last span.
        let length_ms = (length_ms + 0.001) / number as f64;
        let asked = Spans { start_ms, length_ms, number };
        let mut values = sides[at].part.session.in_spans(&sides[at].part.query, series, asked);
        if kind == MetricType::Rate {
            values.iter_mut().flatten().for_each(|value| *value = f64::from(u8::from(*value != 0.0)));
        }
        (Slots { stages: stages(sides[at].report, asked), values }, length_ms)
    });
    if slots.iter().any(|(slots, _)| slots.values.iter().all(Vec::is_empty)) {
        return None;
    }
    let wanted: Vec<Wanted> = stats.iter().map(|stat| wanted(*stat, kind)).collect::<Option<_>>()?;
    let dependence = slots
        .each_ref()
        .map(|(slots, _)| wanted.iter().map(|wanted| Dependence::of(&slots.influence(*wanted))).collect::<Vec<_>>());
    let length = |at: usize| match stated_ms {
        Some(stated) => (stated / slots[at].1).round().max(1.0),
        None => dependence[at].iter().map(Dependence::length).fold(1.0, f64::max).ceil(),
    };
    let mut lengths = [length(0), length(1)];
    if same_run {
        lengths = [lengths[0].max(lengths[1]); 2];
    }
    let block_ms = (lengths[0] * slots[0].1).max(lengths[1] * slots[1].1);
    let deviations = [0, 1].map(|at: usize| {
        let seed = if same_run { seed } else { seed.wrapping_add(at as u64) };
        let mut runs = slots[at].0.resample(&wanted, lengths[at] as usize, DRAWS, seed);
        for (stat, run) in runs.iter_mut().enumerate() {
            // The sum of a counter becomes its rate.
            let factor = match wanted[stat] {
                Wanted::Sum => values[at][stat] / slots[at].0.values.iter().flatten().sum::<f64>(),
                _ => 1.0,
            };
            let understated = dependence[at][stat].understated(lengths[at]);
            run.iter_mut().flatten().for_each(|drawn| *drawn = (*drawn * factor - values[at][stat]) * understated);
        }
        runs
    });
    let differences = (0..stats.len()).map(|stat| {
        let found = values[1][stat] - values[0][stat];
        let pairs = deviations[0][stat].iter().zip(&deviations[1][stat]);
        pairs.filter_map(|(first, second)| Some(found + (*second)? - (*first)?)).collect()
    });
    Some(Drawn { differences: differences.collect(), block_ms })
}

/// How many spans so many values are parted into.
fn spans_for(samples: usize) -> usize {
    (samples / VALUES_A_SPAN).max(LEAST_SPANS.min(samples / FEWEST_A_SPAN)).min(MOST_SPANS)
}

/// Can the statistic be drawn? A minimum or a maximum of drawn values is that of the run, or less.
pub(crate) fn is_drawn(stat: Stat, kind: MetricType) -> bool {
    wanted(stat, kind).is_some()
}

fn wanted(stat: Stat, kind: MetricType) -> Option<Wanted> {
    Some(match (kind, stat) {
        (MetricType::Trend, Stat::Med) => Wanted::Percentile(50.0),
        (MetricType::Trend, Stat::P(p)) => Wanted::Percentile(p),
        (MetricType::Trend, Stat::Avg) | (MetricType::Rate, Stat::Rate) => Wanted::Mean,
        (MetricType::Counter, Stat::Rate | Stat::Count) => Wanted::Sum,
        _ => return None,
    })
}

/// Which spans are of which stage: stages begin at the first span that begins in them, and those too short to draw blocks
/// of belong to the one before.
fn stages(report: &Report, spans: Spans) -> Vec<std::ops::Range<usize>> {
    const SHORTEST: usize = 5;
    let place = |ms: f64| ((ms - spans.start_ms) / spans.length_ms).round().clamp(0.0, spans.number as f64) as usize;
    let mut edges: Vec<usize> = report.load.stages.iter().flat_map(|s| [place(s.start_ms), place(s.end_ms)]).collect();
    edges.sort_unstable();
    let mut kept = vec![0];
    for edge in edges {
        if edge >= kept.last().copied().unwrap_or(0) + SHORTEST && edge + SHORTEST <= spans.number {
            kept.push(edge);
        }
    }
    kept.push(spans.number);
    kept.windows(2).map(|pair| pair[0]..pair[1]).collect()
}
