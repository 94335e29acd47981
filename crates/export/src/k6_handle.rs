//! A report's numbers as k6 hands them to `handleSummary`, for scripts that make something of that: each metric with its
//! type and values, thresholds with k6's verdict (`ok`), the tree of checks. What is not known is not there.

use serde_json::{Map, Value, json};

use sloscope_analysis::report::{MetricSummary, Report};
use sloscope_analysis::slo::Verdict;
use sloscope_model::checks::CheckGroup;
use sloscope_model::format::safe_json;
use sloscope_model::metric::MetricType;
use sloscope_model::stat::Stat;

use super::k6_summary::{Judged, is_written};
use super::written;

/// The data of a report on the whole run.
pub fn k6_handle_summary(report: &Report, keep_queries: bool) -> String {
    let report = &*written(report, keep_queries);
    let judged = Judged::of(report);
    let metrics: Map<String, Value> = report
        .metrics
        .iter()
        .filter(|metric| is_written(metric))
        .map(|metric| (metric.series.to_string(), entry(metric, &judged)))
        .collect();
    let stats = Stat::columns(
        MetricType::Trend,
        report
            .metrics
            .iter()
            .filter(|m| m.kind == MetricType::Trend)
            .flat_map(|metric| metric.values.iter().map(|(stat, _)| stat).filter(|stat| *stat != Stat::StdDev)),
    );
    let mut state = json!({ "isStdOutTTY": false, "isStdErrTTY": false });
    if let Some(duration) = report.run.duration_ms {
        state["testRunDurationMs"] = duration.into();
    }
    let root = CheckGroup::default();
    let document = json!({
        "root_group": group(report.checks.as_ref().unwrap_or(&root)),
        "options": {
            "summaryTrendStats": stats.iter().map(Stat::to_string).collect::<Vec<_>>(),
            "summaryTimeUnit": "",
            "noColor": true,
        },
        "state": state,
        "metrics": metrics,
    });
    // Writing a value as JSON cannot fail.
    let text = serde_json::to_string_pretty(&document).unwrap_or_default();
    format!("{}\n", safe_json(&text))
}

fn entry(metric: &MetricSummary, judged: &Judged) -> Value {
    // What k6 does not write is left out.
    let own = metric.values.iter().filter(|(stat, _)| !matches!(stat, Stat::RateActive | Stat::StdDev));
    let values: Map<String, Value> = own.map(|(stat, value)| (stat.to_string(), value.into())).collect();
    let mut entry = json!({
        "type": metric.kind.as_str(),
        "contains": metric.contains.as_str(),
        "values": values,
    });
    let decided = judged.on(metric).filter_map(|result| match result.verdict {
        Verdict::Pass => Some((result, true)),
        Verdict::Fail => Some((result, false)),
        // Neither of the two: nothing is said.
        _ => None,
    });
    let thresholds: Map<String, Value> =
        decided.map(|(result, ok)| (result.objective.expression.clone(), json!({ "ok": ok }))).collect();
    if !thresholds.is_empty() {
        entry["thresholds"] = thresholds.into();
    }
    entry
}

fn group(of: &CheckGroup) -> Value {
    let checks = of.checks.iter().map(|check| {
        json!({
            "name": check.name,
            "path": format!("{}::{}", of.path, check.name),
            "passes": check.passes,
            "fails": check.fails,
        })
    });
    json!({
        "name": of.name,
        "path": of.path,
        "groups": of.groups.iter().map(group).collect::<Vec<_>>(),
        "checks": checks.collect::<Vec<_>>(),
    })
}
