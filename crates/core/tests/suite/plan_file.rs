//! The JSON form of a plan: read, written, and every mistake with its place.

use sloscope_core::load::{
    Body, Data, End, Expect, Load, Order, Plan, RampStage, Step, plan_json, problems, read_plan, seed_example,
};
use sloscope_core::time::NANOS_PER_S;

const WHOLE: &str = include_str!("../data/plan.json");

fn read(text: &str) -> Plan {
    read_plan(text).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

#[test]
fn a_plan_is_read_and_written_back_as_it_was() {
    let plan = read(WHOLE);
    assert_eq!(plan_json(&plan), WHOLE);
    assert_eq!(plan.targets.len(), 2);
    let ask = &plan.requests[0];
    assert_eq!((ask.weight, ask.method.as_str(), ask.checks.len()), (3, "POST", 7));
    let json = r#"{"prompt":"{{prompt}}","n":[1,2.5,true,null],"big":"{{$rand 1 10}}"}"#;
    assert_eq!(ask.body, Some(Body { text: json.to_owned(), json: true }));
    assert_eq!(ask.checks[0].expect, Expect::Status(200, 299));
    assert_eq!(ask.checks[0].name, "status is 200 to 299");
    assert_eq!(ask.checks[1].name, "is JSON");
    assert_eq!(plan.data.order, Order::Random);
    assert_eq!(plan.data.rows[0][1], "He said \"no\"\n");
    let Load::Ramping { start_rate: 5, stages, .. } = &plan.scenarios[1].load else { panic!("{plan:?}") };
    assert_eq!(stages[0], RampStage { target: 60, duration: 10 * NANOS_PER_S });
    assert_eq!(plan.scenarios[1].start, 1_500_000_000);
    assert_eq!(plan.timeout, 2_500_000_000);
    assert!(plan.objectives[1].abort_on_fail);
    assert_eq!(plan.end(), 90 * NANOS_PER_S);
}

#[test]
fn the_examples_are_good_and_read_back() {
    for (long, planned) in [(true, 150_001), (false, 18_001)] {
        let plan = seed_example(long);
        assert_eq!(problems(&plan), []);
        assert_eq!(read(&plan_json(&plan)), plan);
        assert_eq!(plan.planned(), planned);
        assert_eq!(plan.peak_per_s(), 400.0);
        assert_eq!(plan.end(), if long { 600 } else { 60 } * NANOS_PER_S);
    }
}

#[test]
fn what_is_left_out_is_as_in_k6() {
    let plan = read(
        "{version: 'sloscope.plan/1', // as in a script
          requests: [{ url: 'http://127.0.0.1:1/a?b=c' }],
          scenarios: [{ name: 's', executor: 'constant-arrival-rate', rate: 50, duration: '1m30s', preAllocatedVUs: 7, },],
        };",
    );
    let (request, scenario) = (&plan.requests[0], &plan.scenarios[0]);
    assert_eq!((request.name.as_str(), request.method.as_str()), ("GET http://127.0.0.1:1/a", "GET"));
    assert_eq!((scenario.pre_allocated_vus, scenario.max_vus), (7, 7));
    assert_eq!((scenario.graceful_stop, plan.timeout), (30 * NANOS_PER_S, 60 * NANOS_PER_S));
    assert_eq!(scenario.load.duration(), 90 * NANOS_PER_S);
}

/// The mistakes, as `line:column: message`.
fn mistakes(text: &str) -> Vec<String> {
    read_plan(text).expect_err(text).iter().map(ToString::to_string).collect()
}

#[test]
fn all_mistakes_of_form_are_told_at_once_with_their_places() {
    let text = r#"{
  "version": "sloscope.plan/2",
  "target": 7,
  "requests": [
    { "url": 5, "wieght": 3 },
    "GET /"
  ],
  "scenarios": [
    { "name": "a", "executor": "constant-vus", "vus": 3 },
    { "name": "b", "executor": "constant-arrival-rate", "rate": 1.5, "duration": "soon" },
    { "name": "c", "executor": "ramping-arrival-rate", "rate": 3, "stages": [{ "target": 3 }] }
  ],
  "thresholds": { "http_reqs": 3 }
}"#;
    let found = mistakes(text);
    let expected = [
        "2:14: the version is \"sloscope.plan/2\", and this sloscope reads \"sloscope.plan/1\"",
        "3:13: a target is an address, \"http://127.0.0.1:8088\", and this is a number",
        "5:5: a request has a url: write \"url\": \"/\"",
        "5:14: url of a request is a text, and this is a number",
        "5:17: a request has no \"wieght\"; it has name, weight, method, url, headers, body, json, checks, tags",
        "6:5: a request is an object, {...}, and this is a text",
        "9:32: executor is \"constant-arrival-rate\" or \"ramping-arrival-rate\"; \"constant-vus\" is not one that a plan can have",
        "9:48: a scenario has no \"vus\"",
        "10:5: constant-arrival-rate has a rate: write \"rate\": 200",
        "10:65: rate of a scenario is a whole number from 0 on, and this is 1.5",
        "11:64: rate is of constant-arrival-rate; ramping-arrival-rate has a startRate and stages",
        "11:78: a stage has a target and a duration",
        "13:32: the objectives of http_reqs are a list",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}\n{expected}");
    }
}

