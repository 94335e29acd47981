//! Parquet files: of every fixture with samples, what is read gives the report of what was written; DuckDB computes the same
//! numbers of it; and files in the layout of xk6-output-parquet.

use std::path::{Path, PathBuf};

use serde_json::Value;

use sloscope_core::export::json;
use sloscope_core::ingest::{Reader, Source};
use sloscope_core::packed::Kept;
use sloscope_core::report::{Query, Report};
use sloscope_core::run::{Session, session_of_kept};
use sloscope_core::slo::Verdict;
use sloscope_core::stat::Stat;
use sloscope_parquet::{Refused, read, write};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures")
}

fn source(path: &Path) -> Source {
    let mut reader = Reader::new(&path.file_name().expect("a name").to_string_lossy());
    reader.feed(&std::fs::read(path).expect("a file"));
    reader.finish()
}

fn kept(files: &[PathBuf]) -> Kept {
    Kept { sources: files.iter().map(|file| source(file)).collect(), ..Kept::default() }
}

fn written(kept: Kept) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(kept, &mut bytes).expect("into memory");
    bytes
}

fn by_name(session: &Session) -> Report {
    session.report(&Query { group_by: vec!["name".to_owned()], ..Query::default() }).expect("a report")
}

/// The result files of the folders of a folder.
fn runs(folder: &Path) -> Vec<Vec<PathBuf>> {
    let entries = |folder: &Path| -> Vec<PathBuf> {
        let mut all: Vec<PathBuf> =
            std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
        all.sort();
        all
    };
    let files = |folder: PathBuf| -> Vec<PathBuf> {
        entries(&folder).into_iter().filter(|f| f.is_file() && f.extension().is_some_and(|e| e != "txt")).collect()
    };
    entries(folder).into_iter().filter(|path| path.is_dir()).map(files).collect()
}

#[test]
fn what_was_written_is_read() {
    let mut compared = 0;
    let cases =
        ["runner1.json.gz", "runner2.json.gz", "runner3.json.gz"].map(|name| fixtures().join("cases").join(name));
    let all = ["v0.38", "v0.57", "v1.8", "v2.2"].into_iter().flat_map(|version| runs(&fixtures().join(version)));
    for files in all.chain([cases.to_vec()]) {
        let first = session_of_kept(kept(&files));
        if first.runs() == 0 {
            continue;
        }
        let again = session_of_kept(
            read("run.parquet", written(kept(&files))).unwrap_or_else(|why| panic!("{files:?}: {why:?}")),
        );
        assert_eq!(json(&by_name(&again)), json(&by_name(&first)), "{files:?}");
        assert_eq!(by_name(&again), by_name(&first), "{files:?}");
        compared += 1;
    }
    assert!(compared > 25, "{compared}");
}

/// `data/make.py` has what DuckDB was asked.
#[test]
fn duckdb_has_the_same_numbers() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/duckdb.json");
    let theirs: Value = serde_json::from_slice(&std::fs::read(path).expect("a file")).expect("JSON");
    let files = [fixtures().join("v2.2/thresholds_fail/results.json.gz")];
    let session = session_of_kept(read("run.parquet", written(kept(&files))).expect("it is read"));
    let (store, _) = session.samples().expect("samples");
    assert_eq!(theirs["samples"], store.samples());
    assert_eq!((theirs["first"].as_i64(), theirs["last"].as_i64()), {
        let (first, last) = store.span().expect("samples");
        (Some(first), Some(last))
    });
    let report = by_name(&session);
    let breakdown = report.breakdown.expect("a breakdown");
    let mut compared = 0;
    for row in theirs["by_name"].as_array().expect("rows").iter().filter(|row| row["metric"] == "http_req_duration") {
        let ours = breakdown.rows.iter().find(|ours| ours.values[0].as_deref() == row["name"].as_str()).expect("a row");
        assert_eq!(row["count"], ours.count);
        let value = |stat| breakdown.columns.iter().position(|c| *c == stat).and_then(|at| ours.stats[at]);
        let quantiles = row["quantiles"].as_array().expect("numbers");
        let stats = [Stat::Avg, Stat::Min, Stat::Max, Stat::Med, Stat::P(90.0), Stat::P(95.0), Stat::P(99.0)];
        let numbers = [&row["avg"], &row["min"], &row["max"]].into_iter().chain(quantiles);
        for (stat, theirs) in stats.into_iter().zip(numbers) {
            let Some(ours) = value(stat) else { continue };
            let theirs = theirs.as_f64().expect("a number");
            assert!((ours - theirs).abs() <= 1e-9 * theirs.abs(), "{stat}: {ours} here, {theirs} there");
            compared += 1;
        }
    }
    assert!(compared >= 8, "{compared} numbers");
}

