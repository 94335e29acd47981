//! The table of errors in words, and values of the latency table.

use sloscope_model::format;
use sloscope_model::metric::{MetricType, why_unknown};
use sloscope_model::stat::Stat;

use super::{NONE_IN_PART, is_part};
use crate::report::{ErrorRow, ErrorTable, LatencyRow, MeasuredFrom, Report};

/// A value of the latency table, without its unit where the table names it (ms); `None` if the files do not have it.
pub fn cell(row: &LatencyRow, stat: Stat) -> Option<String> {
    let value = row.values.get(stat)?;
    Some(match stat {
        Stat::Count => format::value(value, stat.unit(MetricType::Trend, row.contains)),
        _ => format::in_millis(value),
    })
}

/// Why there is no latency.
pub fn no_latency(report: &Report) -> &'static str {
    if is_part(report) { "No latency is in this part of the run." } else { "No latency is in these files." }
}

/// What the dash of a value stands for that the files do not have.
pub fn latency_dash(report: &Report, row: &LatencyRow) -> &'static str {
    let metric = report.metrics.iter().find(|metric| metric.series == row.series);
    match metric.filter(|metric| metric.from == MeasuredFrom::Samples && metric.samples > Some(0)) {
        Some(metric) => why_unknown(&metric.series.metric),
        None if is_part(report) => NONE_IN_PART,
        None => "not in this file",
    }
}

/// How many requests failed, or why that is not known.
pub fn errors(report: &Report) -> String {
    errors_line(&report.errors, is_part(report))
}

fn errors_line(errors: &ErrorTable, is_part: bool) -> String {
    let counted = errors.failed.zip(errors.requests);
    match (&errors.absent, counted) {
        (_, Some((_, 0))) if is_part => "No HTTP request is in this part of the run.".to_owned(),
        (_, Some((_, 0))) => "The run made no HTTP requests.".to_owned(),
        (Some(why), Some((failed, all))) if failed > 0 => {
            let (failed, all) = (format::count(failed), format::counted(all, "request"));
            format!("{failed} of {all} failed; which ones is not known: {why}.")
        }
        (_, Some((1, 1))) => "The one request failed.".to_owned(),
        (_, Some((0, 1))) => "The one request succeeded.".to_owned(),
        (_, Some((0, all))) => format!("None of {} requests failed.", format::count(all)),
        (Some(why), _) => format!("Not known: {}.", why.trim_end_matches('.')),
        (None, Some((failed, all))) => {
            format!("{} of {} failed.", format::count(failed), format::counted(all, "request"))
        }
        (None, None) if errors.rows.is_empty() && is_part => "No failed request is in this part of the run.".to_owned(),
        (None, None) if errors.rows.is_empty() => "No failed request is in these files.".to_owned(),
        (None, None) => String::new(),
    }
}

/// Rows that are counted but not listed, where so many are shown.
pub fn errors_left_out(errors: &ErrorTable, shown: usize) -> Option<String> {
    let hidden = errors.rows.get(shown..).unwrap_or_default();
    let rows = errors.rows_left_out + hidden.len() as u64;
    let failures = errors.failures_left_out + hidden.iter().map(|row| row.count).sum::<u64>();
    let (kinds, are) = if rows == 1 { ("kind", "is") } else { ("kinds", "are") };
    let (rows, failures) = (format::count(rows), format::counted(failures, "failure"));
    (rows != "0").then(|| format!("{rows} more {kinds} of failure, {failures} in all, {are} left out."))
}

/// A row's share of all failures.
#[allow(clippy::cast_precision_loss)]
pub fn error_share(errors: &ErrorTable, row: &ErrorRow) -> Option<f64> {
    errors.failed.filter(|all| *all > 0).map(|all| row.count as f64 / all as f64)
}

/// `GET http://127.0.0.1/a`; `POST /clarify` of a name that begins with its method. Where addresses are summed up it is
/// said of how many.
pub fn endpoint(row: &ErrorRow) -> String {
    let name = row.endpoint.as_deref().unwrap_or_default();
    let method = row.method.as_deref().filter(|method| !begins_with_word(name, method)).unwrap_or_default();
    let text = format!("{method} {name}");
    match row.endpoints {
        0 | 1 => text.trim().to_owned(),
        n => format!("{} ({} addresses)", text.trim(), format::count(n)),
    }
}

/// Is this the text's first word?
pub fn begins_with_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "No request failed" and "the file does not say" are two things.
    #[test]
    fn what_is_said_of_errors() {
        let check = |failed, requests, absent: Option<&str>, text: &str| {
            let table = ErrorTable { failed, requests, absent: absent.map(str::to_owned), ..ErrorTable::default() };
            assert_eq!(errors_line(&table, false), text);
        };
        let why = Some("a summary does not say which requests failed");
        check(Some(0), Some(18_005), None, "None of 18,005 requests failed.");
        check(Some(0), Some(18_005), why, "None of 18,005 requests failed.");
        check(Some(3), Some(10), None, "3 of 10 requests failed.");
        check(
            Some(3),
            Some(10),
            why,
            "3 of 10 requests failed; which ones is not known: a summary does not say which requests failed.",
        );
        check(None, None, why, "Not known: a summary does not say which requests failed.");
        check(None, None, None, "No failed request is in these files.");
        check(Some(0), Some(0), why, "The run made no HTTP requests.");
        check(Some(1), Some(1), None, "The one request failed.");
        check(Some(0), Some(1), None, "The one request succeeded.");
        let part = |failed, requests| errors_line(&ErrorTable { failed, requests, ..ErrorTable::default() }, true);
        assert_eq!(part(Some(0), Some(0)), "No HTTP request is in this part of the run.");
        assert_eq!(part(None, None), "No failed request is in this part of the run.");
    }
    #[test]
    fn a_method_is_said_once() {
        let row = |method: &str, endpoint: &str, endpoints| {
            let of = |text: &str| Some(text.to_owned());
            endpoint_of(of(method), of(endpoint), endpoints)
        };
        assert_eq!(row("POST", "POST /clarify", 1), "POST /clarify");
        assert_eq!(row("POST", "/clarify", 1), "POST /clarify");
        assert_eq!(row("POST", "POSTS", 1), "POST POSTS");
        assert_eq!(row("GET", "http://h/user/:id", 226), "GET http://h/user/:id (226 addresses)");
        assert_eq!(endpoint_of(None, Some("x".to_owned()), 1), "x");
        assert_eq!(endpoint_of(None, None, 0), "");
    }

    fn endpoint_of(method: Option<String>, endpoint: Option<String>, endpoints: u64) -> String {
        super::endpoint(&ErrorRow { method, endpoint, endpoints, ..ErrorRow::default() })
    }
}
