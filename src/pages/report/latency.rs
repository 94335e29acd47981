//! Latency in detail: requests as a whole, by outcome and by phase, and every other trend.

use std::sync::Arc;

use sloscope_core::report::{LatencyRow, Report, Scope, words};
use sloscope_core::slo::Verdict;
use sloscope_core::stat::Stat;

use super::{Page, hint, section};
use crate::components::element::{Element, classed, el};
use crate::components::figures::{Of, figure, hidden};
use crate::components::table::{Column, code, frame, numbers_of, row_head, words as column};

pub fn latency(_: Page, report: &Arc<Report>) -> Element {
    let part = section("latency", "Detailed latency");
    let latency = &report.latency;
    if latency.rows.is_empty() {
        return part.add(hint(words::no_latency(report)));
    }
    let mut columns: Vec<Column> = vec![column("ms")];
    columns.extend(latency.columns.iter().map(|stat| numbers_of(words::stat_short(*stat))));
    let span = columns.len().to_string();
    let group = |title: &'static str, wanted: &dyn Fn(&LatencyRow) -> bool| {
        let rows: Vec<Element> =
            latency.rows.iter().filter(|r| wanted(r)).map(|r| row(report, r, &latency.columns)).collect();
        let head =
            || el("tr").add(classed("th", "group").at("scope", "rowgroup").at("colspan", span.clone()).text(title));
        (!rows.is_empty()).then(|| el("tbody").add(head()).all(rows))
    };
    let is_request = |row: &LatencyRow| row.series.metric == "http_req_duration";
    let groups = el("table")
        .all(group("Requests", &is_request))
        .all(group("Phases of a request", &|row| row.phase))
        .all(group("Other trends", &|row| !row.phase && !is_request(row)));
    let missing = latency.rows.iter().any(|row| latency.columns.iter().any(|stat| row.values.get(*stat).is_none()));
    let means = match words::is_part(report) {
        true => "– means that no sample of it is in this part of the run; it is not 0.",
        false => "– means that the number is not in this file, or that there is no sample; it is not 0.",
    };
    let footnote = missing.then(|| hint(means));
    part.add(frame("Detailed latency, in milliseconds".into(), &columns, groups))
        .all(footnote)
        .all(latency.absent.clone().map(hint))
}

fn row(report: &Report, row: &LatencyRow, columns: &[Stat]) -> Element {
    let series = row.series.to_string();
    let scope = match row.scope {
        Scope::All => "all",
        Scope::Successes => "successes",
        Scope::Failures => "failures",
    };
    let head = row_head()
        .text(words::latency_label(row))
        .all((row.label != series).then(|| code(series.clone())))
        .all(row.note.clone().map(|note| classed("small", "note").text(note)));
    let cells = columns.iter().map(|stat| {
        let cell =
            figure(Of { series: &series, stat: *stat }, row.values.get(*stat), words::cell(row, *stat), row.samples);
        let cell = cell.at("data-scope", scope);
        let judged = words::objective_on(report, &row.series, *stat).filter(|_| row.scope == Scope::All);
        match judged.map(|o| o.verdict) {
            Some(Verdict::Fail) => cell.at("data-breaks", "").add(hidden(" breaks its objective")),
            _ => cell,
        }
    });
    el("tr").add(head).all(cells)
}
