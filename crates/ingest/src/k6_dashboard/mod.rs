//! The files of k6's web dashboard: the recording (`record=`, one event a line) and the HTML export, which holds the
//! same events (found by `html`). What the last event of all says is a summary, cut to five digits.
//!
//! ```text
//! {"event":"param","data":{"thresholds":{…},"scenarios":[…],"scriptPath":"…","aggregates":{"trend":["avg",…],…}}}
//! {"event":"metric","data":{"http_reqs":{"type":"counter"},…}}           metrics from here on
//! {"event":"start","data":[[1795471795408]]}                              the value of `time`, Unix ms
//! {"event":"cumulative","data":[[3960,980.04],…]}                         by sorted name, then by `aggregates`
//! {"event":"threshold","data":{"http_reqs":["rate>=200"]}}                crossed at the moment of this event
//! ```
//! (k6: internal/dashboard.) Snapshots of single periods are not read.

mod html;
mod numbers;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use sloscope_model::options::{Declared, RunOptions, Scenario};
use sloscope_model::places::{Places, name_of};
use sloscope_model::series::{Series, number_users};
use sloscope_model::time::{Nanos, TIMES};

use super::{Diagnostics, Format, SkipReason, Summary, json_tree, k6_options};

pub(super) use self::html::{events as html_events, is as is_html};
pub use self::numbers::range as dashboard_range;

/// Numbers above 1 have five significant digits, smaller ones five decimals (k6: `significant`).
const DIGITS: u8 = 5;

/// What the events say up to the last of them.
#[derive(Default)]
struct Events<'a> {
    param: Option<Value>,
    /// Type and contents of each metric, in the order that k6 uses: by name.
    metrics: BTreeMap<String, Value>,
    start: Option<f64>,
    stop: Option<f64>,
    /// The last one, and the names that were known then.
    cumulative: Option<(&'a [u8], Vec<String>)>,
    threshold: Option<Value>,
    /// The threshold event comes after the last cumulative one: it is k6's last word.
    threshold_is_last: bool,
}

/// An event's name; its data are read only if they are needed.
#[derive(Deserialize)]
struct Name {
    event: String,
    #[serde(rename = "data")]
    _data: IgnoredAny,
}

/// True if the text begins with an event of the dashboard's.
pub(super) fn is_recording(text: &[u8]) -> bool {
    let line = text.split(|b| *b == b'\n').next().unwrap_or_default();
    line.starts_with(b"{") && memchr::memmem::find(line, b"\"event\"").is_some() && name(line).is_some()
}

fn name(line: &[u8]) -> Option<String> {
    serde_json::from_slice::<Name>(line).ok().map(|n| n.event)
}

/// Reads the events of a recording or of an export; several recordings may stand in one file. Empty: no event carries
/// numbers.
pub(super) fn read(text: &[u8], format: Format, diagnostics: &mut Diagnostics) -> Vec<Summary> {
    let (mut events, mut found) = (Events::default(), Vec::new());
    for (number, line) in (1..).zip(text.split(|b| *b == b'\n')) {
        let line = line.trim_ascii();
        if line.is_empty() || line == b"null" {
            continue;
        }
        diagnostics.lines += 1;
        match name(line) {
            Some(name) => {
                diagnostics.used += 1;
                if name == "param" && events.param.is_some() && events.cumulative.is_some() {
                    found.extend(finished(&std::mem::take(&mut events), format, diagnostics));
                }
                take(&mut events, &name, line);
            }
            None => {
                let last = text.ends_with(line);
                let reason = if last && line.starts_with(b"{") { SkipReason::CutLine } else { SkipReason::NotK6 };
                diagnostics.skip(reason, number, line);
            }
        }
    }
    found.extend(finished(&events, format, diagnostics));
    found
}

fn finished(events: &Events, format: Format, diagnostics: &mut Diagnostics) -> Option<Summary> {
    if events.stop.is_none() {
        let what = "the stop event is missing: the numbers are those of the last moment that was recorded";
        diagnostics.cut.get_or_insert_with(|| what.to_owned());
    }
    summary(events, format, diagnostics)
}

fn take<'a>(events: &mut Events<'a>, name: &str, line: &'a [u8]) {
    let data = || json_tree::parse(line).ok().and_then(|mut parsed| parsed.value.get_mut("data").map(Value::take));
    // `time` is the only metric at the start and at the end.
    let time = |data: Option<Value>| data?.get(0)?.get(0)?.as_f64();
    match name {
        "param" => events.param = data(),
        "metric" => {
            if let Some(Value::Object(found)) = data() {
                events.metrics.extend(found);
            }
        }
        "start" => events.start = time(data()),
        "stop" => events.stop = time(data()),
        "cumulative" => {
            events.cumulative = Some((line, events.metrics.keys().cloned().collect()));
            events.threshold_is_last = false;
        }
        "threshold" => {
            events.threshold = data();
            events.threshold_is_last = true;
        }
        _ => {}
    }
}

