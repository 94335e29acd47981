//! Objectives files: what k6 reads is read, what is wrong is shown in its place, and what is written reads back.

use sloscope_core::slo::{Objective, Origin, SEED, objectives_json, parse_objectives, preset};

fn seed() -> Vec<Objective> {
    preset(SEED).expect("the preset")
}

fn lines(objectives: &[Objective]) -> Vec<String> {
    objectives
        .iter()
        .map(|o| {
            let abort = if o.abort_on_fail { " abort" } else { "" };
            let delay = o.delay_abort_eval.as_ref().map(|d| format!(" after {d}")).unwrap_or_default();
            format!("{} {}{abort}{delay}", o.series, o.expression)
        })
        .collect()
}

/// The example of k6's documentation, with every form that it allows.
const FULL: &str = r#"{
  "http_req_duration": ["p(95)<500", {"threshold": "p(99)<1000", "abortOnFail": true, "delayAbortEval": "10s"}],
  "http_req_failed": [{"threshold": "rate<0.01", "abortOnFail": false, "delayAbortEval": null}, "rate<0.01"],
  "http_req_duration{scenario:rps_400}": ["p(95)<500", "p<200"]
}"#;

const FULL_LINES: [&str; 6] = [
    "http_req_duration p(95)<500",
    "http_req_duration p(99)<1000 abort after 10s",
    "http_req_failed rate<0.01",
    "http_req_failed rate<0.01",
    "http_req_duration{scenario:rps_400} p(95)<500",
    "http_req_duration{scenario:rps_400} p<200",
];

#[test]
fn reads_k6s_thresholds_in_order_with_duplicates() {
    assert_eq!(lines(&parse_objectives(FULL).expect("reads")), FULL_LINES);
    let options = format!("{{\"vus\": 3, \"thresholds\": {FULL}}}");
    assert_eq!(lines(&parse_objectives(&options).expect("an options object")), FULL_LINES);
    assert!(parse_objectives("{}").expect("none").is_empty());
}

#[test]
fn reads_what_is_pasted_from_a_script() {
    let script = "thresholds: { // promises\n  http_req_duration: ['p(95)<500',], /* all */\n  'checks{a:\"x,y\"}': [`rate>0.9`],\n},";
    assert_eq!(
        lines(&parse_objectives(script).expect("reads")),
        ["http_req_duration p(95)<500", "checks{a:\"x,y\"} rate>0.9"]
    );
    let escaped = parse_objectives(r#"{"m{n:\u00e9\ud83d\ude00}": ["avg<1"]}"#).expect("escapes");
    assert_eq!(lines(&escaped), ["m{n:é😀} avg<1"]);
}

#[test]
fn what_is_written_reads_back() {
    for objectives in [seed(), parse_objectives(FULL).expect("reads"), Vec::new()] {
        let text = objectives_json(&objectives);
        serde_json::from_str::<serde_json::Value>(&text).expect("JSON");
        assert_eq!(lines(&parse_objectives(&text).expect(&text)), lines(&objectives));
    }
    assert!(seed().iter().all(|o| o.origin == Origin::Preset("seed".to_owned())));
    assert_eq!(preset("other"), None);
}

#[test]
fn errors_name_line_and_column() {
    let cases = [
        ("", (1, 1), "nothing here"),
        ("[1]", (1, 1), "this is a list"),
        ("{\n  \"a\": \"avg<1\"\n}", (2, 8), "this is a text"),
        ("{\n  \"a\": [1]\n}", (2, 9), "this is a number"),
        ("{\"a\": [{\"treshold\": \"avg<1\"}]}", (1, 8), "has no threshold"),
        ("{\"a\": [{\"threshold\": 5}]}", (1, 22), "threshold is a text"),
        ("{\"a\": [{\"threshold\": \"avg<1\", \"abortOnFail\": \"yes\"}]}", (1, 46), "true or false"),
        ("{\"a{b}\": [\"avg<1\"]}", (1, 6), "is not a metric"),
        ("{\"a\": [\"avg<1\"}", (1, 15), "a comma or ] is expected"),
        ("{\"a\": [\"avg<1]}", (1, 8), "not closed"),
        ("{\"a\": [avg<1]}", (1, 8), "in quotes"),
        ("{\"a\" [\"avg<1\"]}", (1, 6), "a colon is expected"),
        ("{\"a\": [\"avg<1\"]} x", (1, 18), "follows the end"),
        ("{\"é\": [\"avg<1\"], ö: é}", (1, 21), "a value is expected"),
        ("{\"a\":", (1, 6), "the text ends here"),
    ];
    for (text, place, says) in cases {
        let error = parse_objectives(text).expect_err(text);
        assert!(error.message.contains(says), "{text}: {error}");
        assert_eq!((error.line, error.column), place, "{text}: {error}");
    }
    assert!(parse_objectives(&"[".repeat(100_000)).expect_err("deep").message.contains("too deeply"));
}

#[test]
fn quotes_commas_and_colons_in_tags_are_written_and_read_back() {
    let case = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/fixtures/cases/safe/objectives_not_read_back.json"
    ));
    let mut inputs = vec![case.expect("the case")];
    for filter in [
        r#"name:it's,kind:"a,b""#,
        r#"name:"a \"quoted\" word, twice""#,
        r#"'a:b':c,"d,e":f"#,
        r#"name:C:\dir\,x:"\\""#,
        r#"name:"  spaces  ",x:}y}"#,
    ] {
        let key = serde_json::to_string(&format!("m{{{filter}}}")).expect("JSON");
        inputs.push(format!("{{{key}: [\"avg<1\", \"no expression\"]}}"));
    }
    for input in inputs {
        let read = parse_objectives(&input).unwrap_or_else(|why| panic!("{input}: {why}"));
        let written = objectives_json(&read);
        assert_eq!(parse_objectives(&written).as_ref(), Ok(&read), "{input} -> {written}");
    }
}

