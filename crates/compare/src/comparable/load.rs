//! The load: its model, its plan, and what was delivered of it.

use sloscope_analysis::report::{LoadModel, Report, words};
use sloscope_model::format;
use sloscope_model::names::PHASE;
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};

use super::{Sides, both, concern, some, tag_keys};
use crate::model::{Concern, Gravity};

/// Loads that differ by more than this share are different loads.
const SAME_LOAD: f64 = 0.02;
/// Spans that differ by more than this share, and by more than a second, are different.
const SAME_LENGTH: f64 = 0.05;

fn models(sides: &Sides, side: usize) -> Vec<String> {
    sides.texts(side, |report| {
        let known = report.load.scenarios.iter().filter(|scenario| scenario.model != LoadModel::Unclear);
        known.map(|scenario| words::load_model(scenario.model).to_owned()).collect()
    })
}

/// An open model waits for nobody; in a closed one a slow system gets less load.
pub fn model(sides: &Sides) -> Option<Concern> {
    let (first, second) = (models(sides, 0), models(sides, 1));
    if sides.same_runs || first.is_empty() || second.is_empty() || first == second {
        return None;
    }
    concern(
        "load-model",
        Gravity::Prevents,
        "The sides have different load models: with looping VUs a slow system gets fewer requests, with an arrival rate it does not.",
        both(&first.join(", "), &second.join(", ")),
    )
}

/// The stages of a part: rates and lengths, of the scenario that it is picked by.
fn plan(report: &Report) -> Vec<(f64, f64, f64)> {
    let (from, to) = report.run.part.map_or((f64::MIN, f64::MAX), |part| (part.start_ms, part.end_ms));
    let span = |stage: &sloscope_analysis::report::TargetStage| {
        (stage.from_rate, stage.to_rate, stage.end_ms.min(to) - stage.start_ms.max(from))
    };
    // What overlaps by less than a second is the edge of another stage.
    let scenario = report.query.tags.iter().find(|(key, _)| key == "scenario").map(|(_, name)| name);
    let stages = report.run.stages.iter().filter(|stage| scenario.is_none_or(|name| stage.scenario == *name));
    stages.map(span).filter(|stage| stage.2 > 1000.0).collect()
}

fn alike(a: &[(f64, f64, f64)], b: &[(f64, f64, f64)]) -> bool {
    let near = |a: f64, b: f64, share: f64| (a - b).abs() <= share * a.abs().max(b.abs());
    let same_length = |a: f64, b: f64| near(a, b, SAME_LENGTH) || (a - b).abs() <= 1000.0;
    a.len() == b.len()
        && a.iter().zip(b).all(|(a, b)| near(a.0, b.0, SAME_LOAD) && near(a.1, b.1, SAME_LOAD) && same_length(a.2, b.2))
}

fn plan_in_words(plan: &[(f64, f64, f64)]) -> String {
    let stage = |(from, to, length): &(f64, f64, f64)| {
        let rate = |rate: f64| format::value(rate, Unit::PerSecond);
        let rates = if from == to { rate(*from) } else { format!("{} to {}", rate(*from), rate(*to)) };
        format!("{rates} for {}", format::duration(*length))
    };
    some(&plan.iter().map(stage).collect::<Vec<_>>())
}

/// Planned rates and stages.
pub fn planned(sides: &Sides) -> Option<Concern> {
    let plans = [0, 1].map(|side: usize| {
        let all = sides.reports[side].iter().map(|report| plan(report));
        all.filter(|plan| !plan.is_empty()).collect::<Vec<_>>()
    });
    let first = plans[0].first()?;
    if let Some(other) = plans[1].iter().find(|plan| !alike(first, plan)) {
        return concern(
            "planned-load",
            Gravity::Prevents,
            "The sides were to get different loads: a difference may be that of the load.",
            both(&plan_in_words(first), &plan_in_words(other)),
        );
    }
    let other = plans[0].iter().find(|plan| !alike(first, plan))?;
    concern(
        "planned-load-of-baseline",
        Gravity::Serious,
        "The runs of the baseline were to get different loads.",
        format!("{}; {}", plan_in_words(first), plan_in_words(other)),
    )
}

