//! A comparison in Markdown, however much there is to say: what fits into 30 lines is above the fold, all of it below.

use std::path::Path;

use sloscope_analysis::session::Session;
use sloscope_compare::{
    Comparison, Concern, Gravity, Limit, NewFailure, ObjectiveChange, Question, Selection, Sides, compare, parts, words,
};
use sloscope_export::comparison_markdown;
use sloscope_ingest::Reader;

fn compared() -> Comparison {
    let session = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(name);
        let mut reader = Reader::new(name);
        reader.feed(&std::fs::read(path).expect("the fixture"));
        Session::new(vec![reader.finish()])
    };
    let (first, second) =
        (session("v2.2/mixed_ramping/results.json.gz"), session("v2.2/thresholds_fail/results.json.gz"));
    let side = |session, name: &str| (name.to_owned(), parts(session, &Selection::default()).expect("a run"));
    let (baseline, candidate) = (side(&first, "before"), side(&second, "after"));
    let sides = Sides { baseline, candidate, paired: false, blocks: false, left_out: 0 };
    let limits = ["p(50)", "p(90)", "p(95)", "p(99)", "avg", "max", "p(99.9)"];
    let limits = limits.iter().filter_map(|stat| Limit::parse(&format!("http_req_duration {stat} +5%")).ok());
    let question = Question { limits: limits.collect(), anyway: true, ..Question::default() };
    compare(&sides, &question).expect("two sides")
}

#[test]
fn thirty_lines_hold_a_comparison_with_everything_in_it() {
    let mut found = compared();
    assert!(found.rows.iter().filter(|row| row.gate.is_some()).count() > 4);
    let objective = |at: usize| ObjectiveChange {
        title: format!("objective {at}"),
        baseline: "PASS".to_owned(),
        candidate: "FAIL".to_owned(),
        worse: true,
    };
    found.changes.objectives = (0..30).map(objective).collect();
    found.changes.failures = (0..30).map(|at| NewFailure { what: format!("failure {at}"), count: 3 }).collect();
    let concern = |at: usize| Concern {
        rule: format!("rule-{at}"),
        gravity: Gravity::Serious,
        text: format!("concern {at}"),
        evidence: "numbers".to_owned(),
    };
    found.comparability = (0..20).map(concern).collect();
    let text = comparison_markdown(&found, false);
    let (above, below) = text.split_once("<details>").expect("a fold");
    assert!(above.lines().count() <= 30, "{}:\n{above}", above.lines().count());
    // In this order: verdict, sentence, six rows, what is new, whether it is comparable.
    let order = ["### ", "Compared: ", "| Metric", "Objectives that changed", "New failures", "Comparable?"];
    let places: Vec<usize> = order.iter().map(|part| above.find(part).expect(part)).collect();
    assert!(places.is_sorted(), "{above}");
    let rows = above.lines().filter(|line| line.starts_with("| ")).count();
    assert_eq!(rows, 1 + 6, "a head and six rows: {above}");
    for last in ["objective 29", "failure 29", "concern 19"] {
        assert!(below.contains(last) && !above.contains(last), "{last}");
    }
    assert!(found.notes.iter().all(|note| below.contains(note.split(':').next().unwrap_or_default())), "{below}");
    assert!(text.trim_end().ends_with("</details>"));
}

#[test]
fn what_is_comparable_says_so() {
    let mut found = compared();
    found.comparability.clear();
    let text = comparison_markdown(&found, false);
    let (above, _) = text.split_once("<details>").expect("a fold");
    assert!(above.contains(words::COMPARABLE), "{above}");
}
