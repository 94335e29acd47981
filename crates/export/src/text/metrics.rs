//! Every metric and sub-metric with all its statistics, whatever their names: a line each, as k6 ends a run.

use sloscope_analysis::report::{Report, words};

use super::heading;
use super::layout::wrapped;

pub(super) fn metrics(out: &mut String, report: &Report) {
    if report.metrics.is_empty() {
        return;
    }
    heading(out, "All metrics");
    let mixed = words::measured_from_all(&report.metrics).is_none();
    for table in words::metric_tables(&report.metrics) {
        for metric in table.metrics {
            let values =
                words::metric_values(metric).unwrap_or_else(|| words::metric_absent(report, metric).to_owned());
            let mut kind = metric.kind.as_str().to_owned();
            if metric.kind_guessed {
                kind.push_str(", type guessed from the values");
            }
            if mixed {
                kind.push_str(&format!(", {}", words::measured_from(metric.from)));
            }
            out.push_str(&wrapped(&format!("  {} ({kind}): {values}", metric.series), 4));
        }
    }
}
