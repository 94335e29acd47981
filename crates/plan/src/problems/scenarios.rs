//! What is wrong with the scenarios of a plan: names, rates, durations, VUs.

use sloscope_model::format;
use sloscope_model::time::NANOS_PER_S;

use super::super::load::Load;
use super::super::plan::{Plan, Scenario};
use super::{Search, tags};

/// More arrivals of the whole plan are a typing error.
const MOST_ARRIVALS: u64 = 50_000_000;
/// Of the whole plan.
const MOST_SCENARIOS: usize = 100;
const MOST_STAGES: usize = 1000;
/// More in one second, too.
const MOST_PER_S: f64 = 100_000.0;

pub fn scenarios(plan: &Plan, s: &mut Search) {
    if plan.scenarios.is_empty() {
        s.say("there is no scenario, so that nothing is sent: write at least one, with a rate and a duration");
    }
    if s.is_too_many(plan.scenarios.len(), MOST_SCENARIOS, "scenario")
        || s.is_too_many(stages(plan), MOST_STAGES, "stage")
    {
        return;
    }
    for (at, scenario) in plan.scenarios.iter().enumerate() {
        s.nth(at, |s| {
            if plan.scenarios[..at].iter().any(|other| other.name == scenario.name) {
                s.say_at("name", format!("there are two scenarios {:?}", scenario.name));
            }
            one_scenario(plan, scenario, s);
        });
    }
    // Of one scenario alone it is reported there.
    if s.is_clean() && plan.planned() > MOST_ARRIVALS {
        s.say(format!(
            "the plan has {} iterations in all, more than the {} that a report here can hold: lower the rates or the durations",
            format::count(plan.planned()),
            format::count(MOST_ARRIVALS)
        ));
    }
}

/// Stages of all scenarios; a constant rate is one.
fn stages(plan: &Plan) -> usize {
    let of = |scenario: &Scenario| match &scenario.load {
        Load::Constant { .. } => 1,
        Load::Ramping { stages, .. } => stages.len(),
    };
    plan.scenarios.iter().map(of).sum()
}

impl Plan {
    /// It has no more scenarios and stages than a plan may have: its load can be computed in no time.
    pub fn is_bounded(&self) -> bool {
        self.scenarios.len() <= MOST_SCENARIOS && stages(self) <= MOST_STAGES
    }
}

fn one_scenario(plan: &Plan, scenario: &Scenario, s: &mut Search) {
    let plain = scenario.name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if scenario.name.is_empty() || !plain {
        s.say_at("name", "a scenario's name is letters, digits, _ and - (k6 takes no other)");
    }
    if scenario.start < 0 {
        s.say_at("startTime", "a scenario cannot start before the run");
    }
    if scenario.graceful_stop < 0 {
        s.say_at("gracefulStop", "a graceful stop cannot be negative");
    }
    if scenario.max_vus == 0 {
        s.say_at("maxVUs", "with no VU every arrival would be dropped: write 1 or more");
    } else if scenario.max_vus < scenario.pre_allocated_vus {
        s.say_at("maxVUs", format!("maxVUs cannot be less than preAllocatedVUs, {}", scenario.pre_allocated_vus));
    }
    tags(plan, &scenario.tags, s);
    if scenario.load.time_unit() <= 0 {
        s.say_at("timeUnit", "a time unit is longer than nothing: write \"1s\"");
        return;
    }
    match &scenario.load {
        Load::Constant { rate, duration, .. } => {
            if *rate == 0 {
                s.say_at("rate", "the rate must be 1 or more");
            }
            if *duration < NANOS_PER_S {
                s.say_at("duration", "a duration is 1s or more (k6 takes no shorter one)");
            }
        }
        Load::Ramping { stages, .. } => {
            if stages.iter().any(|stage| stage.duration < 0) {
                s.say_at("stages", "a stage cannot have a negative duration");
            } else if scenario.load.duration() == 0 {
                s.say_at(
                    "stages",
                    "there is no stage with a duration: write [{\"target\": 200, \"duration\": \"20s\"}]",
                );
            } else if scenario.load.peak() == 0 {
                s.say_at("stages", "the rate is 0 all the time: set a target above 0");
            }
        }
    }
    let key = if matches!(scenario.load, Load::Constant { .. }) { "rate" } else { "stages" };
    let peak = scenario.load.peak_per_s();
    if peak > MOST_PER_S {
        s.say_at(key, format!("{peak:.0} iterations per second are more than a plan may have, {MOST_PER_S:.0}"));
    } else if s.is_clean() && scenario.load.planned() > MOST_ARRIVALS {
        let (planned, most) = (format::count(scenario.load.planned()), format::count(MOST_ARRIVALS));
        s.say_at(key, format!("these are {planned} iterations, more than the {most} that a report here can hold"));
    }
}
