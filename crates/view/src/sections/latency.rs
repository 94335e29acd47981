//! Latency in detail: requests as a whole, by outcome and by phase, and every other trend.

use std::sync::Arc;

use sloscope_core::report::{LatencyRow, Report, Scope, words};
use sloscope_core::slo::Verdict;
use sloscope_core::stat::Stat;

use super::rows::{self, Texts, texts};
use super::{hint, section};
use crate::element::{Element, classed, el};
use crate::figures::{Of, figure, hidden};
use crate::list::List;
use crate::name::name;
use crate::table::{Column, code, numbers_of, row_head, words as column};

/// The section.
pub fn latency(report: &Arc<Report>) -> Element {
    let part = section("latency", "Detailed latency");
    let latency = &report.latency;
    if latency.rows.is_empty() {
        return part.child(hint(words::no_latency(report)));
    }
    let mut columns: Vec<Column> = vec![column("ms")];
    columns.extend(latency.columns.iter().map(|stat| numbers_of(words::stat_short(*stat))));
    let names: Texts = |report, _| {
        let order = order(report);
        texts(order.len(), &|at| words::latency_label(&report.latency.rows[order[at]]))
    };
    let list = List::table("Detailed latency, in milliseconds", "trends", &columns, latency.rows.len());
    let list = rows::draw(report, list, 0, names, draw);
    let missing = latency.rows.iter().any(|row| latency.columns.iter().any(|stat| row.values.get(*stat).is_none()));
    let means = match words::is_part(report) {
        true => "– means that this part of the run holds no sample of it, not 0.",
        false => "– means that the file does not hold the number, or no sample of it, not 0.",
    };
    let footnote = missing.then(|| hint(means));
    part.child(list).children(footnote).children(latency.absent.clone().map(hint))
}

const GROUPS: [&str; 3] = ["Requests", "Phases of a request", "Other trends"];

/// The index of a row's group.
fn group(row: &LatencyRow) -> usize {
    match row.series.metric == "http_req_duration" {
        true => 0,
        false => 2 - usize::from(row.phase),
    }
}

/// The rows group by group.
fn order(report: &Report) -> Vec<usize> {
    let rows = &report.latency.rows;
    (0..GROUPS.len()).flat_map(|of| (0..rows.len()).filter(move |at| group(&rows[*at]) == of)).collect()
}

fn draw(report: &Arc<Report>, _: usize, rows: &[usize], mut body: Element) -> Element {
    let (order, latency) = (order(report), &report.latency);
    let mut above = None;
    for one in rows.iter().map(|at| &latency.rows[order[*at]]) {
        let group = group(one);
        if above.replace(group) != Some(group) {
            let head = classed("th", "group")
                .attr("scope", "colgroup")
                .attr("colspan", (latency.columns.len() + 1).to_string());
            body = body.child(el("tr").child(head.child(GROUPS[group])));
        }
        body = body.child(row(report, one, &latency.columns));
    }
    body
}

fn row(report: &Report, row: &LatencyRow, columns: &[Stat]) -> Element {
    let series = row.series.to_string();
    let scope = match row.scope {
        Scope::All => "all",
        Scope::Successes => "successes",
        Scope::Failures => "failures",
    };
    let head = row_head()
        .child(name(&words::latency_label(row)))
        .children((row.label != series).then(|| code(series.clone())))
        .children(row.note.clone().map(|note| classed("small", "note").child(note)));
    let objectives = words::ObjectivesOn::of(report, &row.series);
    let cells = columns.iter().map(|stat| {
        let cell =
            figure(Of { series: &series, stat: *stat }, row.values.get(*stat), words::cell(row, *stat), row.samples);
        let cell = cell.attr("data-scope", scope);
        let judged = objectives.find(*stat).filter(|_| row.scope == Scope::All);
        match judged.map(|o| o.verdict) {
            Some(Verdict::Fail) => cell.attr("data-breaks", "").child(hidden(" breaks its objective")),
            _ => cell,
        }
    });
    el("tr").key(format!("{scope} {series}")).child(head).children(cells)
}
