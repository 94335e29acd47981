//! Parts of a plan as lines of a form, and which hosts a plan asks.

use sloscope_core::load::{BrowserPolicy, Data, End, Load, Outcome, Phases, Plan};
use sloscope_core::load::{
    TargetProbe, checks_text, data_text, hosts, in_short, is_loopback, pairs_text, probe_words, read_checks,
    read_pairs, read_stages, seed_example, stages_text,
};

const SECOND: i64 = 1_000_000_000;

#[test]
fn stages_are_written_and_read_back() {
    let plan = seed_example(false);
    let text = stages_text(&plan).expect("stages one after the other");
    assert_eq!(text, "200 for 20s\n300 for 20s\n400 for 20s");
    let read = read_stages(&text, &plan).expect("what was written");
    let loads = |scenarios: &[sloscope_core::load::Scenario]| {
        scenarios.iter().map(|s| (s.name.clone(), s.start, s.load.clone(), s.max_vus)).collect::<Vec<_>>()
    };
    assert_eq!(loads(&read), loads(&plan.scenarios));
    let mixed = read_stages("0 to 100 for 1m30s\n\n100 for 500ms\n100 for 1s", &plan).expect("stages");
    assert_eq!(mixed[0].load.duration(), 90 * SECOND);
    assert!(matches!(mixed[0].load, Load::Ramping { start_rate: 0, .. }));
    assert_eq!((mixed[1].start, mixed[2].start), (90 * SECOND, 90 * SECOND + SECOND / 2));
    assert_eq!(mixed.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["ramp_0_100", "rps_100", "rps_100_again1"]);
    let again = Plan { scenarios: mixed, ..plan.clone() };
    assert_eq!(stages_text(&again).as_deref(), Some("0 to 100 for 90s\n100 for 500ms\n100 for 1s"));
    for wrong in ["200", "200 for", "x for 20s", "200 for soon", "200 for -1s", "1 to 2 for"] {
        assert!(read_stages(wrong, &plan).is_err(), "{wrong}");
    }
    let mut apart = plan;
    apart.scenarios[1].start += 1;
    assert_eq!(stages_text(&apart), None);
}

#[test]
fn checks_and_headers_are_written_and_read_back() {
    let text = "status 200\nstatus 200-299\nheader x-id\nheader content-type contains json\nbody contains a = b\njson items.0.id\njson items.0.id = 17\nduration < 50.5";
    let checks = read_checks(text, &[]).expect("checks");
    assert_eq!(checks_text(&checks), text);
    assert_eq!(checks[0].name, "status is 200");
    let mut named = checks.clone();
    named[0].name = "mine".to_owned();
    assert_eq!(read_checks("status 200", &named).expect("a check")[0].name, "mine");
    for wrong in ["status", "status x", "body has y", "duration 50", "latency < 5"] {
        assert!(read_checks(wrong, &[]).is_err(), "{wrong}");
    }
    let headers = read_pairs("Authorization: Bearer a:b\n\nX-Empty:", "a header").expect("headers");
    assert_eq!(pairs_text(&headers), "Authorization: Bearer a:b\nX-Empty: ");
    assert!(read_pairs("no colon", "a header").is_err());
}

#[test]
fn hosts_are_those_that_are_asked() {
    let mut plan = seed_example(false);
    plan.targets = vec!["https://A.example.org:8443/api".to_owned(), "https://b.example.org".to_owned()];
    let some = |host: &str| Some(host.to_owned());
    assert_eq!(hosts(&plan), [some("a.example.org:8443"), some("b.example.org")]);
    plan.requests[0].url = "http://c.example.org?x".to_owned();
    assert_eq!(hosts(&plan), [some("c.example.org")]);
    plan.requests[0].url = "http://{{category}}.example.org/".to_owned();
    assert_eq!(hosts(&plan), [None]);
    plan.requests[0].url = "{{{prompt}}}".to_owned();
    assert!(hosts(&plan).contains(&None));
    for here in ["localhost", "localhost:80", "127.0.0.1:8088", "127.9.9.9", "[::1]:80", "a.localhost"] {
        assert!(is_loopback(here), "{here}");
    }
    for elsewhere in ["localhost.example.org", "127.0.0.1.example.org", "10.0.0.1", "[::2]", "example.org", "127.0.0"] {
        assert!(!is_loopback(elsewhere), "{elsewhere}");
    }
}

#[test]
fn a_plan_in_short() {
    assert_eq!(in_short(&seed_example(false)), "18,001 iterations in 1 min, at most 400 a second.");
}

fn outcome(end: End, took_ms: i64, phases: Option<Phases>, protocol: &str) -> Outcome {
    let sent = SECOND;
    Outcome {
        scenario: 0,
        request: 0,
        target: 0,
        intended: sent,
        sent,
        headers: None,
        done: sent + took_ms * 1_000_000,
        end,
        phases,
        protocol: protocol.to_owned(),
        bytes_sent: None,
        bytes_received: None,
        checks: 0,
    }
}

