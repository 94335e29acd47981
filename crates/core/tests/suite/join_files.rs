//! Real files of k6, joined: NDJSON and CSV of one run are one run, short runs one after the other are not.

use std::path::Path;

use crate::report_support::{files, fixtures, read};
use sloscope_core::ingest::Content;
use sloscope_core::report::{Difference, Query};
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

/// A CSV of k6's, made of its NDJSON: `--out csv` keeps neither types nor more than six decimals.
fn as_csv(ndjson: &str) -> String {
    let mut csv = "metric_name,timestamp,metric_value,scenario\n".to_owned();
    for line in ndjson.lines() {
        let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
        if line["type"] == "Point" {
            let (name, data) = (line["metric"].as_str().expect("a name"), &line["data"]);
            let (time, value) = (data["time"].as_str().expect("a time"), data["value"].as_f64().expect("a value"));
            let scenario = data["tags"]["scenario"].as_str().unwrap_or_default();
            csv.push_str(&format!("{name},{time},{value:.6},{scenario}\n"));
        }
    }
    csv
}

/// Guessed types must not part a CSV from its summary, and the summary's types replace the guesses.
#[test]
fn a_summary_tells_a_csv_its_types() {
    for (fixture, results) in [("v2.2/invalid_values", "results.json"), ("v2.2/mixed_ramping", "results.json.gz")] {
        let folder = fixtures().join(fixture);
        let bytes = crate::support::unpacked(&std::fs::read(folder.join(results)).expect("NDJSON"));
        let csv = as_csv(&String::from_utf8(bytes).expect("text"));
        let csv = crate::support::read_named("results.csv", csv.as_bytes(), 1 << 16);
        assert!(matches!(&csv.content, Content::Samples(file) if !file.guessed_types.is_empty()), "{fixture}");
        let session = Session::new(vec![csv, read(&folder.join("summary.json"))]);
        assert_eq!(session.runs(), 1, "{fixture}: {:?}", session.list());
        let report = session.report(&Query::default()).expect("a report");
        assert!(report.metrics.iter().all(|m| !m.kind_guessed), "{fixture}");
        let whole = report.cross_checks[0].differences.iter().filter(|d| d.series.tags.is_empty());
        assert_eq!(whole.collect::<Vec<_>>(), [] as [&Difference; 0], "{fixture}");
    }
}
