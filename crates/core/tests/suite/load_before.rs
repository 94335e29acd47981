//! What is said before a test: where the page is, caps, what this machine was shown to hold, practice.

use sloscope_core::load::{
    Barrier, BrowserPolicy, End, Load, Outcome, Permission, Plan, RATES, Space, Sustained, calibration_plan, caps,
    is_practice, mark_practice, practice_example, problems, seed_example, sustained_rate, sustained_words,
};

const SECOND: i64 = 1_000_000_000;

fn around(origin: &str) -> BrowserPolicy {
    BrowserPolicy { origin: origin.to_owned(), ..BrowserPolicy::default() }
}

fn target(origin: &str) -> Plan {
    let mut plan = seed_example(false);
    plan.targets = vec![origin.to_owned()];
    plan
}

fn said(around: &BrowserPolicy, plan: &Plan) -> String {
    around.words(plan).iter().map(|r| format!("{}{}\n", if r.grave { "! " } else { "" }, r.text)).collect()
}

#[test]
fn mixed_content_is_told() {
    let page = around("https://sloscope.example");
    let words = said(&page, &target("http://shop.example"));
    assert!(words.contains("! This page came over https") && words.contains("shop.example"), "{words}");
    for url in ["http://127.0.0.1:8088", "http://localhost", "https://shop.example"] {
        assert_eq!(page.barrier(url), None, "{url}");
    }
    assert_eq!(around("http://sloscope.example").barrier("http://shop.example"), None);
    // Where the browser asks about the local network, it lets what is there be http; elsewhere it does not.
    let private = "http://192.168.0.7:8080/clarify";
    assert_eq!(page.barrier(private), Some(Barrier::MixedContent));
    let asking = BrowserPolicy { local_network: Permission::Prompt, ..page.clone() };
    assert_eq!(asking.barrier(private), None);
    assert_eq!(asking.barrier("http://shop.example"), Some(Barrier::MixedContent));
}

#[test]
fn the_local_network_is_told() {
    let page = around("https://sloscope.example");
    let (loopback, local) = (target("http://127.0.0.1:8088"), target("https://10.1.2.3"));
    assert!(said(&page, &loopback).contains("127.0.0.1:8088 is on this machine: the browser may ask whether"));
    // Each has a permission of its own.
    let of = |loopback_network, local_network| BrowserPolicy { loopback_network, local_network, ..page.clone() };
    let refused = of(Permission::Denied, Permission::Granted);
    assert!(said(&refused, &loopback).contains("! This page may not reach 127.0.0.1:8088 on this machine"));
    assert!(said(&refused, &local).contains("This page may reach 10.1.2.3 on your own network: you have allowed it"));
    let mut both = loopback.clone();
    both.targets.push("http://192.168.0.7".to_owned());
    let words = said(&refused, &both);
    assert!(words.contains("you have refused it") && words.contains("192.168.0.7 on your own network"), "{words}");
    assert_eq!(refused.barrier("http://127.0.0.1:8088/clarify"), Some(Barrier::Refused));
    assert_eq!(refused.barrier("http://10.1.2.3/"), None);
    assert_eq!(of(Permission::Granted, Permission::Denied).barrier("http://10.1.2.3/"), Some(Barrier::Refused));
    let privates =
        ["10.1.2.3", "192.168.0.7:80", "172.31.0.1", "169.254.1.1", "box.local", "[fd12::1]:80", "[fe80::1]"];
    for private in privates {
        assert_eq!(Space::of(private), Space::Local, "{private}");
        let words = said(&around("http://page.example"), &target(&format!("http://{private}")));
        assert!(words.contains("on your own network"), "{private}");
    }
    for public in ["172.32.0.1", "8.8.8.8", "example.org", "10.example.org", "[2001:db8::1]:443"] {
        assert_eq!(Space::of(public), Space::Public, "{public}");
        let words = said(&around("http://page.example"), &target(&format!("http://{public}")));
        assert!(!words.contains("own network"), "{public}");
    }
    // From this machine nobody asks; from its network to this machine the browser does.
    for (page, asks) in [("http://127.0.0.1:8087", false), ("http://192.168.0.1", true)] {
        assert_eq!(said(&around(page), &loopback).contains("may ask"), asks, "{page}");
    }
    assert!(!said(&around("http://192.168.0.1"), &local).contains("may ask"));
}

#[test]
fn a_preflight_is_told_with_its_reason() {
    let page = around("http://127.0.0.1:8087");
    let mut plan = target("http://127.0.0.1:8088");
    let why = |plan: &Plan| page.preflight(plan).map(|preflight| preflight.why);
    let each = |plan: &Plan| page.preflight(plan).is_some_and(|preflight| preflight.each);
    assert_eq!(why(&plan).as_deref(), Some("Content-Type: application/json"));
    assert!(said(&page, &plan).contains("Access-Control-Max-Age"));
    assert!(!each(&plan));
    // Leave is given for an address.
    plan.requests[0].url = "/clarify/{{$iteration}}".to_owned();
    assert!(each(&plan));
    assert!(said(&page, &plan).contains("twice as many"));
    plan.requests[0].url = "/clarify".to_owned();
    plan.requests[0].headers = vec![("Content-Type".to_owned(), "text/plain; charset=utf-8".to_owned())];
    assert_eq!(page.preflight(&plan), None);
    plan.requests[0].headers.push(("X-Id".to_owned(), "1".to_owned()));
    assert_eq!(why(&plan).as_deref(), Some("the header x-id"));
    plan.requests[0].method = "GET".to_owned();
    assert!(each(&plan), "GET goes past the cache");
    plan.requests[0].method = "PUT".to_owned();
    assert_eq!(why(&plan).as_deref(), Some("the method PUT"));
    // To its own origin a page sends without asking; a port is another origin.
    plan.targets = vec!["http://127.0.0.1:8087/api".to_owned()];
    assert_eq!(page.preflight(&plan), None);
}

