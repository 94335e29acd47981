//! What may be secret is in an HTML file only where the table of SECURITY.md says so: words are planted in the inputs.

use sloscope_core::compare::{Question, Selection, Sides, compare, overlay, parts};
use sloscope_core::report::Query;
use sloscope_core::run::Session;
use sloscope_view::comparison::{self, OVERLAY};
use sloscope_view::file::{charts_of, html_file};

use crate::support::{folder, read};

const HEADING: &str = "### Of results";
const COLUMN: &str = "HTML file";

/// The planted words, and the cell of each.
fn table() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(folder().join("../../SECURITY.md")).expect("SECURITY.md");
    let section = text.split(HEADING).nth(1).expect(HEADING).split("\n#").next().unwrap_or_default();
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`').to_owned()).collect()
    };
    let mut lines = section.lines().filter(|line| line.starts_with('|'));
    let at = cells(lines.next().expect("a header")).iter().position(|cell| cell == COLUMN).expect(COLUMN);
    lines.skip(1).map(cells).map(|row| (row[0].clone(), row[at].clone())).collect()
}

fn files(keep_queries: bool) -> String {
    let of = |names: &[&str]| {
        let sources = names.iter().map(|name| read(&folder().join("cases/privacy").join(name)));
        let session = Session::new(sources.collect());
        let query = Query { group_by: vec!["name".to_owned(), "url".to_owned()], ..Query::default() };
        let report = session.report(&query).expect("a report");
        html_file(&report, session.charts(&query, &charts_of(&report)), keep_queries)
    };
    of(&["results.ndjson", "archive.tar"]) + &of(&["summary.json"])
}

/// A comparison of a run with itself.
fn compared(keep_queries: bool) -> String {
    let session = Session::new(vec![read(&folder().join("cases/privacy/results.ndjson"))]);
    let side = |name: &str| (name.to_owned(), parts(&session, &Selection::default()).expect("a run"));
    let (baseline, candidate) = (side("baseline"), side("candidate"));
    let sides = Sides { baseline, candidate, paired: false, blocks: false, left_out: 0 };
    let question = Question { anyway: true, ..Question::default() };
    let found = compare(&sides, &question).expect("two sides");
    let drawn = overlay(&sides, &found, &OVERLAY);
    comparison::html_file(&found, drawn, keep_queries)
}

#[test]
fn a_comparison_holds_no_more() {
    let (usual, asked) = (compared(false), compared(true));
    for (planted, cell) in table() {
        let word = format!("planted-{planted}");
        assert!(!usual.contains(&word), "{planted} is {cell}");
        assert!(cell == "asked" || !asked.contains(&word), "{planted} is {cell}");
    }
    assert!(asked.contains("planted-"), "its endpoints have queries");
}

#[test]
fn the_file_holds_what_the_table_says() {
    let (usual, asked) = (files(false), files(true));
    let rows = table();
    assert!(rows.len() > 8, "{rows:?}");
    for (planted, cell) in rows {
        let word = format!("planted-{planted}");
        let wanted = match cell.as_str() {
            "never" => (false, false),
            "asked" => (false, true),
            other => panic!("{planted}: {other:?} is no word of this column"),
        };
        assert_eq!((usual.contains(&word), asked.contains(&word)), wanted, "{planted} is {cell}");
    }
}
