//! Samples as k6's NDJSON (`--out json`), so that k6's own tools and sloscope read a run of the generator back
//! (k6: internal/output/json). In pieces, since a run may be longer than a text can be.

use std::borrow::Cow;
use std::iter::Peekable;

use sloscope_model::format::Queries;
use sloscope_model::metric::{MetricType, builtin};
use sloscope_model::names::holds;
use sloscope_model::options::Declared;
use sloscope_model::series::Series;
use sloscope_model::stat::Stat;
use sloscope_model::time::to_rfc3339_at;
use sloscope_objectives::Expression;
use sloscope_store::{Column, Sample, Store, TagSetId};

/// What k6 writes of one request, one after the other, before anything else of the same instant.
const TRAIL: &str = "http_req";

struct Source<'a> {
    column: &'a Column,
    rows: Peekable<Box<dyn Iterator<Item = Sample> + 'a>>,
    declared: bool,
}

/// The lines of a store, by time. Each metric is declared before its first sample.
pub struct K6Json<'a> {
    store: &'a Store,
    thresholds: Cow<'a, [Declared]>,
    /// Sub-metrics that are declared besides those of thresholds; `None` for the one that k6 always has.
    submetrics: Option<Cow<'a, [Series]>>,
    /// Of the zone in which times are written, east of UTC.
    offset_minutes: i16,
    /// Leaves out the query strings of addresses.
    queries: Option<Queries>,
    sources: Vec<Source<'a>>,
    /// The name of the run, until it is written: with the first metric that is declared.
    name: Option<String>,
    /// Objectives on metrics without a sample are declared first, so that they are not lost.
    begun: bool,
    /// Thresholds of sub-metrics are written too.
    is_saved: bool,
    /// Tags of the sample before, as JSON.
    last: Option<(TagSetId, String)>,
}

