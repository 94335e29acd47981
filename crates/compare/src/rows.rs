//! The rows of a comparison: what each design makes of the numbers of its parts.

use sloscope_analysis::report::{MeasuredFrom, Report};
use sloscope_model::metric::{Contains, MetricType};
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};
use sloscope_scan::percentiles;

use crate::drawn::{Drawn, Timed, drawn, is_drawn};
use crate::judge;
use crate::metrics::{Asked, Measured};
use crate::model::{Band, Design, Difference, Gate, Outcome, Row, Verdict};
use crate::sense::sense;
use crate::stats::{
    Interval, difference_of_means, holm, mann_whitney, noise, paired_shift, share_larger, shift, sign_flips,
    signed_rank,
};
use crate::{Question, words};

/// The level of tests and intervals.
const ALPHA: f64 = 0.05;

/// What rows are made of.
pub(crate) struct Known<'a> {
    pub design: Design,
    pub question: &'a Question,
    pub measured: [&'a Measured; 2],
    /// The first part of each side with its report.
    pub first: [Timed<'a>; 2],
    /// The reports of all parts, as far as they were made.
    pub reports: Vec<&'a Report>,
}

/// A row, and what its verdict needs besides.
struct Draft {
    row: Row,
    /// The p of the test against the limit, where it is gated and tested.
    p: Option<f64>,
}

/// All rows, judged, and the lengths of the blocks that the bootstrap drew, ms.
pub(crate) fn rows(known: &Known, asked: &[Asked], values: &dyn Fn(usize, &Asked) -> Vec<f64>) -> (Vec<Row>, Vec<f64>) {
    let (mut drafts, mut blocks): (Vec<Draft>, Vec<f64>) = (Vec::new(), Vec::new());
    let mut drawn_of: Vec<(&Asked, Vec<Stat>, Option<Drawn>)> = Vec::new();
    for one in asked {
        let draws = if known.design == Design::OneRun {
            let at = match drawn_of.iter().position(|(of, ..)| of.series == one.series) {
                Some(at) => at,
                None => {
                    let kind = kind_of(known, one).unwrap_or_default().0;
                    let of_series = asked.iter().filter(|of| of.series == one.series).map(|of| of.stat);
                    let stats: Vec<Stat> = of_series.filter(|stat| is_drawn(*stat, kind)).collect();
                    drawn_of.push((one, stats.clone(), draw(known, one, &stats)));
                    drawn_of.len() - 1
                }
            };
            let (_, stats, drawn) = &drawn_of[at];
            let place = stats.iter().position(|stat| *stat == one.stat);
            drawn.as_ref().zip(place).map(|(drawn, place)| drawn.differences[place].as_slice())
        } else {
            None
        };
        drafts.push(draft(known, one, draws, values));
    }
    blocks.extend(drawn_of.iter().filter_map(|(.., drawn)| Some(drawn.as_ref()?.block_ms)));
    correct(known, &mut drafts);
    (drafts.into_iter().map(|draft| draft.row).collect(), blocks)
}

fn draw(known: &Known, asked: &Asked, stats: &[Stat]) -> Option<Drawn> {
    let kind = kind_of(known, asked)?.0;
    let of_side = |side: usize| -> Option<Vec<f64>> {
        stats.iter().map(|stat| known.measured[side].values(&asked.series, *stat).first().copied().flatten()).collect()
    };
    let (first, second) = (of_side(0)?, of_side(1)?);
    let sides = [&known.first[0], &known.first[1]];
    let how = (known.question.block_ms, known.question.seed);
    drawn(sides, &asked.series, kind, stats, [&first, &second], how)
}

fn kind_of(known: &Known, asked: &Asked) -> Option<(MetricType, Contains)> {
    let metric = known.measured.iter().find_map(|side| side.metric(&asked.series).flatten().next())?;
    Some((metric.kind, metric.contains))
}

fn draft(known: &Known, asked: &Asked, draws: Option<&[f64]>, values: &dyn Fn(usize, &Asked) -> Vec<f64>) -> Draft {
    let (kind, contains) = kind_of(known, asked).unwrap_or_default();
    let limit = asked.limit.and_then(|at| known.question.limits.get(at));
    let unit = asked.stat.unit(kind, contains);
    let of_side = |side: usize| known.measured[side].values(&asked.series, asked.stat);
    let (all_first, all_second) = (of_side(0), of_side(1));
    let (first, second): (Vec<f64>, Vec<f64>) = match known.design {
        Design::PairedRuns | Design::Blocks => {
            all_first.iter().zip(&all_second).filter_map(|(a, b)| (*a).zip(*b)).unzip()
        }
        _ => (all_first.iter().flatten().copied().collect(), all_second.iter().flatten().copied().collect()),
    };
    let sense = limit
        .and_then(|limit| limit.sense)
        .or_else(|| sense(&asked.series, asked.stat, kind, contains, &known.reports));
    let mut row = Row {
        series: asked.series.clone(),
        kind,
        contains,
        stat: asked.stat,
        unit,
        sense,
        verdict: Verdict::CannotCompare,
        of_these_runs: None,
        difference: None,
        band: None,
        gate: asked.gated.then(|| Gate {
            limit: limit.map_or_else(|| judge::default_limit(unit).to_owned(), |limit| limit.text.clone()),
            p: None,
            outcome: Outcome::Unknown,
        }),
        sentence: String::new(),
        why: None,
        slower: None,
        noise: noise_of(known.design, &first, &second),
        baseline: first,
        candidate: second,
    };
    let mut p = None;
    if let Some(difference) = difference(known.design, &row, draws) {
        let band = judge::band(limit, unit, difference.baseline);
        (row.difference, row.band) = (Some(difference), Some(band));
        row.verdict = difference.interval.map_or(Verdict::Inconclusive, |of| judge::verdict(&of, &band, sense));
        p = against(known.design, &row, &difference, &band, draws).filter(|_| asked.gated);
        if asked.gated && unit == Unit::Millis && kind == MetricType::Trend {
            row.slower = slower(asked, values);
        }
    } else {
        let missing = [(&all_first, "baseline"), (&all_second, "candidate")];
        row.why = Some(words::missing(&row, missing.map(|(values, side)| (side, values.iter().flatten().count()))));
    }
    Draft { row, p }
}

/// Are the numbers of both sides of samples, and not of a summary?
fn has_samples(known: &Known, series: &Series) -> bool {
    known.measured.iter().all(|side| side.metric(series).flatten().all(|metric| metric.from == MeasuredFrom::Samples))
}

fn noise_of(design: Design, first: &[f64], second: &[f64]) -> Option<crate::stats::Noise> {
    (design == Design::Runs).then(|| noise(first, second.len())).flatten()
}

fn middle(values: &[f64]) -> Option<f64> {
    percentiles(&mut values.to_vec(), &[50.0]).first().copied()
}

fn difference(design: Design, row: &Row, draws: Option<&[f64]>) -> Option<Difference> {
    let (first, second) = (row.baseline.as_slice(), row.candidate.as_slice());
    let (baseline, candidate) = (middle(first)?, middle(second)?);
    let of = |absolute: f64, interval, tested, means| Difference {
        baseline,
        candidate,
        absolute,
        relative: (baseline != 0.0).then(|| absolute / baseline.abs()),
        interval,
        tested,
        means,
    };
    Some(match design {
        Design::OneRun => {
            let interval = draws.and_then(|draws| {
                let ends = percentiles(&mut draws.to_vec(), &[100.0 * ALPHA / 2.0, 100.0 * (1.0 - ALPHA / 2.0)]);
                Some(Interval { low: *ends.first()?, high: *ends.get(1)?, level: 1.0 - ALPHA })
            });
            of(candidate - baseline, interval, None, None)
        }
        Design::Runs => {
            let found = shift(first, second)?;
            let tests = (mann_whitney(first, second), difference_of_means(first, second));
            of(found.estimate, Some(found.interval), tests.0, tests.1)
        }
        Design::PairedRuns | Design::Blocks => {
            let differences: Vec<f64> = first.iter().zip(second).map(|(a, b)| b - a).collect();
            let found = paired_shift(&differences)?;
            of(found.estimate, Some(found.interval), signed_rank(&differences), sign_flips(&differences))
        }
    })
}

/// The p of "the difference is the limit": of the test that the interval belongs to. 1 where the estimate is within it.
fn against(design: Design, row: &Row, difference: &Difference, band: &Band, draws: Option<&[f64]>) -> Option<f64> {
    if difference.absolute.abs() <= band.beyond {
        return Some(1.0);
    }
    let limit = band.beyond.copysign(difference.absolute);
    let moved = || row.baseline.iter().map(move |value| value + limit);
    match design {
        Design::OneRun => {
            let draws = draws.filter(|draws| !draws.is_empty())?;
            let within = draws.iter().filter(|draw| if limit >= 0.0 { **draw <= limit } else { **draw >= limit });
            Some((2.0 * within.count().max(1) as f64 / draws.len() as f64).min(1.0))
        }
        Design::Runs => mann_whitney(&moved().collect::<Vec<_>>(), &row.candidate).map(|tested| tested.p),
        Design::PairedRuns | Design::Blocks => {
            let beyond: Vec<f64> =
                row.candidate.iter().zip(moved()).map(|(candidate, moved)| candidate - moved).collect();
            Some(signed_rank(&beyond).map_or(1.0, |tested| tested.p))
        }
    }
}

fn slower(asked: &Asked, values: &dyn Fn(usize, &Asked) -> Vec<f64>) -> Option<f64> {
    let sorted = |side: usize| {
        let mut values = values(side, asked);
        values.sort_unstable_by(f64::total_cmp);
        values
    };
    share_larger(&sorted(0), &sorted(1))
}

/// Rows on which all numbers are equal are no test: they can reject nothing, in whatever order the numbers come (Tarone
/// 1990), and do not make the others less certain.
fn is_tested(draft: &Draft) -> bool {
    let all = || draft.row.baseline.iter().chain(&draft.row.candidate);
    draft.p.is_some() && all().any(|value| all().next() != Some(value))
}

/// How many gated rows are corrected for.
pub(crate) fn tests(rows: &[Row]) -> usize {
    rows.iter().filter(|row| row.gate.as_ref().is_some_and(|gate| gate.p.is_some())).count()
}

/// Holm's correction over the gated rows, and what follows for the verdicts.
fn correct(known: &Known, drafts: &mut [Draft]) {
    let places: Vec<usize> = (0..drafts.len()).filter(|at| is_tested(&drafts[*at])).collect();
    let p: Vec<f64> = places.iter().filter_map(|at| drafts[*at].p).collect();
    let corrected = holm(&p);
    for (at, p) in places.iter().zip(&corrected) {
        drafts[*at].row.gate.iter_mut().for_each(|gate| gate.p = Some(*p));
    }
    let tests = places.len();
    for Draft { row, .. } in drafts {
        let corrected = row.gate.as_ref().and_then(|gate| gate.p);
        let by_itself = row.verdict;
        let is_claim = matches!(by_itself, Verdict::Worse | Verdict::Better | Verdict::Changed);
        let not_enough = is_claim && corrected.is_some_and(|p| p > ALPHA);
        if not_enough {
            row.verdict = Verdict::Inconclusive;
        }
        let two_runs_only = known.design == Design::OneRun && !known.question.single_run;
        if two_runs_only && row.difference.is_some() {
            row.of_these_runs = Some(row.verdict);
            row.verdict = Verdict::Inconclusive;
        }
        let found = row.difference.and_then(|difference| difference.interval).zip(row.band);
        if let Some(gate) = &mut row.gate {
            gate.outcome = match found {
                Some((interval, band)) if !two_runs_only && !not_enough => {
                    judge::outcome(row.verdict, &interval, &band, row.sense)
                }
                _ => Outcome::Unknown,
            };
        }
        row.sentence = words::difference(row);
        if row.why.is_none() && row.verdict == Verdict::Inconclusive {
            let of_figures = known.reports.iter().any(|report| report.stored.is_some());
            let sampled = !of_figures && has_samples(known, &row.series);
            row.why = Some(words::why(known.design, row, (two_runs_only, not_enough, tests), (sampled, of_figures)));
        }
    }
}
