//! Plans with two sides: what is read of them, what is wrong with them, and that the generator and the k6 script take turns
//! in the same order. `UPDATE_GOLDEN=1 cargo test` rewrites the script.

use serde_json::{Value, json};
use sloscope_core::compare::{Question, Selection, Sides, Verdict, blocks, compare};
use sloscope_core::export::k6_script;
use sloscope_core::load::{
    BrowserPolicy, End, Fate, Keep, Load, Outcome, Pacer, Phases, Plan, Prepared, Recorder, Side, SideB, SidesWords,
    SplitMix, address_b, for_link, for_threads, hosts, hosts_words, is_of_plan, plan_json, plan_text, probe_plan,
    probe_words, problems, read_plan, set_address_b, sides_example,
};
use sloscope_core::run::session_of;
use sloscope_core::store::Store;
use sloscope_core::time::Nanos;

use crate::load_export::{golden, run};

const SECOND: Nanos = 1_000_000_000;

/// A run of 12 s after a warm-up of 4 s, in blocks of 2 s.
fn plan() -> Plan {
    let text = r#"{
        "version": "sloscope.plan/1", "target": "http://127.0.0.1:8088", "warmUp": "4s", "seed": 3,
        "requests": [{ "name": "ask", "method": "POST", "url": "/ask?token=secret",
            "headers": { "X-Build": "old", "Accept": "text/plain" }, "json": { "n": 1 }, "checks": [{ "status": 200 }] }],
        "scenarios": [{ "name": "steady", "executor": "constant-arrival-rate", "rate": 5, "duration": "16s" }],
        "sides": { "block": "2s", "b": { "target": "https://b.example.org/v2", "method": "put", "url": "/ask?token=other",
            "headers": { "x-build": "new" }, "json": { "n": 2 } } }
    }"#;
    read_plan(text).unwrap_or_else(|mistakes| panic!("{mistakes:?}"))
}

fn places(plan: &Plan) -> Vec<String> {
    problems(plan).iter().map(ToString::to_string).collect()
}

