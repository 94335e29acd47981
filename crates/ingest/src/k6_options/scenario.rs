//! One scenario of the options: when it starts, how long it lasts, and the rate that it plans, where it plans one
//! (k6: lib/executor).

use serde_json::Value;

use sloscope_model::options::{Scenario, StagePlan};
use sloscope_model::time::{LONGEST, NANOS_PER_MS, duration_of_json};

use super::Object;

/// `None` without an executor.
pub(super) fn read(name: &str, object: &Object) -> Option<Scenario> {
    let executor = object.get("executor").and_then(Value::as_str)?;
    let mut scenario = Scenario {
        name: name.to_owned(),
        executor: executor.to_owned(),
        start_ms: object.get("startTime").and_then(duration_of_json).unwrap_or(0.0),
        ..Scenario::default()
    };
    let stated = || object.get("duration").and_then(duration_of_json);
    let vus = || whole(object, "vus");
    match executor {
        "constant-arrival-rate" => {
            scenario.duration_ms = stated();
            scenario.max_vus = whole(object, "maxVUs").or_else(|| whole(object, "preAllocatedVUs"));
            if let (Some(rate), Some(duration_ms)) = (number(object, "rate"), scenario.duration_ms) {
                let rate = rate / seconds(object);
                scenario.stages.push(StagePlan { from_rate: rate, to_rate: rate, duration_ms });
            }
        }
        "ramping-arrival-rate" => {
            scenario.max_vus = whole(object, "maxVUs").or_else(|| whole(object, "preAllocatedVUs"));
            let start = number(object, "startRate").unwrap_or(0.0);
            scenario.duration_ms = total(object);
            scenario.stages = ramps(object, start / seconds(object), 1.0 / seconds(object));
        }
        "constant-vus" | "externally-controlled" => {
            scenario.duration_ms = stated();
            scenario.max_vus = whole(object, "maxVUs").or_else(vus);
        }
        "ramping-vus" => {
            scenario.duration_ms = total(object);
            let targets = stages(object).filter_map(|stage| whole(stage.as_object()?, "target"));
            scenario.max_vus = targets.chain(whole(object, "startVUs")).max();
        }
        // Their maxDuration is a limit, not a plan.
        "shared-iterations" | "per-vu-iterations" => scenario.max_vus = vus(),
        _ => {}
    }
    Some(scenario)
}

/// The scenario that k6 makes of `vus`, `duration`, `iterations` and `stages` (k6: execution_config_shortcuts.go).
/// None of them: k6 runs one iteration, unless the command line says otherwise, which options do not tell.
pub(super) fn shortcut(object: &Object) -> Option<Scenario> {
    let given = |key: &str| object.get(key).is_some_and(|v| !v.is_null());
    let executor = if given("iterations") {
        "shared-iterations"
    } else if given("duration") {
        "constant-vus"
    } else if stages(object).next().is_some() {
        "ramping-vus"
    } else {
        return None;
    };
    let mut inner = object.clone();
    inner.insert("executor".to_owned(), executor.into());
    inner.remove("startTime");
    read("default", &inner)
}

/// Its start and its length are such as arithmetic on times can take.
pub(super) fn is_of_a_lifetime(scenario: &Scenario) -> bool {
    let stages = scenario.stages.iter().map(|stage| stage.duration_ms).sum::<f64>();
    let end_ms = scenario.start_ms + stages.max(scenario.duration_ms.unwrap_or(0.0));
    end_ms * NANOS_PER_MS <= LONGEST as f64
}

fn stages(object: &Object) -> impl Iterator<Item = &Value> {
    object.get("stages").and_then(Value::as_array).into_iter().flatten()
}

/// Length of all stages; unknown if that of one is.
fn total(object: &Object) -> Option<f64> {
    let lengths: Option<Vec<f64>> =
        stages(object).map(|stage| stage.get("duration").and_then(duration_of_json)).collect();
    lengths.filter(|l| !l.is_empty()).map(|l| l.iter().sum())
}

/// Linear stages; one without length is a jump.
fn ramps(object: &Object, start: f64, unit: f64) -> Vec<StagePlan> {
    let mut from_rate = start;
    let mut plans = Vec::new();
    for stage in stages(object) {
        let length = stage.get("duration").and_then(duration_of_json);
        let target = stage.get("target").and_then(Value::as_f64);
        let (Some(duration_ms), Some(target)) = (length, target) else { return Vec::new() };
        let to_rate = target * unit;
        if duration_ms > 0.0 {
            plans.push(StagePlan { from_rate, to_rate, duration_ms });
        }
        from_rate = to_rate;
    }
    plans
}

/// Length of `timeUnit`, 1 s by default.
fn seconds(object: &Object) -> f64 {
    object.get("timeUnit").and_then(duration_of_json).filter(|ms| *ms > 0.0).unwrap_or(1000.0) / 1000.0
}

fn number(object: &Object, key: &str) -> Option<f64> {
    object.get(key).and_then(Value::as_f64)
}

fn whole(object: &Object, key: &str) -> Option<u64> {
    object.get(key).and_then(Value::as_u64)
}