#[test]
fn all_mistakes_of_meaning_are_told_with_their_places() {
    let text = r#"{
  "version": "sloscope.plan/1",
  "target": "127.0.0.1:8088",
  "requests": [
    { "name": "a", "method": "GET", "url": "ask", "body": "x" },
    { "name": "a", "method": "POST", "url": "/{{who}}", "json": "{\"a\": {{$rand 9 1}}" },
    { "name": "b", "method": "POST", "url": "/", "json": "{\"a\": {{$rand 1 9}}",
      "headers": { "X Y": "z", "X-Ok": "{{prompt}}" },
      "checks": [{ "status": 20 }, { "bodyContains": "" }],
      "tags": { "status": "x" } }
  ],
  "data": { "columns": ["prompt"], "rows": [] },
  "scenarios": [
    { "name": "a b", "executor": "constant-arrival-rate", "rate": 0, "duration": "500ms", "maxVUs": 0 },
    { "name": "c", "executor": "ramping-arrival-rate", "stages": [{ "target": 0, "duration": "5s" }],
      "preAllocatedVUs": 9, "maxVUs": 3 },
    { "name": "d", "executor": "constant-arrival-rate", "rate": 4000000, "duration": "1s" }
  ],
  "warmUp": "1h",
  "thresholds": { "http_reqs": ["p(95)<5"], "http_req_duration": ["p95<5"] }
}"#;
    let found = mistakes(text);
    let expected = [
        "3:13: target: \"127.0.0.1:8088\" is not an address",
        "5:44: requests[0].url: a url is a path",
        "5:59: requests[0].body: a browser sends no body with GET",
        "6:15: requests[1].name: there are two requests \"a\"",
        "6:45: requests[1].url: {{who}} is not known: the data have the columns prompt, and there are {{$uuid}}",
        "6:65: requests[1].json: {{$rand 9 1}} has its ends the wrong way round: write the smaller first, at character 7",
        "7:58: requests[2].json: the body is not JSON",
        "8:27: requests[2].headers.X Y: \"X Y\" is not the name of a header",
        "8:40: requests[2].headers.X-Ok: a data column is used, and there is no data row",
        "9:30: requests[2].checks[0].status: a status is a number from 100 to 999",
        "9:54: requests[2].checks[1].bodyContains: every body contains the empty text",
        "10:27: requests[2].tags.status: samples have a tag status already",
        "14:15: scenarios[0].name: a scenario's name is letters, digits, _ and -",
        "14:67: scenarios[0].rate: the rate must be 1 or more",
        "14:82: scenarios[0].duration: a duration is 1s or more",
        "14:101: scenarios[0].maxVUs: with no VU every arrival would be dropped",
        "15:66: scenarios[1].stages: the rate is 0 all the time",
        "16:39: scenarios[1].maxVUs: maxVUs cannot be less than preAllocatedVUs, 9",
        "17:65: scenarios[2].rate: 4000000 iterations per second are more than a plan may have",
        "19:13: warmUp: the warm-up is as long as the run",
        "20:32: thresholds.http_reqs: \"p(95)<5\": a counter has no p(95)",
        "20:66: thresholds.http_req_duration: \"p95<5\":",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}\n{expected}");
    }
}

#[test]
fn a_host_that_no_browser_asks_is_no_target() {
    let found = |target: &str| {
        let mut plan = seed_example(false);
        plan.targets = vec![target.to_owned()];
        problems(&plan).into_iter().map(|problem| problem.message).collect::<Vec<_>>().join("\n")
    };
    for good in [
        "http://h",
        "https://h.test:65535/a",
        "http://[::1]:80",
        "http://[2001:db8::1]",
        "http://bücher.test",
        "http://a_b:8",
    ] {
        assert_eq!(found(good), "", "{good}");
    }
    for bad in [
        "https://[::1",
        "http://::1",
        "https://h:99999",
        "https://h:+80",
        "https://:80",
        "https://h%00.test",
        "http://h\\x",
        "http://[h]",
    ] {
        assert!(found(bad).contains("is no host that a browser asks"), "{bad}: {}", found(bad));
    }
}

