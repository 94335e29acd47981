//! A report's numbers as k6 writes them with `--summary-export`, for tools that read that: each metric by its name, k6's
//! verdicts (true is crossed), the tree of checks. Numbers are written to the last digit, so that they are read back equal.

use sloscope_analysis::report::{MetricSummary, Report, words};
use sloscope_analysis::slo::{ObjectiveResult, Verdict};
use sloscope_ingest::Format;
use sloscope_model::checks::CheckGroup;
use sloscope_model::metric::MetricType;
use sloscope_model::names::PRACTICE;
use sloscope_model::places::Places;
use sloscope_model::stat::Stat;

use super::k6_json::quoted;
use super::written;

/// The summary of a report on the whole run.
pub fn k6_summary(report: &Report, keep_queries: bool) -> String {
    let report = &*written(report, keep_queries);
    let judged = Judged::of(report);
    let metrics: Vec<String> = report
        .metrics
        .iter()
        .filter(|metric| is_written(metric))
        .map(|metric| format!("    {}: {}", quoted(&metric.series.to_string()), entry(metric, judged.on(metric))))
        .collect();
    let root = CheckGroup::default();
    let checks = group(report.checks.as_ref().unwrap_or(&root));
    let practice = report.tags.iter().find(|tag| tag.key == PRACTICE);
    let mut notes: Vec<String> =
        practice.iter().map(|tag| format!("Practice, not a measurement: {}", tag.values.join(", "))).collect();
    if report.stored.is_some() {
        notes.push(format!("{}: {}", words::STORED, words::stored_report(report).join(" ")));
    }
    notes.extend(report.unread.iter().map(|input| format!("{}: {}", words::UNREAD, words::unread_line(input))));
    let note = match notes.as_slice() {
        [] => String::new(),
        notes => format!("  \"note\": {},\n", quoted(&notes.join(" "))),
    };
    // Not k6's: that it is not taken for k6's when it is read back.
    let own = report.sources.iter().find(|s| s.info.format == Format::Run);
    let mark = own
        .map(|source| format!("  \"sloscope\": {{ \"name\": {} }},\n", quoted(&source.info.name)))
        .unwrap_or_default();
    format!("{{\n{note}{mark}  \"root_group\": {checks},\n  \"metrics\": {{\n{}\n  }}\n}}\n", metrics.join(",\n"))
}

/// The objectives of a report by what they are on.
pub(super) struct Judged<'a> {
    places: Places,
    results: Vec<Vec<&'a ObjectiveResult>>,
}

impl<'a> Judged<'a> {
    pub fn of(report: &'a Report) -> Self {
        let (mut places, mut results) = (Places::default(), Vec::new());
        for result in &report.objectives {
            let (at, is_new) = places.place(&result.objective.series.key());
            if is_new {
                results.push(Vec::new());
            }
            results[at].push(result);
        }
        Self { places, results }
    }

    /// Those on just this series.
    pub fn on(&self, metric: &MetricSummary) -> impl Iterator<Item = &'a ObjectiveResult> {
        self.places.find(&metric.series.key()).map_or(&[][..], |at| self.results[at].as_slice()).iter().copied()
    }
}

/// The old form states no types: a rate without its counts would be taken for a gauge. k6 always writes them.
pub(super) fn is_written(metric: &MetricSummary) -> bool {
    !metric.values.is_empty() && (metric.kind != MetricType::Rate || metric.values.get(Stat::Passes).is_some())
}

fn entry<'a>(metric: &MetricSummary, objectives: impl Iterator<Item = &'a ObjectiveResult>) -> String {
    let mut fields = Vec::new();
    for (stat, value) in metric.values.iter() {
        let key = match (stat, metric.kind) {
            // What k6 does not write.
            (Stat::RateActive | Stat::StdDev, _) => continue,
            (Stat::Rate, MetricType::Rate) => "value".to_owned(),
            _ => stat.to_string(),
        };
        fields.push(format!("{}: {value}", quoted(&key)));
    }
    let mut thresholds: Vec<String> = Vec::new();
    let mut known = Places::default();
    for result in objectives {
        let crossed = match result.verdict {
            Verdict::Pass => false,
            Verdict::Fail => true,
            // Neither of the two: nothing is said.
            _ => continue,
        };
        let line = format!("{}: {crossed}", quoted(&result.objective.expression));
        if known.add(&line) {
            thresholds.push(line);
        }
    }
    if !thresholds.is_empty() {
        fields.push(format!("\"thresholds\": {{ {} }}", thresholds.join(", ")));
    }
    format!("{{ {} }}", fields.join(", "))
}

fn group(group: &CheckGroup) -> String {
    let (mut checks, mut groups) = (Vec::new(), Vec::new());
    for check in &group.checks {
        let name = quoted(&check.name);
        let path = quoted(&format!("{}::{}", group.path, check.name));
        checks.push(format!(
            "{name}: {{ \"name\": {name}, \"path\": {path}, \"passes\": {}, \"fails\": {} }}",
            check.passes, check.fails
        ));
    }
    for inner in &group.groups {
        groups.push(format!("{}: {}", quoted(&inner.name), self::group(inner)));
    }
    format!(
        "{{ \"name\": {}, \"path\": {}, \"groups\": {{ {} }}, \"checks\": {{ {} }} }}",
        quoted(&group.name),
        quoted(&group.path),
        groups.join(", "),
        checks.join(", ")
    )
}
