//! Findings of the JSON report.

use serde::Serialize;

use sloscope_analysis::report::{Finding, FindingNumber, Report};

use super::name_of;
use super::run::end_in_run;

#[derive(Serialize)]
pub(super) struct FindingOut<'a> {
    rule: &'a str,
    level: String,
    title: &'a str,
    next: &'a str,
    evidence: Vec<NumberOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_ms: Option<f64>,
}

#[derive(Serialize)]
struct NumberOut<'a> {
    label: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    series: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stat: Option<String>,
    value: f64,
    unit: String,
    /// Of which part of what is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    start_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_ms: Option<f64>,
}

impl<'a> NumberOut<'a> {
    fn of(number: &'a FindingNumber) -> Self {
        Self {
            label: &number.label,
            series: number.series.as_ref().map(ToString::to_string),
            stat: number.stat.map(|stat| stat.to_string()),
            value: number.value,
            unit: name_of(&number.unit),
            start_ms: number.window.map(|window| window.start_ms),
            end_ms: number.window.map(|window| window.end_ms),
        }
    }
}

impl<'a> FindingOut<'a> {
    pub(super) fn of(report: &'a Report, finding: &'a Finding) -> Self {
        Self {
            rule: &finding.rule,
            level: name_of(&finding.level),
            title: &finding.title,
            next: &finding.next,
            evidence: finding.evidence.iter().map(NumberOut::of).collect(),
            start_ms: finding.window.map(|window| window.start_ms),
            end_ms: finding.window.map(|window| end_in_run(&report.run, window.end_ms)),
        }
    }
}
