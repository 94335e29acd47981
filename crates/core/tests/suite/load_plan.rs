//! The plan of runs that were never seen: steps, ramps, scenarios side by side, no scenario tags, drops, noise. Each is
//! made by k6's own formulas for when an iteration is due, so what is true is known.

use crate::load_support::{Noise, Run, constant, ramping};
use sloscope_core::report::{LoadModel, PlanFrom, Query, Report, words};

/// (from rate, to rate, start in s, end in s) of each stage.
fn stages(report: &Report) -> Vec<(f64, f64, f64, f64)> {
    let tenth = |ms: f64| (ms / 100.0).round() / 10.0;
    let stage = |s: &sloscope_core::report::TargetStage| (s.from_rate, s.to_rate, tenth(s.start_ms), tenth(s.end_ms));
    report.run.stages.iter().map(stage).collect()
}

fn target(report: &Report) -> String {
    words::target_rates(report).map(|fact| fact.what).unwrap_or_default()
}

fn of(scenario: Option<&str>, due: &[f64], ms: f64, jitter: f64) -> Report {
    Run::default().arrivals(scenario, due, ms, jitter, &mut Noise(7)).report(&Query::default())
}

#[test]
fn steps_without_scenario_tags_are_stages() {
    let due = [constant(200.0, 0.0, 20.0), constant(300.0, 20.0, 20.0), constant(400.0, 40.0, 20.0)].concat();
    let report = of(None, &due, 4.0, 0.001);
    assert_eq!(stages(&report), [(200.0, 200.0, 0.0, 20.0), (300.0, 300.0, 20.0, 40.0), (400.0, 400.0, 40.0, 60.0)]);
    assert_eq!(target(&report), "200 → 300 → 400 RPS");
    assert_eq!(words::target_stage(&report, &report.run.stages[1]), "300 RPS");
    assert!(report.run.stages.iter().all(|s| s.from == PlanFrom::Samples));
    let planned: Vec<f64> = report.load.stages.iter().map(|s| s.counts.planned.expect("a plan")).collect();
    assert!(planned.iter().zip([4000.0, 6000.0, 8000.0]).all(|(a, b)| (a - b).abs() <= 1.0), "{planned:?}");
    assert_eq!(report.load.total.started, Some(18_000));
    assert_eq!(report.load.total.never_issued, None, "nobody stated a plan");
}

#[test]
fn steps_inside_of_one_scenario_are_stages() {
    let due = [constant(50.0, 0.0, 15.0), constant(20.0, 15.0, 30.0), constant(80.0, 45.0, 10.0)].concat();
    let report = of(Some("steps"), &due, 30.0, 0.002);
    assert_eq!(stages(&report), [(50.0, 50.0, 0.0, 15.0), (20.0, 20.0, 15.0, 45.0), (80.0, 80.0, 45.0, 55.0)]);
    assert_eq!(target(&report), "50 → 20 → 80 RPS");
    assert_eq!(words::target_stage(&report, &report.run.stages[1]), "steps: 20 RPS");
}

#[test]
fn a_ramp_is_a_stage() {
    let due = ramping(50.0, 0.0, &[(50.0, 20.0), (200.0, 30.0), (200.0, 30.0)]);
    let report = of(Some("ramp"), &due, 8.0, 0.001);
    assert_eq!(stages(&report), [(50.0, 50.0, 0.0, 20.0), (50.0, 200.0, 20.0, 50.0), (200.0, 200.0, 50.0, 80.0)]);
    assert_eq!(target(&report), "50 → 200 RPS");
    let names: Vec<&str> = report.load.stages.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["50 RPS", "50 → 200 RPS", "200 RPS"]);
    assert_eq!(report.run.test_type.as_deref(), Some("Ramping arrival rate"));
}

