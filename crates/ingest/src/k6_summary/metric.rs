//! One metric of a summary: its type, its statistics and its thresholds, in any of k6's shapes and in those that
//! people write. What is null or missing is absent, never 0.

use serde_json::Value;

use sloscope_model::metric::{Contains, MetricType, builtin};
use sloscope_model::places::Places;
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Values, whole};

use super::{Notes, Object};
use crate::{SummaryMetric, SummaryThreshold};

/// How k6's verdict on a threshold is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdicts {
    /// `true` = crossed (--summary-export).
    Crossed,
    /// `{"ok": true}` = kept (handleSummary).
    Ok,
    /// Nobody knows which of the two a boolean means.
    Unclear,
}

/// A metric, and whether its keys are spelled as k6 never spells them.
pub(super) struct Read {
    pub metric: SummaryMetric,
    pub foreign: bool,
}

/// Keys of an entry that are no statistics.
const DESCRIPTION: [&str; 7] = ["type", "contains", "name", "thresholds", "values", "tainted", "submetrics"];

/// A summary's number by its key: k6's spelling, the machine-readable one (`p95`), else one that people use.
#[derive(Clone, Copy, PartialEq)]
enum Key {
    Stat(Stat),
    /// Machine-readable: samples that are not zero, and all samples.
    Matches,
    Total,
}

impl Key {
    fn name(self) -> String {
        match self {
            Self::Stat(stat) => stat.to_string(),
            Self::Matches => "matches".to_owned(),
            Self::Total => "total".to_owned(),
        }
    }
}

/// The second is true for spellings that k6 has in no shape.
fn key(text: &str) -> Option<(Key, bool)> {
    match text {
        "matches" => return Some((Key::Matches, false)),
        "total" => return Some((Key::Total, false)),
        "stddev" => return Some((Key::Stat(Stat::StdDev), true)),
        "rate_active" => return None,
        _ => {}
    }
    if let Some(stat) = Stat::parse(text) {
        return Some((Key::Stat(stat), false));
    }
    let plain: String = text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '.').collect();
    let stat = match plain.to_ascii_lowercase().as_str() {
        "mean" | "average" | "avg" => Stat::Avg,
        "median" | "med" => Stat::Med,
        "minimum" | "min" => Stat::Min,
        "maximum" | "max" => Stat::Max,
        "std" | "stdev" | "stddev" => Stat::StdDev,
        other => {
            let number = other.strip_prefix("percentile").or_else(|| other.strip_prefix('p')).unwrap_or(other);
            let percentile = number.strip_suffix("th").unwrap_or(number);
            let marked = number != other || percentile != number || text.ends_with('%');
            Stat::parse(&format!("p({percentile})")).filter(|_| marked)?
        }
    };
    Some((Key::Stat(stat), true))
}

/// Could this be the entry of a metric?
pub(super) fn is_like(entry: &Value) -> bool {
    let Some(object) = entry.as_object() else { return false };
    let numbers = object.get("values").and_then(Value::as_object).unwrap_or(object);
    let described = object.get("type").and_then(Value::as_str).is_some_and(|t| MetricType::parse(t).is_some());
    described || numbers.iter().any(|(name, value)| (value.is_number() || value.is_null()) && key(name).is_some())
}

/// Reads a metric. `pure_p` is false where `p95` without brackets is a spelling that k6 does not use.
pub(super) fn read(name: &str, entry: &Object, verdicts: Verdicts, pure_p: bool, notes: &mut Notes) -> Option<Read> {
    let series = Series::parse(name).unwrap_or_else(|_| Series::metric(name));
    let numbers = entry.get("values").and_then(Value::as_object).unwrap_or(entry);
    let (mut found, mut places): (Vec<(Key, Option<f64>)>, _) = (Vec::new(), Places::default());
    let mut foreign = false;
    for (name_of_value, value) in numbers.iter().filter(|(name, _)| !DESCRIPTION.contains(&name.as_str())) {
        let Some((key, alias)) = key(name_of_value) else {
            notes.unread.push(format!("{name}.{name_of_value}"));
            continue;
        };
        foreign |= alias || (!pure_p && matches!(key, Key::Stat(Stat::P(_))) && !name_of_value.contains('('));
        // An own key wins over another spelling of the same.
        match places.place(&key.name()) {
            (_, true) => found.push((key, value.as_f64())),
            (at, false) if !alias => found[at].1 = value.as_f64(),
            _ => {}
        }
    }
    let text = |key: &str| entry.get(key).and_then(Value::as_str);
    let stated = text("type").and_then(MetricType::parse);
    let Some(kind) = stated
        .or_else(|| infer(&found))
        .or_else(|| builtin(&series.metric).map(|b| b.0))
        .or_else(|| counted(&found, notes))
    else {
        notes.untyped.push(name.to_owned());
        return None;
    };
    let metric = SummaryMetric {
        kind,
        contains: text("contains").and_then(Contains::parse),
        values: values(kind, &counts(name, kind, found, notes), notes),
        thresholds: entry.get("thresholds").map(|t| thresholds(t, verdicts)).unwrap_or_default(),
        series,
    };
    Some(Read { metric, foreign })
}

/// The type, from the names of the values; null ones count as well.
fn infer(found: &[(Key, Option<f64>)]) -> Option<MetricType> {
    let has = |key: Key| found.iter().any(|(k, _)| *k == key);
    let stat = |stat: Stat| has(Key::Stat(stat));
    let spread = found.iter().any(|(k, _)| matches!(k, Key::Stat(Stat::Avg | Stat::Med | Stat::P(_) | Stat::StdDev)));
    Some(if stat(Stat::Passes) || stat(Stat::Fails) || has(Key::Matches) {
        MetricType::Rate
    } else if spread {
        MetricType::Trend
    } else if stat(Stat::Count) && stat(Stat::Rate) {
        MetricType::Counter
    } else if stat(Stat::Value) {
        MetricType::Gauge
    } else if stat(Stat::Min) || stat(Stat::Max) {
        MetricType::Trend
    } else {
        return None;
    })
}

