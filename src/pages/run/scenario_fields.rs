//! The fields of one scenario of a plan, in k6's terms.

use sloscope_core::load::{
    Load, Plan, RampStage, Scenario, duration, duration_text, pairs_text, ramp_text, read_pairs, read_ramp, read_whole,
};

use super::field::{Field, Shape};

fn get(plan: &Plan, at: usize, part: fn(&Scenario) -> Option<String>) -> Option<String> {
    plan.scenarios.get(at).and_then(part)
}

fn set(plan: &mut Plan, at: usize, change: impl FnOnce(&mut Scenario)) -> Result<(), String> {
    if let Some(scenario) = plan.scenarios.get_mut(at) {
        change(scenario);
    }
    Ok(())
}

pub const FIELDS: [Field; 12] = [
    Field {
        name: "scenario-name",
        label: "Name",
        hint: "Letters, digits, _ and -.",
        shape: Shape::Line,
        keys: &["name", ""],
        get: |plan, at| get(plan, at, |s| Some(s.name.clone())),
        set: |plan, at, text| set(plan, at, |s| s.name = text.trim().to_owned()),
    },
    Field {
        name: "executor",
        label: "Rate",
        hint: "k6's executor.",
        shape: Shape::Choice(&[["constant-arrival-rate", "constant"], ["ramping-arrival-rate", "ramps"]]),
        keys: &["executor"],
        get: |plan, at| get(plan, at, |s| Some(s.load.executor().to_owned())),
        set: |plan, at, text| {
            set(plan, at, |s| {
                let (time_unit, peak, duration) = (s.load.time_unit(), s.load.peak(), s.load.duration());
                if text != s.load.executor() {
                    s.load = match s.load {
                        Load::Constant { .. } => Load::Ramping {
                            start_rate: peak,
                            time_unit,
                            stages: vec![RampStage { target: peak, duration }],
                        },
                        Load::Ramping { .. } => Load::Constant { rate: peak, time_unit, duration },
                    };
                }
            })
        },
    },
    Field {
        name: "start-time",
        label: "Starts after",
        hint: "Since the start of the run.",
        shape: Shape::Short,
        keys: &["startTime"],
        get: |plan, at| get(plan, at, |s| Some(duration_text(s.start))),
        set: |plan, at, text| {
            let start = duration(text)?;
            set(plan, at, |s| s.start = start)
        },
    },
    Field {
        name: "rate",
        label: "Iterations",
        hint: "In each time unit.",
        shape: Shape::Short,
        keys: &["rate"],
        get: |plan, at| {
            get(plan, at, |s| match s.load {
                Load::Constant { rate, .. } => Some(rate.to_string()),
                Load::Ramping { .. } => None,
            })
        },
        set: |plan, at, text| {
            let new = read_whole(text)?;
            set(plan, at, |s| {
                if let Load::Constant { rate, .. } = &mut s.load {
                    *rate = new;
                }
            })
        },
    },
    Field {
        name: "start-rate",
        label: "Starts with",
        hint: "Iterations in each time unit.",
        shape: Shape::Short,
        keys: &["startRate"],
        get: |plan, at| {
            get(plan, at, |s| match s.load {
                Load::Ramping { start_rate, .. } => Some(start_rate.to_string()),
                Load::Constant { .. } => None,
            })
        },
        set: |plan, at, text| {
            let new = read_whole(text)?;
            set(plan, at, |s| {
                if let Load::Ramping { start_rate, .. } = &mut s.load {
                    *start_rate = new;
                }
            })
        },
    },
    Field {
        name: "time-unit",
        label: "Time unit",
        hint: "1s, 1m.",
        shape: Shape::Short,
        keys: &["timeUnit"],
        get: |plan, at| get(plan, at, |s| Some(duration_text(s.load.time_unit()))),
        set: |plan, at, text| {
            let new = duration(text)?;
            set(plan, at, |s| match &mut s.load {
                Load::Constant { time_unit, .. } | Load::Ramping { time_unit, .. } => *time_unit = new,
            })
        },
    },
    Field {
        name: "duration",
        label: "Lasts",
        hint: "20s, 1m30s.",
        shape: Shape::Short,
        keys: &["duration"],
        get: |plan, at| {
            get(plan, at, |s| match s.load {
                Load::Constant { duration, .. } => Some(duration_text(duration)),
                Load::Ramping { .. } => None,
            })
        },
        set: |plan, at, text| {
            let new = duration(text)?;
            set(plan, at, |s| {
                if let Load::Constant { duration, .. } = &mut s.load {
                    *duration = new;
                }
            })
        },
    },
    Field {
        name: "pre-allocated-vus",
        label: "Pre-allocated VUs",
        hint: "For k6; a browser needs none.",
        shape: Shape::Short,
        keys: &["preAllocatedVUs"],
        get: |plan, at| get(plan, at, |s| Some(s.pre_allocated_vus.to_string())),
        set: |plan, at, text| {
            let vus = read_whole(text)?;
            set(plan, at, |s| s.pre_allocated_vus = vus)
        },
    },
    Field {
        name: "scenario-max-vus",
        label: "Maximum VUs",
        hint: "Most in flight; more are dropped.",
        shape: Shape::Short,
        keys: &["maxVUs"],
        get: |plan, at| get(plan, at, |s| Some(s.max_vus.to_string())),
        set: |plan, at, text| {
            let vus = read_whole(text)?;
            set(plan, at, |s| s.max_vus = vus)
        },
    },
    Field {
        name: "graceful-stop",
        label: "Graceful stop",
        hint: "For what is under way at its end.",
        shape: Shape::Short,
        keys: &["gracefulStop"],
        get: |plan, at| get(plan, at, |s| Some(duration_text(s.graceful_stop))),
        set: |plan, at, text| {
            let stop = duration(text)?;
            set(plan, at, |s| s.graceful_stop = stop)
        },
    },
    Field {
        name: "ramps",
        label: "Ramps",
        hint: "One a line: to 400 for 1m.",
        shape: Shape::Lines("2"),
        keys: &["stages"],
        get: |plan, at| {
            get(plan, at, |s| match &s.load {
                Load::Ramping { stages, .. } => Some(ramp_text(stages)),
                Load::Constant { .. } => None,
            })
        },
        set: |plan, at, text| {
            let new = read_ramp(text)?;
            set(plan, at, |s| {
                if let Load::Ramping { stages, .. } = &mut s.load {
                    *stages = new;
                }
            })
        },
    },
    Field {
        name: "scenario-tags",
        label: "Tags of its samples",
        hint: "One a line, name: value.",
        shape: Shape::Lines("1"),
        keys: &["tags"],
        get: |plan, at| get(plan, at, |s| Some(pairs_text(&s.tags))),
        set: |plan, at, text| {
            let tags = read_pairs(text, "a tag")?;
            set(plan, at, |s| s.tags = tags)
        },
    },
];
