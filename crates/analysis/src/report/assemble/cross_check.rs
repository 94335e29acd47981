//! Our numbers against those that k6 computed of the same run: every value of every summary, and every sample
//! of a second file. Over the whole run, whatever part of it a query asks for.

use sloscope_dataset::{Attached, Run, Samples, duration_of};
use sloscope_ingest::{SampleFile, SummaryMetric};
use sloscope_model::format;
use sloscope_model::metric::MetricType;
use sloscope_model::places::Places;
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};
use sloscope_objectives::Asked;

use super::active::Active;
use super::measure::Measurer;
use super::rows::Rows;
use super::{check_counts, checks, series_list};
use crate::report::{CrossCheck, Difference, MetricSummary};

/// Relative; sums of the same numbers in another order differ in their last digits.
const TOLERANCE: f64 = 1e-9;
/// Differing samples of one metric are summed up, not listed.
const MOST_DIFFERENCES: usize = 200;

pub fn all(run: &Run) -> Vec<CrossCheck> {
    let Some(samples) = &run.samples else {
        return Vec::new();
    };
    let active = Active::nowhere(&samples.file.store);
    let lookup = series_list::lookup(run, &samples.file.store, &[]);
    let measurer = Measurer {
        rows: Rows { lookup: Some(&lookup), ..Rows::all(&samples.file.store) },
        active: &active,
        percentiles: &[],
        duration_ms: None,
        guessed: &Places::default(),
        asked: &Asked::default(),
    };
    let of_summaries = run.summaries.iter().map(|attached| summary(samples, attached, &measurer));
    let of_copies = run.copies.iter().map(|(name, copy)| copied(name, &samples.file, copy));
    of_summaries.chain(of_copies).collect()
}

/// Those that a summary states of a metric, in ascending order.
fn percentiles(metric: &SummaryMetric) -> Vec<f64> {
    metric.values.iter().filter_map(|(stat, _)| if let Stat::P(p) = stat { Some(p) } else { None }).collect()
}

/// How a value compares.
enum Outcome {
    Same,
    /// k6 shows 0 for statistics of no samples.
    ZeroForNothing,
    Differs(String),
}

fn summary(samples: &Samples, attached: &Attached, measurer: &Measurer) -> CrossCheck {
    let tolerance = match attached.summary.digits {
        Some(digits) => 10f64.powi(1 - i32::from(digits)),
        None => TOLERANCE,
    };
    let duration_ms = duration_of(attached).map(|d| d.0);
    let (mut compared, mut matching, mut zeros) = (0, 0, 0);
    let mut differences = Vec::new();
    for metric in &attached.summary.metrics {
        let ours = Measurer { percentiles: &percentiles(metric), ..*measurer }.series(&metric.series);
        for (stat, theirs) in metric.values.iter() {
            let mine = our_value(ours.as_ref(), metric, stat, duration_ms);
            match outcome(samples, attached, ours.as_ref(), mine, theirs, tolerance) {
                Outcome::ZeroForNothing => zeros += 1,
                Outcome::Same => {
                    compared += 1;
                    matching += 1;
                }
                Outcome::Differs(why) => {
                    compared += 1;
                    let unit = stat.unit(metric.kind, metric.contains.unwrap_or_default());
                    differences.push(Difference { series: metric.series.clone(), stat, ours: mine, theirs, unit, why });
                }
            }
        }
    }
    if let Some(theirs) = &attached.summary.checks {
        let ours = checks::tree(&measurer.rows, |_| 0.0).unwrap_or_default();
        for (series, stat, mine, theirs) in check_counts::pairs(&ours, theirs) {
            compared += 1;
            if mine == Some(theirs) {
                matching += 1;
            } else {
                let why = "the number of this check's results differs".to_owned();
                differences.push(Difference { series, stat, ours: mine, theirs, unit: Unit::Count, why });
            }
        }
    }
    let conclusion = conclusion(compared, matching, zeros, tolerance, attached);
    CrossCheck { source: attached.name.clone(), compared, matching, tolerance, differences, conclusion }
}

/// A counter's rate is by the duration that the same summary goes by.
fn our_value(
    ours: Option<&MetricSummary>,
    theirs: &SummaryMetric,
    stat: Stat,
    duration_ms: Option<f64>,
) -> Option<f64> {
    let ours = ours?;
    if theirs.kind == MetricType::Counter && stat == Stat::Rate {
        let sum = ours.values.get(Stat::Count)?;
        // Nothing over any time is nothing: the duration cannot be recovered from it either.
        let over = |ms: f64| (ms > 0.0).then(|| sum / (ms / 1000.0));
        return if sum == 0.0 { Some(0.0) } else { over(duration_ms?) };
    }
    ours.values.get(stat)
}

