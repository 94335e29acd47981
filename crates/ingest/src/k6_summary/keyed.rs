//! Summaries with metrics by name: `--summary-export` and the object that handleSummary gets, also when a script
//! kept only a part of it.

use serde_json::Value;

use sloscope_model::metric::{MetricType, builtin};
use sloscope_model::options::Secret;

use super::metric::{self, Verdicts};
use super::{Notes, Object, groups, has_marks};
use crate::{Format, Summary};

/// Is it one of the two shapes, or like one? A metric by a name of k6's, or a mark of k6's beside the metrics.
pub(super) fn is(object: &Object) -> bool {
    let Some(metrics) = object.get("metrics").and_then(Value::as_object) else {
        return is_bare(object);
    };
    let like = |entry: &Value| metric::is_like(entry);
    let known = |(name, entry): (&String, &Value)| builtin(base(name)).is_some() && like(entry);
    has_marks(object) || metrics.iter().any(known) || (!metrics.is_empty() && metrics.values().all(is_typed))
}

/// `JSON.stringify(data.metrics)`: the metrics alone.
fn is_bare(object: &Object) -> bool {
    let known = |(name, entry): (&String, &Value)| builtin(base(name)).is_some() && metric::is_like(entry);
    object.iter().filter(|e| known(*e)).count() >= 2 && object.values().all(metric::is_like)
}

fn base(name: &str) -> &str {
    name.split('{').next().unwrap_or(name).trim()
}

fn is_typed(entry: &Value) -> bool {
    entry.get("values").is_some_and(Value::is_object) && entry.get("type").is_some() && metric::is_like(entry)
}

pub(super) fn read(object: &Object, notes: &mut Notes) -> (Format, Summary) {
    let metrics = object.get("metrics").and_then(Value::as_object).unwrap_or(object);
    let nested = metrics.values().any(|entry| entry.get("values").is_some_and(Value::is_object));
    let root_group = object.get("root_group").and_then(Value::as_object);
    // An export without metrics tells its shape by its groups.
    let legacy = match metrics.is_empty() {
        true => object.get("state").is_none(),
        false => !nested,
    };
    let verdicts = match (legacy, root_group) {
        (false, _) => Verdicts::Ok,
        (true, Some(_)) => Verdicts::Crossed,
        (true, None) => Verdicts::Unclear,
    };
    let of_trends = metrics.iter().filter(|(name, _)| builtin(base(name)).is_some_and(|b| b.0 == MetricType::Trend));
    let mut numbers = of_trends.filter_map(|(_, entry)| entry.get("values").unwrap_or(entry).as_object()).peekable();
    notes.trends_are_counts = numbers.peek().is_some()
        && numbers.all(|numbers| numbers.keys().all(|key| key == "count" || key == "thresholds"));
    let (mut summary, mut foreign) = (Summary::default(), false);
    for (name, entry) in metrics {
        let Some(entry) = entry.as_object() else {
            notes.untyped.push(name.clone());
            continue;
        };
        if let Some(read) = metric::read(name, entry, verdicts, false, notes) {
            foreign |= read.foreign;
            summary.metrics.push(read.metric);
        }
    }
    let unsure = || summary.metrics.iter().any(|m| m.thresholds.iter().any(|t| t.ok.is_none()));
    if verdicts == Verdicts::Unclear && unsure() {
        notes.others.push(
            "k6's verdicts on thresholds were left out: without root_group it is not clear that k6 wrote them, and its \
             true means crossed"
                .to_owned(),
        );
    }
    summary.duration_ms = object.get("state").and_then(|s| s.get("testRunDurationMs")).and_then(Value::as_f64);
    summary.duration_ms = notes.length(summary.duration_ms);
    summary.checks = root_group.and_then(|root| groups::tree(root, notes));
    if object.get("setup_data").is_some_and(|data| !data.is_null()) {
        summary.secrets.push(Secret::SetupData);
    }
    summary.saved = object.get("sloscope").and_then(|s| s.get("name")).and_then(Value::as_str).map(str::to_owned);
    if summary.saved.is_some() {
        // Its verdicts are sloscope's: the same numbers are judged again.
        summary.metrics.iter_mut().flat_map(|m| &mut m.thresholds).for_each(|threshold| threshold.ok = None);
        return (Format::SavedSummary, summary);
    }
    let format = match (foreign, legacy) {
        (true, _) => Format::SummaryLookalike,
        (false, true) => Format::SummaryLegacy,
        (false, false) => Format::SummaryHandle,
    };
    if foreign {
        notes.others.push("the file is like a summary of k6, but its keys are spelled as k6 never does".to_owned());
    }
    (format, summary)
}
