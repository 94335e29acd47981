//! A secret of its own in each place of each kind of input, looked for in every form that is made of it: as usual, and with
//! all names replaced.

use std::collections::BTreeSet;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use super::{compared, packed, pictures, run_of, saved, text_of, texts};
use crate::support::{fixture, read_named, unpacked};
use sloscope_core::export;
use sloscope_core::load::read_plan;
use sloscope_core::packed::{Kept, pack, unpack};
use sloscope_core::report::{CheckGroup, Query, Report};
use sloscope_core::run::{Session, kept_run, session_of_kept};
use sloscope_core::sharing::{Manifest, Rename, Replacements, Sharing, goes_out, left_out, shared_query, tags_of};

/// Never in anything, whatever is asked for.
const NEVER: [&str; 6] = ["user", "pw", "script", "environment", "setup", "console"];

/// An address with a secret in each of its parts, and a path that two requests do not share.
fn url(kind: &str, path: &str) -> String {
    format!(
        "https://planted-{kind}-user:planted-{kind}-pw@planted-{kind}-host.example:8443/{path}?token=planted-{kind}-query"
    )
}

fn error(kind: &str) -> String {
    format!("Get \\\"{}\\\": dial tcp: lookup planted-{kind}-host.example on 10.9.8.7:53: no such host", url(kind, "e"))
}

/// The tags of a sample, with a secret in each.
fn tags(kind: &str, path: &str) -> serde_json::Value {
    json!({
        "name": url(kind, path), "url": url(kind, path), "method": "GET", "status": "200", "expected_response": "true",
        "scenario": format!("planted-{kind}-tag-scenario"), "group": format!("::planted-{kind}-tag-group"),
        "tenant": format!("planted-{kind}-tag-tenant"), "host": format!("planted-{kind}-host"),
    })
}

fn ndjson(kind: &str) -> String {
    let mut text = format!("time=\"x\" level=info msg=\"planted-{kind}-console\"\n");
    let selector = format!("http_req_duration{{tenant:planted-{kind}-tag-tenant}}");
    text += &json!({"type": "Metric", "metric": "http_req_duration", "data": {
        "name": "http_req_duration", "type": "trend", "contains": "time", "thresholds": ["p(95)<500"],
        "submetrics": [{"name": selector, "suffix": format!("tenant:planted-{kind}-tag-tenant"),
            "tags": {"tenant": format!("planted-{kind}-tag-tenant")}}]}})
    .to_string();
    text.push('\n');
    for at in 0..40 {
        let mut tags = tags(kind, if at % 2 == 0 { "a" } else { "b" });
        if at % 8 == 7 {
            tags["error"] = error(kind).replace('\\', "").into();
            (tags["status"], tags["expected_response"], tags["error_code"]) =
                ("0".into(), "false".into(), "1101".into());
        }
        let time = format!("2026-11-23T22:00:{:02}.5Z", at % 40);
        let failed = u8::from(at % 8 == 7);
        for (metric, value) in
            [("http_reqs", 1), ("http_req_duration", 10 + at), ("http_req_failed", failed.into()), ("iterations", 1)]
        {
            let data = json!({"time": time, "value": value, "tags": tags});
            text += &format!("{}\n", json!({"metric": metric, "type": "Point", "data": data}));
        }
        tags["check"] = format!("planted-{kind}-check works").into();
        let data = json!({"time": time, "value": 1 - failed, "tags": tags});
        text += &format!("{}\n", json!({"metric": "checks", "type": "Point", "data": data}));
    }
    text
}

fn csv(kind: &str) -> String {
    let mut text = "metric_name,timestamp,metric_value,check,error,group,method,name,scenario,status,url,tenant,extra_tags,metadata\n".to_owned();
    for at in 0..20 {
        let (url, error) = (url(kind, "a"), error(kind).replace('\\', "").replace('"', "\"\""));
        let rest = format!(
            "\"{error}\",::planted-{kind}-tag-group,GET,{url},planted-{kind}-tag-scenario,200,{url},planted-{kind}-tag-tenant,,"
        );
        for (metric, check) in
            [("http_reqs", ""), ("http_req_duration", ""), ("iterations", ""), ("checks", "check works")]
        {
            let check = if check.is_empty() { String::new() } else { format!("planted-{kind}-{check}") };
            text += &format!("{metric},{},1,{check},{rest}\n", 1_795_471_821 + at);
        }
    }
    text
}