#[test]
fn a_damaged_name_does_not_make_the_others_unreadable() {
    let mut objectives = seed();
    let number = objectives.len();
    objectives[0].series = sloscope_core::series::Series::metric("http_req{a");
    let written = objectives_json(&objectives);
    assert_eq!(parse_objectives(&written).expect("reads").len(), number - 1, "{written}");
}

/// Worst first: by how many times the limit, whatever way a limit points; then what could not be evaluated, then what
/// is met. The factors are those of k6's own values in summary.json.
#[test]
fn objectives_are_listed_worst_first() {
    let report = crate::report_support::report("v2.2/thresholds_fail", &sloscope_core::report::Query::default());
    let order = sloscope_core::slo::worst_first(&report.objectives);
    let listed: Vec<String> = order
        .iter()
        .map(|at| &report.objectives[*at])
        .map(|o| {
            let times = o.times_limit().map(|times| format!("{times:.2}")).unwrap_or_default();
            format!("{} {} {} {times}", o.verdict.label(), o.objective.series, o.objective.shown())
                .trim_end()
                .to_owned()
        })
        .collect();
    let expected = [
        "FAIL http_reqs count>1000000 387.15",
        "FAIL checks rate>0.999 285.50",
        "FAIL http_reqs{name:flaky,status:500} count<1 63.00",
        "FAIL http_req_duration med<1 62.27",
    ];
    assert_eq!(listed[..4], expected);
    assert_eq!(listed.len(), 16);
    let times: Vec<f64> = order.iter().take(12).filter_map(|at| report.objectives[*at].times_limit()).collect();
    assert_eq!(times.len(), 12);
    assert!(times.windows(2).all(|pair| pair[0] >= pair[1]), "{times:?}");
    let verdicts: Vec<&str> = order[12..].iter().map(|at| report.objectives[*at].verdict.as_str()).collect();
    assert_eq!(verdicts, ["no-data", "pass", "pass", "pass"]);
    // Those that are met keep their order.
    assert!(order[13..].windows(2).all(|pair| pair[0] < pair[1]), "{order:?}");
}
