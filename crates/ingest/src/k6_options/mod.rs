//! Options of a test as JSON: what `k6 inspect` prints, a `--config` file, and the options inside an archive.
//! Scenarios are read in `scenario`.

mod scenario;

use serde_json::{Map, Value};

use sloscope_model::options::{Declared, RunOptions, Secret};
use sloscope_model::order::sort_short;
use sloscope_model::series::Series;

pub(super) type Object = Map<String, Value>;

/// Options of k6's that say how a test is run; a file of options has at least one of them, or many that are null.
const KEYS: [&str; 12] = [
    "scenarios",
    "stages",
    "vus",
    "duration",
    "iterations",
    "summaryTrendStats",
    "systemTags",
    "setupTimeout",
    "executionSegment",
    "noConnectionReuse",
    "batchPerHost",
    "paused",
];

/// Options, whether bare or under `options`; `None` if the document is something else.
pub(super) fn read(document: &Value) -> Option<RunOptions> {
    let object = document.as_object()?;
    if let Some(inner) = object.get("options").filter(|o| o.is_object()) {
        return metadata(object).or_else(|| read_bare(inner.as_object()?));
    }
    read_bare(object)
}

/// The metadata.json of an archive: options, and what was archived.
pub(super) fn metadata(object: &Object) -> Option<RunOptions> {
    let options = object.get("options").and_then(Value::as_object)?;
    let text = |key: &str| object.get(key).and_then(Value::as_str).filter(|t| !t.is_empty());
    let of_archive =
        ["k6version", "compatibilityMode", "filename", "pwd", "goos"].iter().any(|key| text(key).is_some());
    if !of_archive {
        return None;
    }
    let mut found = bare(options);
    found.k6_version = text("k6version").map(str::to_owned);
    found.script_name = text("filename").and_then(file_name);
    if object.get("env").and_then(Value::as_object).is_some_and(|env| !env.is_empty()) {
        add(&mut found.secrets, Secret::Environment);
    }
    Some(found)
}

/// The last part of a path or URL.
pub(super) fn file_name(path: &str) -> Option<String> {
    let name = path.rsplit(['/', '\\']).next()?;
    (!name.is_empty() && name != "-").then(|| name.to_owned())
}

fn read_bare(object: &Object) -> Option<RunOptions> {
    let known = KEYS.iter().filter(|key| object.contains_key(**key)).count();
    let scenarios = object.get("scenarios").and_then(Value::as_object);
    let executors = scenarios.is_some_and(|s| s.values().any(|one| one.get("executor").is_some_and(Value::is_string)));
    let thresholds = object.get("thresholds").is_some_and(Value::is_object);
    let stages = object.get("stages").and_then(Value::as_array).is_some_and(|s| {
        !s.is_empty() && s.iter().all(|stage| stage.get("duration").is_some() && stage.get("target").is_some())
    });
    let shortcut = object.contains_key("vus") && (object.contains_key("duration") || object.contains_key("iterations"));
    (executors || stages || shortcut || known >= 3 || (thresholds && known >= 1)).then(|| bare(object))
}

fn bare(object: &Object) -> RunOptions {
    let mut options = RunOptions::default();
    match object.get("scenarios").and_then(Value::as_object).filter(|s| !s.is_empty()) {
        Some(scenarios) => {
            options.scenarios = scenarios.iter().filter_map(|(name, s)| scenario::read(name, s.as_object()?)).collect();
            let env = |s: &Value| s.get("env").and_then(Value::as_object).is_some_and(|env| !env.is_empty());
            if scenarios.values().any(env) {
                options.secrets.push(Secret::Environment);
            }
        }
        None => options.scenarios.extend(scenario::shortcut(object)),
    }
    for scenario in options.scenarios.iter_mut().filter(|s| !scenario::is_of_a_lifetime(s)) {
        options.notes.push(format!(
            "the times of scenario {:?} are longer than 80 years: they were taken as absent, and its plan is not known",
            scenario.name
        ));
        scenario.stages.clear();
        (scenario.start_ms, scenario.duration_ms) = (0.0, None);
    }
    sort_short(&mut options.scenarios, |a, b| a.start_ms.total_cmp(&b.start_ms));
    let thresholds = object.get("thresholds").and_then(Value::as_object).into_iter().flatten();
    options.thresholds = thresholds.flat_map(|(series, stated)| declared(series, stated)).collect();
    let stats = object.get("summaryTrendStats").and_then(Value::as_array).into_iter().flatten();
    options.summary_trend_stats = stats.filter_map(|s| s.as_str().map(str::to_owned)).collect();
    options
}

fn add(secrets: &mut Vec<Secret>, secret: Secret) {
    if !secrets.contains(&secret) {
        secrets.push(secret);
    }
}

/// The thresholds of one series: texts, or objects with a text in them.
fn declared(series: &str, stated: &Value) -> Vec<Declared> {
    let series = Series::parse(series).unwrap_or_else(|_| Series::metric(series));
    let items = match stated {
        Value::Array(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    let delay = |entry: &Value| match entry.get("delayAbortEval")? {
        Value::String(text) => Some(text.clone()),
        // k6 takes a bare number as milliseconds.
        Value::Number(ms) => Some(format!("{ms}ms")),
        _ => None,
    };
    let one = |entry: &Value| {
        Some(Declared {
            series: series.clone(),
            expression: entry.as_str().or_else(|| entry.get("threshold")?.as_str())?.to_owned(),
            abort_on_fail: entry.get("abortOnFail").and_then(Value::as_bool).unwrap_or(false),
            delay_abort_eval: delay(entry),
        })
    };
    items.iter().filter_map(one).collect()
}
