//! What stands out, the gravest first, each with its numbers. Of a missed objective only its spans: the table of
//! objectives has its value and its margin.

use sloscope_analysis::report::{Cited, Finding, Report, words};
use sloscope_analysis::slo::ObjectiveResult;
use sloscope_model::format;

use super::escape::plain;

pub(super) fn findings(out: &mut String, report: &Report) {
    for finding in &report.findings {
        let level = format::capitalised(words::consequence(finding.level));
        match missed(report, finding) {
            Some(objective) => {
                let spans = words::finding_evidence(report, &without_value(finding, objective));
                if !spans.is_empty() {
                    out.push_str(&format!("- **{level}**: {}: {}\n", plain(&objective.title), plain(&spans)));
                }
            }
            None => {
                let evidence = words::finding_evidence(report, finding);
                out.push_str(&format!("- **{level}**: {}\n", plain(&finding.title)));
                if !evidence.is_empty() {
                    out.push_str(&format!("  - {}\n", plain(&evidence)));
                }
            }
        }
    }
}

/// The objective that a finding says is missed.
fn missed<'a>(report: &'a Report, finding: &Finding) -> Option<&'a ObjectiveResult> {
    match finding.cites {
        Some(Cited::Objective(at)) if finding.rule == "objective-missed" => report.objectives.get(usize::from(at)),
        _ => None,
    }
}

fn without_value(finding: &Finding, objective: &ObjectiveResult) -> Finding {
    let mut rest = finding.clone();
    rest.evidence.retain(|number| number.label != objective.objective.expression);
    rest
}
