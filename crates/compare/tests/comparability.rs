//! What makes sides incomparable, on real runs of other kinds (tests/fixtures) and on comparisons of parts.

use std::path::Path;

use sloscope_analysis::report::Window;
use sloscope_analysis::session::Session;
use sloscope_compare::{Comparison, Gravity, Question, Selection, Sides, Verdict, compare, parts};
use sloscope_ingest::Reader;

fn session(files: &[&str]) -> Session {
    let source = |file: &&str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(file);
        let mut reader = Reader::new(file.rsplit('/').next().unwrap_or(file));
        reader.feed(&std::fs::read(path).expect("the fixture"));
        reader.finish()
    };
    Session::new(files.iter().map(source).collect())
}

fn compared(first: (&Session, Selection), second: (&Session, Selection), question: &Question) -> Comparison {
    let sides = Sides {
        baseline: ("baseline".to_owned(), parts(first.0, &first.1).expect("parts")),
        candidate: ("candidate".to_owned(), parts(second.0, &second.1).expect("parts")),
        paired: std::ptr::eq(first.0, second.0),
        blocks: false,
        left_out: 0,
    };
    compare(&sides, question).expect("comparable")
}

fn whole(session: &Session) -> (&Session, Selection) {
    (session, Selection::default())
}

#[track_caller]
fn gravity(comparison: &Comparison, rule: &str) -> Option<Gravity> {
    comparison.comparability.iter().find(|concern| concern.rule == rule).map(|concern| concern.gravity)
}

#[test]
fn other_loads_cannot_be_compared() {
    let ramping = session(&["v2.2/mixed_ramping/results.json.gz"]);
    let dropped = session(&["v2.2/dropped/results.json.gz"]);
    let found = compared(whole(&ramping), whole(&dropped), &Question::default());
    for rule in ["load-model", "planned-load", "delivered-load"] {
        assert_eq!(gravity(&found, rule), Some(Gravity::Prevents), "{rule}");
    }
    assert_eq!(gravity(&found, "generator"), Some(Gravity::Serious), "4,333 iterations were dropped");
    let gravities: Vec<Gravity> = found.comparability.iter().map(|concern| concern.gravity).collect();
    assert!(gravities.is_sorted(), "the gravest first: {gravities:?}");
    assert!(found.comparability.iter().all(|concern| !concern.evidence.is_empty()));
    assert!(found.verdict == Verdict::CannotCompare && found.headline.starts_with("CANNOT COMPARE: "));
}

#[test]
fn two_windows_of_one_run_are_two_sides() {
    let run = session(&["v2.2/dropped/results.json.gz"]);
    let part =
        |start_ms: f64, end_ms: f64| Selection { window: Some(Window { start_ms, end_ms }), ..Selection::default() };
    let found = compared((&run, part(0.0, 15_000.0)), (&run, part(15_000.0, 30_000.0)), &Question::default());
    assert_eq!(gravity(&found, "same-run"), None, "its parts are not the same");
    assert_eq!(gravity(&found, "planned-load"), None, "both are of one rate");
}

#[test]
fn samples_against_a_summary_are_doubted() {
    let samples = session(&["v2.2/thresholds_fail/results.json.gz"]);
    let summary = session(&["v2.2/thresholds_fail/summary.json"]);
    let found = compared(whole(&samples), whole(&summary), &Question::default());
    assert_eq!(gravity(&found, "file-kinds"), Some(Gravity::Serious), "{:?}", found.comparability);
    assert!(found.rows.iter().all(|row| row.difference.is_none_or(|found| found.interval.is_none())));
    assert_eq!(found.verdict, Verdict::Inconclusive, "{}", found.headline);
    assert!(found.headline.contains("A summary says nothing of how certain"), "{}", found.headline);
}

#[test]
fn a_run_against_itself_is_no_comparison() {
    let (first, second) = (session(&["v2.2/dropped/results.json.gz"]), session(&["v2.2/dropped/results.json.gz"]));
    let found = compared(whole(&first), whole(&second), &Question::default());
    assert_eq!((gravity(&found, "same-run"), found.verdict), (Some(Gravity::Prevents), Verdict::CannotCompare));
    let anyway = compared(whole(&first), whole(&second), &Question { anyway: true, ..Question::default() });
    assert_eq!(anyway.verdict, Verdict::Inconclusive, "one run a side");
}

#[test]
fn failures_and_endpoints_of_one_side_are_named() {
    let errors = session(&["v2.2/only_errors/results.json.gz"]);
    let fine = session(&["v2.2/default_only/results.json"]);
    let found = compared(whole(&fine), whole(&errors), &Question { anyway: true, ..Question::default() });
    assert_eq!(gravity(&found, "failures"), Some(Gravity::Serious), "{:?}", found.comparability);
    assert_eq!(gravity(&found, "endpoints"), Some(Gravity::Serious), "{:?}", found.comparability);
    assert!(!found.changes.failures.is_empty(), "what fails is new");
    let back = compared(whole(&errors), whole(&fine), &Question { anyway: true, ..Question::default() });
    assert!(back.changes.failures.iter().all(|failure| !failure.what.contains("refused")), "{:?}", back.changes);
}