impl<'a> K6Json<'a> {
    /// All samples of a store, with their metrics; `thresholds` are declared with the metrics that they are on.
    pub fn new(store: &'a Store, thresholds: &'a [Declared]) -> Self {
        let source = |column: &'a Column| {
            let rows: Box<dyn Iterator<Item = Sample> + 'a> = Box::new(column.samples());
            Source { column, rows: rows.peekable(), declared: false }
        };
        let sources = store.columns().map(source).collect();
        Self {
            store,
            thresholds: Cow::Borrowed(thresholds),
            submetrics: None,
            offset_minutes: 0,
            queries: None,
            sources,
            name: None,
            begun: true,
            is_saved: false,
            last: None,
        }
    }

    /// Says again what k6's own file said besides its samples: metrics without any, the sub-metrics that have thresholds,
    /// which it does not state, and the zone of its times, in minutes east of UTC.
    pub fn like(mut self, submetrics: &'a [Series], offset_minutes: i16) -> Self {
        (self.submetrics, self.offset_minutes) = (Some(Cow::Borrowed(submetrics)), offset_minutes);
        self.begun = false;
        self
    }

    /// Marks the file as that of a run by sloscope, with its name and all its objectives. k6 and other readers leave
    /// out what is added: keys that they do not know.
    pub fn saved_as(mut self, name: &str) -> Self {
        (self.name, self.begun) = (Some(name.to_owned()), false);
        self
    }

    /// Leaves out the query strings of addresses: in tags, and in the selectors of thresholds, which still fit them.
    pub fn without_queries(mut self) -> Self {
        let mut queries = Queries::default();
        let of_thresholds = self.thresholds.to_mut().iter_mut().map(|declared| &mut declared.series);
        for (key, value) in of_thresholds
            .chain(self.submetrics.iter_mut().flat_map(|own| own.to_mut()))
            .flat_map(|series| &mut series.tags)
        {
            *value = queries.left_out(value, holds(key)).into_owned();
        }
        self.queries = Some(queries);
        self
    }

    /// Adds lines to a text until it has about so many bytes; false when there are no more.
    pub fn write(&mut self, text: &mut String, about: usize) -> bool {
        if !self.begun {
            self.begun = true;
            self.without_samples(text);
        }
        while text.len() < about {
            let Some(first) = self.earliest() else { return false };
            let Some(sample) = self.sources[first].rows.next() else { return false };
            self.line(first, sample, text);
            if self.sources[first].column.name.starts_with(TRAIL) {
                self.trail(first, sample, text);
            }
        }
        true
    }

    /// The source with the earliest sample; of equal ones the first, which k6 writes first.
    fn earliest(&mut self) -> Option<usize> {
        let times = self.sources.iter_mut().enumerate().filter_map(|(at, s)| Some((s.rows.peek()?.time, at)));
        times.min().map(|(_, at)| at)
    }

    /// The other lines of the same request: same time, same tags.
    fn trail(&mut self, first: usize, of: Sample, text: &mut String) {
        // The first is http_reqs, and its next line begins another request.
        for at in (0..self.sources.len()).filter(|at| *at != first) {
            let source = &mut self.sources[at];
            let same = source.column.name.starts_with(TRAIL)
                && source.rows.peek().is_some_and(|next| next.time == of.time && next.tag_set == of.tag_set);
            // One line of each: the next one belongs to another request.
            if same && let Some(sample) = source.rows.next() {
                self.line(at, sample, text);
            }
        }
    }

    fn line(&mut self, at: usize, sample: Sample, text: &mut String) {
        let column = self.sources[at].column;
        let name = quoted(&column.name);
        if !self.sources[at].declared {
            self.sources[at].declared = true;
            self.declaration(column, &name, text);
        }
        if self.last.as_ref().is_none_or(|(set, _)| *set != sample.tag_set) {
            self.last = Some((sample.tag_set, self.tags(sample.tag_set)));
        }
        let tags = self.last.as_ref().map_or("{}", |(_, tags)| tags);
        text.push_str(&format!(
            "{{\"metric\":{name},\"type\":\"Point\",\"data\":{{\"time\":\"{}\",\"value\":{},\"tags\":{tags}}}}}\n",
            to_rfc3339_at(sample.time, self.offset_minutes),
            go_float(sample.value)
        ));
    }

    fn tags(&mut self, set: TagSetId) -> String {
        // The tags of a set are by order of their interning; k6 writes them by name.
        let mut pairs: Vec<(&str, &str)> = self.store.tags.iter(set).collect();
        sloscope_model::order::sort_short_by_key(&mut pairs, |pair| pair.0);
        let mut pair = |(key, value): &(&str, &str)| match &mut self.queries {
            Some(queries) => format!("{}:{}", quoted(key), quoted(&queries.left_out(value, holds(key)))),
            None => format!("{}:{}", quoted(key), quoted(value)),
        };
        format!("{{{}}}", pairs.iter().map(&mut pair).collect::<Vec<_>>().join(","))
    }

    fn without_samples(&mut self, text: &mut String) {
        let (store, mut absent) = (self.store, Store::new());
        let is_like = self.submetrics.is_some();
        for column in store.columns().filter(|column| is_like && column.is_empty() && column.kind.is_some()) {
            self.declaration(column, &quoted(&column.name), text);
        }
        for declared in self.thresholds.iter() {
            let name = declared.series.metric.as_str();
            if store.by_name(name).is_none_or(|column| column.is_empty() && !is_like) && absent.by_name(name).is_none()
            {
                let id = absent.metric(name);
                let kind = builtin(name).map_or_else(|| kind_of(&declared.expression), |known| known.0);
                absent.declare(id, kind, builtin(name).map(|known| known.1));
            }
        }
        for column in absent.columns() {
            self.declaration(column, &quoted(&column.name), text);
        }
    }

    fn declaration(&mut self, column: &Column, name: &str, text: &mut String) {
        let saved = self.name.take();
        let is_saved = saved.is_some() || self.is_saved;
        self.is_saved = is_saved;
        let of_metric = |d: &&Declared| d.series.metric == column.name;
        let mut stated = Vec::new();
        let mut subs: Vec<&Series> = Vec::new();
        for declared in self.thresholds.iter().filter(of_metric) {
            if declared.series.tags.is_empty() {
                stated.push(threshold(declared));
            } else if !subs.contains(&&declared.series) {
                subs.push(&declared.series);
            }
        }
        let expected = Series::metric("http_req_duration").with("expected_response", "true");
        let own = self.submetrics.as_deref().unwrap_or(std::slice::from_ref(&expected));
        for series in own.iter().filter(|series| series.metric == column.name) {
            if !subs.iter().any(|known| known.same_as(series)) {
                subs.push(series);
            }
        }
        let of_series = |series: &Series| -> Vec<String> {
            let own = self.thresholds.iter().filter(|d| is_saved && d.series == *series);
            own.map(threshold).collect()
        };
        let subs: Vec<String> = subs.into_iter().map(|series| submetric(series, &of_series(series))).collect();
        let mark = saved.map(|name| format!(",\"sloscope\":{{\"name\":{}}}", quoted(&name))).unwrap_or_default();
        let subs = if subs.is_empty() { "null".to_owned() } else { format!("[{}]", subs.join(",")) };
        let kind = column.kind.unwrap_or(MetricType::Trend).as_str();
        let contains = column.contains.unwrap_or_default().as_str();
        text.push_str(&format!(
            "{{\"type\":\"Metric\",\"data\":{{\"name\":{name},\"type\":\"{kind}\",\"contains\":\"{contains}\",\
             \"thresholds\":[{}],\"submetrics\":{subs}{mark}}},\"metric\":{name}}}\n",
            stated.join(",")
        ));
    }
}

