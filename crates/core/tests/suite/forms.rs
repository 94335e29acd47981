//! CSV, JUnit, Prometheus and short Markdown of every fixture: parsed by readers that are not sloscope's, and compared with the
//! report.

use std::collections::{BTreeMap, BTreeSet};

use sloscope_core::export::{self, csv, csv_tables, junit, markdown_short, prometheus};
use sloscope_core::report::{Query, Report, tiles};
use sloscope_core::run::Session;
use sloscope_core::slo::Verdict;
use sloscope_core::stat::Stat;

use crate::export_support::{self, HOSTILE};
use crate::report_support::{files, fixtures, folders, read};

/// A report of each folder of fixtures, and the one that was made by hand.
fn reports() -> Vec<(String, Report)> {
    let query = Query { group_by: vec!["name".to_owned()], ..Query::default() };
    let of = |folder: &std::path::PathBuf| {
        let session = Session::new(files(folder).iter().map(|file| read(file)).collect());
        session.report(&query).map(|report| (folder.display().to_string(), report))
    };
    let by_hand = ("by hand".to_owned(), export_support::report());
    let all: Vec<_> = folders(&fixtures()).iter().filter_map(of).chain([by_hand]).collect();
    assert!(all.len() > 30, "{}", all.len());
    all
}

/// Rows of fields, as RFC 4180 has them.
fn parsed(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => field.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\r' if !quoted => {
                assert_eq!(chars.next(), Some('\n'));
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            c => field.push(c),
        }
    }
    assert!(row.is_empty() && field.is_empty() && !quoted, "the last line has its end");
    rows
}

#[test]
fn every_table_is_sound() {
    for (what, report) in reports() {
        for table in csv_tables() {
            let Some(text) = csv(&report, table, true) else {
                assert_eq!((table, &report.breakdown), ("breakdown", &None), "{what}");
                continue;
            };
            let rows = parsed(&text);
            let width = rows[0].len();
            assert!(rows.iter().all(|row| row.len() == width), "{what}, {table}");
            assert_eq!(
                rows[0].iter().collect::<BTreeSet<_>>().len(),
                width,
                "{what}, {table}: two columns of one name"
            );
            for field in rows.iter().flatten() {
                let acts = field.starts_with(['=', '+', '-', '@', '\t', '\r']) && field.parse::<f64>().is_err();
                assert!(!acts, "{what}, {table}: {field:?} is a formula");
                assert!(!field.chars().any(char::is_control), "{what}, {table}: {field:?}");
            }
        }
        let rows = parsed(&csv(&report, "metrics", true).expect("a table"));
        assert_eq!(rows.len(), report.metrics.len() + 1, "{what}");
        for (row, metric) in rows[1..].iter().zip(&report.metrics) {
            for (stat, field) in rows[0][4..].iter().zip(&row[4..]) {
                let value = metric.values.get(Stat::parse(stat).expect("a statistic"));
                assert_eq!(field.parse::<f64>().ok(), value, "{what}: {} {stat}", metric.series);
            }
        }
        let summary = parsed(&csv(&report, "summary", true).expect("a table"));
        assert_eq!(summary[1][6], report.verdict.as_str());
        let values: Vec<Option<f64>> = summary[2..].iter().map(|row| row[3].parse().ok()).collect();
        assert_eq!(values, tiles(&report).map(|tile| tile.value), "{what}");
        assert_eq!(parsed(&csv(&report, "objectives", true).expect("a table")).len(), report.objectives.len() + 1);
        assert_eq!(parsed(&csv(&report, "findings", true).expect("a table")).len(), report.findings.len() + 1);
    }
    assert_eq!(csv(&export_support::report(), "nothing", true), None);
}

/// The attributes of an element, those that it must have, and its children.
type Allowed = (&'static [&'static str], &'static [&'static str], &'static [&'static str]);