fn all(look: &TargetProbe) -> String {
    look.sentences.join("\n")
}

#[test]
fn a_look_tells_what_was_seen() {
    let plan = seed_example(false);
    let page = BrowserPolicy { origin: "http://127.0.0.1:8087".to_owned(), ..BrowserPolicy::default() };
    let phases = Phases { blocked: 1.0, connecting: 0.0, tls: 0.0, waiting: 45.0, receiving: 5.0 };
    let good = |took| outcome(End::Response(200), took, Some(phases), "http/1.1");
    // 6 connections at 50 ms carry 120 a second; the plan wants 400.
    let look = probe_words(&plan, &[good(200), good(52)], &page);
    assert!(all(&look).contains("HTTP 200"), "{look:?}");
    assert!(all(&look).contains("120"), "{look:?}");
    assert!(all(&look).contains("origins"), "{look:?}");
    assert!(!look.good, "a plan beyond the capacity is not started in silence");
    let quick = Phases { waiting: 2.0, receiving: 1.0, ..phases };
    assert!(probe_words(&plan, &[outcome(End::Response(200), 4, Some(quick), "http/1.1")], &page).good);
    assert!(all(&look).contains("first request took"), "{look:?}");
    let untold = probe_words(&plan, &[outcome(End::Response(503), 52, None, "")], &page);
    assert!(all(&untold).contains("Timing-Allow-Origin"), "{untold:?}");
    assert!(untold.snippet.as_ref().is_some_and(|s| s.contains("add_header Timing-Allow-Origin")), "{untold:?}");
    // Over http there is no HTTP/2, whatever the browser does not tell: 6 connections at 52 ms are too few.
    assert!(!untold.good && all(&untold).contains("over HTTP/1.1 can carry 115.4/s"), "{untold:?}");
    let mut secure = plan.clone();
    secure.targets = vec!["https://127.0.0.1:8088".to_owned()];
    let maybe = probe_words(&secure, &[outcome(End::Response(200), 52, None, "")], &page);
    assert!(all(&maybe).contains("If it is HTTP/1.1"), "{maybe:?}");
    // A preflight is what the first request took longer, less its connection.
    let opened = Phases { connecting: 60.0, ..phases };
    let asked = probe_words(&plan, &[outcome(End::Response(200), 200, Some(opened), "http/1.1"), good(52)], &page);
    assert!(all(&asked).contains("because of Content-Type: application/json): about 88.00 ms."), "{asked:?}");
    assert!(all(&asked).contains("of which 60.00 ms for a new connection"), "{asked:?}");
    // One that took no measurable time is not said to have taken none.
    let quicker = probe_words(&plan, &[good(50), good(52)], &page);
    assert!(all(&quicker).contains("json): the next request without it took as long. Without"), "{quicker:?}");
    assert!(all(&untold).contains("counts as failed"), "{untold:?}");
    let cors = probe_words(&plan, &[outcome(End::Cors, 5, None, "")], &page);
    let snippet = cors.snippet.expect("settings to paste");
    assert!(snippet.contains("Access-Control-Allow-Methods \"POST\""), "{snippet}");
    assert!(snippet.contains("Content-Type"), "{snippet}");
    let unreachable = probe_words(&plan, &[outcome(End::Network, 5, None, "")], &page);
    assert!(unreachable.snippet.is_none() && !all(&unreachable).contains("certificate there"), "{unreachable:?}");
    let untrusted = probe_words(&secure, &[outcome(End::Network, 5, None, "")], &page);
    assert!(all(&untrusted).contains("open https://127.0.0.1:8088 in a tab"), "{untrusted:?}");
    // 100 streams at 50 ms carry 2,000 a second.
    let streams = probe_words(&secure, &[outcome(End::Response(200), 52, Some(phases), "h2")], &page);
    assert!(streams.good && all(&streams).contains("over HTTP/2 or HTTP/3 can carry 2,000.0/s"), "{streams:?}");
    assert!(all(&probe_words(&plan, &[], &page)).contains("No request"));
    // A redirect speaks against a start; what was under way when one led away says nothing.
    let hop =
        probe_words(&plan, &[outcome(End::Redirected, 5, None, ""), outcome(End::Redirected, 5, None, "")], &page);
    assert!(!hop.good && all(&hop).contains("set followRedirects in the plan"), "{hop:?}");
    let away =
        probe_words(&plan, &[outcome(End::OtherHost, 5, None, ""), outcome(End::Interrupted, 5, None, "")], &page);
    assert!(!away.good && all(&away).contains("a host that is not of the plan"), "{away:?}");
}

#[test]
fn data_rows_are_written_and_read_back() {
    let mut data = seed_example(false).data;
    data.rows.push(vec!["a, \"b\"".to_owned(), " two\nlines ".to_owned()]);
    let read = Data::from_text(&data_text(&data)).expect("CSV");
    assert_eq!((&read.columns, &read.rows), (&data.columns, &data.rows));
    assert_eq!(data_text(&Data::default()), "");
}