#[test]
fn ramps_up_from_nothing_and_down_again() {
    let due = ramping(0.0, 0.0, &[(100.0, 20.0), (100.0, 40.0), (0.0, 20.0)]);
    let report = of(None, &due, 5.0, 0.001);
    let found = stages(&report);
    assert_eq!(found.iter().map(|s| (s.0, s.1)).collect::<Vec<_>>(), [(0.0, 100.0), (100.0, 100.0), (100.0, 0.0)]);
    // The first iteration is due when the area under 0 to 5 t is 1, and times count from the first sample.
    let late = f64::sqrt(2.0 / 5.0);
    let ends = found.iter().map(|s| s.3 + late).zip([20.0, 60.0, 80.0]);
    assert!(ends.into_iter().all(|(found, truth)| (found - truth).abs() <= 0.3), "{found:?}");
    assert_eq!(target(&report), "0 → 100 → 0 RPS");
}

#[test]
fn k6_s_own_example_of_a_ramp() {
    // 5 to 30 in 6 s, then 30 for 6 s: an area of 285.
    let due = ramping(5.0, 0.0, &[(30.0, 6.0), (30.0, 6.0)]);
    assert_eq!(due.len(), 285);
    let report = of(Some("ramp"), &due, 5.0, 0.0005);
    assert_eq!(target(&report), "5 → 30 RPS");
    assert_eq!(report.load.total.planned, Some(285.0));
}

#[test]
fn scenarios_side_by_side_have_plans_of_their_own() {
    let mut run = Run::default();
    let mut noise = Noise(3);
    run.arrivals(Some("browse"), &constant(40.0, 0.0, 30.0), 20.0, 0.001, &mut noise);
    run.arrivals(Some("buy"), &constant(5.0, 0.0, 30.0), 90.0, 0.001, &mut noise);
    let report = run.report(&Query::default());
    let found: Vec<(&str, Option<f64>)> = report.load.stages.iter().map(|s| (s.scenario.as_str(), s.to_rate)).collect();
    assert_eq!(found, [("browse", Some(40.0)), ("buy", Some(5.0))]);
    assert_eq!(target(&report), "browse: 40; buy: 5; together up to 45 RPS");
    let counts: Vec<Option<u64>> = report.load.scenarios.iter().map(|s| s.counts.started).collect();
    assert_eq!(counts, [Some(1200), Some(150)]);
}

#[test]
fn drops_are_part_of_the_plan_and_of_no_start() {
    let due = constant(100.0, 0.0, 30.0);
    let (kept, lost): (Vec<_>, Vec<_>) = due.iter().enumerate().partition(|(i, _)| i % 3 != 2);
    let times = |list: Vec<(usize, &f64)>| list.into_iter().map(|(_, at)| *at).collect::<Vec<f64>>();
    let mut run = Run::default();
    run.arrivals(Some("car"), &times(kept), 150.0, 0.001, &mut Noise(1));
    run.drops("car", &times(lost)).vus(30, 20.0, 20.0);
    let report = run.report(&Query::default());
    assert_eq!(stages(&report), [(100.0, 100.0, 0.0, 30.0)]);
    let counts = report.load.stages[0].counts;
    assert_eq!((counts.planned, counts.started, counts.dropped), (Some(3000.0), Some(2000), Some(1000)));
    let behind = report.load.behind.expect("it did not keep its plan");
    assert!((behind.share - 1.0 / 3.0).abs() < 1e-9);
    assert!(
        behind.text.contains("33.33 %") && behind.text.contains("all 20 VUs were busy in 30 of 30 s"),
        "{}",
        behind.text
    );
}

#[test]
fn looping_vus_have_no_planned_rate() {
    let mut run = Run::default();
    let mut noise = Noise(5);
    for _ in 0..10 {
        let mut at = 0.0;
        while at < 30.0 {
            let ms = 300.0 + 200.0 * noise.next();
            run.iteration(Some("vus"), &crate::load_support::Iteration { start: at, ms, ..Default::default() });
            at += ms / 1000.0 + 0.000_05;
        }
    }
    let report = run.report(&Query::default());
    assert_eq!(report.load.scenarios[0].model, LoadModel::Closed);
    assert_eq!((report.load.stages.len(), report.load.total.planned), (0, None));
    assert!(report.load.no_stages.as_ref().is_some_and(|why| why.contains("Looping VUs")));
    assert_eq!(report.load.behind, None);
}

