//! Summaries: the numbers that k6 itself computed. Finds them in a JSON document, wrapped or not, and tells the
//! shapes apart; how each is read is in `keyed` and `machine`, one metric in `metric`, checks in `groups`.
//!
//! ```text
//! --summary-export                   { root_group: {…}, metrics: { http_reqs: { count, rate, thresholds } } }
//! handleSummary                      { root_group, state, metrics: { http_reqs: { type, contains, values: {…} } } }
//! --new-machine-readable-summary     { version, metadata, config, results: { metrics: [ { name, type, values } ] } }
//! GET /v1/metrics (REST)             { data: [ { type: "metrics", id, attributes: { type, contains, sample } } ] }
//! ```

mod flat;
mod groups;
mod keyed;
mod machine;
mod metric;
mod rest;

use serde_json::{Map, Value};

use sloscope_model::series::number_users;
use sloscope_model::time::{LONGEST, NANOS_PER_MS};

use super::{Diagnostics, Format, Summary};

pub(super) use self::rest::kind as rest_kind;

type Object = Map<String, Value>;

/// Objects and lists that are looked through for a summary.
const MOST_PLACES: usize = 10_000;
/// A summary may be wrapped in so many objects or lists.
const DEEPEST: usize = 2;

/// The summaries in a document, none if it holds none.
pub(super) fn read(document: &Value, diagnostics: &mut Diagnostics) -> Vec<(Format, Summary)> {
    if let Some(metrics) = rest::metrics(document) {
        diagnostics.notes.extend(rest::notes(document));
        return vec![(Format::SummaryRest, one(&metrics, diagnostics).1)];
    }
    let mut found: Vec<(Format, Summary)> = places(document).into_iter().map(|place| one(place, diagnostics)).collect();
    if found.is_empty() {
        found.extend(flat::read(document, diagnostics));
    }
    found
}

fn one(place: &Object, diagnostics: &mut Diagnostics) -> (Format, Summary) {
    let mut notes = Notes::default();
    let mut read = if machine::is(place) { machine::read(place, &mut notes) } else { keyed::read(place, &mut notes) };
    number_users(read.1.metrics.iter_mut().map(|metric| &mut metric.series));
    let values: usize = read.1.metrics.iter().map(|m| m.values.len()).sum();
    diagnostics.lines += (values + notes.unread.len()) as u64;
    diagnostics.used += values as u64;
    for sentence in notes.into_sentences() {
        // Several summaries of one script have the same oddities.
        if !diagnostics.notes.contains(&sentence) {
            diagnostics.notes.push(sentence);
        }
    }
    read
}

/// Objects that may be a summary: the document, what it holds, and what that holds. Those inside a summary are not.
fn places(document: &Value) -> Vec<&Object> {
    let mut level = vec![document];
    let (mut found, mut seen) = (Vec::new(), 0);
    for _ in 0..=DEEPEST {
        let mut next: Vec<&Value> = Vec::new();
        for value in level {
            seen += 1;
            if seen > MOST_PLACES {
                return found;
            }
            match value {
                Value::Object(object) if machine::is(object) || keyed::is(object) => found.push(object),
                Value::Object(object) => next.extend(object.values()),
                Value::Array(items) => next.extend(items),
                _ => {}
            }
        }
        level = next;
    }
    found
}

/// What is known of a summary besides its numbers.
#[derive(Default)]
struct Notes {
    /// Values that have a name that no statistic has: `http_reqs.foo`.
    unread: Vec<String>,
    /// Metrics whose type is not known.
    untyped: Vec<String>,
    /// The trends of the file have their number of samples and nothing else.
    trends_are_counts: bool,
    /// Rates with the 0 of k6 before 0.30.
    mended: bool,
    /// Counts that are none, or too large: `checks.passes`.
    uncounted: Vec<String>,
    /// Shares below 0 or above 1: `checks.rate`.
    no_shares: Vec<String>,
    others: Vec<String>,
}

impl Notes {
    /// The duration of a run in ms, if it is one.
    fn length(&mut self, stated: Option<f64>) -> Option<f64> {
        let ms = stated.filter(|ms| *ms > 0.0)?;
        if ms * NANOS_PER_MS > LONGEST as f64 {
            self.others.push("the duration of the run, more than 80 years, was left out".to_owned());
            return None;
        }
        Some(ms)
    }

    fn into_sentences(self) -> Vec<String> {
        let mut sentences = self.others;
        let some = |names: &[String]| {
            let shown: Vec<&str> = names.iter().take(5).map(String::as_str).collect();
            let more = if names.len() > 5 { format!(" and {} more", names.len() - 5) } else { String::new() };
            format!("{}{more}", shown.join(", "))
        };
        if !self.unread.is_empty() {
            sentences.push(format!("values that are no statistic of k6 were left out: {}", some(&self.unread)));
        }
        if !self.untyped.is_empty() {
            sentences.push(format!("entries that are no metric were left out: {}", some(&self.untyped)));
        }
        if !self.uncounted.is_empty() {
            sentences.push(format!(
                "counts that are no whole numbers, or above 2^53 and so not exact, were left out: {}",
                some(&self.uncounted)
            ));
        }
        if !self.no_shares.is_empty() {
            sentences.push(format!("shares below 0 or above 1 were left out: {}", some(&self.no_shares)));
        }
        if self.mended {
            sentences.push(
                "k6 before 0.30 wrote 0 for every rate; the rates are computed from passes and fails instead"
                    .to_owned(),
            );
        }
        sentences
    }
}

/// True for keys that k6 writes beside the metrics and hardly anybody else does.
fn has_marks(object: &Object) -> bool {
    let state = || object.get("state").and_then(|s| s.get("testRunDurationMs")).is_some();
    let options = || object.get("options").and_then(|o| o.get("summaryTrendStats")).is_some();
    object.get("root_group").is_some_and(Value::is_object) || state() || options()
}
