//! The fields of a plan as a whole: whom it asks, its data, its load in short, how it is judged.

use sloscope_core::load::{
    Data, Order, Plan, data_text, duration, duration_text, objectives_text, pairs_text, read_objectives, read_pairs,
    read_stages, read_whole, stages_text,
};

use super::field::{Field, Shape};

/// More rows are not shown in a field: it would be slow to write in.
pub const MOST_ROWS: usize = 2000;

pub const TARGET: [Field; 3] = [
    Field {
        name: "target",
        label: "Targets",
        hint: "The origin of the service. Several equivalent ones (ports, sub-domains, hosts), with spaces between, share the arrivals.",
        shape: Shape::Line,
        keys: &["target"],
        get: |plan, _| Some(plan.targets.join(" ")),
        set: |plan, _, text| {
            plan.targets = text.split_whitespace().map(str::to_owned).collect();
            Ok(())
        },
    },
    Field {
        name: "plan-name",
        label: "Name of the test",
        hint: "For people.",
        shape: Shape::Line,
        keys: &["name"],
        get: |plan, _| Some(plan.name.clone()),
        set: |plan, _, text| {
            text.trim().clone_into(&mut plan.name);
            Ok(())
        },
    },
    Field {
        name: "follow-redirects",
        label: "Redirects",
        hint: "Not followed, each counts as failed. Followed, the test stops where one leads to another host.",
        shape: Shape::Choice(&[["no", "are not followed"], ["yes", "are followed, to the hosts of the plan"]]),
        keys: &["followRedirects"],
        get: |plan, _| Some(if plan.follow_redirects { "yes" } else { "no" }.to_owned()),
        set: |plan, _, text| {
            plan.follow_redirects = text == "yes";
            Ok(())
        },
    },
];

pub const TIMEOUT: [Field; 1] = [Field {
    name: "timeout",
    label: "Time-out",
    hint: "A request that takes longer is given up.",
    shape: Shape::Short,
    keys: &["timeout"],
    get: |plan, _| Some(duration_text(plan.timeout)),
    set: |plan, _, text| {
        plan.timeout = duration(text)?;
        Ok(())
    },
}];

pub const TAGS: [Field; 1] = [Field {
    name: "plan-tags",
    label: "Tags of all samples",
    hint: "One a line, name: value.",
    shape: Shape::Lines("1"),
    keys: &["tags"],
    get: |plan, _| Some(pairs_text(&plan.tags)),
    set: |plan, _, text| {
        plan.tags = read_pairs(text, "a tag")?;
        Ok(())
    },
}];

pub const DATA: [Field; 3] = [
    Field {
        name: "data",
        label: "Data rows",
        hint: "CSV with a header, or JSON; {{column}} in a request is replaced.",
        shape: Shape::Lines("4"),
        keys: &["data"],
        get: |plan, _| (plan.data.rows.len() <= MOST_ROWS).then(|| data_text(&plan.data)),
        set: |plan, _, text| {
            let order = plan.data.order;
            plan.data = match text.trim() {
                "" => Data::default(),
                text => Data { order, ..Data::from_text(text).map_err(|error| error.to_string())? },
            };
            Ok(())
        },
    },
    Field {
        name: "order",
        label: "Rows are taken",
        hint: "Each iteration takes one.",
        shape: Shape::Choice(&[["round-robin", "one after the other"], ["random", "at random, by the seed"]]),
        keys: &[],
        get: |plan, _| {
            let name = if plan.data.order == Order::Random { "random" } else { "round-robin" };
            (!plan.data.rows.is_empty()).then(|| name.to_owned())
        },
        set: |plan, _, text| {
            plan.data.order = if text == "random" { Order::Random } else { Order::RoundRobin };
            Ok(())
        },
    },
    Field {
        name: "seed",
        label: "Seed",
        hint: "Equal seeds, equal rows and requests.",
        shape: Shape::Short,
        keys: &["seed"],
        get: |plan, _| {
            let matters = plan.requests.len() > 1 || (!plan.data.rows.is_empty() && plan.data.order == Order::Random);
            matters.then(|| plan.seed.to_string())
        },
        set: |plan, _, text| {
            plan.seed = read_whole(text)?;
            Ok(())
        },
    },
];

/// The most in flight, where all scenarios say the same.
fn common_max(plan: &Plan) -> Option<u32> {
    let first = plan.scenarios.first()?.max_vus;
    plan.scenarios.iter().all(|scenario| scenario.max_vus == first).then_some(first)
}

pub const LOAD: [Field; 2] = [
    Field {
        name: "stages",
        label: "Stages",
        hint: "One a line: 200 for 20s; 100 to 400 for 1m is a ramp. Requests per second.",
        shape: Shape::Lines("4"),
        keys: &["scenarios"],
        get: |plan, _| stages_text(plan),
        set: |plan, _, text| {
            plan.scenarios = read_stages(text, plan)?;
            Ok(())
        },
    },
    Field {
        name: "max-vus",
        label: "Most in flight",
        hint: "An arrival that finds so many under way is dropped, as without a free VU in k6.",
        shape: Shape::Line,
        keys: &[],
        get: |plan, _| common_max(plan).map(|most| most.to_string()),
        set: |plan, _, text| {
            let most = read_whole(text)?;
            for scenario in &mut plan.scenarios {
                scenario.max_vus = most;
                scenario.pre_allocated_vus = scenario.pre_allocated_vus.min(most);
            }
            Ok(())
        },
    },
];

pub const VERDICT: [Field; 2] = [
    Field {
        name: "objectives",
        label: "Objectives",
        hint: "One a line: http_req_duration: p(95)<500; http_req_failed: rate<0.01, abort after 10s ends the run. Or k6's thresholds, pasted.",
        shape: Shape::Lines("5"),
        keys: &["thresholds"],
        get: |plan, _| Some(objectives_text(&plan.objectives)),
        set: |plan, _, text| {
            plan.objectives = read_objectives(text)?;
            Ok(())
        },
    },
    Field {
        name: "plan-warm-up",
        label: "Warm-up",
        hint: "What is due before is kept out of the verdict; 0s for none.",
        shape: Shape::Short,
        keys: &["warmUp"],
        get: |plan, _| Some(duration_text(plan.warm_up)),
        set: |plan, _, text| {
            plan.warm_up = duration(text)?;
            Ok(())
        },
    },
];