#[test]
fn texts_that_are_no_plan_are_told_so() {
    let first = |text: &str| mistakes(text).remove(0);
    assert!(first("  ").starts_with("1:1: there is nothing here"), "{}", first(""));
    assert!(first("[]").starts_with("1:1: a plan is an object"), "{}", first("[]"));
    assert!(first("{").starts_with("1:2: "), "{}", first("{"));
    assert!(first("{}").starts_with("1:1: a plan states its version: add \"version\": \"sloscope.plan/1\""));
    assert_eq!(mistakes(r#"{"version": "sloscope.plan/1"}"#).len(), 2, "no request and no scenario");
    let exact = r#"{"version": "sloscope.plan/1", "requests": [{"url": "http://a/", "method": "POST", "json": {"id": 12345678901234567890}}]}"#;
    assert!(first(exact).contains("a number in here that JSON or JavaScript cannot hold exactly"), "{}", first(exact));
}

#[test]
fn an_edited_plan_is_looked_at_without_a_text() {
    let mut plan = seed_example(false);
    plan.requests[0].url = "/{{nope}}".to_owned();
    plan.data = Data::default();
    let found = problems(&plan);
    let path = [Step::Key("requests".to_owned()), Step::Index(0), Step::Key("url".to_owned())];
    assert_eq!(found[0].path, path);
    assert_eq!(found[0].place(), "requests[0].url");
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn data_are_read_from_csv_and_json() {
    let check = |text: &str, columns: &[&str], rows: &[&[&str]]| {
        let data = Data::from_text(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(data.columns, columns, "{text}");
        assert_eq!(data.rows, rows, "{text}");
    };
    let rows: &[&[&str]] = &[&["a", "1"], &["b, \"c\"\nd", ""]];
    check("\u{feff}prompt, n \r\na,1\r\n\r\n\"b, \"\"c\"\"\nd\",\r\n", &["prompt", "n"], rows);
    check("prompt\nlast line without an end", &["prompt"], &[&["last line without an end"]]);
    check("prompt\n", &["prompt"], &[]);
    check(r#"[{"p": "a", "n": 1}, {"n": 2.5, "p": true}]"#, &["p", "n"], &[&["a", "1"], &["true", "2.5"]]);
    check(r#"{"columns": ["p"], "rows": [["x"], [null]]}"#, &["p"], &[&["x"], &[""]]);
    let fails = |text: &str, message: &str| {
        let error = Data::from_text(text).expect_err(text).to_string();
        assert!(error.starts_with(message), "{text}: {error}");
    };
    fails("a,b\n1,2\n3\n", "3:1: this row has 1 values, and there are 2 columns");
    fails("a\n\"b", "2:1: a quote that begins in this row is not closed");
    fails("", "1:1: there are no data");
    fails("[{\"a\": 1},\n {\"b\": 1}]", "2:3: the first row has no \"b\"");
    fails("[{\"a\": 1, \"b\": 2},\n {\"b\": 1}]", "2:2: this row has no \"a\"");
    fails("[1]", "1:2: a data row is an object");
    fails("[{\"a\": [1]}]", "1:8: a value of a data row is a text or a number");
    fails("{\"rows\": []}", "1:1: data need \"columns\"");
}

#[test]
fn ends_are_told_apart_in_k6s_codes_and_in_words() {
    let check = |end: End, status: u16, expected: bool, code: Option<u16>, word: &str| {
        assert_eq!((end.status(), end.expected(), end.error_code()), (status, expected, code), "{end:?}");
        assert!(end.explain().contains(word), "{end:?}: {}", end.explain());
    };
    check(End::Response(404), 404, false, Some(1404), "404");
    check(End::Timeout, 0, false, Some(1050), "timed out");
    check(End::BodyCut(200), 0, false, Some(1902), "did not end");
    check(End::Network, 0, false, Some(1900), "does not say why");
    check(End::Cors, 0, false, Some(1901), "Access-Control-Allow-Origin");
    check(End::Redirected, 0, false, Some(1905), "set followRedirects in the plan");
    check(End::OtherHost, 0, false, Some(1906), "the test was stopped");
    check(End::Offline, 0, false, Some(1904), "offline");
    check(End::Blocked, 0, false, Some(1903), "did not send");
    check(End::Invalid, 0, false, Some(1020), "not valid");
    assert_eq!((End::Response(302).expected(), End::Response(302).error_code()), (true, None));
}
