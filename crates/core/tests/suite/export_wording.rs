//! What is said of every fixture, whole and in parts, in text and Markdown: numbers and nouns agree, no word stands
//! twice, no number is shown as a machine would write it.

use crate::report_support::{files, fixtures, folders, read};
use sloscope_core::export;
use sloscope_core::ingest::Reader;
use sloscope_core::report::{Query, Window};
use sloscope_core::run::Session;

/// Words that end in s and are not the plural of a thing.
const NO_PLURAL: [&str; 10] = ["s", "ms", "is", "has", "was", "this", "lies", "less", "its", "iterations/s"];

/// What is wrong with a line of prose or of a table.
fn wrong(line: &str) -> Option<String> {
    let words: Vec<&str> = line.split(' ').map(|word| word.trim_matches([',', '.', ';', ':', '(', ')', '*'])).collect();
    for pair in words.windows(2) {
        let [a, b] = pair else { continue };
        let is_word = !a.is_empty() && a.chars().all(char::is_alphabetic);
        if is_word && a == b {
            return Some(format!("{a} twice"));
        }
        let plural = b.len() > 2 && b.ends_with('s') && b.chars().all(char::is_alphabetic) && !NO_PLURAL.contains(b);
        // "samples: 1; samples needed" is a list.
        if line.contains(&format!("1 {b}")) && *a == "1" && plural {
            return Some(format!("1 {b}"));
        }
    }
    let exponents = (10..=20).map(|n| format!("e-{n}"));
    let bad = ["All 2 ", "all 2 ", "1 of 1 ", "0 of 1 ", "NaN", "-inf", " inf ", "..", " .", " ,", ";;", "::."];
    let found = bad.map(str::to_owned).into_iter().chain(exponents).find(|bad| line.contains(bad.as_str()));
    // Addresses and groups of fixtures hold colons and dots of their own.
    found.filter(|_| !line.contains("://") || !line.contains(".."))
}

/// What is quoted of a file is not ours.
fn without_quotes(line: &str) -> String {
    line.trim().split('"').step_by(2).collect()
}

/// A run of so many of everything: requests, iterations, checks, drops, a custom metric.
fn small(n: usize, failing: bool, name: &str) -> String {
    let mut text = String::new();
    for (metric, kind) in [("http_reqs", "counter"), ("http_req_failed", "rate"), ("http_req_duration", "trend")] {
        let thresholds = match metric {
            "http_req_duration" => r#"["p(95)<500","max<15000","count>1"]"#,
            _ => r#"["rate<0.5"]"#,
        };
        text.push_str(&format!(
            r#"{{"type":"Metric","metric":"{metric}","data":{{"name":"{metric}","type":"{kind}","contains":"{}","thresholds":{thresholds},"submetrics":null}}}}"#,
            if kind == "trend" { "time" } else { "default" }
        ));
        text.push('\n');
    }
    for at in 0..n {
        let failed = f64::from(u8::from(failing));
        let (status, code) = if failing { ("0", "1050") } else { ("200", "") };
        for (metric, value) in [
            ("http_reqs", 1.0),
            ("http_req_failed", failed),
            ("http_req_duration", 18_800.0),
            ("http_req_blocked", 1.8e-15),
            ("checks", 1.0 - failed),
            ("iterations", 1.0),
            ("iteration_duration", 18_900.0),
            ("dropped_iterations", 1.0),
            ("vus", 1.0),
            ("mine", 1e-7),
        ] {
            text.push_str(&format!(
                r#"{{"type":"Point","metric":"{metric}","data":{{"time":"2026-11-27T10:00:{at:02}Z","value":{value:e},"tags":{{"name":"{name}","method":"GET","status":"{status}","error_code":"{code}","check":"is 200","group":"","scenario":"default","expected_response":"{}"}}}}}}"#,
                !failing
            ));
            text.push('\n');
        }
    }
    text
}

#[test]
fn sentences_and_numbers_of_all_fixtures() {
    let window = |start_ms, end_ms| Some(Window { start_ms, end_ms });
    let queries = [
        Query::default(),
        Query { window: window(1000.0, 3000.0), group_by: vec!["name".to_owned()], ..Query::default() },
        Query { tags: vec![("no_such_tag".to_owned(), "x".to_owned())], ..Query::default() },
        Query { tags: vec![("expected_response".to_owned(), "false".to_owned())], ..Query::default() },
    ];
    let (mut seen, mut faults) = (0, Vec::new());
    for folder in folders(&fixtures()) {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // Its names are not ours to correct.
        if name == "odd_tags" || name == "scripts" {
            continue;
        }
        let each = files(&folder);
        // Files of different runs side by side.
        let groups = if name == "cases" { each.into_iter().map(|file| vec![file]).collect() } else { vec![each] };
        for group in groups {
            let session = Session::new(group.iter().map(|file| read(file)).collect());
            for (at, query) in queries.iter().enumerate() {
                let Some(report) = session.report(query) else { continue };
                seen += 1;
                let markdown = export::markdown(&report);
                let text = export::text(&report, false);
                let of = |line: &str, why: String| format!("{} (query {at}): {why}: {line}", group[0].display());
                faults.extend(markdown.lines().chain(text.lines()).filter_map(|l| wrong(l).map(|why| of(l, why))));
                let two_spaces = |line: &&str| !line.starts_with('|') && without_quotes(line).contains("  ");
                faults.extend(markdown.lines().filter(two_spaces).map(|l| of(l, "two spaces".to_owned())));
            }
        }
    }
    for (n, failing) in [(1, false), (1, true), (2, false), (2, true), (3, true)] {
        for name in ["GET", "GET /a", "http://h/user/17"] {
            let mut reader = Reader::new("small.json");
            reader.feed(small(n, failing, name).as_bytes());
            let session = Session::new(vec![reader.finish()]);
            for query in &queries {
                let report = session.report(query).expect("a report");
                let (markdown, text) = (export::markdown(&report), export::text(&report, false));
                let of = |line: &str, why: String| format!("{n} {failing} {name}: {why}: {line}");
                faults.extend(markdown.lines().chain(text.lines()).filter_map(|l| wrong(l).map(|why| of(l, why))));
            }
        }
    }
    assert!(seen > 80, "{seen}");
    faults.sort();
    faults.dedup();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
