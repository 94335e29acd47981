//! Text, values and templates as JavaScript.

use sloscope_model::format::{safe, safe_json};

use crate::template::{Escape, Part, Template, Value};

/// A string literal. Characters that a YAML block or a person would lose are written as escapes.
pub fn string(text: &str) -> String {
    // Writing a text as JSON cannot fail.
    safe_json(&serde_json::to_string(text).unwrap_or_default()).into_owned()
}

/// A comment's text: on one line.
pub fn comment(text: &str) -> String {
    safe(text).into_owned()
}

/// A property of an object literal, in quotes where it is no name.
pub fn key(text: &str) -> String {
    match text {
        // Without brackets it would set the prototype.
        "__proto__" => "[\"__proto__\"]".to_owned(),
        _ if is_name(text) => text.to_owned(),
        _ => string(text),
    }
}

fn is_name(text: &str) -> bool {
    let start = text.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    start && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// `{ a: 'b' }` on one line.
pub fn object(entries: &[(String, String)]) -> String {
    let entries: Vec<String> = entries.iter().map(|(name, value)| format!("{}: {value}", key(name))).collect();
    if entries.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", entries.join(", ")) }
}

/// Texts as an object literal.
pub fn texts(pairs: &[(String, String)]) -> String {
    let entries: Vec<_> = pairs.iter().map(|(name, value)| (name.clone(), string(value))).collect();
    object(&entries)
}

/// What a template gives, in terms of `row`, `i` and the helpers of the script.
pub fn template(template: &Template, columns: &[String]) -> String {
    if template.is_fixed() {
        let text: String =
            template.parts.iter().map(|part| if let Part::Text(text) = part { text } else { "" }).collect();
        return string(&text);
    }
    let mut out = "`".to_owned();
    for part in &template.parts {
        match part {
            Part::Text(text) => {
                // As in a string literal, but for the quotes.
                let quoted = string(text);
                let inner = quoted.get(1..quoted.len() - 1).unwrap_or_default();
                out += &inner.replace("\\\"", "\"").replace('`', "\\`").replace("${", "\\${");
            }
            Part::Value(value, raw) => {
                let escape = if *raw { Escape::Nothing } else { template.escape() };
                out += &format!("${{{}}}", expression(value, escape, columns));
            }
        }
    }
    out + "`"
}

fn expression(value: &Value, escape: Escape, columns: &[String]) -> String {
    match value {
        Value::Column(at) => {
            let name = columns.get(*at).map_or("", String::as_str);
            let cell = if is_name(name) { format!("row.{name}") } else { format!("row[{}]", string(name)) };
            match escape {
                Escape::Nothing => cell,
                Escape::Url => format!("encodeURIComponent({cell})"),
                Escape::Json => format!("inJson({cell})"),
            }
        }
        Value::Uuid => "uuid()".to_owned(),
        Value::Iteration => "i".to_owned(),
        Value::Rand(low, high) => format!("rand({low}, {high})"),
    }
}
