//! The four facts of a plan, what is said of it before it is started, and the objectives that follow from it.

use sloscope_core::load::{
    Load, Pace, Plan, RatePreview, address, derived_objectives, first_plan, follow, hosts_words, is_derived,
    objective_cautions, objective_words, objectives_text, pace, plan_size, practice_example, problems, rate_words,
    read_objectives, read_stages, request_words, seed_example, set_address, set_pace,
};

const SECOND: i64 = 1_000_000_000;

fn plan() -> Plan {
    first_plan(Some("http://127.0.0.1:8088"))
}

fn staged(stages: &str) -> Plan {
    let mut plan = plan();
    plan.scenarios = read_stages(stages, &plan).expect("stages");
    plan
}

#[test]
fn a_new_plan_has_no_problems_and_objectives_of_its_own() {
    let plan = plan();
    assert_eq!(problems(&plan), []);
    assert!(is_derived(&plan));
    assert_eq!(
        objectives_text(&plan.objectives),
        "http_reqs: rate>=49.5\nhttp_req_duration: p(95)<500\nhttp_req_duration: p(99)<1000\nhttp_req_failed: rate<0.01\nchecks: rate>0.95"
    );
    assert_eq!(objective_cautions(&plan), Vec::<String>::new());
    // Elsewhere than on this machine its address is to be written.
    let empty = first_plan(None);
    assert_eq!(address(&empty).as_deref(), Some(""));
    assert!(problems(&empty).iter().any(|problem| problem.place() == "target"));
}

#[test]
fn an_address_is_taken_apart_and_put_together() {
    for (written, target, url) in [
        ("https://shop.test/a?b=1", "https://shop.test", "/a?b=1"),
        ("https://shop.test", "https://shop.test", "/"),
        ("https://shop.test?b=1", "https://shop.test", "/?b=1"),
        (" http://[::1]:80/x ", "http://[::1]:80", "/x"),
        ("http://h/{{a}}/{{b}}", "http://h", "/{{a}}/{{b}}"),
        ("shop", "shop", "/"),
    ] {
        let mut plan = plan();
        set_address(&mut plan, written);
        assert_eq!((plan.targets[0].as_str(), plan.requests[0].url.as_str()), (target, url), "{written}");
    }
    // A target with a path stays one, and so do the other targets.
    let mut plan = plan();
    plan.targets = vec!["http://a/api".to_owned(), "http://b/api".to_owned()];
    set_address(&mut plan, "http://a/api/x");
    assert_eq!((plan.targets.len(), plan.requests[0].url.as_str()), (2, "/x"));
    assert_eq!(address(&plan).as_deref(), Some("http://a/api/x"));
    // So does an address of a request, and one whose host is not known yet.
    let mut plan = plan.clone();
    plan.requests[0].url = "https://one.test/".to_owned();
    set_address(&mut plan, "https://two.test/y");
    assert_eq!((plan.targets[0].as_str(), plan.requests[0].url.as_str()), ("http://a/api", "https://two.test/y"));
    let mut plan = self::plan();
    set_address(&mut plan, "http://{{host}}/y");
    assert_eq!(plan.requests[0].url, "http://{{host}}/y");
}

#[test]
fn a_steady_rate_is_set_and_what_follows_from_it_follows() {
    let mut plan = plan();
    assert_eq!(pace(&plan), Some(Pace { rate: 50, duration: 10 * SECOND }));
    set_pace(&mut plan, Pace { rate: 200, duration: 60 * SECOND });
    assert_eq!((plan.scenarios[0].max_vus, plan.planned()), (200, 12_000));
    // What somebody set stays.
    plan.scenarios[0].max_vus = 7;
    plan.scenarios[0].pre_allocated_vus = 7;
    set_pace(&mut plan, Pace { rate: 300, duration: SECOND });
    assert_eq!(plan.scenarios[0].max_vus, 7);
    // Other loads are none.
    let mut minutes = plan.clone();
    minutes.scenarios[0].load = Load::Constant { rate: 60, time_unit: 60 * SECOND, duration: 60 * SECOND };
    for other in [seed_example(false), staged("1 to 9 for 9s"), minutes] {
        assert_eq!(pace(&other), None);
    }
}

#[test]
fn objectives_are_99_percent_of_the_rate_that_is_judged() {
    let of = |plan: &Plan| {
        let all = derived_objectives(plan);
        all.iter().find(|o| o.series.metric == "http_reqs").map(|o| o.expression.clone())
    };
    let rate = |text: &str| of(&staged(text));
    assert_eq!(rate("200 for 20s\n300 for 20s\n400 for 20s").as_deref(), Some("rate>=297"));
    assert_eq!(rate("0 to 100 for 60s").as_deref(), Some("rate>=49.4"), "of 2,999 arrivals");
    assert_eq!(rate("1 for 60s").as_deref(), Some("rate>=0.99"));
    assert_eq!(rate("1234 for 600s").as_deref(), Some("rate>=1221"));
    // An answer of a tenth of a second would miss it.
    assert_eq!(rate("100 for 3s"), None);
    // Of a ramp down, the warm-up takes the high rates away.
    let mut down = staged("100 to 0 for 60s");
    down.warm_up = 30 * SECOND;
    assert_eq!(of(&down).as_deref(), Some("rate>=24.7"));
    let mut late = plan();
    late.scenarios[0].start = 10 * SECOND;
    assert_eq!(of(&late).as_deref(), Some("rate>=24.7"), "the wait before the first arrival counts, too");
    let mut none = plan();
    none.scenarios.clear();
    assert_eq!(of(&none), None);
    // Without checks there is no objective on them.
    let mut bare = plan();
    bare.requests[0].checks.clear();
    assert!(derived_objectives(&bare).iter().all(|o| o.series.metric != "checks"));
}