#[test]
fn damaged_and_foreign_files_are_refused() {
    let whole = written(kept(&[fixtures().join("v2.2/thresholds_fail/results.json.gz")]));
    let refused = |bytes: Vec<u8>| read("run.parquet", bytes).map(|_| ()).expect_err("it is refused");
    for cut in [4, 100, whole.len() / 2, whole.len() - 1] {
        assert!(refused(whole[..cut].to_vec()).what.starts_with("This Parquet file is damaged: "), "{cut}");
    }
    // A bit of the data: what is not noticed by Zstandard is noticed by the checksum.
    for at in (100..whole.len() / 2).step_by(whole.len() / 40) {
        let mut changed = whole.clone();
        changed[at] ^= 4;
        if let Ok(kept) = read("run.parquet", changed) {
            let report = by_name(&session_of_kept(kept));
            assert_eq!(
                json(&report),
                json(&by_name(&session_of_kept(read("run.parquet", whole.clone()).expect("whole")))),
                "{at}"
            );
        }
    }
    let text = b"sloscope.parquet/1";
    let at = whole.windows(text.len()).position(|part| part == text).expect("the version");
    let mut newer = whole.clone();
    newer[at + text.len() - 1] = b'9';
    let Refused { what, advice } = refused(newer);
    assert!(what.starts_with("A later version of sloscope") && advice.starts_with("Update sloscope"), "{what}");
}

#[test]
fn what_k6_s_extension_writes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/xk6.parquet");
    let bytes = std::fs::read(path).expect("a file");
    let session = session_of_kept(read("xk6.parquet", bytes.clone()).expect("it is read"));
    let report = by_name(&session);
    assert_eq!(report.run.samples, 900);
    assert_eq!(report.run.k6_version.as_deref(), Some("v2.2.0"));
    let verdicts: Vec<(String, Verdict)> =
        report.objectives.iter().map(|o| (o.objective.expression.clone(), o.verdict)).collect();
    let expected = [("p(95)<200", Verdict::Fail), ("max<100000", Verdict::Pass), ("rate<0.5", Verdict::Pass)];
    assert_eq!(verdicts, expected.map(|(text, verdict)| (text.to_owned(), verdict)));
    let keys: Vec<&str> = report.tags.iter().map(|tag| tag.key.as_str()).collect();
    for key in ["expected_response", "method", "name", "scenario", "status", "team", "zone"] {
        assert!(keys.contains(&key), "{key}: {keys:?}");
    }
    let values = |key: &str| report.tags.iter().find(|tag| tag.key == key).map(|tag| tag.values.clone());
    assert_eq!(values("status"), Some(vec!["200".to_owned(), "500".to_owned()]));
    assert_eq!(values("expected_response"), Some(vec!["false".to_owned(), "true".to_owned()]));
    // The samples are those of the fixture.
    let whole = session_of_kept(kept(&[fixtures().join("v2.2/thresholds_fail/results.json.gz")]));
    let (store, _) = whole.samples().expect("samples");
    let (ours, _) = session.samples().expect("samples");
    let column = |store: &sloscope_core::store::Store| -> Vec<(i64, u64)> {
        let column = store.by_name("http_req_duration").expect("a metric");
        let mut all: Vec<_> = column.samples().map(|sample| (sample.time, sample.value.to_bits())).collect();
        all.sort_unstable();
        all
    };
    let (all, some) = (column(store), column(ours));
    assert!(some.len() > 250 && some.iter().all(|sample| all.contains(sample)), "{}", some.len());
    let refused = read("run.parquet", bytes[..bytes.len() - 20].to_vec()).map(|_| ()).expect_err("it is cut");
    assert!(refused.what.starts_with("This Parquet file is damaged"));
}