#[test]
fn a_service_worker_is_told_where_it_is_in_the_path() {
    let page = BrowserPolicy { service_worker: true, ..around("http://127.0.0.1:8087") };
    assert!(said(&page, &target("http://127.0.0.1:8087")).contains("A service worker of 127.0.0.1:8087"));
    assert!(!said(&page, &target("http://127.0.0.1:8088")).contains("service worker"));
}

#[test]
fn caps_are_told_with_what_they_mean() {
    let mut plan = seed_example(true);
    assert_eq!(caps(&plan), [], "the ready example needs no further word");
    let constant = |rate, seconds| Load::Constant { rate, time_unit: SECOND, duration: seconds * SECOND };
    plan.scenarios.truncate(1);
    let names = |plan: &Plan| caps(plan).iter().map(|cap| cap.name).collect::<Vec<_>>();
    plan.scenarios[0].load = constant(1000, 900);
    assert_eq!(names(&plan), [] as [&str; 0]);
    plan.scenarios[0].load = constant(1001, 901);
    plan.scenarios[0].max_vus = 1001;
    assert_eq!(names(&plan), ["rate", "duration", "in-flight"]);
    let all = caps(&plan);
    assert_eq!(all[0].choice, "Send up to 1,001.0/s");
    // k6's period is cut to whole nanoseconds, 999,000 of them.
    assert!(all[1].meaning.contains("901,902 requests"), "{}", all[1].meaning);
    // Scenarios that overlap add up.
    plan.scenarios[0].load = constant(10, 10);
    plan.scenarios[0].max_vus = 600;
    let mut second = plan.scenarios[0].clone();
    second.start = 12 * SECOND;
    plan.scenarios.push(second);
    assert_eq!(names(&plan), ["in-flight"], "the graceful stop of the first is not over");
    plan.scenarios[1].start = 15 * SECOND;
    assert_eq!(names(&plan), [] as [&str; 0]);
}

#[test]
fn a_machine_holds_what_it_was_shown_to_hold() {
    let plan = calibration_plan("http://127.0.0.1:8088/", "/fast", &RATES);
    assert_eq!(problems(&plan), []);
    let outcome = |scenario: u32, late_ms: i64| Outcome {
        scenario,
        request: 0,
        target: 0,
        intended: 0,
        sent: late_ms * 1_000_000,
        headers: None,
        done: late_ms * 1_000_000 + 1,
        end: End::Response(200),
        phases: None,
        protocol: String::new(),
        bytes_sent: None,
        bytes_received: None,
        checks: 0,
    };
    let all = |late: &dyn Fn(u32, u64) -> i64| -> Vec<Outcome> {
        let of = |at: usize| (0..plan.scenarios[at].load.planned()).map(move |i| (at as u32, i));
        (0..RATES.len()).flat_map(of).map(|(at, i)| outcome(at, late(at, i))).collect()
    };
    let good = all(&|_, _| 1);
    assert_eq!(sustained_rate(&plan, &good, &[]), (600, None));
    // 2 s at 200/s: 4 of 400 are 1 %, 5 are more.
    assert_eq!(sustained_rate(&plan, &all(&|at, i| if at == 1 && i < 4 { 10 } else { 1 }), &[]), (600, None));
    assert_eq!(sustained_rate(&plan, &all(&|at, i| if at == 1 && i < 5 { 10 } else { 1 }), &[]), (100, Some(200)));
    assert_eq!(sustained_rate(&plan, &good, &[(3, SECOND)]), (300, Some(400)), "one drop is one too many");
    assert_eq!(sustained_rate(&plan, &good[1..], &[]), (0, Some(100)), "one was not sent");
    assert_eq!(sustained_rate(&plan, &[], &[]), (0, Some(100)));

    let held =
        Sustained { per_s: 300, not: Some(400), day: "2026-11-25".to_owned(), against: "the demo target".to_owned() };
    assert_eq!(Sustained::read(&held.stored()), Some(held.clone()));
    for torn in ["", "300", "300 400 2026-11-25", "x 400 2026-11-25 there"] {
        assert_eq!(Sustained::read(torn), None, "{torn}");
    }
    let (words, warns) = sustained_words(&seed_example(false), Some(&held));
    assert!(warns && words.contains("2026-11-25") && words.contains("300.0/s") && words.contains("400.0/s"), "{words}");
    assert!(!sustained_words(&seed_example(false), Some(&Sustained { per_s: 600, not: None, ..held })).1);
    let (words, warns) = sustained_words(&seed_example(false), None);
    assert!(warns && words.contains("is not known"), "{words}");
}

#[test]
fn practice_is_known_however_it_was_written() {
    let plan = practice_example("https://example.org/sloscope/");
    assert_eq!(problems(&plan), []);
    assert_eq!(plan.targets, ["https://example.org/sloscope"]);
    assert!(is_practice(&plan));
    let mut other = seed_example(false);
    mark_practice(&mut other);
    assert!(!is_practice(&other) && other.tags.is_empty());
    other.requests[0].url = "https://example.org/practice.json?x=1".to_owned();
    assert!(is_practice(&other));
    mark_practice(&mut other);
    mark_practice(&mut other);
    assert_eq!(other.tags.len(), 1);
    // The tag is enough.
    other.requests[0].url = "/".to_owned();
    assert!(is_practice(&other));
}
