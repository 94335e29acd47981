//! Numbers of a packed file, which may be anything: those that no reader takes are refused, since all arithmetic rests on
//! that (`model/time`, `model/stat.rs`).

use serde_json::Value;
use sloscope_model::time::TIMES;

/// The largest number of things that is exact.
const MOST: u64 = 1 << 53;
/// Fields that are points in time.
const MOMENTS: [&str; 2] = ["start", "end"];

/// True if all whole numbers are in the ranges of readers.
pub(crate) fn is_sound(value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields.iter().all(|(name, value)| match value.as_i64() {
            Some(moment) if MOMENTS.contains(&name.as_str()) => TIMES.contains(&moment),
            _ => is_sound(value),
        }),
        Value::Array(list) => list.iter().all(is_sound),
        Value::Number(number) if number.is_f64() => true,
        Value::Number(number) => number.as_i64().is_some_and(|number| number.unsigned_abs() <= MOST),
        Value::Null | Value::Bool(_) | Value::String(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_beyond_those_of_readers_are_refused() {
        let now = 1_700_000_000_000_000_000_i64;
        for (value, sound) in [
            (json!({"start": now, "list": [1, -60, 0.5, null, "text", true]}), true),
            (json!({"start": -1}), false),
            (json!({"end": TIMES.end}), false),
            (json!({"other": now}), false),
            (json!([{"count": u64::MAX}]), false),
            (json!({"count": MOST}), true),
        ] {
            assert_eq!(is_sound(&value), sound, "{value}");
        }
    }
}
