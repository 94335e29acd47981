//! Sides as users describe them, of real runs: what there is to choose from, and what a description makes of it.

use std::path::Path;

use sloscope_analysis::report::Window;
use sloscope_analysis::session::Session;
use sloscope_compare::{Selection, SidesAsk, offers, sides};
use sloscope_ingest::Reader;

fn session(names: &[&str]) -> Session {
    let source = |name: &&str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/runs").join(name);
        let mut reader = Reader::new(name);
        reader.feed(&std::fs::read(path).expect("the fixture"));
        reader.finish()
    };
    Session::new(names.iter().map(source).collect())
}

#[test]
fn a_tag_that_changes_back_and_forth_is_offered_first() {
    let found = offers(&session(&["alternating.json.gz"]));
    let first = &found.tags[0];
    assert_eq!((first.key.as_str(), first.alternates), ("version", true));
    assert_eq!(first.values, ["a", "b"]);
    assert!(found.tags.iter().skip(1).all(|tag| !tag.alternates && tag.values.len() >= 2 && tag.key != "block"));
    assert!(found.filters.iter().any(|tag| tag.key == "block"), "a filter may name it");
    assert!(offers(&session(&["base_1.json.gz"])).tags.iter().all(|tag| !tag.alternates));
    assert_eq!(offers(&Session::new(Vec::new())), Default::default());
}

#[test]
fn sides_of_one_set_of_files_and_of_two() {
    let (one, other) = (session(&["base_1.json.gz"]), session(&["slower_1.json.gz", "slower_2.json.gz"]));
    let two = sides(&SidesAsk::default(), &one, Some(&other)).expect("two sets");
    assert_eq!((two.baseline.1.len(), two.candidate.1.len(), two.paired), (1, 2, false));
    assert_eq!((two.baseline.0.as_str(), two.candidate.0.as_str()), (two.baseline.1[0].facts.label.as_str(), "2 runs"));
    let window = |start_ms, end_ms| Selection { window: Some(Window { start_ms, end_ms }), ..Selection::default() };
    let halves = SidesAsk { selections: [window(0.0, 5e3), window(5e3, 1e4)], ..SidesAsk::default() };
    let found = sides(&halves, &other, None).expect("two windows");
    assert!(found.paired && !found.blocks && found.baseline.1.len() == 2);
    assert_eq!(found.candidate.1[0].query.window, halves.selections[1].window);
    let blocks = SidesAsk { blocks: Some("version".to_owned()), ..SidesAsk::default() };
    let alternating = session(&["alternating.json.gz"]);
    let found = sides(&blocks, &alternating, None).expect("blocks");
    assert_eq!(
        (found.baseline.0.as_str(), found.candidate.0.as_str(), found.blocks),
        ("version = a", "version = b", true)
    );
    let by = SidesAsk { by: Some(("version".to_owned(), "a".to_owned(), "b".to_owned())), ..blocks };
    let swapped = sides(&by.swapped(), &alternating, None).expect("blocks");
    assert_eq!((swapped.baseline.0.as_str(), swapped.baseline.1.len()), ("version = b", found.candidate.1.len()));
    let no_stage = Selection { stage: Some("peak".to_owned()), ..Selection::default() };
    let ask = SidesAsk { selections: [no_stage, Selection::default()], ..SidesAsk::default() };
    assert!(sides(&ask, &one, None).is_err_and(|why| why.contains("stage")));
}
