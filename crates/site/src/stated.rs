//! What stands in a file beside results: `sloscope.json`. Comparisons take its limits, sites all of it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use sloscope_compare::Limit;
use sloscope_objectives::{Objective, Origin, parse_objectives};

/// The name of the file.
pub const FILE: &str = "sloscope.json";

/// What it states.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stated {
    /// Of a site.
    pub title: Option<String>,
    /// What runs are judged by, instead of what their files state.
    pub objectives: Option<Vec<Objective>>,
    /// By the names of files and folders.
    pub runs: BTreeMap<String, OfRun>,
    /// What may change at most from one side of a comparison to the other.
    pub limits: Vec<Limit>,
}

/// What no file of a run says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfRun {
    /// A sentence for its readers.
    pub note: Option<String>,
    /// The version of what was tested.
    pub version: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: Option<String>,
    objectives: Option<Value>,
    #[serde(default)]
    runs: BTreeMap<String, OfRun>,
    #[serde(default)]
    compare: Compare,
    /// What the page opens that the file lies beside; it reads that itself.
    #[serde(default, rename = "open")]
    _open: IgnoredAny,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Compare {
    #[serde(default)]
    limits: Vec<String>,
}

/// Reads `{"title": ..., "objectives": {...}, "runs": {"NAME": {"note": ...}}, "compare": {"limits": [...]}}`, all of which
/// may be absent. The error says what is wrong; a name that is not known is a mistake, too.
pub fn stated(text: &str) -> Result<Stated, String> {
    let file: File = serde_json::from_str(text).map_err(|error| format!("this cannot be read: {error}"))?;
    let limit = |text: &String| Limit::parse(text).map_err(|error| format!("limit {text:?}: {error}"));
    Ok(Stated {
        title: file.title.filter(|title| !title.trim().is_empty()),
        objectives: file.objectives.map(|stated| objectives(&stated)).transpose()?,
        runs: file.runs,
        limits: file.compare.limits.iter().map(limit).collect::<Result<_, _>>()?,
    })
}

fn objectives(stated: &Value) -> Result<Vec<Objective>, String> {
    let read = parse_objectives(&stated.to_string()).map_err(|error| format!("objectives: {}", error.message))?;
    if read.is_empty() {
        return Err("objectives: there is none; leave \"objectives\" out to judge by those of the runs".to_owned());
    }
    let of_file = |objective| Objective { origin: Origin::ObjectivesFile(FILE.to_owned()), ..objective };
    Ok(read.into_iter().map(of_file).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_read() {
        let text = r#"{
            "title": "Checkout",
            "objectives": {"http_req_duration": ["p(95)<500"], "checks": ["rate>0.99"]},
            "runs": {"run-1.json.gz": {"note": "before the cache", "version": "1.4.2"}},
            "compare": {"limits": ["http_req_duration p(95) +5%"]}
        }"#;
        let read = stated(text).expect("all of it");
        assert_eq!(read.title.as_deref(), Some("Checkout"));
        let objectives = read.objectives.expect("objectives");
        let expressions: Vec<&str> = objectives.iter().map(|of| of.expression.as_str()).collect();
        assert_eq!((expressions.len(), expressions.contains(&"p(95)<500")), (2, true), "{expressions:?}");
        assert_eq!(objectives[0].origin, Origin::ObjectivesFile(FILE.to_owned()));
        assert_eq!(read.runs["run-1.json.gz"].version.as_deref(), Some("1.4.2"));
        assert_eq!(
            read.limits.iter().map(|limit| limit.text.as_str()).collect::<Vec<_>>(),
            ["http_req_duration p(95) +5%"]
        );
        assert_eq!(stated("{}"), Ok(Stated::default()));
        assert_eq!(stated(r#"{"open": ["run.slo"]}"#), Ok(Stated::default()), "that is for the page");
    }

    #[test]
    fn mistakes_are_named() {
        for (text, part) in [
            ("[", "cannot be read"),
            (r#"{"titel": "x"}"#, "unknown field `titel`, expected one of `title`"),
            (r#"{"runs": {"a": {"notes": "x"}}}"#, "unknown field `notes`, expected `note` or `version`"),
            (r#"{"compare": {"limits": ["x"]}}"#, "limit \"x\""),
            (r#"{"objectives": {"http_req_duration": 5}}"#, "objectives: "),
            (r#"{"objectives": {}}"#, "objectives: there is none"),
        ] {
            assert!(stated(text).is_err_and(|error| error.contains(part)), "{text}: {:?}", stated(text));
        }
    }
}
