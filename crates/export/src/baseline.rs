//! Figures of runs to compare others with, `sloscope.baseline/1`: as a file that is short and can be read in a diff, and as
//! a table.

use serde_json::Value;

use sloscope_analysis::report::{Report, words};
use sloscope_compare::{FAILED, MAIN};
use sloscope_model::format::{self, safe_json};
use sloscope_model::series::Series;
use sloscope_model::stat::Stat;
use sloscope_stored::{baseline, v1};

use crate::json::{THIS, document, list};
use crate::text::layout::{Align, grid, line, wrapped};
use crate::written;

/// The file: the same runs give the same text. A list or an object of plain values takes one line.
pub fn baseline_json(reports: &[Report], keep_queries: bool) -> String {
    let runs = reports.iter().map(|report| run(&written(report, keep_queries))).collect();
    let mut text = String::new();
    lines(&baseline::write(Some(THIS.to_owned()), runs), 0, &mut text);
    format!("{}\n", safe_json(&text))
}

fn run(report: &Report) -> v1::Report {
    let mut found = document(report);
    let tags = report.tags.iter().map(|tag| &tag.key);
    let stored = report.stored.iter().flat_map(|stored| &stored.tags);
    found.run.tags = list(tags.chain(stored).cloned().collect());
    found
}

fn lines(value: &Value, depth: usize, out: &mut String) {
    let (open, close, mut items): (char, char, Vec<(Option<&String>, &Value)>) = match value {
        Value::Object(fields) if fields.values().any(is_nested) => {
            ('{', '}', fields.iter().map(|(key, value)| (Some(key), value)).collect())
        }
        Value::Array(list) if list.iter().any(is_nested) => {
            ('[', ']', list.iter().map(|value| (None, value)).collect())
        }
        plain => return out.push_str(&plain.to_string()),
    };
    // What it is stands first, so that a file that is cut says it, too.
    items.sort_by_key(|(key, _)| key.is_some_and(|key| key != "schema"));
    out.push(open);
    for (at, (key, value)) in items.into_iter().enumerate() {
        out.push_str(if at > 0 { ",\n" } else { "\n" });
        out.push_str(&"  ".repeat(depth + 1));
        if let Some(key) = key {
            out.push_str(&Value::from(key.as_str()).to_string());
            out.push_str(": ");
        }
        lines(value, depth + 1, out);
    }
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
    out.push(close);
}

/// Does it hold anything?
fn is_nested(value: &Value) -> bool {
    match value {
        Value::Object(fields) => !fields.is_empty(),
        Value::Array(list) => !list.is_empty(),
        _ => false,
    }
}

/// A table with a line for each run.
pub fn baseline_text(reports: &[Report], keep_queries: bool) -> String {
    let reports: Vec<_> = reports.iter().map(|report| written(report, keep_queries)).collect();
    let first = |names: &[&str]| {
        let is_there = |series: &Series| reports.iter().any(|report| value(report, series, None).is_some());
        names.iter().map(|name| Series::metric(*name)).find(is_there)
    };
    let mut columns: Vec<(String, Series, Stat)> = Vec::new();
    if let Some(series) = first(&MAIN) {
        let of = [Stat::Med, Stat::P(95.0), Stat::P(99.0)];
        columns.extend(of.map(|stat| (words::stat_short(stat), series.clone(), stat)));
    }
    let rate = first(&["http_reqs", "iterations"]);
    columns.extend(rate.map(|series| (series.metric.clone(), series, Stat::Rate)));
    columns.extend(first(&FAILED).map(|series| (series.metric.clone(), series, Stat::Rate)));
    let mut rows = vec![["Start", "k6", "Length"].map(str::to_owned).to_vec()];
    rows[0].extend(columns.iter().map(|(title, ..)| title.clone()));
    for report in &reports {
        let length = report.run.part.map(|part| part.length_ms()).or(report.run.duration_ms);
        let mut row = vec![
            words::date(report),
            report.run.k6_version.clone().unwrap_or_else(|| NOT_STATED.to_owned()),
            length.map_or_else(|| NOT_STATED.to_owned(), format::duration),
        ];
        let cell = |(_, series, stat): &(String, Series, Stat)| {
            value(report, series, Some(*stat)).unwrap_or_else(|| NOT_STATED.to_owned())
        };
        row.extend(columns.iter().map(cell));
        rows.push(row);
    }
    let mut out = line(&format::counted(reports.len() as u64, "run"));
    if let Some((_, series, _)) = columns.iter().find(|(_, series, _)| MAIN.contains(&series.metric.as_str())) {
        out.push_str(&wrapped(&format!("p50, p95 and p99 are of {}, in ms.", series.metric), 0));
    }
    out.push('\n');
    let aligns = [&[Align::Left; 2][..], &vec![Align::Right; columns.len() + 1]].concat();
    out.extend(grid(rows, &aligns).map(|row| format!("{row}\n")));
    let mut parts: Vec<String> = reports.iter().filter_map(|report| words::selection(report)).collect();
    parts.dedup();
    for part in parts {
        out.push('\n');
        out.push_str(&wrapped(&format!("Only a part of each run: {part}."), 0));
    }
    out
}

const NOT_STATED: &str = "not stated";

/// A statistic of a run, or any, as it is shown.
fn value(report: &Report, series: &Series, stat: Option<Stat>) -> Option<String> {
    let metric = report.metrics.iter().find(|metric| metric.series == *series)?;
    match stat {
        Some(stat) => words::metric_value(metric, stat),
        None => metric.values.iter().next().map(|_| String::new()),
    }
}