/// The type of a metric that k6 does not have, by what is asked of it.
fn kind_of(expression: &str) -> MetricType {
    match Expression::parse(expression).map(|e| e.stat) {
        Ok(Stat::Rate) => MetricType::Rate,
        Ok(Stat::Count) => MetricType::Counter,
        Ok(Stat::Value) => MetricType::Gauge,
        _ => MetricType::Trend,
    }
}

/// A text, or an object where it aborts.
fn threshold(declared: &Declared) -> String {
    let expression = quoted(&declared.expression);
    if !declared.abort_on_fail {
        return expression;
    }
    let delay = declared.delay_abort_eval.as_deref().map_or_else(|| "null".to_owned(), quoted);
    format!("{{\"threshold\":{expression},\"abortOnFail\":true,\"delayAbortEval\":{delay}}}")
}

fn submetric(series: &Series, thresholds: &[String]) -> String {
    let name = series.to_string();
    let suffix = name.split_once('{').map_or("", |(_, rest)| rest.trim_end_matches('}'));
    let tags: Vec<String> = series.tags.iter().map(|(k, v)| format!("{}:{}", quoted(k), quoted(v))).collect();
    let stated = match thresholds {
        [] => String::new(),
        list => format!(",\"thresholds\":[{}]", list.join(",")),
    };
    format!("{{\"name\":{},\"suffix\":{},\"tags\":{{{}}}{stated}}}", quoted(&name), quoted(suffix), tags.join(","))
}

/// As Go's encoding/json writes a text without HTML escapes: it escapes the line ends of Unicode, too.
pub(super) fn quoted(text: &str) -> String {
    // Writing a text as JSON cannot fail.
    let text = serde_json::to_string(text).unwrap_or_default();
    text.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// As Go's encoding/json writes a number: shortest digits, an exponent below 1e-6 and from 1e21 on.
fn go_float(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 || (1e-6..1e21).contains(&size) {
        return value.to_string();
    }
    // Rust's exponent has no plus sign; Go's has two digits at least, of which encoding/json drops a leading zero.
    let text = format!("{value:e}");
    match text.split_once('e') {
        Some((digits, exponent)) if !exponent.starts_with('-') => format!("{digits}e+{exponent}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_go_writes_them() {
        // What Go 1.22's json.Marshal gives.
        let table = [
            (0.0, "0"),
            (1.0, "1"),
            (52.762806, "52.762806"),
            (2.5e-5, "0.000025"),
            (1e-6, "0.000001"),
            (9.5e-7, "9.5e-7"),
            (1e-10, "1e-10"),
            (-1.5e-8, "-1.5e-8"),
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
            (1.7976931348623157e308, "1.7976931348623157e+308"),
        ];
        for (value, text) in table {
            assert_eq!(go_float(value), text);
        }
    }
}
