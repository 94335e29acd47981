//! The objectives file: k6's `thresholds` object, read and written, so that it can be pasted from a script and
//! into one.

use sloscope_model::places::Places;
use sloscope_model::series::Series;

use super::literal::{self, Failure, Literal, Placed};
use super::{Objective, Origin};

/// Why a text is not an objectives file; line and column count from 1, the column in characters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct ObjectivesError {
    /// What is wrong and what to write instead.
    pub message: String,
    /// The line of the first wrong character.
    pub line: usize,
    /// The place of that character in its line.
    pub column: usize,
}

/// Reads a `thresholds` object, or an options object that has one; in the order of the text, duplicates kept.
/// Expressions are not read here: an unreadable one is an objective that cannot be judged, and its verdict says why.
/// The origin is `Edited`; who knows better says so.
pub fn parse_objectives(text: &str) -> Result<Vec<Objective>, ObjectivesError> {
    let chars: Vec<char> = text.chars().collect();
    read(&chars).map_err(|failure| {
        let before = &chars[..failure.at.min(chars.len())];
        let line_start = before.iter().rposition(|c| *c == '\n').map_or(0, |at| at + 1);
        ObjectivesError {
            message: failure.is,
            line: before.iter().filter(|c| **c == '\n').count() + 1,
            column: before.len() - line_start + 1,
        }
    })
}

fn fail<T>(at: usize, message: impl Into<String>) -> Result<T, Failure> {
    Err(Placed { at, is: message.into() })
}

fn read(chars: &[char]) -> Result<Vec<Objective>, Failure> {
    if chars.iter().all(|c| c.is_whitespace()) {
        return fail(0, "there is nothing here: write k6's thresholds, {\"http_req_duration\": [\"p(95)<500\"]}");
    }
    let root = literal::parse(chars)?;
    let Literal::Object(mut entries) = root.is else {
        let message =
            format!("k6's thresholds are an object, {{\"metric\": [\"p(95)<500\"]}}, and this is {}", root.is.name());
        return fail(root.at, message);
    };
    for wrapper in ["options", "thresholds"] {
        let inner = entries.iter().find_map(|(key, value)| match &value.is {
            Literal::Object(inner) if key.is == wrapper => Some(inner.clone()),
            _ => None,
        });
        entries = inner.unwrap_or(entries);
    }
    objectives_of(entries)
}

/// The objectives of a `thresholds` object that was read already. An error says what is wrong, and where in the text.
pub fn objectives_of(entries: Vec<(Placed<String>, Placed<Literal>)>) -> Result<Vec<Objective>, Failure> {
    let mut objectives = Vec::new();
    for (key, value) in entries {
        let series = match Series::parse(&key.is) {
            Ok(series) => series,
            Err(error) => {
                let within = key.is.get(..error.at).map_or(0, |before| before.chars().count());
                return fail(key.at + 1 + within, format!("{:?} is not a metric: {}", key.is, error.message));
            }
        };
        let Literal::List(items) = value.is else {
            let message =
                format!("the objectives of {series} are a list, [\"p(95)<500\"], and this is {}", value.is.name());
            return fail(value.at, message);
        };
        for item in items {
            objectives.push(objective(&series, item)?);
        }
    }
    Ok(objectives)
}

