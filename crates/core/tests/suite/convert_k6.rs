//! Samples written as k6's NDJSON again, of every fixture that is such a file: read back, they give the same report.

use serde_json::Value;
use sloscope_core::export::{K6Json, json};
use sloscope_core::ingest::{Content, Format, Source};
use sloscope_core::report::Query;
use sloscope_core::run::Session;

use crate::report_support::{files, fixtures, folders, read};
use crate::support::read_named;

/// Samples of a file.
const MOST: u64 = 10_000;

fn again(source: &Source) -> Option<Source> {
    let Content::Samples(file) = &source.content else { return None };
    let lines = K6Json::new(&file.store, &file.thresholds);
    let mut lines = lines.like(&file.submetrics, file.utc_offset_minutes.unwrap_or_default());
    let mut text = String::new();
    while lines.write(&mut text, usize::MAX) {}
    Some(read_named(&source.info.name, text.as_bytes(), 1 << 16))
}

fn sorted(value: &Value) -> Value {
    let mut value = value.clone();
    value.as_array_mut().into_iter().for_each(|list| list.sort_by_key(Value::to_string));
    value
}

#[test]
fn what_was_read_is_written_again() {
    let mut compared = 0;
    // Those of `safe` are made by hand, in an order of metrics that k6 does not have: findings cite objectives by their place.
    let folders = folders(&fixtures());
    for file in folders.iter().filter(|folder| !folder.ends_with("safe")).flat_map(|folder| files(folder)) {
        let source = read(&file);
        // What k6 wrote, as a whole: other forms are not exact, and of one that is cut the end is missing.
        if source.info.format != Format::Ndjson || !source.diagnostics.is_clean() || source.diagnostics.cut.is_some() {
            continue;
        }
        // Larger ones are of the same kinds.
        if matches!(&source.content, Content::Samples(file) if file.store.samples() > MOST) {
            continue;
        }
        // A file of several runs is written run by run.
        if Session::new(vec![source.clone()]).runs() != 1 {
            continue;
        }
        let Some(written) = again(&source) else { continue };
        let report = |source: Source| json(&Session::new(vec![source]).report(&Query::default()).expect("a report"));
        let (first, second) = (report(source), report(written));
        for part in
            ["verdict", "headline", "metrics", "objectives", "suggestions", "load", "errors", "checks", "findings"]
        {
            // Lines of one moment are in k6's order, whatever that of the file was.
            assert_eq!(sorted(&second[part]), sorted(&first[part]), "{}: {part}", file.display());
        }
        for fact in ["start", "end", "utc_offset_minutes", "samples", "stages", "scenarios"] {
            assert_eq!(second["run"][fact], first["run"][fact], "{}: {fact}", file.display());
        }
        compared += 1;
    }
    assert!(compared > 20, "{compared}");
}
