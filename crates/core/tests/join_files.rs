//! Real files of k6, joined: NDJSON and CSV of one run are one run, short runs one after the other are not.

mod report_support;

use std::path::Path;

use report_support::{files, fixtures, read};
use sloscope_core::report::Query;
use sloscope_core::run::Session;

fn session(folder: &Path, wanted: &str) -> Session {
    let files = files(folder).into_iter().filter(|f| f.to_string_lossy().contains(wanted));
    Session::new(files.map(|f| read(&f)).collect())
}

#[test]
fn csv_beside_ndjson_is_compared_and_not_counted() {
    for fixture in ["v0.38/default", "v2.2/default_mrs", "v2.2/default_only", "v2.2/system_tags_min", "v2.2/tz_kolkata"]
    {
        let session = session(&fixtures().join(fixture), "results.");
        assert_eq!(session.runs(), 1, "{fixture}: {:?}", session.list());
        let report = session.report(&Query::default()).expect("a report");
        assert!(report.run.time_step_ms.is_none(), "{fixture}: NDJSON is the one that counts");
        let check = report.cross_checks.iter().find(|c| c.source == "results.csv").expect("a comparison");
        assert_eq!((check.compared, check.matching), (report.run.samples, report.run.samples), "{fixture}");
    }
}

#[test]
fn six_runs_of_half_a_second_are_six_runs() {
    // They began within three seconds of each other; two of the six clocks tell only whole seconds.
    let session = session(&fixtures().join("v2.2/csv_formats"), ".csv");
    assert_eq!(session.runs(), 6, "{:?}", session.list());
}