/// The attributes and children that junit-10.xsd of Jenkins allows, those that it demands, and its numbers.
#[test]
fn junit_has_a_case_for_each_objective() {
    let allowed: BTreeMap<&str, Allowed> = BTreeMap::from([
        ("testsuites", (&["name", "time", "tests", "failures", "errors"][..], &[][..], &["testsuite"][..])),
        (
            "testsuite",
            (
                &["name", "tests", "failures", "errors", "skipped", "time", "timestamp"][..],
                &["name", "tests"][..],
                &["testcase", "system-out"][..],
            ),
        ),
        ("testcase", (&["name", "classname"][..], &["name"][..], &["failure", "error", "skipped"][..])),
        ("failure", (&["type", "message"][..], &[][..], &[][..])),
        ("error", (&["type", "message"][..], &[][..], &[][..])),
        ("skipped", (&["type", "message"][..], &[][..], &[][..])),
        ("system-out", (&[][..], &[][..], &[][..])),
    ]);
    let mut seen = BTreeSet::new();
    for (what, report) in reports() {
        let text = junit(&report, true);
        let document = roxmltree::Document::parse(&text).unwrap_or_else(|why| panic!("{what}: {why}"));
        for node in document.descendants().filter(roxmltree::Node::is_element) {
            let name = node.tag_name().name();
            let (attributes, demanded, children) = allowed[name];
            assert!(node.attributes().all(|a| attributes.contains(&a.name())), "{what}: {node:?}");
            assert!(demanded.iter().all(|name| node.has_attribute(*name)), "{what}: {node:?}");
            assert!(
                node.children().filter(roxmltree::Node::is_element).all(|c| children.contains(&c.tag_name().name())),
                "{what}: {node:?}"
            );
        }
        let is_whole = report.unread.is_empty() && report.incomplete.is_empty();
        let cases: Vec<_> = document.descendants().filter(|node| node.has_tag_name("testcase")).collect();
        assert_eq!(cases.len(), report.objectives.len() + usize::from(!is_whole), "{what}");
        for (case, o) in cases.iter().zip(&report.objectives) {
            let came_to =
                case.children().find(roxmltree::Node::is_element).map(|node| node.tag_name().name().to_owned());
            let expected = match o.verdict {
                Verdict::Pass => None,
                Verdict::Fail => Some("failure"),
                Verdict::NoData | Verdict::CannotJudge => Some("error"),
                Verdict::NotInPart | Verdict::NotInRun | Verdict::NotJudged => Some("skipped"),
            };
            assert_eq!(came_to.as_deref(), expected, "{what}: {}", o.title);
            seen.insert(expected);
        }
        if !is_whole {
            assert!(cases.last().is_some_and(|case| case.children().any(|node| node.has_tag_name("error"))), "{what}");
        }
        let suite = document.descendants().find(|node| node.has_tag_name("testsuite")).expect("a suite");
        for (attribute, tag) in
            [("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")]
        {
            let number = document.descendants().filter(|node| node.has_tag_name(tag)).count().to_string();
            assert_eq!(suite.attribute(attribute), Some(number.as_str()), "{what}: {attribute}");
        }
    }
    assert!(seen.len() > 2, "{seen:?}");
}

/// A sample of the exposition format: its name, its labels and its value.
type Exposed = (String, BTreeMap<String, String>, f64);

/// A strict reader of the text format 0.0.4: what it does not know is an error.
fn exposed(text: &str) -> Vec<Exposed> {
    let (mut samples, mut families, mut family): (Vec<Exposed>, BTreeSet<String>, Option<(String, String)>) =
        (Vec::new(), BTreeSet::new(), None);
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            let (name, _) = help.split_once(' ').expect("a name and a help");
            let kind = lines.next().and_then(|line| line.strip_prefix(&format!("# TYPE {name} "))).expect("a type");
            assert!(["gauge", "counter", "summary"].contains(&kind), "{line}");
            assert!(is_name(name) && families.insert(name.to_owned()), "{name} stands together, once");
            assert_eq!(
                kind == "counter",
                name.ends_with("_total") || name.trim_end_matches(char::is_numeric).ends_with("_total_"),
                "{name}"
            );
            family = Some((name.to_owned(), kind.to_owned()));
            continue;
        }
        let end = line.find(['{', ' ']).expect("a name");
        let (name, mut rest) = line.split_at(end);
        let (of, kind) = family.as_ref().expect("a family");
        assert!(name == of || kind == "summary" && name == format!("{of}_count"), "{line} is below {of}");
        let mut labels = BTreeMap::new();
        if let Some(inner) = rest.strip_prefix('{') {
            rest = inner;
            while !rest.starts_with('}') {
                let (key, behind) = rest.split_once("=\"").expect("a label");
                assert!(is_name(key) && !key.starts_with("__"), "{key}");
                let (mut value, mut chars) = (String::new(), behind.char_indices());
                let at = loop {
                    match chars.next().expect("an end") {
                        (at, '"') => break at,
                        (_, '\\') => value.push(match chars.next().expect("an escape").1 {
                            'n' => '\n',
                            c @ ('\\' | '"') => c,
                            c => panic!("\\{c} is no escape"),
                        }),
                        (_, c) => value.push(c),
                    }
                };
                assert!(labels.insert(key.to_owned(), value).is_none(), "{line}: {key} twice");
                rest = behind[at + 1..].trim_start_matches(',');
            }
            rest = &rest[1..];
        }
        let value = rest.strip_prefix(' ').and_then(|value| value.parse().ok()).expect("a value");
        assert!(!samples.iter().any(|(n, l, _)| n == name && *l == labels), "{line} is there twice");
        samples.push((name.to_owned(), labels, value));
    }
    samples
}