/// As `--summary-export` writes it.
fn export(kind: &str) -> String {
    let trend =
        json!({"avg": 5, "min": 1, "med": 5, "max": 9, "p(90)": 8, "p(95)": 9, "thresholds": {"p(95)<500": false}});
    let check = format!("planted-{kind}-check works");
    let (name, path) = (format!("planted-{kind}-tag-group"), format!("::planted-{kind}-tag-group"));
    json!({
        "setup_data": {"token": format!("planted-{kind}-setup")},
        "root_group": {"name": "", "path": "", "id": "x", "checks": {}, "groups": {name.clone(): {
            "name": name, "path": path, "id": "y", "groups": {},
            "checks": {check.clone(): {"name": check, "path": format!("{path}::{check}"), "id": "z", "passes": 3, "fails": 1}}}}},
        "metrics": {
            "http_reqs": {"count": 10, "rate": 1},
            "http_req_duration": trend,
            format!("http_req_duration{{url:{}}}", url(kind, "a")): trend,
            format!("http_req_duration{{tenant:planted-{kind}-tag-tenant}}"): trend,
        },
    })
    .to_string()
}

/// As k6 writes it since 1.8 with `--summary-mode`.
fn machine(kind: &str) -> String {
    let trend = |name: String| {
        json!({"contains": "time", "name": name, "type": "trend",
        "values": {"avg": 5, "min": 1, "med": 5, "max": 9, "p90": 8, "p95": 9}})
    };
    json!({
        "version": "1.0.0",
        "config": {"duration": 10.5, "execution": "local", "script": format!("// planted-{kind}-script")},
        "metadata": {"generated_at": "2026-11-23T22:10:03.6Z", "k6_version": "2.2.0"},
        "setup_data": {"token": format!("planted-{kind}-setup")},
        "results": {
            "checks": {"metrics": [], "results": [{"name": format!("planted-{kind}-check works"), "passes": 3, "fails": 1}]},
            "metrics": [
                {"contains": "default", "name": "http_reqs", "type": "counter", "values": {"count": 10}},
                trend("http_req_duration".to_owned()),
                trend(format!("http_req_duration{{url:{}}}", url(kind, "a"))),
                trend(format!("http_req_duration{{tenant:planted-{kind}-tag-tenant}}")),
            ],
        },
    })
    .to_string()
}

fn options(kind: &str) -> String {
    let mut options: serde_json::Value =
        serde_json::from_str(include_str!("../../data/inspect.json")).expect("the fixture");
    options["thresholds"] = json!({format!("http_req_duration{{url:{}}}", url(kind, "a")): ["p(95)<1"]});
    let scenario = options["scenarios"]["rps_300"].take();
    options["scenarios"] = json!({format!("planted-{kind}-tag-scenario"): scenario});
    options["scenarios"][format!("planted-{kind}-tag-scenario")]["env"]["TOKEN"] =
        format!("planted-{kind}-environment").into();
    options.to_string()
}

/// Of the web dashboard: a recording of events.
fn dashboard(kind: &str) -> Vec<u8> {
    let text = String::from_utf8(unpacked(&fixture("v2.2/default_only/dashboard-record.ndjson.gz"))).expect("text");
    let selector = json!(format!("http_req_duration{{url:{}}}", url(kind, "a")));
    let text = text.replacen(
        "\"data\":{\"scenarios\"",
        &format!("\"data\":{{\"thresholds\":{{{selector}:[\"p(95)<5\"]}},\"scenarios\""),
        1,
    );
    assert!(text.contains(&format!("planted-{kind}-query")));
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(text.as_bytes()).expect("memory");
    packed.finish().expect("memory")
}

fn kept(files: &[(&str, &[u8])]) -> Kept {
    let sources = files.iter().map(|(name, bytes)| read_named(name, bytes, 1 << 16)).collect();
    Kept { sources, ..Kept::default() }
}

