//! The promise: every value that k6 states of a run is what the samples of that run give, to 1e-9 relative.
//!
//! Over all fixtures, the sample run that ships with the app, and the folder in SLOSCOPE_FIXTURES, if it is set.
//! k6's JSON is read here with serde_json, not with the reader under test. Counter rates are by the duration of
//! the summary that states them. What no sample can give is not a number in k6's JSON either: `invalid_values` has
//! nulls where a script added Infinity. `sigkill` has no summary: k6 was killed before it wrote one.

use std::path::{Path, PathBuf};

use crate::report_support::{files, fixtures, read};
use serde_json::Value;
use sloscope_core::ingest::Source;
use sloscope_core::report::{MetricSummary, Query};
use sloscope_core::run::Session;
use sloscope_core::series::Series;
use sloscope_core::stat::Stat;

struct Stated {
    series: Series,
    stat: Stat,
    value: f64,
    /// k6's divisor of this summary's rates, in seconds.
    duration: Option<f64>,
}

/// Every number of a summary, in any of k6's three shapes; nulls are not numbers.
fn stated(path: &Path) -> Vec<Stated> {
    let text = std::fs::read_to_string(path).expect("a summary");
    let json: Value = serde_json::from_str(&text).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    let metrics: Vec<(String, &Value)> = match (&json["results"]["metrics"], &json["metrics"]) {
        (Value::Array(list), _) => {
            list.iter().map(|m| (m["name"].as_str().expect("a name").to_owned(), &m["values"])).collect()
        }
        (_, Value::Object(map)) => {
            map.iter().map(|(name, m)| (name.clone(), if m["values"].is_object() { &m["values"] } else { m })).collect()
        }
        _ => panic!("{}: no metrics", path.display()),
    };
    let in_state = json["state"]["testRunDurationMs"].as_f64().map(|ms| ms / 1000.0);
    let counted = || {
        let values = json["metrics"]["iterations"].as_object()?;
        Some(values.get("count")?.as_f64()? / values.get("rate")?.as_f64()?)
    };
    let duration = in_state.or_else(|| json["config"]["duration"].as_f64()).or_else(counted);
    let mut all = Vec::new();
    for (name, values) in metrics {
        let series = Series::parse(&name).expect("a series");
        let values = values.as_object().expect("values");
        let number = |key: &str| values.get(key).and_then(Value::as_f64);
        let is_rate = values.contains_key("passes") || values.contains_key("matches");
        let mut add = |stat, value| all.push(Stated { series: series.clone(), stat, value, duration });
        for key in values.keys().filter(|key| *key != "thresholds") {
            let Some(value) = number(key) else { continue };
            match key.as_str() {
                "value" if is_rate => add(Stat::Rate, value),
                "matches" => add(Stat::Passes, value),
                "total" => add(Stat::Fails, value - number("matches").expect("matches")),
                key => add(Stat::parse(key).unwrap_or_else(|| panic!("{name}: {key}")), value),
            }
        }
    }
    all
}

fn ours(metric: &MetricSummary, stated: &Stated) -> Option<f64> {
    let is_counter_rate = stated.stat == Stat::Rate && metric.values.get(Stat::Passes).is_none();
    match stated.duration.filter(|_| is_counter_rate) {
        Some(seconds) => Some(metric.values.get(Stat::Count)? / seconds),
        None => metric.values.get(stated.stat),
    }
}

#[derive(Default)]
struct Tally {
    compared: usize,
    /// 0 in k6's summary, no sample of the series in the file.
    zeros_for_nothing: usize,
    summaries: usize,
}

/// Compares all summaries of a folder with its samples; answers how many values it compared.
fn check(folder: &Path, tally: &mut Tally) {
    let all = files(folder);
    let named = |part: &str| -> Vec<&PathBuf> {
        all.iter().filter(|f| f.file_name().is_some_and(|n| n.to_string_lossy().starts_with(part))).collect()
    };
    let (results, summaries) = (named("results.json"), named("summary"));
    if results.is_empty() || summaries.is_empty() {
        return;
    }
    let all_stated: Vec<Stated> = summaries.iter().flat_map(|s| stated(s)).collect();
    let percentiles = all_stated.iter().filter_map(|s| if let Stat::P(p) = s.stat { Some(p) } else { None }).collect();
    // Everything at once: the CSV and the recording of the same run must not change a number.
    let sources: Vec<Source> = all.iter().map(|f| read(f)).collect();
    let session = Session::new(sources);
    assert_eq!(session.runs(), 1, "{}: {:?}", folder.display(), session.list());
    let report = session.report(&Query { percentiles, ..Query::default() }).expect("a report");
    tally.summaries += summaries.len();
    for stated in &all_stated {
        let what = format!("{} {} {}", folder.display(), stated.series, stated.stat);
        let metric = report.metrics.iter().find(|m| m.series.same_as(&stated.series));
        let Some(ours) = metric.and_then(|m| ours(m, stated)) else {
            let no_sample = metric.is_none_or(|m| m.samples == Some(0) && m.values.is_empty());
            // Nothing over an unknown time is 0 to k6; without a duration there is no rate here.
            let no_time = stated.stat == Stat::Rate && metric.is_some_and(|m| m.values.get(Stat::Count) == Some(0.0));
            let zero = stated.value == 0.0;
            assert!(zero && (no_sample || no_time), "{what}: absent here, {} in k6's summary", stated.value);
            tally.zeros_for_nothing += 1;
            continue;
        };
        let close = (ours - stated.value).abs() <= 1e-9 * ours.abs().max(stated.value.abs());
        assert!(close, "{what}: {ours} here, {} in k6's summary", stated.value);
        tally.compared += 1;
    }
}

/// Folders of runs: `v2.2/seed_60s`.
fn runs(root: &Path) -> Vec<PathBuf> {
    let folders = |of: &Path| -> Vec<PathBuf> {
        let listed = std::fs::read_dir(of).unwrap_or_else(|why| panic!("{}: {why}", of.display()));
        let mut found: Vec<PathBuf> = listed.map(|e| e.expect("an entry").path()).filter(|p| p.is_dir()).collect();
        found.sort();
        found
    };
    folders(root).iter().filter(|version| !version.ends_with("scripts")).flat_map(|version| folders(version)).collect()
}

#[test]
fn every_value_of_k6_is_reproduced() {
    let mut tally = Tally::default();
    runs(&fixtures()).iter().for_each(|folder| check(folder, &mut tally));
    check(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../static/sample"), &mut tally);
    assert!(tally.summaries >= 33, "{} summaries", tally.summaries);
    assert!(tally.compared >= 2400, "{} values", tally.compared);
    // http_req_duration{name:no-such-request} and the like, never_used, and what k6 lists of tests without requests.
    assert!(tally.zeros_for_nothing <= 81, "{} zeros", tally.zeros_for_nothing);
    if let Some(root) = std::env::var_os("SLOSCOPE_FIXTURES") {
        runs(Path::new(&root)).iter().for_each(|folder| check(folder, &mut tally));
    }
    println!(
        "{} values of {} summaries, {} zeros for nothing",
        tally.compared, tally.summaries, tally.zeros_for_nothing
    );
}
