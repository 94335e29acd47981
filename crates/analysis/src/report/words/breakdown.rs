//! The breakdown in words: what its rows are, what their rates are over, and what is not in them.

use sloscope_model::format;
use sloscope_model::stat::{Stat, Unit};

use crate::report::{Breakdown, BreakdownRow, RateOver};

/// What stands where a tag has no value.
pub const NO_VALUE: &str = "(no value)";

/// What the samples are: "requests", "checks".
pub fn samples_of(found: &Breakdown) -> &'static str {
    match found.metric.as_str() {
        "http_req_duration" | "http_reqs" | "grpc_req_duration" | "browser_http_req_duration" => "requests",
        "iteration_duration" => "iterations",
        "ws_session_duration" => "sessions",
        "checks" => "checks",
        _ => "samples",
    }
}

/// `3 values of name, 18,005 requests (http_req_duration).`
pub fn breakdown(found: &Breakdown) -> String {
    if let Some(why) = &found.absent {
        return format!("Not known: {why}.");
    }
    let keys = found.keys.join(" and ");
    if found.rows.is_empty() {
        return format!("There is no sample of {} in this part of the run.", found.metric);
    }
    let all = found.rows.len() as u64 + found.rows_left_out;
    let rows = match found.keys.len() {
        1 => format::counted(all, "value"),
        _ => format::counted(all, "pair"),
    };
    let samples = samples_of(found);
    let samples = agreeing(samples, found.samples);
    format!("{rows} of {keys}, {} {samples} ({}).", format::count(found.samples), found.metric)
}

/// The word of [`samples_of`], of one alone without its s.
fn agreeing(samples: &str, n: u64) -> &str {
    samples.strip_suffix('s').filter(|_| n == 1).unwrap_or(samples)
}

/// What must be known to read the columns.
pub fn breakdown_notes(found: &Breakdown) -> Vec<String> {
    let mut notes = Vec::new();
    if found.rows.is_empty() {
        return notes;
    }
    if found.rows_left_out > 0 {
        notes.push(format!(
            "{} with {} {} {} left out: {} with the fewest.",
            format::counted(found.rows_left_out, "more row"),
            format::count(found.samples_left_out),
            agreeing(samples_of(found), found.samples_left_out),
            format::is_or_are(found.rows_left_out),
            if found.rows_left_out == 1 { "that" } else { "those" }
        ));
    }
    let rate = match found.rate_over {
        Some(RateOver::Active) => {
            "Rates are over the time in which the scenarios of a row were active; samples of no scenario (set-up, tear-down) are left out, and less than a second of activity has no rate."
        }
        Some(RateOver::Whole) => "Rates are over all of the time that is shown: the samples name no scenario.",
        None => "",
    };
    notes.extend((!rate.is_empty()).then(|| rate.to_owned()));
    notes.extend(found.no_errors.as_ref().map(|why| format!("There is no share of errors: {why}.")));
    notes
}

/// A value of a row's tags.
pub fn breakdown_value(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or(NO_VALUE)
}

/// The heads of the columns of numbers, in order: count, share, rate, errors, statistics.
pub fn breakdown_heads(found: &Breakdown) -> Vec<String> {
    let mut heads = vec![format::capitalised(samples_of(found)), "Share".to_owned()];
    heads.extend(found.rate_over.map(|_| "Per second".to_owned()));
    heads.extend(has_errors(found).then(|| if found.metric == "checks" { "Failed" } else { "Errors" }.to_owned()));
    heads.extend(found.columns.iter().map(|stat| breakdown_stat(found, *stat)));
    heads
}

/// What those columns are in k6's words, for programs: `count`, `error_rate`, `p(95)`.
pub fn breakdown_names(found: &Breakdown) -> Vec<String> {
    let mut names = vec!["count".to_owned(), "share".to_owned()];
    names.extend(found.rate_over.map(|_| "rate".to_owned()));
    names.extend(has_errors(found).then(|| "error_rate".to_owned()));
    names.extend(found.columns.iter().map(Stat::to_string));
    names
}

/// The head of a statistic: `p95 (ms)`.
pub fn breakdown_stat(found: &Breakdown, stat: Stat) -> String {
    match (found.unit(stat), stat) {
        (Unit::Millis, stat) => format!("{} (ms)", super::stat_short(stat)),
        (_, Stat::Rate) if found.metric == "checks" => "Passed".to_owned(),
        (_, Stat::Rate) => "Not zero".to_owned(),
        (_, Stat::Count) => "Sum".to_owned(),
        (_, stat) => super::stat_short(stat),
    }
}

fn has_errors(found: &Breakdown) -> bool {
    found.no_errors.is_none()
}

/// The raw values of those columns; `None` where there is none.
pub fn breakdown_numbers(found: &Breakdown, row: &BreakdownRow) -> Vec<(Option<f64>, Unit)> {
    #[allow(clippy::cast_precision_loss)]
    let mut numbers = vec![(Some(row.count as f64), Unit::Count), (Some(row.share), Unit::Fraction)];
    numbers.extend(found.rate_over.map(|_| (row.rate, Unit::PerSecond)));
    numbers.extend(has_errors(found).then_some((row.error_rate, Unit::Fraction)));
    numbers.extend(found.columns.iter().zip(&row.stats).map(|(stat, value)| (*value, found.unit(*stat))));
    numbers
}

/// A number as the table shows it: its head names ms.
pub fn breakdown_number(value: f64, unit: Unit) -> String {
    if unit == Unit::Millis { format::in_millis(value) } else { format::value(value, unit) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_breakdown() {
        let row = BreakdownRow { values: vec![None], count: 3, share: 1.0, ..BreakdownRow::default() };
        let mut found = Breakdown {
            keys: vec!["name".to_owned()],
            metric: "http_req_duration".to_owned(),
            rows: vec![row],
            samples: 3,
            ..Breakdown::default()
        };
        assert_eq!(breakdown(&found), "1 value of name, 3 requests (http_req_duration).");
        assert_eq!(breakdown_value(&found.rows[0].values[0]), "(no value)");
        assert!(breakdown_notes(&found).is_empty());
        found.keys.push("method".to_owned());
        (found.rows_left_out, found.samples_left_out, found.samples) = (9_999, 10_000, 10_003);
        assert_eq!(breakdown(&found), "10,000 pairs of name and method, 10,003 requests (http_req_duration).");
        assert_eq!(
            breakdown_notes(&found),
            ["9,999 more rows with 10,000 requests are left out: those with the fewest."]
        );
        found.rows.clear();
        assert_eq!(breakdown(&found), "There is no sample of http_req_duration in this part of the run.");
        found.absent = Some("no sample has the tag x; the tags are a, b".to_owned());
        assert_eq!(breakdown(&found), "Not known: no sample has the tag x; the tags are a, b.");
    }
}