#[test]
fn objectives_follow_the_plan_until_somebody_writes_others() {
    let changed = |before: &Plan, change: fn(&mut Plan)| {
        let mut after = before.clone();
        change(&mut after);
        follow(before, &mut after);
        after
    };
    let slow = |plan: &mut Plan| set_pace(plan, Pace { rate: 10, duration: 30 * SECOND });
    assert!(is_derived(&changed(&plan(), slow)));
    let mut mine = plan();
    mine.objectives = read_objectives("http_reqs: rate>=40\nhttp_req_duration{scenario:gone}: p(95)<9").expect("two");
    let after = changed(&mine, slow);
    assert_eq!(after.objectives, mine.objectives);
    let cautions = objective_cautions(&after);
    assert_eq!(cautions.len(), 2, "{cautions:?}");
    assert!(cautions[0].contains("the plan sends 10.0/s") && cautions[1].contains("no scenario gone"), "{cautions:?}");
    // Writing them is no reason to change them.
    let after = changed(&plan(), |plan| plan.objectives.truncate(1));
    assert_eq!(after.objectives.len(), 1);
    // Those of an example stay for as long as they fit.
    let example = seed_example(false);
    assert_eq!(changed(&example, |plan| plan.timeout = SECOND).objectives, example.objectives);
    assert!(is_derived(&changed(&example, |plan| plan.scenarios.truncate(1))));
    let practice = practice_example("http://127.0.0.1/");
    assert_eq!(changed(&practice, slow).objectives, practice.objectives);
    // A request keeps the name that somebody gave it.
    let after = changed(&plan(), |plan| set_address(plan, "http://h/other?x=1"));
    assert_eq!(after.requests[0].name, "POST /other");
    let mut named = plan();
    named.requests[0].name = "mine".to_owned();
    assert_eq!(changed(&named, |plan| set_address(plan, "http://h/other")).requests[0].name, "mine");
}

#[test]
fn a_plan_is_told_before_it_is_started() {
    let plan = plan();
    assert_eq!((plan_size(&plan).as_str(), rate_words(&plan).as_str()), ("500 requests in 10 s", "50/s"));
    assert_eq!(hosts_words(&plan), "127.0.0.1:8088");
    let seed = seed_example(false);
    assert_eq!(rate_words(&seed), "200 → 300 → 400/s");
    assert_eq!(rate_words(&staged("0 to 400 for 1m")), "up to 400.0/s");
    let mut two = plan.clone();
    two.targets = ["http://a", "http://b", "http://c"].map(str::to_owned).to_vec();
    assert_eq!(hosts_words(&two), "a, b and 1 more host");
    let (line, parts) = request_words(&plan, 0).expect("one");
    assert_eq!((line.as_str(), parts.as_str()), ("POST http://127.0.0.1:8088/clarify?ms=5", "1 header, 54 B of JSON"));
    assert!(request_words(&seed, 0).expect("one").1.contains("before placeholders are filled in"));
    assert_eq!(request_words(&plan, 1), None);
    // No password is shown.
    let mut user = plan.clone();
    user.targets = vec!["http://me:secret@h".to_owned()];
    assert!(!request_words(&user, 0).expect("one").0.contains("secret"));
    let words: Vec<_> = seed.objectives.iter().map(objective_words).collect();
    let pair = |what: &str, limit: &str| (what.to_owned(), limit.to_owned());
    assert_eq!(words[1], pair("p99 of request duration", "< 1,000 ms"));
    assert_eq!(words[3], pair("Requests/s", "≥ 200/s"));
    assert_eq!(words[5], pair("p95 of request duration, scenario rps_200", "< 500 ms"));
}

#[test]
fn the_rate_is_drawn_with_axes() {
    let drawn = RatePreview::of(&seed_example(false)).expect("a rate");
    assert_eq!(drawn.rates, ["400", "200", "0"].map(str::to_owned));
    assert_eq!(drawn.times, ["0:00", "0:15", "0:30", "0:45", "1:00"].map(str::to_owned));
    assert_eq!(drawn.line, "M0.0 100V50.0L333.3 50.0V25.0L666.7 25.0V0.0L1000.0 0.0V100");
    assert_eq!(RatePreview::of(&staged("7 for 7s")).expect("a rate").rates[0], "8");
    let mut late = plan();
    late.scenarios[0].start = 10 * SECOND;
    assert!(RatePreview::of(&late).expect("a rate").line.starts_with("M500.0 100V0.0"));
    let mut none = plan();
    none.scenarios.clear();
    assert_eq!(RatePreview::of(&none), None);
}