fn outcome(
    samples: &Samples,
    attached: &Attached,
    ours: Option<&MetricSummary>,
    mine: Option<f64>,
    theirs: f64,
    tolerance: f64,
) -> Outcome {
    let count = ours.and_then(|m| m.samples).unwrap_or(0);
    let Some(mine) = mine else {
        return if count == 0 && theirs == 0.0 {
            Outcome::ZeroForNothing
        } else if count == 0 {
            Outcome::Differs("the samples do not have this series".to_owned())
        } else {
            Outcome::Differs("cannot be computed from the samples".to_owned())
        };
    };
    // Below 1 a dashboard keeps decimals, not digits (k6: internal/dashboard, significant).
    let decimals = attached.summary.digits.map_or(0.0, |digits| 10f64.powi(-i32::from(digits)));
    let room = samples.file.value_step.max(decimals).max(tolerance * mine.abs().max(theirs.abs()));
    if (mine - theirs).abs() <= room {
        return Outcome::Same;
    }
    let kind = ours.map(|m| m.kind);
    let why = if attached.counts_more {
        "the file of samples is cut: k6 counted more than it holds"
    } else if samples.incomplete() {
        "samples are missing: the file is cut or lines could not be read"
    } else if attached.summary.digits.is_some() {
        "k6's dashboard drops the last part of a period and cuts values to five digits"
    } else if kind == Some(MetricType::Gauge) && theirs == 0.0 {
        "k6 before 2.2 writes 0 for the maximum of a gauge that was always negative"
    } else {
        "no reason is known: the files may not be of the same run"
    };
    Outcome::Differs(why.to_owned())
}

fn conclusion(compared: u64, matching: u64, zeros: u64, tolerance: f64, attached: &Attached) -> String {
    let rounded = attached.summary.digits.is_some();
    let is_k6 = attached.summary.saved.is_none();
    let (whom, whose) = if is_k6 { ("k6", "k6's") } else { ("what sloscope saved", "those that sloscope saved") };
    let values = format::counted(compared, "value");
    let mut text = if compared == 0 {
        "nothing to compare: the file states no value of a series that has samples".to_owned()
    } else if compared == matching {
        let limit = if rounded { "as many digits as it has".to_owned() } else { format!("{tolerance:e}") };
        match format::some_of(compared, compared, "value") {
            one if compared == 1 => format!("matches {whom}: {one} agrees to {limit}"),
            all => format!("matches {whom}: {all} agree to {limit}"),
        }
    } else {
        let differ = if compared - matching == 1 { "differs" } else { "differ" };
        format!("{} of {values} {differ} from {whose}", format::count(compared - matching))
    };
    if zeros > 0 {
        text.push_str(&format!("; k6 shows 0 for {} of series without samples", format::counted(zeros, "statistic")));
    }
    text
}

/// Sample by sample: the order of the lines is the same unless k6 wrote the two files in different order.
fn copied(name: &str, ours: &SampleFile, copy: &SampleFile) -> CrossCheck {
    let room = ours.value_step.max(copy.value_step);
    let (mut compared, mut matching) = (0u64, 0u64);
    let mut differences = Vec::new();
    for theirs in copy.store.columns() {
        let mine = ours.store.by_name(&theirs.name);
        let own = mine.map(|c| c.rows.values()).unwrap_or_default();
        let (own, others) = (own.as_slice(), theirs.rows.values());
        let mut differ = |stat: Stat, ours: Option<f64>, theirs_value: f64, why: String| {
            let (kind, contains) = (theirs.kind.unwrap_or(MetricType::Trend), theirs.contains.unwrap_or_default());
            let unit = if stat == Stat::Count { Unit::Count } else { stat.unit(kind, contains) };
            let series = Series::metric(&theirs.name);
            differences.push(Difference { series, stat, ours, theirs: theirs_value, unit, why });
        };
        compared += theirs.len() as u64;
        let equal = |a: &[f64], b: &[f64]| {
            let near = |(x, y): &(&f64, &f64)| (*x - *y).abs() <= room + TOLERANCE * x.abs();
            a.iter().zip(b).filter(near).count()
        };
        let mut same = equal(own, &others);
        if same < theirs.len() {
            let sorted = |v: &[f64]| {
                let mut v = v.to_vec();
                v.sort_unstable_by(f64::total_cmp);
                v
            };
            same = same.max(equal(&sorted(own), &sorted(&others)));
        }
        matching += same as u64;
        if own.len() != theirs.len() {
            let why = "one of the files holds more samples: the other is cut".to_owned();
            differ(Stat::Count, Some(own.len() as f64), theirs.len() as f64, why);
        } else if same < theirs.len() {
            let most = |v: &[f64]| v.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let why = match theirs.len() - same {
                1 => "1 sample differs".to_owned(),
                n => format!("{} samples differ", format::count(n as u64)),
            };
            differ(Stat::Max, Some(most(own)), most(&others), why);
        }
    }
    differences.truncate(MOST_DIFFERENCES);
    let n = format::count(compared);
    let conclusion = match compared == matching && differences.is_empty() {
        true => format!("the same samples: all {n} values agree to {room:e}"),
        false => format!("{} of {n} samples are the same", format::count(matching)),
    };
    CrossCheck { source: name.to_owned(), compared, matching, tolerance: room, differences, conclusion }
}