#[test]
fn arrivals_by_chance_have_no_schedule() {
    for seed in 1..40 {
        let mut noise = Noise(seed * 977);
        let rate = 5.0 + 200.0 * noise.next();
        let (mut at, mut due) = (0.0, Vec::new());
        while at < 40.0 {
            due.push(at);
            at += noise.exponential() / rate;
        }
        let report = Run::default().arrivals(None, &due, 20.0, 0.0, &mut noise).report(&Query::default());
        assert_eq!(stages(&report), [], "seed {seed}, {rate}/s");
        assert_eq!(report.load.scenarios[0].model, LoadModel::Unclear);
    }
}

#[test]
fn stalls_of_the_generator_are_no_change_of_the_plan() {
    // Twice the generator stands still for 0.4 s and then starts at once what was due, as k6 does.
    let stall = |at: f64| {
        let late = [(10.0, 10.4), (33.0, 33.4)].iter().find(|(from, to)| *from <= at && at < *to);
        late.map_or(at, |(_, to)| *to)
    };
    let due = [constant(150.0, 0.0, 25.0), constant(250.0, 25.0, 25.0)].concat();
    let report = of(None, &due.iter().map(|at| stall(*at)).collect::<Vec<_>>(), 5.0, 0.002);
    assert_eq!(stages(&report), [(150.0, 150.0, 0.0, 25.0), (250.0, 250.0, 25.0, 50.0)]);
    let late = report.load.total.late_max_ms.expect("a plan");
    assert!((350.0..450.0).contains(&late), "{late} ms");
    assert_eq!(report.load.behind, None, "one in twenty was not late");
}

#[test]
fn a_pause_between_steps_is_no_stage() {
    let due = [constant(60.0, 0.0, 20.0), constant(120.0, 30.0, 20.0)].concat();
    let found = stages(&of(None, &due, 10.0, 0.001));
    assert_eq!(found.iter().map(|s| (s.0, s.1)).collect::<Vec<_>>(), [(60.0, 60.0), (120.0, 120.0)]);
    assert!((found[0].3 - 20.0).abs() < 0.5 && (found[1].2 - 30.0).abs() < 0.5, "{found:?}");
}

#[test]
fn slow_plans_and_odd_rates_are_found() {
    assert_eq!(target(&of(Some("s"), &constant(0.5, 0.0, 120.0), 50.0, 0.001)), "0.5 RPS");
    assert_eq!(target(&of(Some("s"), &constant(1000.0 / 60.0, 0.0, 60.0), 5.0, 0.001)), "16.67 RPS");
    assert_eq!(target(&of(Some("s"), &constant(37.0, 0.0, 60.0), 5.0, 0.003)), "37 RPS");
}

#[test]
fn random_steps_and_ramps_are_found() {
    let mut noise = Noise(2026);
    for round in 0..12 {
        let whole = |noise: &mut Noise, least: f64, most: f64| (least + (most - least) * noise.next()).round();
        let mut rate = whole(&mut noise, 20.0, 100.0);
        let start = rate;
        let (mut stages_true, mut plan) = (Vec::new(), Vec::new());
        for i in 0..4 {
            let seconds = whole(&mut noise, 12.0, 40.0);
            // In turn: hold, ramp.
            let to = if i % 2 == 0 { rate } else { rate + whole(&mut noise, 40.0, 120.0) };
            plan.push((to, seconds));
            stages_true.push((rate, to, seconds));
            rate = to;
        }
        let report = of(Some("random"), &ramping(start, 0.0, &plan), 5.0, 0.002);
        let found = stages(&report);
        assert_eq!(found.len(), 4, "{round}: {stages_true:?} was taken for {found:?}");
        let mut at = 0.0;
        for (truth, found) in stages_true.iter().zip(&found) {
            let near = |a: f64, b: f64| (a - b).abs() <= 1.0;
            assert!(near(truth.0, found.0) && near(truth.1, found.1), "{round}: {truth:?} was taken for {found:?}");
            assert!((found.2 - at).abs() <= 0.6, "{round}: it began at {at}, not at {}", found.2);
            at += truth.2;
        }
    }
}

