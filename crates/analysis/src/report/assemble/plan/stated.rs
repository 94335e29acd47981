//! The plan that options state, laid over the samples: their times count from the start of the load, which is after
//! set-up, so each scenario is placed by its own first iteration.

use sloscope_model::options::{RunOptions, Scenario, StagePlan};
use sloscope_model::places::Places;
use sloscope_model::time::{Nanos, distance};

use super::{Schedule, Stage, Tally};
use crate::report::{LoadModel, PlanFrom};

/// Gives a schedule the plan of its scenario; false if the options say nothing of it.
pub fn apply(schedule: &mut Schedule, (options, places): (&RunOptions, &Places), first_due: Option<Nanos>) -> bool {
    // Without scenario tags, a plan of one scenario is that of all iterations.
    let only = options.scenarios.first().filter(|_| options.scenarios.len() == 1 && schedule.name.is_empty());
    let Some(scenario) = places.find(&schedule.name).map(|at| &options.scenarios[at]).or(only) else { return false };
    schedule.executor = (!scenario.executor.is_empty()).then(|| scenario.executor.clone());
    schedule.model = model(scenario);
    if scenario.stages.is_empty() {
        return true;
    }
    let first = first_due.unwrap_or(schedule.start);
    let start = first - distance(first_event_ms(scenario));
    schedule.from = Some(PlanFrom::Options);
    schedule.stages = stages(scenario, start);
    true
}

/// Scenarios of the plan of which there is no sample.
pub fn add_unseen(scenarios: &mut Vec<Schedule>, (options, places): (&RunOptions, &Places), start: Option<Nanos>) {
    if scenarios.iter().any(|s| s.name.is_empty()) {
        return;
    }
    // Where the load began: by any scenario that has samples, else with the run.
    let known = scenarios.iter().find_map(|s| {
        let scenario = &options.scenarios[places.find(&s.name)?];
        Some(s.stages.first()?.start - distance(scenario.start_ms))
    });
    let zero = known.or(start).unwrap_or(0);
    let seen = Places::of(scenarios.iter().map(|s| &s.name));
    let unseen = options.scenarios.iter().filter(|o| !seen.has(&o.name));
    let new: Vec<Schedule> = unseen
        .map(|scenario| {
            let start = zero + distance(scenario.start_ms);
            let stages = stages(scenario, start);
            let planned = stages.iter().map(|s| s.tally.planned.unwrap_or(0.0)).sum();
            Schedule {
                name: scenario.name.clone(),
                slot: None,
                executor: (!scenario.executor.is_empty()).then(|| scenario.executor.clone()),
                model: model(scenario),
                from: (!stages.is_empty()).then_some(PlanFrom::Options),
                start,
                end: start + distance(scenario.duration_ms.unwrap_or(0.0)),
                tally: Tally { planned: (!stages.is_empty()).then_some(planned), ..Tally::default() },
                stages,
                shifts: Vec::new(),
            }
        })
        .collect();
    scenarios.extend(new);
}

fn model(scenario: &Scenario) -> LoadModel {
    match scenario.executor.as_str() {
        "constant-arrival-rate" | "ramping-arrival-rate" => LoadModel::Open,
        "" => LoadModel::Unclear,
        _ => LoadModel::Closed,
    }
}

fn stages(scenario: &Scenario, mut start: Nanos) -> Vec<Stage> {
    let stage = |plan: &StagePlan| {
        let end = start + distance(plan.duration_ms);
        let planned = f64::midpoint(plan.from_rate, plan.to_rate) * plan.duration_ms / 1000.0;
        let tally = Tally { planned: Some(planned), ..Tally::default() };
        let stage = Stage { from_rate: plan.from_rate, to_rate: plan.to_rate, start, end, curve: None, tally };
        start = end;
        stage
    };
    scenario.stages.iter().map(stage).collect()
}

/// After how many ms the first iteration is due: at once for a constant rate; a ramp counts from 1, so when the
/// area under its rate is 1 (k6: lib/executor/ramping_arrival_rate.go).
fn first_event_ms(scenario: &Scenario) -> f64 {
    if scenario.executor != "ramping-arrival-rate" {
        return 0.0;
    }
    let (mut area, mut at) = (0.0, 0.0);
    for stage in &scenario.stages {
        let seconds = stage.duration_ms / 1000.0;
        let more = f64::midpoint(stage.from_rate, stage.to_rate) * seconds;
        if area + more >= 1.0 {
            let (missing, slope) = (1.0 - area, (stage.to_rate - stage.from_rate) / seconds);
            let root = (stage.from_rate * stage.from_rate + 2.0 * slope * missing).max(0.0).sqrt();
            // The smaller root of from t + slope t^2 / 2 = missing, in a form that does not divide by a slope of 0.
            return at + 2000.0 * missing / (stage.from_rate + root);
        }
        area += more;
        at += stage.duration_ms;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ramp_begins_when_its_area_is_one() {
        let ramp = |from_rate, to_rate, duration_ms| StagePlan { from_rate, to_rate, duration_ms };
        let scenario = |executor: &str, stages| Scenario { executor: executor.into(), stages, ..Scenario::default() };
        let first = |stages| first_event_ms(&scenario("ramping-arrival-rate", stages));
        // k6's formula: x = (from dur - sqrt(dur (from^2 dur + 2 (to - from)))) / (from - to).
        let (from, to, dur) = (5.0, 30.0, 6.0);
        let k6 = (from * dur - f64::sqrt(dur * (from * from * dur + 2.0 * (to - from)))) / (from - to);
        assert!((first(vec![ramp(from, to, dur * 1000.0)]) - 1000.0 * k6).abs() < 1e-6);
        assert!((first(vec![ramp(0.0, 10.0, 5000.0)]) - 1000.0).abs() < 1e-9, "0 to 10 in 5 s: t^2 = 1");
        assert!((first(vec![ramp(4.0, 4.0, 5000.0)]) - 250.0).abs() < 1e-9);
        assert!((first(vec![ramp(0.0, 0.0, 2000.0), ramp(4.0, 4.0, 5000.0)]) - 2250.0).abs() < 1e-9);
        assert_eq!(first_event_ms(&scenario("constant-arrival-rate", vec![ramp(4.0, 4.0, 5000.0)])), 0.0);
    }
}
