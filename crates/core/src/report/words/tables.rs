//! The table of errors in words, and values of the latency table.

use crate::format;
use crate::metric::MetricType;
use crate::report::{ErrorRow, ErrorTable, LatencyRow};
use crate::stat::Stat;

/// A value of the latency table, without its unit where the table names it (ms); `None` if the files do not have it.
pub fn cell(row: &LatencyRow, stat: Stat) -> Option<String> {
    let value = row.values.get(stat)?;
    Some(match stat {
        Stat::Count => format::value(value, stat.unit(MetricType::Trend, row.contains)),
        _ => format::in_millis(value),
    })
}

/// How many requests failed, or why that is not known.
pub fn errors(errors: &ErrorTable) -> String {
    let counted = errors.failed.zip(errors.requests);
    match (&errors.absent, counted) {
        (_, Some((_, 0))) => "The run made no HTTP requests.".to_owned(),
        (Some(why), Some((failed, all))) if failed > 0 => {
            let (failed, all) = (format::count(failed), format::count(all));
            format!("{failed} of {all} requests failed; which ones is not known: {why}.")
        }
        (_, Some((0, all))) => format!("No request failed, of {}.", format::count(all)),
        (Some(why), _) => format!("Not known: {}.", why.trim_end_matches('.')),
        (None, Some((failed, all))) => {
            format!("{} of {} requests failed.", format::count(failed), format::count(all))
        }
        (None, None) if errors.rows.is_empty() => "No failed request is in these files.".to_owned(),
        (None, None) => String::new(),
    }
}

/// Rows that are counted but not listed.
pub fn errors_left_out(errors: &ErrorTable) -> Option<String> {
    let (rows, failures) = (format::count(errors.rows_left_out), format::count(errors.failures_left_out));
    (errors.rows_left_out > 0)
        .then(|| format!("{rows} more kinds of failure, {failures} failures in all, are left out."))
}

/// A row's share of all failures.
#[allow(clippy::cast_precision_loss)]
pub fn error_share(errors: &ErrorTable, row: &ErrorRow) -> Option<f64> {
    errors.failed.filter(|all| *all > 0).map(|all| row.count as f64 / all as f64)
}

/// `GET http://127.0.0.1/a`.
pub fn endpoint(row: &ErrorRow) -> String {
    [&row.method, &row.endpoint].into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "No request failed" and "the file does not say" are two things.
    #[test]
    fn what_is_said_of_errors() {
        let check = |failed, requests, absent: Option<&str>, text: &str| {
            let table = ErrorTable { failed, requests, absent: absent.map(str::to_owned), ..ErrorTable::default() };
            assert_eq!(errors(&table), text);
        };
        let why = Some("a summary does not say which requests failed");
        check(Some(0), Some(18_005), None, "No request failed, of 18,005.");
        check(Some(0), Some(18_005), why, "No request failed, of 18,005.");
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
    }
}
