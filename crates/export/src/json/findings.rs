//! Findings of the JSON report.

use sloscope_analysis::report::{Cited, Finding, FindingNumber, Report, words};
use sloscope_stored::v1;

use super::name_of;
use super::run::end_in_run;

fn number(number: &FindingNumber) -> v1::FindingNumber {
    v1::FindingNumber {
        label: number.label.clone(),
        series: number.series.as_ref().map(ToString::to_string),
        stat: number.stat.map(|stat| stat.to_string()),
        value: number.value,
        unit: name_of(&number.unit),
        limit: number.limit,
        start_ms: number.window.map(|window| window.start_ms),
        end_ms: number.window.map(|window| window.end_ms),
    }
}

pub(super) fn findings(report: &Report) -> Vec<v1::Finding> {
    let ids = words::finding_ids(report);
    report.findings.iter().zip(ids).map(|(of, id)| finding(report, of, id)).collect()
}

fn finding(report: &Report, finding: &Finding, id: String) -> v1::Finding {
    v1::Finding {
        id: Some(id),
        rule: finding.rule.clone(),
        level: name_of(&finding.level),
        title: finding.title.clone(),
        next: finding.next.clone(),
        evidence: finding.evidence.iter().map(number).collect(),
        start_ms: finding.window.map(|window| window.start_ms),
        end_ms: finding.window.map(|window| end_in_run(&report.run, window.end_ms)),
        cites: finding.cites.as_ref().map(Cited::id),
    }
}
