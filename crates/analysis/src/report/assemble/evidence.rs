//! What is known of an objective's series, put together for its judgement. What all objectives on a series have in common
//! is found once.

use std::rc::Rc;

use sloscope_dataset::{Attached, Run};
use sloscope_model::format;
use sloscope_model::metric::MetricType;
use sloscope_model::places::Places;
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Values, whole};
use sloscope_model::stats::percentiles;
use sloscope_objectives::Objective;

use super::failed::{Parted, parted};
use super::index::Index;
use super::length::Length;
use super::measure::kind_of;
use super::outside::{not_in_run, outside};
use super::rows::Selected;
use super::{Build, windows};
use crate::report::{MeasuredFrom, MetricSummary};
use crate::slo::{self, Evidence, ObjectiveResult, Verdict, WindowValue};

/// Judges objectives, in their order; `stats` has the statistic of each, if its expression can be read.
pub fn judged(build: &Build, index: &Index, objectives: &[Objective], stats: &[Option<Stat>]) -> Vec<ObjectiveResult> {
    let (mut places, mut groups): (Places, Vec<Vec<usize>>) = (Places::default(), Vec::new());
    for (at, objective) in objectives.iter().enumerate() {
        let (group, is_new) = places.place(&objective.series.key());
        if is_new {
            groups.push(Vec::new());
        }
        groups[group].push(at);
    }
    let mut results: Vec<Option<ObjectiveResult>> = objectives.iter().map(|_| None).collect();
    // Series of one metric after each other: what was found of a metric serves for the next one.
    sloscope_model::order::sort_short(&mut groups, |a, b| {
        objectives[a[0]].series.metric.cmp(&objectives[b[0]].series.metric)
    });
    for group in groups {
        let mut known = OfSeries::of(build, index, &objectives[group[0]].series);
        known.asked(group.iter().filter_map(|at| stats[*at]));
        for at in group {
            results[at] = Some(slo::judge(&objectives[at], &known.evidence(&objectives[at], stats[at])));
        }
    }
    results.into_iter().flatten().collect()
}

/// What is known of a series.
pub struct OfSeries<'a> {
    build: &'a Build<'a>,
    base: Evidence,
    /// Its samples, if its objectives are about what is shown.
    selected: Option<Selected<'a>>,
    /// The percentiles that are asked for and not among the usual ones, in ascending order: of all its samples and of
    /// those of successful requests.
    asked: Vec<f64>,
    of_all: Vec<f64>,
    of_successes: Vec<f64>,
    parted: Option<Rc<Parted>>,
    windows: Places,
    of_windows: Vec<Vec<WindowValue>>,
}

impl<'a> OfSeries<'a> {
    pub fn of(build: &'a Build<'a>, index: &Index, series: &Series) -> Self {
        let found = index.find(series);
        // Another sub-metric tells the type of the metric where the metric itself is not listed.
        let alike = found.or_else(|| index.of_metric(&series.metric));
        let base = Evidence {
            kind: alike.map(|m| m.kind),
            contains: alike.map(|m| m.contains).unwrap_or_default(),
            kind_guessed: alike.is_some_and(|m| m.kind_guessed),
            partial: build.is_narrowed(),
            filtered: build.query.is_filtered(),
            picked_by: build.query.picks_outcome().map(str::to_owned),
            ..Evidence::default()
        };
        let mut this = Self {
            build,
            base,
            selected: None,
            asked: Vec::new(),
            of_all: Vec::new(),
            of_successes: Vec::new(),
            parted: None,
            windows: Places::default(),
            of_windows: Vec::new(),
        };
        match &build.run.samples {
            Some(samples) => this.of_samples(series, found, samples.incomplete()),
            None => this.of_summaries(index, series, found),
        }
        this
    }