/// A count alone: of samples, if the trends of the file have nothing else (`summaryTrendStats: ['count']`), else the sum
/// of a counter, whose rate somebody left out.
fn counted(found: &[(Key, Option<f64>)], notes: &Notes) -> Option<MetricType> {
    let alone = found.iter().all(|(key, _)| *key == Key::Stat(Stat::Count)) && !found.is_empty();
    alone.then_some(if notes.trends_are_counts { MetricType::Trend } else { MetricType::Counter })
}

/// Without the numbers of samples that are none, and shares that are none.
fn counts(
    metric: &str,
    kind: MetricType,
    found: Vec<(Key, Option<f64>)>,
    notes: &mut Notes,
) -> Vec<(Key, Option<f64>)> {
    // k6's own counters count things; another one is a sum of anything.
    let of_things = kind == MetricType::Counter && builtin(metric.split('{').next().unwrap_or(metric)).is_some();
    let counts = |key: Key| match key {
        Key::Stat(Stat::Passes | Stat::Fails) | Key::Matches | Key::Total => kind == MetricType::Rate,
        Key::Stat(Stat::Count) => kind == MetricType::Trend || of_things,
        Key::Stat(_) => false,
    };
    let is_share = |key: Key| kind == MetricType::Rate && matches!(key, Key::Stat(Stat::Rate | Stat::Value));
    let is_one = |(key, value): &(Key, Option<f64>)| {
        value.is_none_or(|n| (!counts(*key) || whole(n).is_some()) && (!is_share(*key) || (0.0..=1.0).contains(&n)))
    };
    let (kept, left_out): (Vec<_>, Vec<_>) = found.into_iter().partition(is_one);
    for (key, _) in left_out {
        let list = if is_share(key) { &mut notes.no_shares } else { &mut notes.uncounted };
        list.push(format!("{metric}.{}", key.name()));
    }
    kept
}

/// The statistics that a metric of this type has.
fn values(kind: MetricType, found: &[(Key, Option<f64>)], notes: &mut Notes) -> Values {
    let get = |key: Key| found.iter().find(|(k, _)| *k == key).and_then(|(_, v)| *v);
    let stat = |stat: Stat| get(Key::Stat(stat));
    match kind {
        // What k6 does not state of this type, but the file does, is kept too.
        MetricType::Counter | MetricType::Gauge | MetricType::Trend => found
            .iter()
            .filter_map(|(key, value)| if let Key::Stat(stat) = key { Some((*stat, (*value)?)) } else { None })
            .collect(),
        MetricType::Rate => {
            // Both counts are of samples; what k6 calls passes are those that are not zero, also of http_req_failed.
            let passes = stat(Stat::Passes).or_else(|| get(Key::Matches));
            let others = || Some(get(Key::Total)? - get(Key::Matches)?).filter(|others| *others >= 0.0);
            let fails = stat(Stat::Fails).or_else(others);
            let share = passes.zip(fails).filter(|(p, f)| p + f > 0.0).map(|(p, f)| p / (p + f));
            let counted = passes.is_some() && fails.is_some();
            let stated = stat(Stat::Rate).or_else(|| stat(Stat::Value));
            let rate = match (stated, share) {
                // No sample: k6 writes 0 for what is not defined.
                (_, None) if counted => None,
                (Some(0.0), Some(share)) if share > 0.0 => {
                    notes.mended = true;
                    Some(share)
                }
                (stated, share) => stated.or(share),
            };
            let all = [(Stat::Rate, rate), (Stat::Passes, passes), (Stat::Fails, fails)];
            all.into_iter().filter_map(|(stat, value)| Some((stat, value?))).collect()
        }
    }
}

/// Thresholds by their expression, or a list of expressions.
fn thresholds(stated: &Value, verdicts: Verdicts) -> Vec<SummaryThreshold> {
    match stated {
        Value::Object(map) => map
            .iter()
            .map(|(expression, verdict)| {
                let ok = match verdict {
                    Value::Object(object) => object.get("ok").and_then(Value::as_bool),
                    Value::Bool(crossed) if verdicts == Verdicts::Crossed => Some(!crossed),
                    _ => None,
                };
                SummaryThreshold { expression: expression.clone(), ok }
            })
            .collect(),
        Value::Array(items) => {
            let text = |item: &Value| item.as_str().or_else(|| item.get("threshold")?.as_str()).map(str::to_owned);
            let one = |item: &Value| {
                let ok = item.get("ok").and_then(Value::as_bool).filter(|_| verdicts == Verdicts::Ok);
                Some(SummaryThreshold { expression: text(item)?, ok })
            };
            items.iter().filter_map(one).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        let stat = |text: &str| match key(text) {
            Some((Key::Stat(stat), alias)) => Some((stat.to_string(), alias)),
            _ => None,
        };
        let check = |text: &str, wanted: &str, alias: bool| assert_eq!(stat(text), Some((wanted.to_owned(), alias)));
        check("p(99.9)", "p(99.9)", false);
        check("p95", "p(95)", false);
        check("95%", "p(95)", true);
        check("99.9%", "p(99.9)", true);
        check("P95", "p(95)", true);
        check("95th", "p(95)", true);
        check("percentile_95", "p(95)", true);
        check("Mean", "avg", true);
        check("median", "med", true);
        for none in ["95", "foo", "p", "", "%", "1e9%", "th", "percentile"] {
            assert_eq!(stat(none), None, "{none}");
        }
    }
}