#[test]
fn prometheus_reads_the_figures() {
    for (what, report) in reports() {
        let all = exposed(&prometheus(&report, true));
        let find = |name: &str, labels: &[(&str, &str)]| {
            let labels = labels.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
            all.iter().find(|(n, l, _)| n == name && *l == labels).map(|(_, _, value)| *value)
        };
        let of = |metric: &str, stat| {
            let metric = report.metrics.iter().find(|m| m.series.tags.is_empty() && m.series.metric == metric)?;
            metric.values.get(stat)
        };
        let p95 = of("http_req_duration", Stat::P(95.0)).map(|ms| ms / 1000.0);
        assert_eq!(find("k6_http_req_duration_seconds", &[("quantile", "0.95")]), p95, "{what}");
        assert_eq!(find("k6_http_reqs_total", &[]), of("http_reqs", Stat::Count), "{what}");
        assert_eq!(find("k6_http_req_failed_ratio", &[]), of("http_req_failed", Stat::Rate), "{what}");
        assert_eq!(find("k6_data_sent_bytes_total", &[]), of("data_sent", Stat::Count), "{what}");
        assert_eq!(find("sloscope_run_duration_seconds", &[]), report.run.duration_ms.map(|ms| ms / 1000.0), "{what}");
        let verdicts: Vec<&Exposed> = all.iter().filter(|(name, ..)| name == "sloscope_objective_verdict").collect();
        assert_eq!(verdicts.len(), report.objectives.len(), "{what}");
        for ((_, labels, _), o) in verdicts.iter().zip(&report.objectives) {
            assert_eq!(labels["verdict"], o.verdict.as_str(), "{what}");
        }
    }
}

#[test]
fn short_markdown_is_short_and_has_what_counts() {
    for (what, report) in reports() {
        let text = markdown_short(&report, true);
        let seen = text.split("<details>").next().unwrap_or_default();
        let lines = seen.lines().filter(|line| !line.is_empty()).count();
        assert!(lines <= 25, "{what}: {lines} lines\n{seen}");
        assert!(seen.contains(report.verdict.label()), "{what}");
        assert!(text.chars().count() <= 65_000, "{what}: {}", text.chars().count());
        assert_eq!(text.matches("<details>").count(), text.matches("</details>").count(), "{what}");
    }
}

#[test]
fn short_markdown_says_what_was_cut() {
    let mut report = export_support::report();
    assert!(!markdown_short(&report, true).contains("Left out"));
    let row = report.errors.rows[0].clone();
    let metric = report.metrics[0].clone();
    for number in 0..5000 {
        let mut metric = metric.clone();
        metric.series.metric = format!("{HOSTILE} {number}");
        report.metrics.push(metric);
        let mut row = row.clone();
        row.message = Some(format!("{} {number}", "x".repeat(10_000)));
        report.errors.rows.push(row);
    }
    report.headline = "\u{202e}".repeat(100_000);
    let text = markdown_short(&report, true);
    let count = text.chars().count();
    assert!(count <= 65_000 && count > 40_000, "{count}");
    assert!(
        text.contains("**Cut to 65,000 characters.** Left out: ") && text.contains("📐 All Metrics ("),
        "{}",
        &text[text.len() - 600..]
    );
    assert!(text.contains("more lines of this section: left out"));
    assert!(text.contains("📁 Test Files"), "what comes behind a long section is there");
    // The report itself is whole.
    assert!(export::markdown(&report).chars().count() > 65_000);
}