#[test]
fn options_state_what_samples_cannot_tell() {
    // 100 RPS for 60 s are planned, the run ends after 40.
    let options = r#"{"scenarios":{"car":{"executor":"constant-arrival-rate","rate":100,"timeUnit":"1s","duration":"1m0s",
        "preAllocatedVUs":10,"maxVUs":20,"startTime":"0s"}},"summaryTrendStats":["avg"]}"#;
    let mut run = Run::default();
    run.arrivals(Some("car"), &constant(100.0, 0.0, 40.0), 5.0, 0.001, &mut Noise(1));
    let report = run.report_with(&Query::default(), Some(options));
    let counts = report.load.stages[0].counts;
    assert_eq!((counts.planned, counts.from), (Some(6000.0), Some(PlanFrom::Options)));
    assert_eq!((counts.started, counts.dropped, counts.never_issued), (Some(4000), Some(0), Some(2000)));
    let started = report.load.stages[0].started_rate.expect("samples");
    assert!((started - 100.0).abs() < 1.0, "over the time that there are samples of: {started}");
    assert!(report.load.behind.is_some_and(|b| (b.share - 1.0 / 3.0).abs() < 1e-9));
}

#[test]
fn starts_are_late_by_the_schedule_and_not_by_round_numbers() {
    // 100.3/s is shown as 100/s; after 60 s that would be 180 ms.
    let odd = of(Some("s"), &constant(100.3, 0.0, 60.0), 5.0, 0.001);
    assert!(odd.load.total.late_p95_ms.is_some_and(|late| late < 3.0), "{:?}", odd.load.total);
    let ramp = of(Some("s"), &ramping(10.4, 0.0, &[(99.6, 60.0)]), 5.0, 0.001);
    assert!(ramp.load.total.late_p95_ms.is_some_and(|late| late < 50.0), "{:?}", ramp.load.total);
    assert_eq!((odd.load.behind, ramp.load.behind), (None, None));
    // A third of the time everything starts 300 ms late.
    let mut due = constant(100.0, 0.0, 60.0);
    due.iter_mut().filter(|at| (20.0..40.0).contains(*at)).for_each(|at| *at += 0.3);
    let options =
        r#"{"scenarios":{"s":{"executor":"constant-arrival-rate","rate":100,"duration":"60s","preAllocatedVUs":9}}}"#;
    let mut run = Run::default();
    run.arrivals(Some("s"), &due, 5.0, 0.001, &mut Noise(7));
    let late = run.report_with(&Query::default(), Some(options)).load;
    assert!(late.total.late_p95_ms.is_some_and(|late| (290.0..310.0).contains(&late)), "{:?}", late.total);
    assert!(late.behind.is_some_and(|b| b.share == 0.0 && b.text.contains("did not keep its schedule")));
}

#[test]
fn few_iterations_or_none_have_no_plan() {
    let report = of(Some("one"), &[0.0], 20.0, 0.0);
    assert_eq!((report.load.stages.len(), report.load.total.started), (0, Some(1)));
    let empty = Run::default().vus(3, 1.0, 1.0).report(&Query::default());
    assert!(empty.load.stages.is_empty() && empty.load.timeline.is_none());
    assert!(empty.load.no_stages.is_some_and(|why| why.contains("No iteration")));
}

#[test]
fn the_timeline_counts_each_second() {
    let report = of(Some("car"), &constant(50.0, 0.0, 10.0), 1500.0, 0.0);
    let timeline = report.load.timeline.expect("samples");
    assert_eq!(timeline.step_ms, 1000.0);
    assert_eq!(timeline.started.iter().sum::<u32>(), 500);
    assert_eq!(timeline.finished.iter().sum::<u32>(), 500);
    assert!(timeline.started[..10].iter().all(|n| *n == 50), "{:?}", timeline.started);
    assert_eq!(timeline.finished[0], 0, "they take 1.5 s");
    assert!(timeline.planned[..10].iter().all(|p| p.is_some_and(|p| (p - 50.0).abs() < 0.2)), "{:?}", timeline.planned);
    assert_eq!(timeline.planned.last(), Some(&None), "the plan is over");
}
