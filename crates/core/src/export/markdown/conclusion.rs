//! The conclusion of the Markdown report: verdicts summed up and what follows from them. No praise, no advice that
//! does not rest on an objective, a finding or a note.

use super::escape::{code, plain};
use crate::report::words::{self, status};
use crate::report::{Consequence, NoteLevel, ObjectivesFrom, Report};
use crate::slo::{ObjectiveResult, Verdict};

pub(super) fn conclusion(out: &mut String, report: &Report) {
    out.push_str("## 🎯 Conclusion\n\n### Performance Assessment\n");
    out.push_str(&format!("{}\n\n", plain(&words::assessment(report))));
    for (label, group) in groups(report) {
        let verdict = Verdict::overall(group.iter().map(|o| o.verdict));
        let each: Vec<String> = group.iter().map(|o| short(o)).collect();
        out.push_str(&format!("- **{}**: {} ({})\n", plain(&label), status(verdict), each.join("; ")));
    }
    out.push_str("\n### Recommendations\n\n");
    let all = recommendations(report);
    if all.is_empty() {
        out.push_str("None: nothing in the numbers asks for an explanation.\n");
    }
    for text in all {
        out.push_str(&format!("- {text}\n"));
    }
    out.push('\n');
}

/// Objectives by what they are about, in the order of the report.
fn groups(report: &Report) -> Vec<(String, Vec<&ObjectiveResult>)> {
    let mut groups: Vec<(String, Vec<&ObjectiveResult>)> = Vec::new();
    for o in &report.objectives {
        let label = match o.objective.series.metric.as_str() {
            "http_reqs" => "Target RPS",
            "http_req_failed" => "Error Rate",
            "http_req_duration" => "Latency",
            "checks" => "Checks",
            other => other,
        };
        match groups.iter_mut().find(|(known, _)| known == label) {
            Some((_, group)) => group.push(o),
            None => groups.push((label.to_owned(), vec![o])),
        }
    }
    groups
}

/// `p(95) 1.78 ms, target < 500 ms`.
fn short(o: &ObjectiveResult) -> String {
    let filter = o.objective.series.to_string();
    let filter = filter.strip_prefix(o.objective.series.metric.as_str()).unwrap_or_default();
    let filter = if filter.is_empty() { String::new() } else { format!("{} ", code(filter)) };
    match (o.stat, o.measured) {
        (Some(stat), Some(_)) => {
            let (measured, target) = (plain(&words::measured(o)), plain(&words::target(o)));
            format!("{filter}{stat} {measured}, target {target}")
        }
        _ => format!("{filter}{}: {}", code(o.objective.shown()), o.verdict.label()),
    }
}

fn recommendations(report: &Report) -> Vec<String> {
    let mut all = Vec::new();
    for o in &report.objectives {
        let what = format!("{} {}", code(&o.objective.series.to_string()), code(o.objective.shown()));
        match o.verdict {
            Verdict::Pass => {}
            Verdict::Fail => all.push(format!("Bring {what} back to its target. {}", plain(&o.reason))),
            Verdict::NoData => {
                all.push(format!("Find out why there was nothing to measure for {what}. {}", plain(&o.reason)))
            }
            Verdict::NotInPart | Verdict::NotInRun | Verdict::NotJudged => {}
            Verdict::CannotJudge => all.push(format!("Make {what} measurable. {}", plain(&o.reason))),
        }
    }
    let consequent = report.findings.iter().filter(|finding| finding.level != Consequence::Minor);
    all.extend(consequent.map(|finding| plain(&finding.next)));
    let grave = report.notes.iter().filter(|note| note.level != NoteLevel::Info);
    all.extend(grave.map(|note| format!("Look into this before relying on the numbers: {}", plain(&note.text))));
    let differing = report.cross_checks.iter().filter(|check| !check.differences.is_empty());
    all.extend(
        differing.map(|check| format!("Look into why {} differs: {}.", code(&check.source), plain(&check.conclusion))),
    );
    if matches!(
        report.objectives_from,
        ObjectivesFrom::NotStated | ObjectivesFrom::Suggested | ObjectivesFrom::Preset(_)
    ) {
        all.push("State the service's own objectives, as thresholds of the test or in an objectives file.".to_owned());
    }
    all
}