/// Each kind of input, with its files.
fn inputs() -> Vec<(&'static str, Kept)> {
    let of = |text: String| text.into_bytes();
    let samples = of(ndjson("ndjson"));
    let stored = {
        let session = session_of_kept(kept(&[("results.json", &of(ndjson("stored")))]));
        let query = Query { group_by: vec!["url".to_owned()], ..Query::default() };
        of(export::json_text_with(&session.report(&query).expect("a report"), true))
    };
    let plan = text_of("plan.json").replace("shop.example", "planted-plan-host.example");
    vec![
        ("ndjson", kept(&[("results.json", &samples)])),
        ("csv", kept(&[("results.csv", &of(csv("csv")))])),
        ("export", kept(&[("summary.json", &of(export("export")))])),
        ("machine", kept(&[("summary.json", &of(machine("machine")))])),
        ("options", kept(&[("results.json", &of(ndjson("options"))), ("options.json", &of(options("options")))])),
        (
            "archive",
            kept(&[("results.json", &of(ndjson("archive"))), ("archive.tar", &fixture("cases/privacy/archive.tar"))]),
        ),
        ("dashboard", kept(&[("dashboard.ndjson.gz", &dashboard("dashboard"))])),
        ("packed", unpack(&pack(kept(&[("results.json", &of(ndjson("packed")))]))).expect("a packed run")),
        ("stored", kept(&[("report.json", &stored)])),
        ("plan", kept_run(&run_of(&read_plan(&plan).expect("a plan"))).expect("a run")),
    ]
}

/// All names that can be replaced are.
fn all_replaced() -> Sharing {
    let rules = ["check:*=check", "tenant:*=tenant", "scenario:*=scenario", "group:*=::group", "name:*=request"];
    let renames = rules.map(|rule| Rename::parse(rule).expect("a rule")).to_vec();
    Sharing { replace_hosts: true, renames, ..Sharing::default() }
}

fn query() -> Query {
    Query { group_by: vec!["name".to_owned(), "url".to_owned()], ..Query::default() }
}

/// Everything that is made of a run, in one text; `keep`: with query strings.
fn everything(kept: &Kept, sharing: &Sharing) -> String {
    let manifest = Manifest::of(&[kept], sharing);
    let mut replacements = Replacements::of(sharing, [kept], &tags_of(&query()));
    let kept = kept.clone().replaced(&mut replacements);
    let session = session_of_kept(kept.clone());
    let query = shared_query(&query(), &mut replacements);
    let report = session.report(&query).expect("a report");
    let keep = sharing.keep_queries;
    let mut all = texts(&report, keep) + &pictures(&session, &report, keep) + &saved(&session, &report, keep);
    if session.samples().is_some() {
        all += &compared(&session, keep);
    }
    all += &packed(kept.for_others(keep));
    // What is said of it, on standard error and on the page.
    all += &goes_out(&manifest, sharing).into_iter().filter(|line| !line.contains("host name")).collect::<String>();
    all + &left_out(&manifest, sharing).into_iter().filter(|line| !line.contains("host name")).collect::<String>()
}

#[test]
fn nothing_that_is_planted_in_any_input_goes_out_unasked() {
    for (kind, kept) in inputs() {
        let word = |place: &str| format!("planted-{kind}-{place}");
        let usual = everything(&kept, &Sharing::default());
        for place in NEVER.iter().chain(&["query"]) {
            assert!(!usual.contains(&word(place)), "{kind}: {place} goes out");
        }
        // Those of the archive have the names of the fixture.
        assert!(!usual.contains("planted-script") && !usual.contains("planted-environment"), "{kind}");
        let asked = everything(&kept, &Sharing { keep_queries: true, ..Sharing::default() });
        NEVER.iter().for_each(|place| assert!(!asked.contains(&word(place)), "{kind}: {place} goes out with queries"));
        // It was there, or nothing would have been looked for.
        assert!(asked.contains(&word("")), "{kind}: nothing is planted");
        let none = everything(&kept, &all_replaced());
        if let Some(at) = none.find(&word("")) {
            let from = none[..at].char_indices().rev().nth(80).map_or(0, |(at, _)| at);
            panic!("{kind}: {}", none[from..].chars().take(200).collect::<String>());
        }
        assert!(!none.contains("10.9.8.7"), "{kind}: the address of the name server");
    }
}

