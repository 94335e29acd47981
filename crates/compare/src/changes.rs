//! What is new on the candidate's side besides numbers: verdicts of objectives that changed, failures that the baseline
//! does not have.

use serde::{Deserialize, Serialize};

use sloscope_analysis::report::{CheckGroup, ErrorRow, Report};
use sloscope_analysis::slo::Verdict;

use crate::comparable::alike;

/// More of a kind are counted, not listed.
const MOST: usize = 50;

/// What changed besides numbers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Changes {
    /// Objectives of both sides whose verdicts differ, those that got worse first.
    pub objectives: Vec<ObjectiveChange>,
    /// Failures that no run of the baseline has, the most frequent first.
    pub failures: Vec<NewFailure>,
}

/// An objective whose verdict changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ObjectiveChange {
    /// In words, with its limit.
    pub title: String,
    /// The verdicts of the baseline: "PASS in 6 of 6 runs".
    pub baseline: String,
    /// The verdicts of the candidate.
    pub candidate: String,
    /// It fails in a larger share of the candidate's runs.
    pub worse: bool,
}

/// A failure that is new.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewFailure {
    /// What failed: "POST /search: status 503", "check \"status is 200\"".
    pub what: String,
    /// How often, in all runs of the candidate.
    pub count: u64,
}

/// Compares what the reports of both sides say besides numbers.
pub(crate) fn changes(reports: &[Vec<Report>; 2]) -> Changes {
    Changes { objectives: objectives(reports), failures: failures(reports) }
}

fn objectives([first, second]: &[Vec<Report>; 2]) -> Vec<ObjectiveChange> {
    let Some(known) = first.first() else { return Vec::new() };
    let verdicts = |reports: &[Report], at: usize| -> Vec<Verdict> {
        let of = &known.objectives[at].objective;
        let same = |report: &Report| {
            let mut all = report.objectives.iter().filter(|result| result.verdict.counts());
            let alike =
                |o: &sloscope_objectives::Objective| o.series.same_as(&of.series) && o.expression == of.expression;
            all.find(|result| alike(&result.objective)).map(|result| result.verdict)
        };
        reports.iter().filter_map(same).collect()
    };
    let change = |at: usize| {
        let (before, after) = (verdicts(first, at), verdicts(second, at));
        let failed = |of: &[Verdict]| of.iter().filter(|v| **v == Verdict::Fail).count() as f64 / of.len() as f64;
        let same = before.iter().chain(&after).all(|verdict| Some(verdict) == before.first());
        (!before.is_empty() && !after.is_empty() && !same).then(|| ObjectiveChange {
            title: known.objectives[at].title.clone(),
            baseline: shown(&before),
            candidate: shown(&after),
            worse: failed(&after) > failed(&before),
        })
    };
    let mut all: Vec<ObjectiveChange> = (0..known.objectives.len()).filter_map(change).collect();
    all.sort_by_key(|change| !change.worse);
    all.truncate(MOST);
    all
}

/// "PASS", "FAIL in 2 of 6 runs".
fn shown(verdicts: &[Verdict]) -> String {
    let gravest = Verdict::overall(verdicts.iter().copied());
    let number = verdicts.iter().filter(|verdict| **verdict == gravest).count();
    match verdicts.len() {
        1 => gravest.label().to_owned(),
        all => format!("{} in {number} of {all} runs", gravest.label()),
    }
}

fn failures([first, second]: &[Vec<Report>; 2]) -> Vec<NewFailure> {
    let alike = alike(first.iter().chain(second));
    let of_report = |report: &Report| of_report(report).into_iter().map(move |(what, count)| (alike(what), count));
    let known: Vec<(String, u64)> = first.iter().flat_map(of_report).collect();
    // Where the baseline cannot say what failed, nothing is known to be new.
    if first.iter().any(|report| report.errors.absent.is_some() || report.errors.rows_left_out > 0) {
        return Vec::new();
    }
    let mut found: Vec<NewFailure> = Vec::new();
    for (what, count) in second.iter().flat_map(of_report).filter(|(what, _)| !known.iter().any(|(of, _)| of == what)) {
        match found.iter_mut().find(|failure| failure.what == what) {
            Some(failure) => failure.count += count,
            None => found.push(NewFailure { what, count }),
        }
    }
    found.sort_by_key(|failure| std::cmp::Reverse(failure.count));
    found.truncate(MOST);
    found
}

/// What failed in a run, and how often.
fn of_report(report: &Report) -> Vec<(String, u64)> {
    let mut all: Vec<(String, u64)> = report.errors.rows.iter().map(|row| (error(row), row.count)).collect();
    report.checks.iter().for_each(|group| checks(group, &mut all));
    all
}

fn error(row: &ErrorRow) -> String {
    let request = [&row.method, &row.endpoint].into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
    let status = row.status.as_ref().filter(|status| *status != "0").map(|status| format!("status {status}"));
    let cause =
        status.or_else(|| row.message.clone()).or_else(|| row.code.as_ref().map(|code| format!("error {code}")));
    match (request.is_empty(), cause) {
        (true, cause) => cause.unwrap_or_else(|| "failed requests".to_owned()),
        (false, None) => request,
        (false, Some(cause)) => format!("{request}: {cause}"),
    }
}

fn checks(group: &CheckGroup, all: &mut Vec<(String, u64)>) {
    let failed = group.checks.iter().filter(|check| check.fails > 0);
    all.extend(failed.map(|check| (format!("check {}", check.name), check.fails)));
    group.groups.iter().for_each(|group| checks(group, all));
}