fn rate(report: &Report) -> Option<f64> {
    let of = |name: &str| {
        let series = Series::metric(name);
        report.metrics.iter().find(|metric| metric.series == series)?.values.get(Stat::Rate)
    };
    of("http_reqs").or_else(|| of("iterations"))
}

/// What was delivered.
pub fn delivered(sides: &Sides) -> Option<Concern> {
    if sides.same_runs {
        return None;
    }
    let (first, second) = sides.medians(rate)?;
    if (second - first).abs() <= SAME_LOAD * first.abs() {
        return None;
    }
    let closed = words::load_model(LoadModel::Closed).to_owned();
    let is_closed = [0, 1].iter().all(|side| models(sides, *side) == [closed.clone()]);
    let (gravity, text) = match is_closed {
        true => (
            Gravity::Serious,
            "The sides got different loads. With looping VUs the rate follows from the latency: compare how much was done, too.",
        ),
        false => (
            Gravity::Prevents,
            "The sides got different loads: they differ by more than 2 %, and latency depends on the load.",
        ),
    };
    let shown = |rate: f64| format::value(rate, Unit::PerSecond);
    concern("delivered-load", gravity, text, both(&shown(first), &shown(second)))
}

/// The generator fell behind its plan on one side.
pub fn generator(sides: &Sides) -> Option<Concern> {
    let behind = |side: usize| {
        let mut late = sides.reports[side].iter().filter_map(|report| report.load.behind.as_ref());
        late.next().map(|first| (late.count() + 1, first.text.clone()))
    };
    let (at, number, text) = match (behind(0), behind(1)) {
        (Some((number, text)), None) => (0, number, text),
        (None, Some((number, text))) => (1, number, text),
        _ => return None,
    };
    let side = ["baseline", "candidate"][at];
    let of = match (number, sides.reports[at].len()) {
        (_, 1) => String::new(),
        (n, all) => format!(" in {n} of {all} runs"),
    };
    concern(
        "generator",
        Gravity::Serious,
        format!(
            "The generator did not keep its plan on the side of the {side}{of}: it got less load than the other, and who was not sent has no latency."
        ),
        text,
    )
}

/// Samples of a warm-up on one side only.
pub fn warm_up(sides: &Sides) -> Option<Concern> {
    // Of a stored report nothing may be known of tags.
    let all = || sides.reports.iter().flatten();
    if all().any(|report| report.stored.is_some() && tag_keys(report).next().is_none()) {
        return None;
    }
    let has = |side: usize| {
        let left_out = |report: &Report| report.query.without.iter().any(|(key, _)| key == PHASE);
        let phased = |report: &&&Report| tag_keys(report).any(|key| key == PHASE) && !left_out(report);
        sides.reports[side].iter().filter(phased).count() > 0
    };
    let (first, second) = (has(0), has(1));
    if first == second {
        return None;
    }
    let shown = |has: bool| if has { "with warm-up" } else { "without" };
    concern(
        "warm-up",
        Gravity::Serious,
        "One side counts a warm-up, the other has none: leave it out with --where 'phase!=warm-up'.",
        both(shown(first), shown(second)),
    )
}

/// How long the sides lasted.
pub fn durations(sides: &Sides) -> Option<Concern> {
    let length = |report: &Report| report.run.part.map(|part| part.length_ms()).or(report.run.duration_ms);
    let (first, second) = sides.medians(length)?;
    if sides.same_runs || (second - first).abs() <= (SAME_LENGTH * first).max(1000.0) {
        return None;
    }
    concern(
        "duration",
        Gravity::Minor,
        "The sides lasted differently long: the longer one has more of what happens late, and less of its start.",
        both(&format::duration(first), &format::duration(second)),
    )
}