fn objective(series: &Series, item: Placed<Literal>) -> Result<Objective, Failure> {
    let mut objective = Objective {
        series: series.clone(),
        expression: String::new(),
        abort_on_fail: false,
        delay_abort_eval: None,
        origin: Origin::Edited,
    };
    let entries = match item.is {
        Literal::Text(expression) => return Ok(Objective { expression, ..objective }),
        Literal::Object(entries) => entries,
        other => {
            let message = format!(
                "an objective of {series} is a text, \"p(95)<500\", or an object with a threshold, and this is {}",
                other.name()
            );
            return fail(item.at, message);
        }
    };
    let mut found = false;
    for (key, value) in entries {
        let what = value.is.name();
        match (key.is.as_str(), value.is) {
            ("threshold", Literal::Text(expression)) => {
                objective.expression = expression;
                found = true;
            }
            ("threshold", _) => {
                return fail(value.at, format!("threshold is a text, \"p(95)<500\", and this is {what}"));
            }
            ("abortOnFail", Literal::Bool(abort)) => objective.abort_on_fail = abort,
            ("abortOnFail", Literal::Null) | ("delayAbortEval", Literal::Null) => {}
            ("abortOnFail", _) => return fail(value.at, format!("abortOnFail is true or false, and this is {what}")),
            ("delayAbortEval", Literal::Text(delay)) => objective.delay_abort_eval = Some(delay),
            // k6 takes a bare number as milliseconds.
            ("delayAbortEval", Literal::Number(ms)) => objective.delay_abort_eval = Some(format!("{ms}ms")),
            ("delayAbortEval", _) => {
                return fail(value.at, format!("delayAbortEval is a duration, \"10s\", and this is {what}"));
            }
            _ => {}
        }
    }
    if !found {
        return fail(
            item.at,
            format!("this objective of {series} has no threshold: write {{\"threshold\": \"p(95)<500\"}}"),
        );
    }
    Ok(objective)
}

/// Writes a `thresholds` object, one objective a line, series in the order of their first objective; k6 reads it, unless
/// a tag has a comma. Left out are objectives whose expression no file states, and those of a damaged name that is no
/// series: with it nothing of the text could be read.
pub fn objectives_json(objectives: &[Objective]) -> String {
    let stated = objectives.iter().filter(|o| !matches!(o.origin, Origin::NameOnly(_)));
    let groups = grouped(stated.filter(|o| can_be_read(&o.series)));
    if groups.is_empty() {
        return "{}\n".to_owned();
    }
    let series = groups.iter().map(|(series, group)| {
        let lines: Vec<String> = group.iter().map(|o| format!("    {}", entry(o))).collect();
        format!("  {}: [\n{}\n  ]", quoted(&series.to_string()), lines.join(",\n"))
    });
    format!("{{\n{}\n}}\n", series.collect::<Vec<_>>().join(",\n"))
}

/// The same in one line, with all objectives: an expression that no file states is empty. `None` if one is of a damaged
/// name that is no series.
pub fn objectives_line(objectives: &[Objective]) -> Option<String> {
    if !objectives.iter().all(|o| can_be_read(&o.series)) {
        return None;
    }
    let series = grouped(objectives.iter()).into_iter().map(|(series, group)| {
        let all: Vec<String> = group.into_iter().map(entry).collect();
        format!("{}:[{}]", quoted(&series.to_string()), all.join(","))
    });
    Some(format!("{{{}}}", series.collect::<Vec<_>>().join(",")))
}

fn can_be_read(series: &Series) -> bool {
    Series::parse(&series.to_string()).is_ok_and(|read| read == *series)
}

/// By series, in the order of the first objective of each.
fn grouped<'a>(objectives: impl Iterator<Item = &'a Objective>) -> Vec<(&'a Series, Vec<&'a Objective>)> {
    let mut groups: Vec<(&Series, Vec<&Objective>)> = Vec::new();
    let mut places = Places::default();
    for objective in objectives {
        let (at, is_new) = places.place(&objective.series.key());
        if is_new {
            groups.push((&objective.series, Vec::new()));
        }
        groups[at].1.push(objective);
    }
    groups
}

fn entry(objective: &Objective) -> String {
    let threshold = quoted(&objective.expression);
    if !objective.abort_on_fail && objective.delay_abort_eval.is_none() {
        return threshold;
    }
    let mut text = format!("{{ \"threshold\": {threshold}, \"abortOnFail\": {}", objective.abort_on_fail);
    if let Some(delay) = &objective.delay_abort_eval {
        text.push_str(&format!(", \"delayAbortEval\": {}", quoted(delay)));
    }
    text + " }"
}

fn quoted(text: &str) -> String {
    // Writing a text as JSON cannot fail.
    serde_json::to_string(text).unwrap_or_default()
}
