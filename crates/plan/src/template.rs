//! Texts with placeholders: `{{column}}`, `{{$uuid}}`, `{{$iteration}}`, `{{$rand 1 10}}`.
//!
//! What takes a placeholder's place is escaped for where it stands: percent-encoded in a URL, as the inside of a string
//! in a JSON body, as it is in a header or another body. With three braces, `{{{column}}}`, it is never escaped.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::random::SplitMix;

/// What `encodeURIComponent` escapes: all but letters, digits and `-_.!~*'()` (ECMA-262, 19.2.6.4).
const URI_COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// How values are escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escape {
    /// The value stands as it is.
    Nothing,
    /// As `encodeURIComponent` does.
    Url,
    /// As within a JSON string.
    Json,
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Text that is the same in every rendering.
    Text(String),
    /// A value; `raw` keeps it from being escaped.
    Value(Value, bool),
}

/// What stands in the place of a placeholder.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Of the iteration's data row, by number of the column.
    Column(usize),
    /// A new UUID of version 4.
    Uuid,
    /// The number of the iteration in its scenario, from 0.
    Iteration,
    /// A whole number, both ends included.
    Rand(i64, i64),
}

/// A text with placeholders, read once and rendered for each iteration.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    pub(crate) parts: Vec<Part>,
    escape: Escape,
}

/// Why a text is not a template; `at` counts characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// What is wrong and what could stand there.
    pub message: String,
    /// Where the placeholder begins, in characters from 0.
    pub at: usize,
}

/// What values are taken from.
pub struct Context<'a> {
    /// The data row; shorter than the columns where there are no data.
    pub row: &'a [String],
    /// The number of the iteration in its scenario, from 0.
    pub iteration: u64,
    /// For `$uuid` and `$rand`.
    pub random: &'a mut SplitMix,
}

impl Template {
    /// `columns` are the names that may be used. The error is of the first placeholder that is not understood.
    pub fn parse(text: &str, columns: &[String], escape: Escape) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let (mut rest, mut done) = (text, 0);
        while let Some(open) = rest.find("{{") {
            let at = text[..done + open].chars().count();
            let fail = |message: String| Err(TemplateError { message, at });
            let raw = rest[open..].starts_with("{{{");
            let (start, end) = if raw { ("{{{", "}}}") } else { ("{{", "}}") };
            let inside = &rest[open + start.len()..];
            let Some(close) = inside.find(end) else {
                return fail(format!("a placeholder begins here and {end} is missing"));
            };
            if open > 0 {
                parts.push(Part::Text(rest[..open].to_owned()));
            }
            match value(inside[..close].trim(), columns) {
                Ok(value) => parts.push(Part::Value(value, raw)),
                Err(message) => return fail(message),
            }
            let used = open + start.len() + close + end.len();
            (rest, done) = (&rest[used..], done + used);
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Self { parts, escape })
    }

    /// The text of one iteration. A column that the row does not have gives nothing.
    pub fn render(&self, context: &mut Context<'_>) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(fixed) => text.push_str(fixed),
                Part::Value(Value::Column(column), raw) => {
                    let value = context.row.get(*column).map_or("", String::as_str);
                    let escape = if *raw { Escape::Nothing } else { self.escape };
                    push_escaped(&mut text, value, escape);
                }
                // None of these has a character that would be escaped.
                Part::Value(Value::Uuid, _) => text.push_str(&context.random.uuid()),
                Part::Value(Value::Iteration, _) => text.push_str(&context.iteration.to_string()),
                Part::Value(Value::Rand(low, high), _) => {
                    text.push_str(&context.random.between(*low, *high).to_string());
                }
            }
        }
        text
    }

    pub(crate) fn escape(&self) -> Escape {
        self.escape
    }

    /// Whether every rendering is the same.
    pub fn is_fixed(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Part::Text(_)))
    }

    /// Whether a value of the data row is used.
    pub fn uses_data(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Value(Value::Column(_), _)))
    }
}

/// What a placeholder stands for; the error says what could stand there.
fn value(name: &str, columns: &[String]) -> Result<Value, String> {
    if let Some(column) = columns.iter().position(|column| column == name) {
        return Ok(Value::Column(column));
    }
    let mut words = name.split_whitespace();
    match words.next() {
        Some("$uuid") if name == "$uuid" => Ok(Value::Uuid),
        Some("$iteration") if name == "$iteration" => Ok(Value::Iteration),
        Some("$rand") => {
            let mut number = || words.next().and_then(|word| word.parse::<i64>().ok());
            match (number(), number(), words.next()) {
                (Some(low), Some(high), None) if low <= high => Ok(Value::Rand(low, high)),
                (Some(low), Some(high), None) => {
                    Err(format!("{{{{$rand {low} {high}}}}} has its ends the wrong way round: write the smaller first"))
                }
                _ => {
                    Err(format!("{{{{{name}}}}} is not understood: write two whole numbers, as in {{{{$rand 1 10}}}}"))
                }
            }
        }
        None => Err("the placeholder is empty: write the name of a data column, as in {{prompt}}".to_owned()),
        _ if columns.is_empty() => Err(format!(
            "{{{{{name}}}}} is not known: the plan has no data; there are {{{{$uuid}}}}, {{{{$iteration}}}} and {{{{$rand 1 10}}}}"
        )),
        _ => Err(format!(
            "{{{{{name}}}}} is not known: the data have the columns {}, and there are {{{{$uuid}}}}, {{{{$iteration}}}} and {{{{$rand 1 10}}}}",
            columns.join(", ")
        )),
    }
}

fn push_escaped(text: &mut String, value: &str, escape: Escape) {
    match escape {
        Escape::Nothing => text.push_str(value),
        Escape::Url => push_encoded(text, value),
        Escape::Json => text.push_str(inside_json(value).as_str()),
    }
}

/// The text as the inside of a JSON string, as `JSON.stringify` writes it.
fn inside_json(value: &str) -> String {
    // Writing a text as JSON cannot fail.
    let quoted = serde_json::to_string(value).unwrap_or_default();
    quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default().to_owned()
}

/// Escapes as `encodeURIComponent` does.
pub fn push_encoded(text: &mut String, value: &str) {
    text.extend(utf8_percent_encode(value, URI_COMPONENT));
}
