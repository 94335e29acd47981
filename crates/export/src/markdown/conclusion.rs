//! The conclusion of the Markdown report: verdicts by what they are on, and what follows from them. The numbers are in
//! the tables. No praise, no advice that does not rest on an objective, a finding or a note.

use sloscope_analysis::report::words::{self, status};
use sloscope_analysis::report::{Consequence, ObjectivesFrom, Report};
use sloscope_analysis::slo::{ObjectiveResult, Verdict};
use sloscope_dataset::NoteLevel;
use sloscope_model::format;
use sloscope_model::places::Places;
use sloscope_model::stat::Stat;

use super::escape::{code, plain};

pub(super) fn conclusion(out: &mut String, report: &Report) {
    out.push_str("### Performance Assessment\n\n");
    // Of any other verdict the first lines say as much.
    let assessment = words::assessment(report);
    if report.verdict == Verdict::Pass && assessment != report.headline {
        out.push_str(&format!("{}\n\n", plain(&assessment)));
    }
    for (label, group) in groups(report) {
        let verdict = Verdict::overall(group.iter().map(|o| o.verdict));
        out.push_str(&format!("- {label}: {}\n", status(verdict)));
    }
    let all = recommendations(report);
    if !all.is_empty() {
        out.push_str("\n### Recommendations\n\n");
    }
    for text in all {
        out.push_str(&format!("- {text}\n"));
    }
    out.push('\n');
}

/// Objectives by what they are about, in the order of the report: never a verdict on one series under the name of
/// another.
fn groups(report: &Report) -> Vec<(String, Vec<&ObjectiveResult>)> {
    let mut groups: Vec<(String, Vec<&ObjectiveResult>)> = Vec::new();
    let mut places = Places::default();
    for o in &report.objectives {
        let label = label(o);
        let (at, is_new) = places.place(&label);
        if is_new {
            groups.push((label, Vec::new()));
        }
        groups[at].1.push(o);
    }
    groups
}

/// What an objective is on, ready to be shown: `**Latency**`, ``**Latency** of `{name:login}` ``.
fn label(o: &ObjectiveResult) -> String {
    let series = &o.objective.series;
    if is_target_rate(o) {
        return "**Target RPS**".to_owned();
    }
    let name = match (series.metric.as_str(), o.stat) {
        ("http_reqs", Some(Stat::Rate)) => "Request Rate",
        ("http_reqs", _) => "Requests",
        ("http_req_failed", _) => "Error Rate",
        ("http_req_duration", _) => "Latency",
        ("checks", _) => "Checks",
        (other, _) => other,
    };
    let text = series.to_string();
    match text.strip_prefix(series.metric.as_str()).unwrap_or_default() {
        "" => format!("**{}**", plain(name)),
        filter => format!("**{}** of {}", plain(name), code(filter)),
    }
}

/// A rate of requests that is to be reached: of all requests, or of those that succeed.
fn is_target_rate(o: &ObjectiveResult) -> bool {
    let series = &o.objective.series;
    let succeed = |(key, value): &(String, String)| key == "expected_response" && value == "true";
    series.metric == "http_reqs"
        && o.stat == Some(Stat::Rate)
        && matches!(o.operator.as_deref(), Some(">" | ">=" | "==" | "==="))
        && series.tags.iter().all(succeed)
}

fn recommendations(report: &Report) -> Vec<String> {
    let mut all = Vec::new();
    // Each missed objective has a finding, which says what to do next.
    let open = |verdict| report.objectives.iter().filter(|o| o.verdict == verdict).count() as u64;
    let (unmeasured, unclear) = (open(Verdict::NoData), open(Verdict::CannotJudge));
    if unmeasured > 0 {
        all.push(format!("Find out why {} had nothing to measure.", format::counted(unmeasured, "objective")));
    }
    if unclear > 0 {
        all.push(format!(
            "Make {} measurable: each verdict says what is missing.",
            format::counted(unclear, "objective")
        ));
    }
    let consequent = report.findings.iter().filter(|finding| finding.level != Consequence::Minor);
    // Several findings ask for the same.
    let mut asked = Places::default();
    all.extend(consequent.filter(|finding| asked.add(&finding.next)).map(|finding| plain(&finding.next)));
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
