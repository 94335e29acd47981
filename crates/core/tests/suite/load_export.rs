//! A plan as a k6 script and as a TestRun: the text as a person read it, parsed by Node and by a YAML parser, and run
//! with stand-ins for k6's modules: it sends what the browser sends. `UPDATE_GOLDEN=1 cargo test` rewrites the files.

use std::process::{Command, Stdio};

use serde_json::{Value, json};
use sloscope_core::export::{CONFIG_MAP_LIMIT, k6_operator, k6_script};
use sloscope_core::load::{Order, Plan, Prepared, Seen, Side, held, problems, read_plan, seed_example};
use yaml_rust2::{Yaml, YamlLoader};

/// Every feature of a plan is in it.
fn whole() -> Plan {
    read_plan(include_str!("../data/plan.json")).expect("good")
}

pub fn golden(name: &str, text: &str) {
    let path = format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, text).expect("written");
    }
    let kept = std::fs::read_to_string(&path).expect("a golden file");
    assert_eq!(text, kept, "{name} differs from what is kept");
}

/// A file for Node; modules are known by their name.
fn file(test: &str, text: &str) -> String {
    let path = std::env::temp_dir().join(format!("sloscope-{}-{test}.mjs", std::process::id()));
    std::fs::write(&path, text).expect("written");
    path.to_string_lossy().into_owned()
}