/// Other names change no number and no verdict, and no two values become one.
#[test]
fn other_names_change_nothing_else() {
    for (kind, kept) in inputs() {
        let sharing = all_replaced();
        let mut replacements = Replacements::of(&sharing, [&kept], []);
        let report = |session: Session| session.report(&query()).expect("a report");
        let before = report(session_of_kept(kept.clone()));
        let after = report(session_of_kept(kept.replaced(&mut replacements)));
        assert_eq!(figures(&before), figures(&after), "{kind}");
        let values = |report: &Report| -> Option<usize> {
            let rows = &report.breakdown.as_ref()?.rows;
            Some(rows.iter().map(|row| &row.values).collect::<BTreeSet<_>>().len())
        };
        assert_eq!(values(&before), values(&after), "{kind}");
    }
}

/// Numbers of a report, without names and in an order that no name decides.
fn figures(report: &Report) -> Vec<String> {
    let metrics = report.metrics.iter().map(|metric| format!("{} {:?}", metric.series.metric, metric.values));
    let objectives = report.objectives.iter().map(|o| format!("{:?} {:?} {:?}", o.verdict, o.measured, o.samples));
    let rows = report.breakdown.iter().flat_map(|found| &found.rows).map(|row| format!("{} {:?}", row.count, row.rate));
    let checks = counted(report.checks.as_ref()).into_iter();
    let mut all: Vec<String> = metrics.chain(objectives).chain(rows).chain(checks).collect();
    all.sort();
    all.push(format!("{:?} {:?}", report.verdict, report.headline.len()));
    all
}

fn counted(group: Option<&CheckGroup>) -> Vec<String> {
    let own = group.iter().flat_map(|group| &group.checks).map(|check| format!("{} {}", check.passes, check.fails));
    own.chain(group.iter().flat_map(|group| &group.groups).flat_map(|inner| counted(Some(inner)))).collect()
}

/// One name for several values would add their samples up: they are numbered, and it is said.
#[test]
fn values_under_one_name_are_numbered_and_it_is_said() {
    let kept = kept(&[("results.json", ndjson("rules").as_bytes())]);
    let rules = ["name:*/a?*=page", "name:*=page", "check:nothing=x"];
    let renames = rules.map(|rule| Rename::parse(rule).expect("a rule")).to_vec();
    let sharing = Sharing { renames, ..Sharing::default() };
    let said = goes_out(&Manifest::of(&[&kept], &sharing), &sharing).join("\n");
    assert!(said.contains("the rule name:*/a?*=page renames 1 value\n"), "{said}");
    assert!(said.contains("the rule name:*=page renames 1 value; 1 of them got a number"), "{said}");
    assert!(said.contains("the rule check:nothing=x fits no value"), "{said}");
    let mut replacements = Replacements::of(&sharing, [&kept], []);
    let report = session_of_kept(kept.replaced(&mut replacements)).report(&query()).expect("a report");
    let rows = report.breakdown.expect("a breakdown").rows;
    let names: BTreeSet<_> = rows.iter().filter_map(|row| row.values[0].clone()).collect();
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["page", "page-2"]);
}

/// What the list says of files: what goes out, and what is left out.
#[test]
fn the_list_counts_what_goes_out() {
    let names = super::OF_RESULTS.map(|name| fixture(&format!("{}{name}", super::FOLDER)));
    let files: Vec<(&str, &[u8])> = super::OF_RESULTS.into_iter().zip(names.iter().map(Vec::as_slice)).collect();
    let kept = kept(&files);
    let list = |sharing: &Sharing| {
        let manifest = Manifest::of(&[&kept], sharing);
        (goes_out(&manifest, sharing).join("\n"), left_out(&manifest, sharing).join("\n"))
    };
    let (goes, left) = list(&Sharing::default());
    for line in ["names of files: results.ndjson, archive.tar, summary.json", "1 host name: shop.example"] {
        assert!(goes.contains(line), "{goes}");
    }
    assert!(left.contains("the test's script, what setup() returned, environment variables"), "{left}");
    assert!(left.contains("query strings") && !goes.contains("query string"), "{left}");
    let (goes, left) = list(&Sharing { keep_queries: true, replace_hosts: true, ..Sharing::default() });
    assert!(goes.contains("query strings") && !left.contains("query string"), "{goes}");
    assert!(left.contains("1 host name, replaced by host-1 and so on: shop.example") && !goes.contains("shop.example"));
}