    fn of_samples(&mut self, series: &Series, found: Option<&MetricSummary>, incomplete: bool) {
        let (build, base) = (self.build, &mut self.base);
        base.from = Some(MeasuredFrom::Samples);
        base.incomplete = incomplete;
        let Some(selected) = build.rows.and_then(|rows| rows.select(series)) else { return };
        base.outside = outside(build, series, &selected);
        if base.outside.is_some() {
            return;
        }
        base.values = found.map(|m| m.values.clone());
        base.samples = found.and_then(|m| m.samples);
        base.rate = found.filter(|m| m.kind == MetricType::Counter).and_then(|m| rate(build, m));
        if is_request_time(series) {
            self.parted = parted(build, series, &selected);
        }
        if let Some(parted) = &self.parted {
            base.failed_samples = Some(parted.failed);
            base.successes = (parted.failed > 0).then(|| parted.successes.clone());
        }
        self.selected = Some(selected);
    }

    fn of_summaries(&mut self, index: &Index, series: &Series, found: Option<&MetricSummary>) {
        let (build, base) = (self.build, &mut self.base);
        let default = build.run.summaries.first().map(|a| super::series_list::from(a.format));
        base.from = found.map(|m| m.from).or(default);
        if build.is_narrowed() {
            // Its numbers are of the whole run, which is not what is asked.
            return;
        }
        base.incomplete = stating(build.run, series).is_some_and(|a| a.cut);
        base.values = found.map(|m| m.values.clone());
        base.samples = found.and_then(|m| m.samples);
        if base.samples.is_none() && found.is_some() {
            companion(base, index, series);
        }
    }

    /// Announces which statistics will be asked for: many percentiles are found together.
    pub fn asked(&mut self, stats: impl Iterator<Item = Stat>) {
        let Some(selected) = &self.selected else { return };
        let mut all: Vec<f64> =
            stats.filter_map(|stat| if let Stat::P(p) = stat { Some(p + 0.0) } else { None }).collect();
        sloscope_model::order::sort_short(&mut all, f64::total_cmp);
        all.dedup();
        if kind_of(selected.column) == MetricType::Trend {
            for (p, windows) in all.iter().zip(windows::of_percentiles(self.build, selected, &all)) {
                self.windows.place(&Stat::P(*p).to_string());
                self.of_windows.push(windows);
            }
        }
        let usual = &self.build.percentiles;
        all.retain(|p| usual.binary_search_by(|known| known.total_cmp(p)).is_err());
        if self.base.kind == Some(MetricType::Trend) && !all.is_empty() {
            self.of_all = percentiles(&mut selected.values(), &all);
            if let (Some(failed), Some(_)) = (self.build.failed(), &self.base.successes) {
                self.of_successes = percentiles(&mut failed.part(selected).0, &all);
            }
        }
        self.asked = all;
    }

    pub fn evidence(&mut self, objective: &Objective, stat: Option<Stat>) -> Evidence {
        let mut evidence = self.base.clone();
        evidence.k6_verdict = k6_verdict(self.build.run, objective);
        if evidence.from == Some(MeasuredFrom::Samples) && self.build.rows.is_some() {
            let not_in_run = not_in_run(self.build, objective);
            if not_in_run.is_some() {
                return Evidence {
                    outside: not_in_run,
                    values: None,
                    samples: None,
                    rate: None,
                    failed_samples: None,
                    successes: None,
                    ..evidence
                };
            }
        }
        let Some(stat) = stat else { return evidence };
        evidence.windows = self.windows(stat);
        if let Stat::P(p) = stat
            && let Ok(at) = self.asked.binary_search_by(|known| known.total_cmp(&(p + 0.0)))
        {
            let set = |values: &mut Option<Values>, found: &[f64]| {
                if let (Some(values), Some(value)) = (values, found.get(at)) {
                    values.set(stat, *value);
                }
            };
            set(&mut evidence.values, &self.of_all);
            set(&mut evidence.successes, &self.of_successes);
        }
        evidence
    }

