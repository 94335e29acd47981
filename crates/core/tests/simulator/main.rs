//! Rules against runs with known truth: a simulator of k6's executors and of a service makes results in which causes are
//! planted (`load`, `failures`, `times`) or none (`quiet`). Each rule must find what was planted and say nothing
//! elsewhere. The table of both is printed with `--nocapture`, and whenever the test fails.
//!
//! `SIMULATOR_SEEDS=200 cargo test -p sloscope-core --test simulator -- --nocapture` runs more of each;
//! `SIMULATOR_CASE=step/7` runs one and says all that was found.

mod case;
mod certain;
mod engine;
mod failures;
mod lines;
mod load;
mod plan;
mod quiet;
mod random;
mod recording;
mod score;
mod service;
mod shape;
mod times;

use case::Case;
use random::Random;

/// Makes a case.
type Make = fn(&mut Random) -> Case;

#[rustfmt::skip]
const KINDS: &[(&str, Make)] = &[
    ("constant_rate", quiet::constant_rate),
    ("ramp", quiet::ramp),
    ("hill", quiet::hill),
    ("stairs", quiet::stairs),
    ("scenarios_in_turn", quiet::scenarios_in_turn),
    ("scenarios_at_once", quiet::scenarios_at_once),
    ("open_and_closed", quiet::open_and_closed),
    ("looping", quiet::looping),
    ("looping_with_pauses", quiet::looping_with_pauses),
    ("ramping_vus", quiet::ramping_vus),
    ("counted_iterations", quiet::counted_iterations),
    ("limited", quiet::limited),
    ("paced", quiet::paced),
    ("paced_few", quiet::paced_few),
    ("paced_and_limited", quiet::paced_and_limited),
    ("everything_at_once", quiet::everything_at_once),
    ("long_iterations", quiet::long_iterations),
    ("slow_rate", quiet::slow_rate),
    ("one_connection_each", quiet::one_connection_each),
    ("ramp_of_several_runners", quiet::ramp_of_several_runners),
    ("several_runners", quiet::several_runners),
    ("set_up_and_torn_down", quiet::set_up_and_torn_down),
    ("set_up_for_long", quiet::set_up_for_long),
    ("failures_now_and_then", quiet::failures_now_and_then),
    ("wide_spread", quiet::wide_spread),
    ("several_requests", quiet::several_requests),
    ("pause_between_scenarios", quiet::pause_between_scenarios),
    ("rest_in_the_plan", quiet::rest_in_the_plan),
    ("different_things_in_turn", quiet::different_things_in_turn),
    ("looping_in_step", quiet::looping_in_step),
    ("looping_fast", quiet::looping_fast),
    ("very_short", quiet::very_short),
    ("too_few_vus", load::too_few_vus),
    ("dropped_in_a_stall", load::dropped_in_a_stall),
    ("only_drops_of_one", load::only_drops_of_one),
    ("generator_too_slow", load::generator_too_slow),
    ("stated_and_kept", load::stated_and_kept),
    ("generator_paused", load::generator_paused),
    ("knee_between_stages", load::knee_between_stages),
    ("knee_at_the_first_stage", load::knee_at_the_first_stage),
    ("no_knee_between_stages", load::no_knee_between_stages),
    ("errors_at_a_rate", load::errors_at_a_rate),
    ("knee_in_a_ramp", load::knee_in_a_ramp),
    ("knee_before_a_hold", load::knee_before_a_hold),
    ("slow_inside_of_a_ramp", load::slow_inside_of_a_ramp),
    ("knee_of_vus", load::knee_of_vus),
    ("interrupted", load::interrupted),
    ("interrupted_at_the_end", load::interrupted_at_the_end),
    ("interrupted_in_stages", load::interrupted_in_stages),
    ("dropped_at_the_top", load::dropped_at_the_top),
    ("killed", load::killed),
    ("stopped_by_a_threshold", load::stopped_by_a_threshold),
    ("nothing_ran", load::nothing_ran),
    ("refused", failures::refused),
    ("all_refused", failures::all_refused),
    ("all_failed", failures::all_failed),
    ("as_fast_as_successes", failures::as_fast_as_successes),
    ("faster_than_successes", failures::faster_than_successes),
    ("slower_than_successes", failures::slower_than_successes),
    ("timed_out", failures::timed_out),
    ("together", failures::together),
    ("restarted", failures::restarted),
    ("checks", failures::checks),
    ("checks_that_hold", failures::checks_that_hold),
    ("grpc", failures::grpc),
    ("grpc_without_failures", failures::grpc_without_failures),
    ("cannot_fail", failures::cannot_fail),
    ("can_fail", failures::can_fail),
    ("too_few_samples", failures::too_few_samples),
    ("limit_broken", failures::limit_broken),
    ("limit_broken_at_times", failures::limit_broken_at_times),
    ("step", times::step),
    ("step_of_looping_vus", times::step_of_looping_vus),
    ("step_beside_a_stall", times::step_beside_a_stall),
    ("drift", times::drift),
    ("drift_of_looping_vus", times::drift_of_looping_vus),
    ("step_of_both", times::step_of_both),
    ("step_of_several_runners", times::step_of_several_runners),
    ("runner_missing", times::runner_missing),
    ("runner_slower", times::runner_slower),
    ("slightly_slower", times::slightly_slower),
    ("burst", times::burst),
    ("burst_of_looping_vus", times::burst_of_looping_vus),
    ("warm_up", times::warm_up),
    ("standstill", times::standstill),
    ("standstill_of_looping_vus", times::standstill_of_looping_vus),
    ("short_stall", times::short_stall),
    ("two_endpoints", times::two_endpoints),
    ("endpoints_alike", times::endpoints_alike),
    ("hit_or_miss", times::hit_or_miss),
    ("slow_few", times::slow_few),
    ("churn", times::churn),
    ("blocked", times::blocked),
    ("receiving", times::receiving),
    ("asleep", times::asleep),
    ("clock_set", times::clock_set),
];

/// Cases of each kind.
const SEEDS: u64 = 8;

#[test]
fn rules_find_what_is_planted_and_nothing_else() {
    let seeds = std::env::var("SIMULATOR_SEEDS").ok().and_then(|n| n.parse().ok()).unwrap_or(SEEDS);
    if let Ok(one) = std::env::var("SIMULATOR_CASE") {
        let (name, seed) = one.split_once('/').expect("kind/seed");
        let kind = KINDS.iter().position(|(known, _)| *known == name).expect("a kind");
        return score::tell(KINDS, kind, seed.parse().expect("a number"));
    }
    let table = score::all(KINDS, seeds);
    println!("{table}");
    let short = table.short();
    assert!(short.is_empty(), "see the table above:\n{}", short.join("\n"));
}

/// Each rule that is documented is planted here.
#[test]
fn every_rule_is_planted() {
    let text = include_str!("../../../../docs/findings.md");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `")?.split(" | ").next());
    let names = rows.flat_map(|cell| cell.split([',', ' ', '`'])).filter(|word| {
        word.contains('-') || ["knee", "failures", "timeouts", "standstill", "step", "drift", "burst"].contains(word)
    });
    let mut left: Vec<&str> = names.filter(|name| !score::rules().any(|rule| rule == *name)).collect();
    left.retain(|name| !score::NOT_PLANTED.contains(name));
    assert!(left.is_empty(), "nothing is planted for {left:?}");
}
