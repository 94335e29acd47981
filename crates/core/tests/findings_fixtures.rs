//! What stands out in each real run: the rules that find something, of each file alone and of all files of a run
//! together, against a list that was read by a person. `UPDATE_GOLDEN=1 cargo test` rewrites it; read the difference
//! before it is kept.

mod report_support;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use report_support::{files, fixtures, read};
use sloscope_core::report::{Query, words};
use sloscope_core::run::Session;

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
