//! The report for the page's address, which has little room: `sloscope.report/1` with ever more left out until it fits. What
//! is left out is a note of the report. Verdict, objectives and findings stay whole.

use sloscope_analysis::report::Report;
use sloscope_model::format::safe_json;
use sloscope_stored::{v1, write};

use super::document;
use crate::written;

/// How many rows a table may have, one step after the other; with the first the report is whole.
const STEPS: [Option<usize>; 6] = [None, Some(200), Some(50), Some(20), Some(5), Some(0)];

/// What the first screen shows.
const SHOWN_FIRST: [&str; 7] = [
    "http_req_duration",
    "http_req_duration{expected_response:true}",
    "http_reqs",
    "http_req_failed",
    "checks",
    "iterations",
    "dropped_iterations",
];
/// What is said of it; a list follows.
const SAID: &str = "This report came in a link, which has little room. Left out of it:";

/// The report as text, each one shorter than the one before, with the query strings of addresses if they are to be kept.
pub fn held(report: &Report, keep_queries: bool) -> impl Iterator<Item = String> + '_ {
    STEPS.into_iter().map(move |rows| {
        let mut shorter = document(&written(report, keep_queries));
        if let Some(rows) = rows {
            shorten(&mut shorter, rows);
        }
        // Writing a value as JSON cannot fail.
        safe_json(&serde_json::to_string(&write(shorter)).unwrap_or_default()).into_owned()
    })
}

fn shorten(report: &mut v1::Report, rows: usize) {
    let mut left = Vec::new();
    if let Some(load) = &mut report.load {
        left.extend(load.timeline.take().map(|_| "the load over time".to_owned()));
    }
    if let Some(found) = &mut report.breakdown {
        let gone = cut(&mut found.rows, rows, "rows of the breakdown", &mut left);
        more(&mut found.rows_left_out, gone.len() as u64);
        more(&mut found.samples_left_out, gone.iter().map(|row| row.count).sum());
    }
    if let Some(found) = &mut report.errors {
        let gone = cut(&mut found.rows, rows, "rows of errors", &mut left);
        more(&mut found.rows_left_out, gone.len() as u64);
        more(&mut found.failures_left_out, gone.iter().map(|row| row.count).sum());
    }
    if let Some(checks) = &mut report.checks {
        // Those that failed stay first.
        let (all, mut room) = (checks.len(), [rows, rows]);
        room[0] = rows.saturating_sub(checks.iter().filter(|check| check.fails > 0).count());
        checks.retain(|check| has_room(&mut room[usize::from(check.fails > 0)]));
        said((all - checks.len(), all), "checks", &mut left);
    }
    for check in &mut report.cross_checks {
        cut(&mut check.differences, rows, "differences between files", &mut left);
    }
    cut_metrics(report, rows, &mut left);
    if !left.is_empty() {
        let text = format!("{SAID} {}.", left.join("; "));
        report.notes.insert(0, v1::Note { level: "info".to_owned(), text });
    }
}

/// Metrics as a whole and their parts, whose names have braces, have so much room each. Those of objectives stay.
fn cut_metrics(report: &mut v1::Report, rows: usize, left: &mut Vec<String>) {
    let (all, mut room) = (report.metrics.len(), [rows, rows]);
    let objectives = &report.objectives;
    report.metrics.retain(|name, _| {
        let is_needed = SHOWN_FIRST.contains(&name.as_str()) || objectives.iter().any(|of| of.series == *name);
        is_needed || has_room(&mut room[usize::from(name.contains('{'))])
    });
    said((all - report.metrics.len(), all), "metrics", left);
}

fn has_room(room: &mut usize) -> bool {
    let has = *room > 0;
    *room = room.saturating_sub(1);
    has
}

/// Keeps the first rows; answers the others.
fn cut<T>(list: &mut Vec<T>, rows: usize, things: &str, left: &mut Vec<String>) -> Vec<T> {
    let all = list.len();
    let gone = list.split_off(rows.min(all));
    said((gone.len(), all), things, left);
    gone
}

fn said((gone, all): (usize, usize), things: &str, left: &mut Vec<String>) {
    left.extend((gone > 0).then(|| format!("{gone} of {all} {things}")));
}

/// A count that is absent where nothing was left out.
fn more(known: &mut Option<u64>, gone: u64) {
    if gone > 0 {
        *known = Some(known.unwrap_or_default() + gone);
    }
}