#[test]
fn sides_are_read_and_written() {
    let plan = plan();
    assert_eq!(read_plan(&plan_json(&plan)), Ok(plan.clone()), "{}", plan_json(&plan));
    let b = plan.on(Side::B);
    assert_eq!(b.targets, ["https://b.example.org/v2"]);
    let request = &b.requests[0];
    assert_eq!(
        (request.name.as_str(), request.method.as_str(), request.url.as_str()),
        ("ask", "PUT", "/ask?token=other")
    );
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(request.headers, [header("Accept", "text/plain"), header("x-build", "new")]);
    assert_eq!(request.body.as_ref().map(|body| body.text.as_str()), Some(r#"{"n":2}"#));
    assert_eq!(plan.on(Side::A), Plan { sides: None, ..plan.clone() });
    let example = sides_example();
    assert_eq!((problems(&example), read_plan(&plan_json(&example))), (Vec::new(), Ok(example)));
    let documented = read_plan(include_str!("../data/sides.json")).expect("the example of the documentation");
    assert_eq!((documented.block_pairs(), documented.targets_of(Side::B).len()), (6, 1));
    let mistakes = |sides: &str| {
        let text = plan_json(&Plan { sides: None, ..plan.clone() }).replacen('{', &format!("{{\"sides\": {sides},"), 1);
        read_plan(&text).expect_err("a mistake").iter().map(|error| error.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(mistakes("{}"), ["sides have a length of their blocks: write \"block\": \"10s\""]);
    assert_eq!(mistakes(r#"{"block": "2s", "a": {}}"#), ["sides has no \"a\"; it has block, b"]);
}

#[test]
fn what_is_wrong_with_sides_is_said_in_its_place() {
    assert_eq!(places(&plan()), Vec::<String>::new());
    let changed = |change: fn(&mut Plan)| {
        let mut plan = plan();
        change(&mut plan);
        places(&plan)
    };
    let block = |plan: &mut Plan, block: Nanos| plan.sides.as_mut().expect("sides").block = block;
    let b = |change: fn(&mut SideB)| {
        let mut plan = plan();
        change(&mut plan.sides.as_mut().expect("sides").b);
        places(&plan)
    };
    let mut odd = plan();
    block(&mut odd, 5 * SECOND);
    assert_eq!(
        places(&odd),
        [
            "sides.block: the run takes 12s after the warm-up, which is no whole number of pairs of two blocks of 5s: make it 10s or 20s, or the blocks another length"
        ]
    );
    block(&mut odd, 20 * SECOND);
    assert!(places(&odd)[0].contains("make it 40s, or the blocks"), "{:?}", places(&odd));
    block(&mut odd, SECOND / 2);
    assert!(places(&odd)[0].starts_with("sides.block: a block takes 1s or more"));
    let taken = changed(|plan| plan.tags = vec![("side".to_owned(), "x".to_owned())]);
    assert_eq!(taken, ["tags.side: samples have a tag side already: choose another name"]);
    let free = changed(|plan| (plan.tags, plan.sides) = (vec![("side".to_owned(), "x".to_owned())], None));
    assert_eq!(free, Vec::<String>::new(), "without sides the tag is free");
    assert!(b(|b| b.targets = vec!["b.example.org".to_owned()])[0].starts_with("sides.b.target: "));
    assert!(b(|b| b.method = Some("GET".to_owned()))[0].starts_with("sides.b.json: a browser sends no body with GET"));
    assert!(b(|b| b.headers[0].0 = "a b".to_owned())[0].starts_with("sides.b.headers.a b: "));
    assert!(b(|b| b.url = Some("/{{nothing}}".to_owned()))[0].starts_with("sides.b.url: "));
    let no_effect = b(|b| b.url = Some("http://127.0.0.1:1/".to_owned()));
    assert!(no_effect[0].starts_with("sides.b.target: every request has an address of its own"), "{no_effect:?}");
    let several = changed(|plan| {
        let other = sloscope_core::load::Request { name: "other".to_owned(), ..plan.requests[0].clone() };
        plan.requests.push(other);
    });
    assert_eq!(several.len(), 3, "{several:?}");
    assert!(several[1].starts_with("sides.b.url: the plan has 2 requests, and this would be of all of them"));
}

/// Whatever protects targets looks at those of both sides.
#[test]
fn the_hosts_of_both_sides_count() {
    let plan = plan();
    assert_eq!(hosts(&plan), [Some("127.0.0.1:8088".to_owned()), Some("b.example.org".to_owned())]);
    assert_eq!(hosts_words(&plan), "127.0.0.1:8088, b.example.org");
    assert!(is_of_plan(&plan, "http://127.0.0.1:8088/ask", "https://b.example.org/moved"));
    assert!(!is_of_plan(&plan, "http://127.0.0.1:8088/ask", "https://c.example.org/"));
    let around = BrowserPolicy { origin: "https://page.example".to_owned(), ..BrowserPolicy::default() };
    let mut cookie = plan.clone();
    let b = &mut cookie.sides.as_mut().expect("sides").b;
    (b.targets, b.headers) = (vec!["http://b.example.org".to_owned()], vec![("Cookie".to_owned(), "x".to_owned())]);
    let remarks: Vec<String> = around.words(&cookie).into_iter().map(|remark| remark.text).collect();
    assert!(remarks.iter().any(|text| text.contains("asks b.example.org over http")), "{remarks:?}");
    assert!(remarks.iter().any(|text| text.starts_with("The header Cookie")), "{remarks:?}");
    // Only b asks in a way that makes the browser ask first.
    let mut simple = plan.clone();
    (simple.requests[0].method, simple.requests[0].body) = ("GET".to_owned(), None);
    simple.requests[0].headers.clear();
    assert_eq!(around.preflight(&simple).expect("of b").why, "the method PUT");
    assert_eq!(around.preflight(&Plan { sides: None, ..simple }), None);
}

#[test]
fn links_carry_no_secrets_of_side_b() {
    let (kept, left) = for_link(&plan(), Keep::default());
    assert_eq!(left, ["headers", "queries", "bodies"]);
    let text = plan_json(&kept);
    assert!(!text.contains("secret") && !text.contains("other") && !text.contains("new"), "{text}");
    let b = kept.sides.expect("sides").b;
    assert_eq!((b.url.as_deref(), b.headers[0].1.as_str()), (Some("/ask"), ""));
    assert_eq!(b.body.expect("a body").text, "null");
    let keep = Keep { headers: true, rows: true, queries: true, bodies: true };
    assert_eq!(for_link(&plan(), keep), (plan(), Vec::new()));
    let mut user = plan();
    user.sides.as_mut().expect("sides").b.targets = vec!["https://me:secret@b.example.org".to_owned()];
    let (kept, left) = for_link(&user, keep);
    assert_eq!((left, kept.sides.expect("sides").b.targets), (vec!["users"], vec!["https://b.example.org".to_owned()]));
}

/// An arrival as the generator sends and tags it.
struct Sent {
    due: Nanos,
    /// Empty if it was dropped.
    url: String,
    side: Option<String>,
    block: Option<String>,
    /// All its samples have the same side and block.
    same: bool,
}

fn generated(plan: &Plan) -> Vec<Sent> {
    let mut pacer = Pacer::new(plan, for_threads(plan), 0);
    let mut prepared = Prepared::new(plan, 1).expect("good");
    let mut told = Vec::new();
    while let Some(arrival) = pacer.take(plan.end()) {
        let mut recorder = Recorder::new(plan.clone(), 0);
        let url = match arrival.fate {
            Fate::Dropped => {
                recorder.dropped(0, arrival.intended);
                String::new()
            }
            Fate::Start { iteration } => {
                let call = prepared.call(plan.slot(arrival.intended).side, iteration).expect("a call");
                pacer.finished(0);
                recorder.record(&outcome(call.target, arrival.intended));
                call.url
            }
        };
        let store = recorder.take();
        let tag = |metric: &str, key: &str| tag(&store, metric, key);
        let metric = if url.is_empty() { "dropped_iterations" } else { "http_reqs" };
        let same = url.is_empty()
            || ["http_req_duration", "http_req_failed", "checks", "iterations", "iteration_duration"]
                .iter()
                .all(|other| tag(other, "side") == tag(metric, "side") && tag(other, "block") == tag(metric, "block"));
        let (side, block) = (tag(metric, "side"), tag(metric, "block"));
        told.push(Sent { due: arrival.intended, url, side, block, same });
    }
    told
}

/// It ends long after its block.
fn outcome(target: u32, intended: Nanos) -> Outcome {
    Outcome {
        scenario: 0,
        request: 0,
        target,
        intended,
        sent: intended,
        headers: Some(intended),
        done: intended + 5 * SECOND,
        end: End::Response(200),
        phases: Some(Phases { blocked: 0.0, connecting: 0.0, tls: 0.0, waiting: 1.0, receiving: 0.0 }),
        protocol: String::new(),
        bytes_sent: None,
        bytes_received: None,
        checks: 1,
    }
}

fn tag(store: &Store, metric: &str, key: &str) -> Option<String> {
    let sample = store.by_name(metric)?.samples().next()?;
    store.tags.get(sample.tag_set, key).map(str::to_owned)
}

/// Every arrival is sent to the same side, with the same tags, by the generator and by the k6 script.
#[test]
fn the_script_takes_turns_as_the_generator_does() {
    let bare = Plan { warm_up: 0, ..plan() };
    let mut bare = Plan { seed: 7, ..bare };
    bare.sides.as_mut().expect("sides").b =
        SideB { headers: vec![("X".to_owned(), "1".to_owned())], ..SideB::default() };
    let mut example = sides_example();
    example.scenarios[0].load = Load::Constant { rate: 3, time_unit: SECOND, duration: 120 * SECOND };
    for (name, plan) in [("all", plan()), ("bare", bare), ("example", example)] {
        assert_eq!(places(&plan), Vec::<String>::new(), "{name}");
        let mine = generated(&plan);
        let cases: Vec<Value> =
            (mine.iter().zip(0..)).map(|(sent, i)| json!({ "i": i, "ms": sent.due as f64 / 1e6 })).collect();
        let told = run(&format!("sides-{name}"), &plan, &json!(cases));
        let calls = told["calls"].as_array().expect("calls");
        assert_eq!(calls.len(), mine.len(), "{name}");
        for (call, Sent { due, url, side, block, same }) in calls.iter().zip(&mine) {
            assert_eq!(call["url"], url.as_str(), "{name} at {due}");
            assert_eq!(call["tags"]["side"].as_str(), side.as_deref(), "{name} at {due}");
            assert_eq!(call["tags"]["block"].as_str(), block.as_deref(), "{name} at {due}");
            assert!(same, "all samples of a request have the tags");
        }
        let blocks: Vec<&str> = mine.iter().filter_map(|sent| sent.block.as_deref()).collect();
        let last = (plan.block_pairs() * 2).to_string();
        assert_eq!((blocks.first(), blocks.last()), (Some(&"1"), Some(&last.as_str())), "{name}");
    }
    golden("plan-sides.js", &k6_script(&sides_example()).expect("good"));
}

#[test]
fn pairs_have_one_block_of_each_side_in_the_order_of_the_seed() {
    let order = |seed: u32| {
        let mut plan = Plan { seed, ..sides_example() };
        plan.sides.as_mut().expect("sides").block = SECOND;
        plan.block_order()
    };
    for seed in 0..50 {
        let order = order(seed);
        assert_eq!(order.len(), 120);
        assert!(order.chunks(2).all(|pair| pair[0] != pair[1]), "{seed}");
        // Binomial(60, 1/2): 30 with a standard deviation of 3.9.
        let first = order.chunks(2).filter(|pair| pair[0] == Side::A).count();
        assert!((14..=46).contains(&first), "{seed}: {first}");
    }
    assert_eq!(order(1), order(1));
    assert_ne!(order(1), order(2));
}

/// A late iteration of k6, and one beyond the end, belong to blocks that there are; drops have the block they were due in.
#[test]
fn edges_of_blocks() {
    let plan = plan();
    let told = run("sides-edges", &plan, &json!([{ "i": 0, "ms": 16_000.4 }, { "i": 1, "ms": 5_999.99 }]));
    assert_eq!((&told["calls"][0]["tags"]["block"], &told["calls"][1]["tags"]["block"]), (&json!("6"), &json!("1")));
    assert_eq!(plan.slot(6 * SECOND - 1).block, Some(1));
    assert_eq!(plan.slot(6 * SECOND).block, Some(2));
    assert_eq!((plan.slot(SECOND).side, plan.slot(3 * SECOND).side), (Side::A, Side::B), "both sides warm up");
    assert_eq!(plan.slot(4 * SECOND - 1).block, None);
    let mut full = plan.clone();
    (full.scenarios[0].max_vus, full.scenarios[0].pre_allocated_vus) = (1, 1);
    let mut recorder = Recorder::new(full, 0);
    recorder.dropped(0, 7 * SECOND);
    assert_eq!(tag(&recorder.take(), "dropped_iterations", "block").as_deref(), Some("2"));
}

/// The check of the target asks both sides, and one that does not answer keeps the test from starting.
#[test]
fn both_sides_are_probed() {
    let plan = plan();
    let probe = probe_plan(&plan);
    let mut pacer = Pacer::new(&probe, for_threads(&probe), 0);
    let mut outcomes = Vec::new();
    while let Some(arrival) = pacer.take(probe.end()) {
        let end = if probe.slot(arrival.intended).side == Side::A { End::Response(200) } else { End::Timeout };
        outcomes.push(Outcome { end, done: arrival.intended + 4_000_000, ..outcome(0, arrival.intended) });
    }
    assert_eq!(outcomes.len(), 4);
    assert_eq!(outcomes.iter().filter(|outcome| outcome.end == End::Timeout).count(), 2);
    let around = BrowserPolicy::default();
    let look = probe_words(&plan, &outcomes, &around);
    assert!(!look.good);
    assert!(look.sentences[0].starts_with("Side a: The target answers"), "{look:?}");
    assert!(look.sentences.iter().any(|text| text.starts_with("Side b: ")), "{look:?}");
    for outcome in &mut outcomes {
        outcome.end = End::Response(200);
    }
    assert!(probe_words(&plan, &outcomes, &around).good);
    assert!(!probe_words(&plan, &outcomes[..2], &around).good, "a side without an answer");
}

#[test]
fn an_address_of_side_b_is_taken_apart_and_put_together() {
    let mut plan = sides_example();
    for (written, target, url, shown) in [
        ("http://127.0.0.1:8089", Some("http://127.0.0.1:8089"), None, "http://127.0.0.1:8089/clarify?ms=5"),
        ("http://127.0.0.1:8089/b", Some("http://127.0.0.1:8089"), Some("/b"), "http://127.0.0.1:8089/b"),
        ("http://127.0.0.1:8088/b", None, Some("/b"), "http://127.0.0.1:8088/b"),
        ("http://127.0.0.1:8088/clarify?ms=5", None, None, ""),
        ("/c", None, Some("/c"), "http://127.0.0.1:8088/c"),
        ("", None, None, ""),
    ] {
        set_address_b(&mut plan, written);
        let b = &plan.sides.as_ref().expect("sides").b;
        assert_eq!((b.targets.first().map(String::as_str), b.url.as_deref()), (target, url), "{written}");
        assert_eq!(address_b(&plan).as_deref(), Some(shown), "{written}");
    }
    assert!(plan.is_aa());
}

#[test]
fn sides_in_words() {
    let words = SidesWords::of(&sides_example()).expect("sides");
    assert_eq!(words.differences, ["b asks for /clarify?ms=6"]);
    assert!(words.blocks.starts_with("12 blocks of 10 s each, in pairs: "), "{}", words.blocks);
    assert_eq!(words.caution, None);
    let few = SidesWords::of(&plan()).expect("sides");
    assert_eq!(few.differences.len(), 5, "{few:?}");
    assert!(few.caution.expect("few").starts_with("With 3 pairs no difference is certain"));
    assert!(plan_text(&plan()).contains("Two sides\n  b sends to https://b.example.org/v2\n"));
    let same = Plan { sides: Some(sides_example().first_sides()), ..sides_example() };
    assert!(SidesWords::of(&same).expect("sides").differences[0].contains("A/A"));
    assert_eq!(same.sides.as_ref().expect("sides").block, 10 * SECOND, "6 pairs in two minutes");
    assert_eq!(places(&same), Vec::<String>::new());
    assert_eq!(SidesWords::of(&same.on(Side::A)), None);
}

/// A run from the page is compared as any file with blocks: a slower side b is worse, and an A/A test is not.
#[test]
fn a_run_with_sides_is_compared_by_its_blocks() {
    let compared = |slower_ms: f64| {
        let plan = sides_example();
        let (mut recorder, mut noise) = (Recorder::new(plan.clone(), SECOND), SplitMix::new(5));
        for due in (0..plan.end()).step_by(20_000_000) {
            let side = if plan.slot(due).side == Side::B { slower_ms } else { 0.0 };
            let waiting = 10.0 + side + noise.between(0, 2000) as f64 / 1000.0;
            let phases = Phases { blocked: 0.0, connecting: 0.0, tls: 0.0, waiting, receiving: 0.0 };
            let done = due + (waiting * 1e6) as Nanos;
            recorder.record(&Outcome { done, phases: Some(phases), ..outcome(0, due) });
        }
        let mut session = session_of(&plan, 1);
        session.grow(&recorder.take());
        let found = blocks(&session, "side", None, &Selection::default()).expect("blocks");
        assert_eq!((found.baseline.1.len(), found.candidate.1.len(), found.left_out), (6, 6, 0));
        assert_eq!((found.baseline.0.as_str(), found.candidate.0.as_str()), ("a", "b"));
        let (baseline, candidate, left_out) = (found.baseline, found.candidate, found.left_out);
        let sides = Sides { baseline, candidate, paired: true, blocks: true, left_out };
        let compared = compare(&sides, &Question::default()).expect("comparable");
        assert_eq!(compared.comparability, [], "nothing speaks against it");
        compared.verdict
    };
    assert_eq!(compared(3.0), Verdict::Worse);
    assert_eq!(compared(-3.0), Verdict::Better);
    assert_eq!(compared(0.0), Verdict::Same);
}
