//! What stands out, the gravest first, each with what to do next.

use sloscope_analysis::report::{Consequence, Report, words};

use super::heading;
use super::layout::wrapped;

pub(super) fn findings(out: &mut String, report: &Report) {
    heading(out, "What stands out");
    if report.findings.is_empty() {
        out.push_str(&wrapped(&format!("  {}", words::no_findings(report)), 2));
    }
    for finding in &report.findings {
        let sign = if finding.level == Consequence::Minor { '-' } else { '!' };
        let level = words::consequence(finding.level);
        out.push_str(&wrapped(&format!("  {sign} {level}: {}", finding.title), 4));
        let evidence = words::finding_evidence(report, finding);
        if !evidence.is_empty() {
            out.push_str(&wrapped(&format!("    {evidence}"), 4));
        }
        out.push_str(&wrapped(&format!("    Next: {}", finding.next), 4));
    }
}
