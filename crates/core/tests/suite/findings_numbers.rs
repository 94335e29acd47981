//! The numbers that a finding states are those of the part that it names: a report of each window is asked for and
//! compared, of every real run and every case.

use std::path::PathBuf;

use crate::report_support::{files, fixtures, read};
use sloscope_core::report::{Cited, Finding, FindingNumber, Query, Window, words};
use sloscope_core::run::Session;
use sloscope_core::slo::{Objective, Origin, Verdict};
use sloscope_core::stat::Stat;

/// Each folder of a run as a whole, and each file by itself.
fn runs() -> Vec<Vec<PathBuf>> {
    let mut all: Vec<Vec<PathBuf>> = Vec::new();
    for version in ["v0.38", "v0.57", "v1.8", "v2.2"] {
        let listed = std::fs::read_dir(fixtures().join(version)).expect("a folder");
        let mut folders: Vec<PathBuf> = listed.map(|entry| entry.expect("an entry").path()).collect();
        folders.sort();
        for folder in folders {
            let own = files(&folder);
            all.extend(own.iter().map(|file| vec![file.clone()]));
            all.push(own);
        }
    }
    let cases = files(&fixtures().join("cases"));
    let runner = |file: &&PathBuf| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("runner"));
    all.push(cases.iter().filter(runner).cloned().collect());
    all.extend(cases.into_iter().map(|file| vec![file]));
    all.push(files(&fixtures().join("../../static/sample")));
    all
}

/// What a report of the window says of a number's series.
fn shown(session: &Session, run: usize, window: Option<Window>, number: &FindingNumber) -> Option<f64> {
    let (series, stat) = (number.series.clone()?, number.stat?);
    let expression = match stat {
        Stat::Passes | Stat::Fails => "rate<2".to_owned(),
        stat => format!("{stat}<1e12"),
    };
    let (delay_abort_eval, origin) = (None, Origin::Edited);
    let objective = Objective { series: series.clone(), expression, abort_on_fail: false, delay_abort_eval, origin };
    let report = session.report(&Query { run, window, objectives: Some(vec![objective]), ..Query::default() })?;
    report.metrics.iter().find(|m| m.series.same_as(&series))?.values.get(stat)
}

fn compare(session: &Session, run: usize, finding: &Finding, what: &str) -> usize {
    let mut compared = 0;
    for number in finding.evidence.iter().filter(|number| number.series.is_some()) {
        let found = shown(session, run, number.window, number);
        let near = found.is_some_and(|found| (found - number.value).abs() <= 1e-9 * number.value.abs().max(1e-9));
        assert!(near, "{what}: {}: {} is {}, its window says {found:?}", finding.title, number.label, number.value);
        compared += 1;
    }
    compared
}

#[test]
fn the_number_of_a_finding_is_that_of_its_window() {
    let (mut windows, mut numbers) = (0, 0);
    for paths in runs() {
        let what = format!("{paths:?}");
        let session = Session::new(paths.iter().map(|path| read(path)).collect());
        for run in 0..session.runs() {
            let report = session.report(&Query { run, ..Query::default() }).expect("a report");
            for finding in &report.findings {
                numbers += compare(&session, run, finding, &what);
                windows += usize::from(finding.window.is_some());
                // What has a window and a statistic has one of that window.
                let own = |number: &&FindingNumber| number.series.is_some() && number.window == finding.window;
                let timed = finding.evidence.iter().any(|number| number.window.is_some() && number.series.is_some());
                assert!(!timed || finding.evidence.iter().any(|n| own(&n)), "{what}: {finding:?}");
            }
        }
    }
    assert!(windows >= 10 && numbers >= 100, "{windows} windows, {numbers} numbers");
}

/// Each missed objective has a finding that leads to it, with its worst span in the digits of the table; each finding
/// leads somewhere.
#[test]
fn each_missed_objective_has_a_finding_with_its_worst_span() {
    let (mut missed, mut with_spans) = (0, 0);
    for files in runs() {
        let session = Session::new(files.iter().map(|file| read(file)).collect());
        for run in 0..session.runs() {
            let Some(report) = session.report(&Query { run, ..Query::default() }) else { continue };
            let what = |finding: &Finding| format!("{:?}: {}", files[0].file_name(), finding.title);
            for finding in &report.findings {
                assert!(finding.cites.is_some(), "{} cites nothing", what(finding));
            }
            for (at, o) in report.objectives.iter().enumerate().filter(|(_, o)| o.verdict == Verdict::Fail) {
                let its = |finding: &&Finding| {
                    finding.rule == "objective-missed" && finding.cites == u16::try_from(at).ok().map(Cited::Objective)
                };
                let finding = report.findings.iter().find(its).unwrap_or_else(|| panic!("none of {}", o.title));
                missed += 1;
                if o.measured.is_some() {
                    assert!(finding.title.contains(&words::measured(o)), "{}", what(finding));
                }
                let Some(worst) = o.worst.filter(|_| o.windows.len() > 1) else { continue };
                with_spans += 1;
                assert!(finding.title.contains(&words::window_value(o, &worst)), "{}", what(finding));
                let number = finding.evidence.iter().find(|number| number.label.contains("worst")).expect("a number");
                assert!(words::finding_number(number).ends_with(&words::window_value(o, &worst)), "{}", what(finding));
                let missed = o.windows.iter().filter(|w| w.kept == Some(false)).count();
                if missed > 0 {
                    assert!(o.reason.contains("issed in"), "{}", o.reason);
                }
            }
        }
    }
    assert!(missed > 60 && with_spans > 10, "{missed} missed, {with_spans} with spans");
}
