//! What stands out in each real run: the rules that find something, of each file alone and of all files of a run
//! together, against a list that was read by a person. `UPDATE_GOLDEN=1 cargo test` rewrites it; read the difference
//! before it is kept.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::report_support::{files, fixtures, read};
use sloscope_core::report::{Query, words};
use sloscope_core::run::Session;
use sloscope_core::slo::Verdict;

/// "serious dropped-iterations, minor knee".
fn rules(paths: &[PathBuf]) -> String {
    let session = Session::new(paths.iter().map(|path| read(path)).collect());
    let Some(report) = session.report(&Query::default()) else { return "no run".to_owned() };
    for finding in &report.findings {
        let whole = finding.title.ends_with('.') && finding.next.ends_with('.');
        assert!(whole && finding.evidence.iter().all(|n| n.value.is_finite()), "{paths:?}: {finding:?}");
        assert!(!finding.title.contains("NaN") && !finding.title.contains("  "), "{paths:?}: {}", finding.title);
    }
    let rules: Vec<String> =
        report.findings.iter().map(|f| format!("{} {}", words::consequence(f.level), f.rule)).collect();
    if rules.is_empty() { "nothing".to_owned() } else { rules.join(", ") }
}

fn name(path: &Path) -> String {
    path.strip_prefix(fixtures()).map(|p| p.display().to_string()).unwrap_or_default()
}

#[test]
fn each_real_run_has_the_findings_that_were_agreed() {
    let mut folders: Vec<PathBuf> = Vec::new();
    for version in ["v0.38", "v0.57", "v1.8", "v2.2"] {
        let listed = std::fs::read_dir(fixtures().join(version)).expect("a folder");
        folders.extend(listed.map(|entry| entry.expect("an entry").path()));
    }
    folders.sort();
    let mut text = String::new();
    for folder in &folders {
        let own = files(folder);
        if own.len() > 1 && !folder.ends_with("csv_formats") {
            writeln!(text, "{}: {}", name(folder), rules(&own)).expect("into memory");
        }
        for file in &own {
            writeln!(text, "{}: {}", name(file), rules(std::slice::from_ref(file))).expect("into memory");
        }
    }
    let path = fixtures().join("findings.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &text).expect("written");
    }
    let kept = std::fs::read_to_string(&path).expect("a golden file");
    for (now, then) in text.lines().zip(kept.lines()) {
        assert_eq!(now, then);
    }
    assert_eq!(text.lines().count(), kept.lines().count());
}

/// A run that was killed keeps its objectives only as far as its file goes, and the assessment says so.
#[test]
fn what_is_cut_is_part_of_the_assessment() {
    let stated = crate::report_support::report("v2.2/sigkill", &Query::default());
    assert!(stated.headline.starts_with("7 of 15 objectives met, 8 could not be evaluated"), "{}", stated.headline);
    // Without those that its samples only name, and one on the maximum, which may be in what is missing.
    let kept = stated.objectives.into_iter().filter(|o| o.verdict == Verdict::Pass).map(|o| o.objective).collect();
    let report = crate::report_support::report("v2.2/sigkill", &Query { objectives: Some(kept), ..Query::default() });
    let text = words::assessment(&report);
    assert!(text.starts_with("All 7 objectives met, with a reservation: results.json.gz is cut short"), "{text}");
}

/// 4,333 of 5,991 were dropped (summary.json); of a window it is said what was dropped in it.
#[test]
fn drops_are_told_from_a_summary_and_in_a_window() {
    let summary = Session::new(vec![read(&fixtures().join("v2.2/dropped/summary.json"))]);
    let behind = summary.report(&Query::default()).and_then(|r| r.load.behind).expect("4,333 drops");
    assert!((behind.share - 4333.0 / 5991.0).abs() < 1e-9 && behind.text.contains("all 10 VUs were busy at times"));
    let window = Some(sloscope_core::report::Window { start_ms: 10_000.0, end_ms: 20_000.0 });
    let part = crate::report_support::report("v2.2/dropped", &Query { window, ..Query::default() });
    let text = part.load.behind.expect("drops in the window").text;
    // Counted by DuckDB: samples of dropped_iterations from 10 s to 20 s after the first sample of the file.
    assert!(
        text.contains(" iterations in this part (ended or dropped) were not delivered: 1,458 were dropped"),
        "{text}"
    );
}