fn summary(events: &Events, format: Format, diagnostics: &mut Diagnostics) -> Option<Summary> {
    let (line, names) = events.cumulative.as_ref()?;
    let parsed = json_tree::parse(line).ok()?;
    let rows = parsed.value.get("data")?.as_array()?;
    if rows.len() != names.len() {
        diagnostics.notes.push(format!(
            "the last event has {} metrics and {} are known: the recording is damaged, and its numbers were not used",
            rows.len(),
            names.len()
        ));
        return None;
    }
    let param = events.param.as_ref();
    let aggregates = param.and_then(|p| p.get("aggregates"));
    let options = param.map(options);
    let mut summary = Summary { digits: Some(DIGITS), ..Summary::default() };
    let mut time = None;
    for (name, row) in names.iter().zip(rows) {
        if name == "time" {
            time = row.get(0).and_then(Value::as_f64);
        } else if let Some(metric) = numbers::metric(name, events.metrics.get(name), row, aggregates) {
            summary.metrics.push(metric);
        }
    }
    number_users(summary.metrics.iter_mut().map(|metric| &mut metric.series));
    let (start, stop, time) = (known(events.start), known(events.stop), known(time));
    if [(events.start, start), (events.stop, stop)].iter().any(|(stated, known)| stated.is_some() && known.is_none()) {
        diagnostics.notes.push("its start or its end lies before 1970 or after 2099 and was left out".to_owned());
    }
    summary.start = start.and_then(nanos);
    summary.end = stop.or(time).and_then(nanos);
    // Count and rate of a counter say it better than two times in whole ms that k6 took a little earlier and later.
    if !summary.metrics.iter().any(numbers::tells_duration) {
        summary.duration_ms = start.zip(time.or(stop)).map(|(a, b)| b - a).filter(|ms| *ms > 0.0);
    }
    verdicts(&mut summary, events, options.as_ref(), format);
    summary.options = options;
    Some(summary)
}

/// Unix milliseconds that are a time.
fn known(ms: Option<f64>) -> Option<f64> {
    ms.filter(|ms| nanos(*ms).is_some())
}

/// Of Unix milliseconds; `None` for what is no time that is read.
fn nanos(ms: f64) -> Option<Nanos> {
    Some((ms.round() as Nanos).saturating_mul(1_000_000)).filter(|at| TIMES.contains(at))
}

/// k6's dashboard judges thresholds of whole metrics, at each cumulative event, and writes which are crossed, if any.
/// An export holds the last such event of the run, which may be from long before its end: what is in it may have been
/// kept at the end; what is not in it was.
fn verdicts(summary: &mut Summary, events: &Events, options: Option<&RunOptions>, format: Format) {
    let crossed = events.threshold.as_ref().filter(|_| format == Format::DashboardHtml || events.threshold_is_last);
    let listed = crossed.and_then(Value::as_object).into_iter().flatten();
    let listed = listed.flat_map(|(metric, list)| list.as_array().into_iter().flatten().map(move |e| (metric, e)));
    let listed = Places::of(listed.filter_map(|(metric, e)| Some(name_of([metric.as_str(), e.as_str()?]))));
    let is_crossed = |t: &Declared| listed.has(&name_of([t.series.metric.as_str(), t.expression.as_str()]));
    let places = Places::of(summary.metrics.iter().map(|m| m.series.key()));
    for declared in options.iter().flat_map(|o| &o.thresholds) {
        let ok = match (declared.series.tags.is_empty(), is_crossed(declared)) {
            (false, _) => None,
            (true, false) => Some(true),
            (true, true) if format == Format::DashboardHtml => None,
            (true, true) => Some(false),
        };
        if let Some(at) = places.find(&declared.series.key()) {
            let expression = declared.expression.clone();
            summary.metrics[at].thresholds.push(super::SummaryThreshold { expression, ok });
        }
    }
}

/// Thresholds, the names of scenarios and of the script.
fn options(param: &Value) -> RunOptions {
    let texts = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().filter_map(|t| t.as_str().map(str::to_owned)).collect()
    };
    let mut options = RunOptions::default();
    // A Go map: in no order.
    let mut names = BTreeSet::new();
    names.extend(param.get("scenarios").map(&texts).unwrap_or_default());
    options.scenarios = names.into_iter().map(|name| Scenario { name, ..Scenario::default() }).collect();
    for (series, expressions) in param.get("thresholds").and_then(Value::as_object).into_iter().flatten() {
        let series = Series::parse(series).unwrap_or_else(|_| Series::metric(series));
        options.thresholds.extend(texts(expressions).into_iter().map(|expression| Declared {
            series: series.clone(),
            expression,
            abort_on_fail: false,
            delay_abort_eval: None,
        }));
    }
    options.script_name = param.get("scriptPath").and_then(Value::as_str).and_then(k6_options::file_name);
    options
}