    fn windows(&mut self, stat: Stat) -> Vec<WindowValue> {
        let Some(selected) = &self.selected else { return Vec::new() };
        let (at, is_new) = self.windows.place(&stat.to_string());
        if is_new {
            self.of_windows.push(windows::windows(self.build, kind_of(selected.column), selected, stat));
        }
        self.of_windows[at].clone()
    }
}

/// What a counter's rate can be, where no file states how long the run lasted; and why.
fn rate(build: &Build, metric: &MetricSummary) -> Option<((f64, f64), String)> {
    let length = build.clock.length.filter(|length| length.least_ms < length.most_ms && build.clock.is_open())?;
    let (sum, shown) = (metric.values.get(Stat::Count)?, build.clock.divisor_ms()?);
    // Of a window that ends with the run, only its end is open.
    let between = match build.clock.window {
        None => length.rate(sum),
        Some(_) => {
            let more = (length.most_ms - length.best_ms).max(0.0);
            Length { least_ms: shown, most_ms: shown + more, ..length }.rate(sum)
        }
    };
    let (least, most) = (format::duration(length.least_ms), format::duration(length.most_ms));
    let step = build.run.samples.as_ref().map_or(0, |s| s.file.time_step);
    let why = if step >= sloscope_model::time::NANOS_PER_S {
        format!(
            "the file's clock has steps of 1 s, and the run lasted between {least} and {most}; its summary would say"
        )
    } else {
        let readings = if length.read { "" } else { ", if set-up and tear-down took no more than a third of it" };
        format!(
            "no file states how long the run lasted, which is between {least} and {most}{readings}; its summary would say"
        )
    };
    Some((between, why))
}

/// The summary whose numbers of a series are taken: the most precise that has it.
fn stating<'a>(run: &'a Run, series: &Series) -> Option<&'a Attached> {
    run.summaries.iter().find(|a| a.metric(series).is_some())
}

fn is_request_time(series: &Series) -> bool {
    series.metric.starts_with("http_req_") && series.metric != "http_req_failed"
}

/// Samples behind values that a summary states: of rates and where a trend's count is stated.
pub fn stated_samples(kind: MetricType, values: &Values) -> Option<u64> {
    match kind {
        MetricType::Rate => whole(values.get(Stat::Passes)? + values.get(Stat::Fails)?),
        MetricType::Trend => whole(values.get(Stat::Count)?),
        MetricType::Counter | MetricType::Gauge => None,
    }
}

/// A trend of a summary does not state its count, but a counter beside it may: one request, one duration.
fn companion(evidence: &mut Evidence, index: &Index, series: &Series) {
    let counter = match series.metric.as_str() {
        "iteration_duration" => "iterations",
        name if name.starts_with("http_req_") => "http_reqs",
        "ws_session_duration" => "ws_sessions",
        _ => return,
    };
    let beside = Series { metric: counter.to_owned(), tags: series.tags.clone() };
    // http_req_duration{expected_response:true}: those that http_req_failed does not count.
    let expected = [("expected_response".to_owned(), "true".to_owned())];
    let stated = if counter == "http_reqs" && series.tags == expected {
        let failed = index.find(&Series::metric("http_req_failed"));
        failed.and_then(|m| Some(("http_req_failed", m.values.get(Stat::Fails)?)))
    } else {
        index.find(&beside).and_then(|m| Some((counter, m.values.get(Stat::Count)?)))
    };
    if let Some((name, count)) = stated.and_then(|(name, count)| Some((name, whole(count)?))) {
        evidence.samples = Some(count);
        let count = sloscope_model::format::count(count);
        evidence.samples_note = Some(format!("{name} of the same summary counts {count}"));
    }
}

/// k6's own verdict on the objective, and the file that states it.
pub fn k6_verdict(run: &Run, objective: &Objective) -> Option<(Verdict, String)> {
    run.summaries.iter().find_map(|attached| {
        let kept = attached.verdict(&objective.series, &objective.expression)?;
        Some((if kept { Verdict::Pass } else { Verdict::Fail }, attached.name.clone()))
    })
}