/// Node's answer; it is there wherever the project's tests run (xtask/src/setup.rs).
fn node(arguments: &[&str]) -> String {
    let output = Command::new("node").args(arguments).stdin(Stdio::null()).output().expect("node");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Runs the script of a plan for these cases.
pub fn run(test: &str, plan: &Plan, cases: &Value) -> Value {
    let path = file(test, &k6_script(plan).expect("good"));
    let runner = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/run_k6_script.mjs");
    let told = node(&[runner, &path, &cases.to_string()]);
    std::fs::remove_file(path).expect("removed");
    serde_json::from_str(&told).expect("JSON")
}

#[test]
fn scripts_and_manifests_are_what_was_agreed() {
    golden("plan.js", &k6_script(&whole()).expect("good"));
    golden("plan-seed-60s.js", &k6_script(&seed_example(false)).expect("good"));
    golden("plan-seed-60s.yaml", &k6_operator(&seed_example(false), 4).expect("good"));
}

/// Texts that want to get out of their literal.
fn hostile() -> Plan {
    let mut plan = whole();
    let odd = "*/ `${process.exit(1)}` \u{2028}'\"\\ </script> \u{85}\u{feff}\u{0}\t: # - {{";
    plan.name = odd.replace('{', "(");
    plan.tags = vec![("a b".to_owned(), odd.to_owned()), ("__proto__".to_owned(), "x".to_owned())];
    plan.requests[0].name = odd.to_owned();
    plan.requests[0].checks[0].name = odd.to_owned();
    plan.requests[2].body = Some(sloscope_core::load::Body { text: odd.replace("{{", "{{prompt}}"), json: false });
    plan.data.columns[0] = "odd name".to_owned();
    plan.data.rows[0][0] = odd.to_owned();
    plan.requests[0].url = "/clarify?tag={{odd name}}".to_owned();
    assert_eq!(problems(&plan), []);
    plan
}

#[test]
fn scripts_are_javascript() {
    for (name, plan) in [("whole", whole()), ("seed", seed_example(true)), ("hostile", hostile())] {
        let path = file(&format!("check-{name}"), &k6_script(&plan).expect("good"));
        node(&["--check", &path]);
        std::fs::remove_file(path).expect("removed");
    }
}

/// For each iteration the script's call is the browser's: URL, body, headers, name.
#[test]
fn the_script_sends_what_the_browser_sends() {
    let mut plan = whole();
    // What is drawn anew in each run cannot be equal.
    plan.requests[0].headers.remove(0);
    plan.requests[0].body = Some(sloscope_core::load::Body { text: "{\"p\":\"{{prompt}}\"}".to_owned(), json: true });
    plan.requests[3].body = None;
    let mut round = plan.clone();
    round.data.order = Order::RoundRobin;
    let mut odd = hostile();
    odd.requests[0] = plan.requests[0].clone();
    odd.requests[0].url = "/clarify?tag={{odd name}}".to_owned();
    odd.requests[3].body = None;
    for (name, plan) in [("random", &plan), ("round", &round), ("odd", &odd), ("seed", &seed_example(false))] {
        let cases: Vec<Value> = (0..500).map(|i| json!({ "i": i })).collect();
        let told = run(&format!("same-{name}"), plan, &json!(cases));
        let mut prepared = Prepared::new(plan, 1).expect("good");
        for (i, call) in told["calls"].as_array().expect("calls").iter().enumerate() {
            let mine = prepared.call(Side::A, i as u64).expect("a call");
            let request = &plan.requests[mine.request as usize];
            assert_eq!(call["method"], mine.method.as_str(), "{name} {i}");
            assert_eq!(call["url"], mine.url.as_str(), "{name} {i}");
            assert_eq!(call["body"].as_str(), mine.body.as_deref(), "{name} {i}");
            for (header, value) in &mine.headers {
                assert_eq!(call["params"]["headers"][header], value.as_str(), "{name} {i}");
            }
            assert_eq!(call["params"]["tags"]["name"], request.name.as_str(), "{name} {i}");
            if plan.targets.len() > 1 && request.url.starts_with('/') {
                let target = plan.targets[i % 2].trim_end_matches('/');
                assert_eq!(call["params"]["tags"]["target"], target, "{name} {i}");
            }
        }
    }
}

#[test]
fn the_script_checks_what_the_browser_checks() {
    let mut plan = whole();
    plan.requests.truncate(1);
    let bodies = [
        r#"{"clarification": "?", "items": [{"id": 17}], "ok": null}"#,
        r#"{"items": [{"id": "17"}], "ok": 1.5}"#,
        r#"{"items": [], "clarification": 1}"#,
        "not JSON, clarification",
        "",
    ];
    let mut cases = Vec::new();
    for status in [0, 200, 204, 302, 500] {
        for body in bodies {
            for (header, duration) in [("application/json", 49.9), ("text/html", 50.0)] {
                let headers = json!({ "Content-Type": header, "X-Id": "1" });
                let response = json!({ "status": status, "headers": headers, "body": body, "duration": duration });
                cases.push(json!({ "i": cases.len(), "response": response }));
            }
        }
    }
    let told = run("checks", &plan, &json!(cases));
    for (case, call) in cases.iter().zip(told["calls"].as_array().expect("calls")) {
        let response = &case["response"];
        let header = |name: &str| match name {
            "content-type" => response["headers"]["Content-Type"].as_str().map(str::to_owned),
            "x-id" => Some("1".to_owned()),
            _ => None,
        };
        let seen = Seen {
            status: response["status"].as_u64().expect("a status") as u16,
            header: &header,
            body: response["body"].as_str().expect("a body"),
            duration_ms: response["duration"].as_f64().expect("ms"),
        };
        let bits = held(&plan.requests[0].checks, &seen);
        for (bit, check) in plan.requests[0].checks.iter().enumerate() {
            assert_eq!(call["checks"][&check.name], json!(bits >> bit & 1 == 1), "{} of {case}", check.name);
        }
    }
}

#[test]
fn options_are_the_plans() {
    let told = run("options", &whole(), &json!([{ "i": 0, "ms": 4999 }, { "i": 1, "ms": 5000 }]));
    let options = &told["options"];
    assert_eq!(
        options["scenarios"]["climb"],
        json!({
            "executor": "ramping-arrival-rate", "startTime": "1500ms", "startRate": 5, "timeUnit": "1s",
            "stages": [{ "target": 60, "duration": "10s" }, { "target": 0, "duration": "0s" }],
            "preAllocatedVUs": 10, "maxVUs": 10, "gracefulStop": "5s", "tags": { "load": "ramp" },
        })
    );
    assert_eq!(options["scenarios"]["steady"]["timeUnit"], "60s");
    assert_eq!(options["tags"], json!({ "team": "api" }));
    // Warm-up is kept out of the verdict.
    let thresholds = json!({
        "http_req_duration{phase:measured}": [
            "p(95)<500", { "threshold": "p(99)<1000", "abortOnFail": true, "delayAbortEval": "10s" }
        ],
        "http_req_failed{scenario:climb,phase:measured}": ["rate<0.01"],
    });
    assert_eq!(options["thresholds"], thresholds);
    assert_eq!(told["calls"][0]["phase"], "warm-up");
    assert_eq!(told["calls"][1]["phase"], "measured");
    assert_eq!(told["calls"][0]["params"]["timeout"], "2500ms");
    assert_eq!(told["calls"][0]["params"]["redirects"], 0);
    assert_eq!(options.get("discardResponseBodies"), None, "checks look into bodies");
}

#[test]
fn what_k6_does_not_know_is_left_out_and_said() {
    let mut plan = seed_example(false);
    plan.requests[0].checks.clear();
    for (metric, expression) in [("sloscope_schedule_lag", "p(99)<10"), ("http_req_duration", "stddev<5")] {
        let mut objective = plan.objectives[0].clone();
        objective.series.metric = metric.to_owned();
        objective.expression = expression.to_owned();
        plan.objectives.push(objective);
    }
    let script = k6_script(&plan).expect("good");
    assert!(script.contains("// Left out, k6 has no such metric: sloscope_schedule_lag: p(99)<10\n"), "{script}");
    assert!(script.contains("// Left out, k6 has no stddev: http_req_duration: stddev<5\n"), "{script}");
    assert!(script.contains("discardResponseBodies: true") && !script.contains("import { check }"), "{script}");
    let told = run("left-out", &plan, &json!([{ "i": 0 }]));
    assert_eq!(told["options"]["thresholds"].as_object().expect("thresholds").len(), 7);
}

#[test]
fn redirects_are_followed_as_the_plan_says() {
    let mut plan = seed_example(false);
    let script = k6_script(&plan).expect("good");
    assert!(script.contains("// Redirects are not followed."), "{script}");
    for call in run("no-redirects", &plan, &json!([{ "i": 0 }, { "i": 1 }]))["calls"].as_array().expect("calls") {
        assert_eq!(call["params"]["redirects"], 0);
    }
    plan.follow_redirects = true;
    let script = k6_script(&plan).expect("good");
    assert!(script.contains("// Redirects are followed, as k6 does: to any host"), "{script}");
    // k6's default, 10.
    assert_eq!(run("redirects", &plan, &json!([{ "i": 0 }]))["calls"][0]["params"].get("redirects"), None);
}

fn parsed(text: &str) -> Vec<Yaml> {
    YamlLoader::load_from_str(text).expect("YAML")
}

#[test]
fn manifests_are_yaml_with_the_script_in_them() {
    for plan in [seed_example(true), whole(), hostile()] {
        let script = k6_script(&plan).expect("good");
        let documents = parsed(&k6_operator(&plan, 8).expect("good"));
        let [map, run] = documents.as_slice() else { panic!("{documents:?}") };
        assert_eq!((map["apiVersion"].as_str(), map["kind"].as_str()), (Some("v1"), Some("ConfigMap")));
        assert_eq!(map["data"]["script.js"].as_str(), Some(script.as_str()));
        assert_eq!((run["apiVersion"].as_str(), run["kind"].as_str()), (Some("k6.io/v1alpha1"), Some("TestRun")));
        assert_eq!(run["spec"]["parallelism"].as_i64(), Some(8));
        assert_eq!(run["spec"]["script"]["configMap"]["name"], map["metadata"]["name"]);
        assert_eq!(run["spec"]["script"]["configMap"]["file"].as_str(), Some("script.js"));
        let name = map["metadata"]["name"].as_str().expect("a name");
        assert!(name.len() <= 63 && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
        assert!(script.len() < CONFIG_MAP_LIMIT);
    }
}
