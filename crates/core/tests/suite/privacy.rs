//! Where what may be secret appears, and where it never does: words are planted in every input, and the tables of
//! SECURITY.md say where they may be found. The page's columns are held by tests/e2e/privacy.test.mjs.

mod addresses;
mod planted;

use std::collections::BTreeMap;
use std::io::Read;

use flate2::read::GzDecoder;

use crate::support::{fixture, read_named, root};
use sloscope_core::chart::{ChartAsk, ChartKind, standalone};
use sloscope_core::compare::{Question, Selection, Sides, compare, parts};
use sloscope_core::export::{self, K6Json, k6_summary};
use sloscope_core::load::{
    End, Keep, Outcome, Plan, Recorder, SideB, for_link, from_curl, from_har, plan_json, plan_text, read_plan,
};
use sloscope_core::packed::{Kept, pack};
use sloscope_core::report::{Query, Remarks, Report, words};
use sloscope_core::run::{Session, kept_run, session_of};

const FOLDER: &str = "cases/privacy/";
const OF_RESULTS: [&str; 3] = ["results.ndjson", "archive.tar", "summary.json"];
const OF_PLANS: [&str; 3] = ["plan.json", "request.sh", "requests.har"];

/// The rows of a table of SECURITY.md: {planted: {column: cell}}.
fn table(heading: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let text = std::fs::read_to_string(root().join("SECURITY.md")).expect("SECURITY.md");
    let section = text.split(heading).nth(1).expect(heading).split("\n#").next().unwrap_or_default();
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`').to_owned()).collect()
    };
    let mut lines = section.lines().filter(|line| line.starts_with('|'));
    let columns = cells(lines.next().expect("a header"));
    let rows = lines.skip(1).map(|line| {
        let row = cells(line);
        assert_eq!(row.len(), columns.len(), "{line}");
        (row[0].clone(), columns.iter().cloned().zip(row).skip(2).collect())
    });
    rows.collect()
}

/// What of the table is not so: an output as it is, and as it is with all that can be asked for.
fn wrong(heading: &str, column: &str, usual: &str, asked: &str) -> Vec<String> {
    let mut all = Vec::new();
    for (planted, row) in table(heading) {
        let cell = &row[column];
        let word = format!("planted-{planted}");
        let found = (usual.contains(&word), asked.contains(&word));
        let wanted = match cell.as_str() {
            "never" => (false, false),
            "shown" => (true, true),
            "asked" => (false, true),
            "-" => continue,
            other => panic!("{planted}, {column}: {other:?} is no word of the table"),
        };
        if found != wanted {
            all.push(format!("{column}: {planted} is {cell}, found: {found:?}"));
        }
    }
    all
}

fn text_of(name: &str) -> String {
    String::from_utf8_lossy(&fixture(&format!("{FOLDER}{name}"))).into_owned()
}

fn session(names: &[&str]) -> Session {
    Session::new(names.iter().map(|name| read_named(name, &fixture(&format!("{FOLDER}{name}")), 1 << 20)).collect())
}

/// All that is made of the results: of the samples with their archive, and of the summary.
fn reports() -> Vec<(Session, Report)> {
    let query = Query { group_by: vec!["name".to_owned(), "url".to_owned()], ..Query::default() };
    let of = |names: &[&str]| {
        let session = session(names);
        assert_eq!(session.runs(), 1, "{names:?}");
        let report = session.report(&query).expect("a report");
        (session, report)
    };
    vec![of(&OF_RESULTS[..2]), of(&OF_RESULTS[2..])]
}

fn texts(report: &Report, keep: bool) -> String {
    let csv = report.breakdown.as_ref().map(|found| words::breakdown_csv(found, keep)).unwrap_or_default();
    let tables: String =
        export::csv_tables().into_iter().filter_map(|table| export::csv(report, table, keep)).collect();
    let remarks = Remarks { server: "see https://planted-user:pw@shop.example/".to_owned(), test: String::new() };
    [
        export::text_with(report, false, keep),
        export::markdown_with(report, &remarks, keep),
        export::json_text_with(report, keep),
        export::held(report, keep).collect(),
        export::json_part(report, &[], Some(1 << 20), keep).expect("a part").text,
        export::markdown_short(report, keep),
        export::junit(report, keep),
        export::prometheus(report, keep),
        csv,
        tables,
    ]
    .join("\n")
}

/// A comparison of a run with itself, in every form.
fn compared(session: &Session, keep: bool) -> String {
    let side = || ("a side".to_owned(), parts(session, &Selection::default()).expect("a run"));
    let (baseline, candidate) = (side(), side());
    let sides = Sides { baseline, candidate, paired: false, blocks: false, left_out: 0 };
    let question = Question { anyway: true, ..Question::default() };
    let found = compare(&sides, &question).expect("a comparison");
    [
        export::comparison_text(&found, false, keep),
        export::comparison_markdown(&found, keep),
        export::comparison_json(&found, keep),
        export::comparison_junit(&found, keep),
    ]
    .join("\n")
}

fn pictures(session: &Session, report: &Report, keep: bool) -> String {
    let ask = |kind| ChartAsk::new(kind, 960, 260);
    let split = |tag: &str| ChartAsk {
        series: report.metrics.iter().take(1).map(|metric| metric.series.clone()).collect(),
        split: Some(tag.to_owned()),
        ..ask(ChartKind::Series)
    };
    let objectives = (0..u16::try_from(report.objectives.len()).expect("few")).map(ChartKind::Objective);
    let mut asks: Vec<ChartAsk> = ChartKind::ALL.into_iter().chain(objectives).map(ask).collect();
    asks.extend(["name", "url"].map(split));
    session.charts(&Query::default(), &asks).iter().map(|chart| standalone(chart, keep)).collect()
}

fn saved(session: &Session, report: &Report, keep: bool) -> String {
    let mut text = k6_summary(report, keep) + &export::k6_handle_summary(report, keep);
    if let Some((store, thresholds)) = session.samples() {
        let lines = K6Json::new(store, thresholds).saved_as("results");
        let mut lines = if keep { lines } else { lines.without_queries() };
        while lines.write(&mut text, usize::MAX) {}
    }
    text
}

/// What is made of a report, or of a plan, with all that can be asked for or without.
type OfReport<'a> = &'a dyn Fn(&Session, &Report, bool) -> String;
type OfPlan<'a> = &'a dyn Fn(&Plan, bool) -> String;

/// No row without a word in the inputs, and no word without a row.
#[test]
fn the_tables_have_what_is_planted() {
    for (heading, files) in [("### Of results", OF_RESULTS), ("### Of plans", OF_PLANS)] {
        let text: String = files.map(text_of).join("\n");
        let rows = table(heading);
        // A link is planted by whoever opens it.
        for planted in rows.keys().filter(|planted| *planted != "link-query") {
            assert!(text.contains(&format!("planted-{planted}")), "{planted} is in no input");
        }
        for word in text.split("planted-").skip(1) {
            let end = word.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(word.len());
            let word = word[..end].trim_end_matches("-pw");
            assert!(rows.contains_key(word), "{word} has no row");
        }
    }
}

#[test]
fn what_is_made_of_results() {
    let reports = reports();
    let all = |make: OfReport, keep| -> String {
        reports.iter().map(|(session, report)| make(session, report, keep)).collect()
    };
    let mut found = Vec::new();
    let columns: [(&str, OfReport); 3] = [
        ("Markdown, text, JSON, CSV", &|session, report, keep| texts(report, keep) + &compared(session, keep)),
        ("SVG", &pictures),
        ("saved samples and numbers", &saved),
    ];
    for (column, make) in columns {
        found.extend(wrong("### Of results", column, &all(make, false), &all(make, true)));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    let comparison = |keep| compared(&reports[0].0, keep);
    assert!(comparison(true).contains("planted-name-query") && !comparison(false).contains("planted-"));
    // What the page is given has no user either, nor anything that is dropped.
    let given = reports.iter().map(|(_, report)| serde_json::to_string(report).expect("JSON")).collect::<String>();
    for word in ["user", "script", "environment", "setup"] {
        assert!(!given.contains(&format!("planted-{word}")), "{word} is in the report");
    }
}

/// What is left out changes no number, no verdict, and no two rows become one.
#[test]
fn leaving_out_queries_changes_nothing_else() {
    for (_, report) in reports() {
        let kept = export::json_text_with(&report, true);
        let out = export::json_text_with(&report, false);
        let (kept, out): (serde_json::Value, serde_json::Value) =
            (serde_json::from_str(&kept).expect("JSON"), serde_json::from_str(&out).expect("JSON"));
        let count = |value: &serde_json::Value, part: &str| value[part].as_object().map(serde_json::Map::len);
        assert_eq!(count(&kept, "metrics"), count(&out, "metrics"));
        let verdicts = |value: &serde_json::Value| -> Vec<serde_json::Value> {
            let all = value["objectives"].as_array().cloned().unwrap_or_default();
            all.iter().flat_map(|o| [o["verdict"].clone(), o["measured"].clone(), o["samples"].clone()]).collect()
        };
        assert_eq!(verdicts(&kept), verdicts(&out));
        assert!(verdicts(&out).contains(&"pass".into()), "objectives on tags with queries are judged");
        let rows = |value: &serde_json::Value| -> Vec<String> {
            let all = value["breakdown"]["rows"].as_array().cloned().unwrap_or_default();
            all.iter().map(|row| row["values"].to_string()).collect()
        };
        let mut distinct = rows(&out);
        assert_eq!(distinct.len(), rows(&kept).len());
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), rows(&kept).len(), "{distinct:?}");
    }
}

/// What is saved without queries is read back with the same verdicts: selectors still fit their samples.
#[test]
fn saved_samples_are_judged_as_before() {
    let (session, report) = reports().remove(0);
    let (store, thresholds) = session.samples().expect("samples");
    let mut declared = thresholds.to_vec();
    declared.extend(report.objectives.iter().filter(|o| !o.objective.series.tags.is_empty()).map(|o| {
        let (series, expression) = (o.objective.series.clone(), o.objective.expression.clone());
        sloscope_core::options::Declared { series, expression, abort_on_fail: false, delay_abort_eval: None }
    }));
    let mut text = String::new();
    let mut lines = K6Json::new(store, &declared).saved_as("saved").without_queries();
    while lines.write(&mut text, usize::MAX) {}
    let again = Session::new(vec![read_named("saved.json", text.as_bytes(), 4096)]);
    let again = again.report(&Query::default()).expect("a report");
    let judged = |report: &Report| {
        let mut all: Vec<_> = report
            .objectives
            .iter()
            .map(|o| (o.objective.series.tags.len(), o.verdict.as_str(), o.measured.map(f64::to_bits), o.samples))
            .collect();
        all.sort_unstable();
        all
    };
    assert_eq!(judged(&again), judged(&report));
    assert!(judged(&again).iter().filter(|o| o.0 > 0).count() >= 2);
}

fn plans() -> Vec<Plan> {
    let curl = from_curl(&text_of("request.sh")).expect("a command").plan;
    vec![
        read_plan(&text_of("plan.json")).expect("a plan"),
        on_side_b(curl.clone()),
        curl,
        from_har(&text_of("requests.har")).expect("a HAR file").plan,
    ]
}

/// All of its first request is side b's own.
fn on_side_b(mut plan: Plan) -> Plan {
    let (request, name) = (&mut plan.requests[0], "of side a".to_owned());
    let b = SideB {
        targets: Vec::new(),
        method: Some(std::mem::replace(&mut request.method, "POST".to_owned())),
        url: Some(std::mem::replace(&mut request.url, "/".to_owned())),
        headers: std::mem::take(&mut request.headers),
        body: request.body.take(),
    };
    (request.name, plan.name) = (name.clone(), name);
    plan.sides = Some(sloscope_core::load::Sides { block: 1_000_000_000, b });
    plan
}

/// One request of each kind, and what is shown and saved of them.
fn ran(plan: &Plan, keep: bool) -> String {
    let session = run_of(plan);
    let report = session.report(&Query::default()).expect("a report");
    texts(&report, keep) + &saved(&session, &report, keep)
}

/// What a browser keeps, unpacked.
fn packed(kept: Kept) -> String {
    let packed = pack(kept);
    let line = packed.iter().position(|byte| *byte == b'\n').expect("a first line");
    let mut plain = Vec::new();
    GzDecoder::new(&packed[line + 1..]).read_to_end(&mut plain).expect("gzip");
    String::from_utf8_lossy(&plain).into_owned()
}

#[test]
fn what_a_browser_keeps() {
    let read = |name: &&str| read_named(name, &fixture(&format!("{FOLDER}{name}")), 1 << 20);
    let results = packed(Kept { sources: OF_RESULTS.iter().map(read).collect(), ..Kept::default() });
    let runs: String = plans().iter().map(|plan| packed(kept_run(&run_of(plan)).expect("a run"))).collect();
    let found =
        [wrong("### Of results", "kept run", &results, &results), wrong("### Of plans", "kept run", &runs, &runs)];
    assert!(found.concat().is_empty(), "{}", found.concat().join("\n"));
}

/// A `.slo` file of the user: what a browser keeps, as it may be handed on.
#[test]
fn what_is_in_a_file_of_whole_runs() {
    let read = |name: &&str| read_named(name, &fixture(&format!("{FOLDER}{name}")), 1 << 20);
    let kept = Kept { sources: OF_RESULTS.iter().map(read).collect(), ..Kept::default() };
    let [out, with] = [false, true].map(|keep| packed(kept.clone().for_others(keep)));
    let runs = |keep| -> String {
        plans().iter().map(|plan| packed(kept_run(&run_of(plan)).expect("a run").for_others(keep))).collect()
    };
    let found = [
        wrong("### Of results", "saved samples and numbers", &out, &with),
        wrong("### Of plans", "samples and report of its run", &runs(false), &runs(true)),
    ];
    assert!(found.concat().is_empty(), "{}", found.concat().join("\n"));
}

fn run_of(plan: &Plan) -> Session {
    let mut session = session_of(plan, 1);
    let mut recorder = Recorder::new(plan.clone(), 1_700_000_000_000_000_000);
    for at in 0..10 {
        let due = at * 100_000_000;
        let requests = u32::try_from(plan.requests.len()).expect("few");
        recorder.record(&Outcome {
            scenario: 0,
            request: u32::try_from(at).expect("small") % requests,
            target: 0,
            intended: due,
            sent: due,
            headers: None,
            done: due + 5_000_000,
            end: if at == 9 { End::Network } else { End::Response(200) },
            phases: None,
            protocol: String::new(),
            bytes_sent: None,
            bytes_received: None,
            checks: 1,
        });
    }
    session.grow(&recorder.take());
    session
}

#[test]
fn what_is_made_of_plans() {
    let plans = plans();
    let all = |make: OfPlan, keep| -> String { plans.iter().map(|plan| make(plan, keep)).collect() };
    let keep_all = Keep { headers: true, rows: true, queries: true, bodies: true };
    let link = |plan: &Plan, keep| plan_json(&for_link(plan, if keep { keep_all } else { Keep::default() }).0);
    let written = |plan: &Plan, _| {
        let script = export::k6_script(plan).expect("a script");
        let test_run = export::k6_operator(plan, 2).expect("a manifest");
        // Each of them alone has all that is said to be in them.
        let json = plan_json(plan);
        for planted in table("### Of plans").keys() {
            let word = format!("planted-{planted}");
            assert_eq!(
                (script.contains(&word), test_run.contains(&word)),
                (json.contains(&word), json.contains(&word)),
                "{word}"
            );
        }
        json
    };
    let mut found = Vec::new();
    let columns: [(&str, OfPlan); 4] = [
        ("link", &link),
        ("plan.json, k6 script, TestRun", &written),
        ("plan as text", &|plan, _| plan_text(plan)),
        ("samples and report of its run", &ran),
    ];
    for (column, make) in columns {
        found.extend(wrong("### Of plans", column, &all(make, false), &all(make, true)));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// A plan in a link keeps its objectives on its requests.
#[test]
fn a_link_without_queries_is_a_plan_with_its_objectives() {
    let (plan, left_out) = for_link(&plans()[0], Keep::default());
    assert!(left_out.contains(&"queries"));
    let selector = &plan.objectives[0].series.tags[0].1;
    assert_eq!(selector, &plan.requests[0].name);
    assert_eq!(selector, "GET /items?[query left out]");
    assert_eq!(sloscope_core::load::problems(&plan), []);
}

/// What is said of a plan does not quote users either.
#[test]
fn messages_on_plans_have_no_users() {
    for url in ["ftp://planted-user:pw@h/x", "http://planted-user:pw@h/x y", "http://planted-user:pw@h"] {
        let text = text_of("plan.json").replace("https://shop.example", url);
        let errors = read_plan(&text).expect_err("refused");
        assert!(!errors.is_empty());
        assert!(errors.iter().all(|error| !error.message.contains("planted-user")), "{errors:?}");
    }
}
