//! Load plans: from JSON, from other tools, from the fields of the page.

use sloscope_core::export::{k6_operator, k6_script};
use sloscope_core::load::{
    Arrivals, Capacity, Data, Found, Keep, Pick, Plan, Prepared, Protocol, SidesWords, address_b, all_header_cautions,
    capacity_words, caps, checks_text, data_text, duration, duration_text, for_link, from_curl, from_har,
    from_k6_options, hosts, import_any, in_short, objectives_text, origins, pairs_text, plan_json, plan_text, problems,
    ramp_text, read_checks, read_draft, read_objectives, read_pairs, read_plan, read_ramp, read_stages, read_whole,
    seed_example, stages_text,
};
use sloscope_core::slo::{Expression, Objective};

pub fn plan(input: &[u8]) {
    let text = &String::from_utf8_lossy(input);
    let (draft, mistakes) = read_draft(text);
    assert!(draft.is_some() || !mistakes.is_empty(), "no plan, and no reason: {text}");
    draft.iter().for_each(used);
    if let Ok(plan) = read_plan(text) {
        same_plan(&plan);
    }
}

pub fn import(input: &[u8]) {
    let text = &String::from_utf8_lossy(input);
    let found = [from_curl(text), from_har(text), from_k6_options(text)].into_iter().flatten().map(|found| found.plan);
    let any = [Pick::Ask, Pick::All, Pick::One(1)].into_iter().filter_map(|pick| match import_any(text, pick) {
        Ok(Found::Plan(found)) => Some(found.plan),
        _ => None,
    });
    for plan in found.chain(any) {
        used(&plan);
        if problems(&plan).is_empty() {
            same_plan(&plan);
        }
    }
}

fn same_plan(plan: &Plan) {
    let written = plan_json(plan);
    let again = read_plan(&written).unwrap_or_else(|why| panic!("{why:?}\n{written}"));
    // Objectives of one series come together.
    let sorted = |plan: &Plan| {
        let mut plan = plan.clone();
        plan.objectives.sort_by_cached_key(|o| format!("{} {o:?}", o.series));
        plan
    };
    assert_eq!(sorted(&again), sorted(plan), "{written}");
    assert_eq!(plan_json(&again), written);
}

/// Everything that is made of a plan, right or not.
fn used(plan: &Plan) {
    let mistakes = problems(plan);
    mistakes.iter().for_each(|mistake| drop(mistake.to_string()));
    let words = [in_short(plan), plan_text(plan), plan_json(plan)];
    let are_none = |text: &String| text.split(|c: char| !c.is_alphanumeric()).any(|word| word == "NaN");
    assert!(plan_json(plan).contains("NaN") || !words.iter().any(are_none), "{words:?}");
    caps(plan);
    hosts(plan);
    all_header_cautions(plan);
    for protocol in [Protocol::Http1, Protocol::Multiplexed { streams: 100 }] {
        if let Some(capacity) = Capacity::new(protocol, 20.0, origins(plan)) {
            capacity_words(&capacity, plan);
        }
    }
    let rates = [i64::MIN, -1, 0, 1, 1_500_000_000, plan.end(), i64::MAX].map(|at| plan.rate_at(at));
    assert!(!mistakes.is_empty() || rates.iter().all(|rate| rate.is_finite()), "{rates:?}");
    plan.options();
    let slots = [i64::MIN, -1, 0, plan.warm_up, plan.end(), i64::MAX].map(|at| plan.slot(at));
    assert!(slots.iter().all(|slot| plan.sides_sent().contains(&slot.side)), "{slots:?}");
    let _ = (SidesWords::of(plan), plan.first_sides(), address_b(plan));
    for keep in 0..16 {
        let has = |bit| keep & bit != 0;
        for_link(plan, Keep { headers: has(1), rows: has(2), queries: has(4), bodies: has(8) });
    }
    stages_text(plan);
    data_text(&plan.data);
    let _ = (k6_script(plan), k6_operator(plan, 3));
    if !mistakes.is_empty() {
        return;
    }
    assert!(k6_script(plan).is_ok(), "a plan without problems has a script");
    for scenario in &plan.scenarios {
        let due: Vec<i64> = Arrivals::new(&scenario.load).take(200).collect();
        assert!(due.iter().zip(due.iter().skip(1)).all(|(a, b)| a <= b), "{due:?} of {scenario:?}");
    }
    let mut prepared = Prepared::new(plan, 1).expect("a plan without problems");
    for iteration in [0, 1, 2, u64::from(u32::MAX), u64::MAX] {
        plan.sides_sent().iter().for_each(|side| drop(prepared.call(*side, iteration)));
    }
}

pub fn form(input: &[u8]) {
    let text = &String::from_utf8_lossy(input);
    // k6's own form holds more than lines do: unreadable expressions, delays of what does not abort, line breaks.
    let is_line = |o: &Objective| {
        Expression::parse(&o.expression).is_ok()
            && (o.abort_on_fail || o.delay_abort_eval.is_none())
            && o.delay_abort_eval
                .as_ref()
                .is_none_or(|delay| duration(delay).is_ok() && !delay.contains(char::is_whitespace))
            && !format!("{o:?}").contains(['\\', '\n'])
            && o.expression.trim() == o.expression
    };
    if let Ok(objectives) = read_objectives(text)
        && objectives.iter().all(is_line)
    {
        let written = objectives_text(&objectives);
        let again = read_objectives(&written).unwrap_or_else(|why| panic!("{why}\n{written}"));
        assert_eq!(again, objectives, "{text} -> {written}");
    }
    if let Ok(pairs) = read_pairs(text, "a header") {
        assert_eq!(read_pairs(&pairs_text(&pairs), "a header").as_ref(), Ok(&pairs), "{text}");
    }
    if let Ok(stages) = read_ramp(text) {
        assert_eq!(read_ramp(&ramp_text(&stages)).as_ref(), Ok(&stages), "{text}");
    }
    if let Ok(nanos) = duration(text) {
        assert_eq!(duration(&duration_text(nanos)), Ok(nanos), "{text} -> {}", duration_text(nanos));
    }
    if let Ok(checks) = read_checks(text, &[]) {
        let written = checks_text(&checks);
        assert_eq!(read_checks(&written, &checks).as_ref(), Ok(&checks), "{text} -> {written}");
    }
    let _ = read_whole(text);
    let example = seed_example(false);
    if let Ok(scenarios) = read_stages(text, &example) {
        let plan = Plan { scenarios, ..example.clone() };
        used(&plan);
        if problems(&plan).is_empty() {
            same_plan(&plan);
            let written = stages_text(&plan).unwrap_or_else(|| panic!("stages that cannot be written: {text}"));
            assert_eq!(read_stages(&written, &plan).as_ref(), Ok(&plan.scenarios), "{written}");
        }
    }
    // No data are an empty field.
    if let Ok(data) = Data::from_text(text)
        && !data.columns.is_empty()
    {
        let written = data_text(&data);
        let again = Data::from_text(&written).unwrap_or_else(|why| panic!("{why:?}\n{written}"));
        assert_eq!((again.columns, again.rows), (data.columns, data.rows), "{text} -> {written}");
    }
}
