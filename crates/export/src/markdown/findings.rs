//! What stands out, the gravest first, each with its numbers and what to do next.

use sloscope_analysis::report::{Report, words};
use sloscope_model::format;

use super::escape::plain;

pub(super) fn findings(out: &mut String, report: &Report) {
    for finding in &report.findings {
        let level = format::capitalised(words::consequence(finding.level));
        let evidence = words::finding_evidence(report, finding);
        out.push_str(&format!("- **{level}**: {}\n", plain(&finding.title)));
        if !evidence.is_empty() {
            out.push_str(&format!("  - {}\n", plain(&evidence)));
        }
    }
}
