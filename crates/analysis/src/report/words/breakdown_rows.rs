//! The rows of a breakdown as a person looks at them: searched, in the order of any column, and as CSV.

use std::cmp::Ordering;

use sloscope_model::format::{csv_line, csv_text};
use sloscope_model::order::sort_short;

use super::{breakdown_heads, breakdown_numbers, breakdown_value};
use crate::report::{Breakdown, BreakdownRow};

/// The rows that hold a text, in the order of a column: its tags come first, then its numbers. What is absent comes
/// last, whichever way the order is.
pub fn breakdown_order(found: &Breakdown, column: usize, descending: bool, search: &str) -> Vec<u32> {
    let search = search.trim().to_lowercase();
    let holds = |row: &BreakdownRow| {
        search.is_empty() || row.values.iter().any(|value| breakdown_value(value).to_lowercase().contains(&search))
    };
    let mut order: Vec<u32> = (0u32..).zip(&found.rows).filter(|(_, row)| holds(row)).map(|(at, _)| at).collect();
    let turned = |order: Ordering| if descending { order.reverse() } else { order };
    let keys = found.keys.len();
    let text = |at: u32| found.rows[at as usize].values[column].as_deref();
    let by_text = |a: u32, b: u32| match (text(a), text(b)) {
        (Some(a), Some(b)) => turned(a.cmp(b)),
        (a, b) => b.is_some().cmp(&a.is_some()),
    };
    let number = |row: &BreakdownRow| breakdown_numbers(found, row).get(column.checked_sub(keys)?).and_then(|n| n.0);
    let numbers: Vec<Option<f64>> = found.rows.iter().map(number).collect();
    let by_number = |a: u32, b: u32| match (numbers[a as usize], numbers[b as usize]) {
        (Some(a), Some(b)) => turned(a.total_cmp(&b)),
        (a, b) => b.is_some().cmp(&a.is_some()),
    };
    let compare: &dyn Fn(u32, u32) -> Ordering = if column < keys { &by_text } else { &by_number };
    sort_short(&mut order, |a, b| compare(*a, *b));
    order
}

/// All rows as CSV: full precision, times in ms, shares of one, an empty field where there is no value. Names and values of
/// tags come from files. Query strings of addresses are left out unless they are to be kept.
pub fn breakdown_csv(found: &Breakdown, keep_queries: bool) -> String {
    let without = if keep_queries { None } else { found.without_queries() };
    let found = without.as_ref().unwrap_or(found);
    let mut out = String::new();
    let head: Vec<String> = found.keys.iter().map(|key| csv_text(key)).chain(breakdown_heads(found)).collect();
    csv_line(&mut out, &head);
    for row in &found.rows {
        let values = row.values.iter().map(|value| csv_text(value.as_deref().unwrap_or_default()));
        let numbers = breakdown_numbers(found, row);
        let numbers = numbers.into_iter().map(|(value, _)| value.map_or_else(String::new, |value| value.to_string()));
        csv_line(&mut out, &values.chain(numbers).collect::<Vec<String>>());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::RateOver;
    use sloscope_model::stat::Stat;

    fn found() -> Breakdown {
        let row = |value: Option<&str>, count, p95| BreakdownRow {
            values: vec![value.map(str::to_owned)],
            count,
            share: 0.5,
            stats: vec![p95],
            ..BreakdownRow::default()
        };
        Breakdown {
            keys: vec!["name".to_owned()],
            metric: "http_req_duration".to_owned(),
            columns: vec![Stat::P(95.0)],
            rows: vec![
                row(Some("Beta"), 5, Some(1.5)),
                row(None, 5, None),
                row(Some("a,\"b\""), 2, Some(-0.25)),
                row(Some("alpha"), 1, Some(9.0)),
            ],
            rate_over: Some(RateOver::Active),
            no_errors: Some("it is not in this file".to_owned()),
            ..Breakdown::default()
        }
    }

    #[test]
    fn rows_in_the_order_of_any_column() {
        let found = found();
        // Columns: name, requests, share, per second, p95.
        assert_eq!(breakdown_order(&found, 0, false, ""), [0, 2, 3, 1]);
        assert_eq!(breakdown_order(&found, 0, true, ""), [3, 2, 0, 1]);
        assert_eq!(breakdown_order(&found, 1, true, ""), [0, 1, 2, 3]);
        assert_eq!(breakdown_order(&found, 1, false, ""), [3, 2, 0, 1]);
        assert_eq!(breakdown_order(&found, 4, true, ""), [3, 0, 2, 1]);
        assert_eq!(breakdown_order(&found, 4, false, ""), [2, 0, 3, 1]);
        assert_eq!(breakdown_order(&found, 9, true, ""), [0, 1, 2, 3], "a column that is not there");
    }

    #[test]
    fn rows_that_hold_a_text() {
        let found = found();
        assert_eq!(breakdown_order(&found, 1, true, " LPH "), [3]);
        assert_eq!(breakdown_order(&found, 1, true, "(no"), [1]);
        assert_eq!(breakdown_order(&found, 1, true, "nothing"), [0u32; 0]);
    }

    #[test]
    fn csv_quotes_what_it_must() {
        assert_eq!(
            breakdown_csv(&found(), false),
            "name,Requests,Share,Per second,p95\r\nBeta,5,0.5,,1.5\r\n,5,0.5,,\r\n\
             \"a,\"\"b\"\"\",2,0.5,,-0.25\r\nalpha,1,0.5,,9\r\n"
        );
    }

    #[test]
    fn csv_guards_texts_from_files_against_formulas_and_leaves_numbers() {
        for text in ["=1+2", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1"] {
            assert_eq!(csv_text(text), format!("'{}", text.replace(['\t', '\r'], " ")));
        }
        for text in ["", "-1", "+1.5", "-1e3", "/user/:id", "a=b", "GET"] {
            assert_eq!(csv_text(text), text);
        }
        let mut found = found();
        found.rows[0].values = vec![Some("=HYPERLINK(\"http://x\",\"y\")".to_owned())];
        let csv = breakdown_csv(&found, false);
        assert!(csv.contains("\r\n\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",5,"), "{csv}");
        // A number below 0 stays one.
        assert!(csv.contains(",-0.25\r\n"), "{csv}");
    }
}
