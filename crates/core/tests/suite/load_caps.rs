//! What a plan may have at most: more is said at once, however much more it is.

use std::time::{Duration, Instant};

use sloscope_core::load::{Data, Load, Plan, RampStage, problems, read_draft, read_plan, seed_example};

const S: i64 = 1_000_000_000;

/// The place and the words of the first problem, found at once.
fn first(plan: &Plan) -> String {
    let began = Instant::now();
    let found = problems(plan);
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    found.first().map(|problem| format!("{}: {}", problem.place(), problem.message)).unwrap_or_default()
}

fn many<T: Clone>(one: &T, count: usize, mut name: impl FnMut(&mut T, usize)) -> Vec<T> {
    let mut list = vec![one.clone(); count];
    list.iter_mut().enumerate().for_each(|(at, one)| name(one, at));
    list
}

#[test]
fn each_list_of_a_plan_has_a_cap() {
    let seed = seed_example(false);
    // As many as it may have are no problem; one more is.
    let check = |make: &dyn Fn(&mut Plan, usize), most: usize, says: &str| {
        let mut plan = seed.clone();
        make(&mut plan, most);
        assert_eq!(first(&plan), "", "{most}");
        for beyond in [most + 1, 40 * most] {
            make(&mut plan, beyond);
            let said = first(&plan);
            assert!(said.contains(says) && said.contains("a plan may have"), "{beyond}: {said}");
        }
    };
    let tag = |at: usize| (format!("tag{at}"), "x".to_owned());
    check(
        &|plan, n| plan.targets = (0..n).map(|at| format!("http://127.0.0.1:{at}")).collect(),
        100,
        "target: there are",
    );
    let request = seed.requests[0].clone();
    let requests = |n| many(&request, n, |request, at| request.name = format!("r{at}"));
    check(&|plan, n| plan.requests = requests(n), 1000, "requests: there are");
    check(&|plan, n| plan.requests[0].headers = (0..n).map(tag).collect(), 100, "headers: there are");
    check(&|plan, n| plan.tags = (0..n).map(tag).collect(), 50, "tags: there are");
    let objective = seed.objectives[0].clone();
    check(&|plan, n| plan.objectives = vec![objective.clone(); n], 1000, "thresholds: there are");
    let column = |at: usize| if at == 0 { "prompt".to_owned() } else { format!("c{at}") };
    let columns = |n: usize| Data {
        columns: (0..n).map(column).collect(),
        rows: vec![vec![String::new(); n]],
        ..Data::default()
    };
    check(&|plan, n| plan.data = columns(n), 100, "data: there are");
    let rows =
        |n: usize| Data { columns: vec!["prompt".to_owned()], rows: vec![vec![String::new()]; n], ..Data::default() };
    check(&|plan, n| plan.data = rows(n), 100_000, "data: there are");
    let mut scenario = seed.scenarios[0].clone();
    scenario.load = Load::Constant { rate: 1, time_unit: S, duration: S };
    let scenarios = |n| many(&scenario, n, |scenario, at| scenario.name = format!("s{at}"));
    check(&|plan, n| plan.scenarios = scenarios(n), 100, "scenarios: there are");
    // Stages of all scenarios together.
    let ramp = |n| Load::Ramping { start_rate: 1, time_unit: S, stages: vec![RampStage { target: 1, duration: S }; n] };
    let stages = |plan: &mut Plan, n: usize| {
        plan.scenarios = scenarios(2);
        plan.scenarios[0].load = ramp(n / 2);
        plan.scenarios[1].load = ramp(n - n / 2);
    };
    check(&stages, 1000, "scenarios: there are");
}

#[test]
fn the_iterations_of_all_scenarios_have_a_cap() {
    let mut plan = seed_example(false);
    let mut scenario = plan.scenarios[0].clone();
    scenario.load = Load::Constant { rate: 50_000, time_unit: S, duration: 500 * S };
    plan.scenarios = many(&scenario, 2, |scenario, at| scenario.name = format!("s{at}"));
    assert_eq!(first(&plan), "", "50 million are what a plan may have");
    plan.scenarios[1].load = Load::Constant { rate: 50_000, time_unit: S, duration: 501 * S };
    let said = first(&plan);
    assert!(said.starts_with("scenarios: the plan has 50,050,000 iterations in all"), "{said}");
    plan.scenarios[0].load = Load::Constant { rate: 50_000, time_unit: S, duration: 1001 * S };
    let said = first(&plan);
    assert!(said.contains("rate: these are 50,050,000 iterations"), "{said}");
}

#[test]
fn a_hundred_ramps_of_fifty_million_are_refused_at_once() {
    let text = include_str!("../../../../tests/fixtures/cases/safe/plan_100ramps.json");
    let began = Instant::now();
    let mistakes = read_plan(text).expect_err("far too many");
    // 50 ms in a release. One by one it took over a minute: a debug build on a busy machine has ten seconds.
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    let said: Vec<&str> = mistakes.iter().map(|mistake| mistake.message.as_str()).collect();
    assert!(said.iter().any(|said| said.contains("iterations") && said.contains("50,000,000")), "{said:?}");
}

#[test]
fn a_text_of_nothing_but_mistakes_is_read_at_once() {
    let began = Instant::now();
    // 256 KiB, which is what an address may hold.
    let requests = "{u:1},\n".repeat(37_000);
    let (_, mistakes) = read_draft(&format!("{{version: 'sloscope.plan/1', requests: [{requests}], scenarios: []}}"));
    assert_eq!(mistakes.len(), 1000, "more are not told");
    assert!(mistakes.windows(2).all(|pair| (pair[0].line, pair[0].column) <= (pair[1].line, pair[1].column)));
    assert_eq!((mistakes[0].line, mistakes[0].column), (1, 41));
    let scenarios = "{name:'a',executor:'constant-arrival-rate',rate:1,duration:1},".repeat(4000);
    let (plan, mistakes) =
        read_draft(&format!("{{version: 'sloscope.plan/1', requests: [{{url: '/'}}], scenarios: [{scenarios}]}}"));
    assert!(!plan.expect("its form is good").is_bounded());
    assert!(mistakes.iter().any(|mistake| mistake.message.contains("4,000 scenarios")), "{mistakes:?}");
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}
