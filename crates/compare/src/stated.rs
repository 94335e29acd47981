//! Limits that stand in a file beside the results: `sloscope.json`.

use serde::Deserialize;

use crate::limit::Limit;

/// The name of the file.
pub const FILE: &str = "sloscope.json";

#[derive(Deserialize)]
struct File {
    compare: Option<Compare>,
}

#[derive(Deserialize)]
struct Compare {
    #[serde(default)]
    limits: Vec<String>,
}

/// Reads `{"compare": {"limits": ["http_req_duration p(95) +5%"]}}`; other fields are left to others. The error says what is
/// wrong.
pub fn stated(text: &str) -> Result<Vec<Limit>, String> {
    let file: File = serde_json::from_str(text).map_err(|error| format!("this is not the JSON of limits: {error}"))?;
    let limits = file.compare.map(|compare| compare.limits).unwrap_or_default();
    limits.iter().map(|text| Limit::parse(text).map_err(|error| format!("limit {text:?}: {error}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_and_mistakes_are_named() {
        let limits = stated(r#"{"compare": {"limits": ["http_req_duration p(95) +5%"]}, "other": 1}"#).expect("limits");
        assert_eq!(limits.iter().map(|limit| limit.text.as_str()).collect::<Vec<_>>(), ["http_req_duration p(95) +5%"]);
        assert_eq!(stated("{}"), Ok(Vec::new()));
        assert!(stated("[").is_err_and(|error| error.contains("not the JSON")));
        assert!(stated(r#"{"compare": {"limits": ["x"]}}"#).is_err_and(|error| error.contains("limit \"x\"")));
    }
}
