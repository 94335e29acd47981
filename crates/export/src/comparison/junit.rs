//! A comparison as JUnit XML: a test case for each limit, as CI servers show them.

use sloscope_compare::{Comparison, Outcome, Row, words};

use super::written;
use crate::xml::xml;

/// The gated rows as test cases: an exceeded limit is a failure, one that is not known to be kept an error.
pub fn comparison_junit(comparison: &Comparison, keep_queries: bool) -> String {
    let comparison = &*written(comparison, keep_queries);
    let gated: Vec<(&Row, Outcome)> =
        comparison.rows.iter().filter_map(|row| Some((row, row.gate.as_ref()?.outcome))).collect();
    let number = |of: Outcome| gated.iter().filter(|(_, outcome)| *outcome == of).count();
    let (failures, errors) = (number(Outcome::Exceeded), number(Outcome::Unknown));
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str(&format!(
        "<testsuites tests=\"{0}\" failures=\"{failures}\" errors=\"{errors}\">\n  <testsuite name=\"sloscope compare\" tests=\"{0}\" failures=\"{failures}\" errors=\"{errors}\">\n",
        gated.len()
    ));
    for (row, outcome) in &gated {
        let limit = row.gate.as_ref().map_or("", |gate| gate.limit.as_str());
        let name = format!("{}, {limit}", words::title(row));
        out.push_str(&format!("    <testcase classname=\"{}\" name=\"{}\"", xml(&row.series.to_string()), xml(&name)));
        let kind = match outcome {
            Outcome::Kept => {
                out.push_str("/>\n");
                continue;
            }
            Outcome::Exceeded => "failure",
            Outcome::Unknown => "error",
        };
        let why = row.why.as_ref().map(|why| format!(" {why}")).unwrap_or_default();
        out.push_str(&format!(
            ">\n      <{kind} type=\"{}\" message=\"{}\"/>\n    </testcase>\n",
            row.verdict.as_str(),
            xml(&format!("{}.{why}", row.sentence))
        ));
    }
    out.push_str(&format!(
        "    <system-out>{}</system-out>\n  </testsuite>\n</testsuites>\n",
        xml(&comparison.headline)
    ));
    out
}
