//! Every metric and sub-metric with all its statistics, a table for each type.

use sloscope_analysis::report::{MetricSummary, Report, words};
use sloscope_model::format;

use super::escape::{code, code_cell, plain};
use super::tables::table;

/// Where each metric has statistics of its own, most cells of a table would be empty: it is a list.
pub(super) fn is_sparse(cells: usize, filled: usize) -> bool {
    cells > 10_000 && cells / 4 > filled
}

pub(super) fn metrics(out: &mut String, report: &Report) {
    if report.metrics.is_empty() {
        return;
    }
    let from = words::measured_from_all(&report.metrics);
    if let Some(from) = from {
        out.push_str(&format!("All of them are {from}.\n\n"));
    }
    for kind in words::metric_tables(&report.metrics) {
        let filled = kind.metrics.iter().map(|metric| metric.values.len()).sum();
        if is_sparse(kind.columns.len() * kind.metrics.len(), filled) {
            for metric in kind.metrics {
                let values = words::metric_values(metric);
                let values = values.unwrap_or_else(|| words::metric_absent(report, metric).to_owned());
                let name = code(&metric.series.to_string());
                out.push_str(&format!("- {name} ({}): {}\n", metric.kind.as_str(), plain(&values)));
            }
            out.push('\n');
            continue;
        }
        let mut header = vec![kind.title.to_owned(), "Unit".to_owned(), "Samples".to_owned()];
        header.extend(kind.columns.iter().map(|stat| words::stat_short(*stat)));
        let row = |metric: &&MetricSummary| {
            let mut name = code_cell(&metric.series.to_string());
            if metric.kind_guessed {
                name.push_str(" (type guessed from the values)");
            }
            if from.is_none() {
                name.push_str(&format!(" ({})", words::measured_from(metric.from)));
            }
            if metric.values.is_empty() {
                name.push_str(&format!(": {}", words::metric_absent(report, metric)));
            }
            let samples = metric.samples.map_or_else(|| "-".to_owned(), format::count);
            let value = |stat| words::metric_value(metric, stat).map_or_else(|| "-".to_owned(), |text| plain(&text));
            let mut cells = vec![name, words::contains(metric.contains).to_owned(), samples];
            cells.extend(kind.columns.iter().map(|stat| value(*stat)));
            cells
        };
        let header: Vec<&str> = header.iter().map(String::as_str).collect();
        table(out, &header, &kind.metrics.iter().map(row).collect::<Vec<_>>());
    }
}
