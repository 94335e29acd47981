//! The parts of a JSON line that k6's lines have; what else stands in it is read and not kept, so that a foreign line
//! takes no memory beside its own, however long it is.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// What a line has of k6's. Of equal keys the last one counts.
#[derive(Default)]
pub(super) struct Line {
    pub metric: Option<Value>,
    pub r#type: Option<Value>,
    /// `None` if it is no object.
    pub data: Option<Map<String, Value>>,
}

/// Keys of `data` that mean something.
const OF_DATA: [&str; 9] =
    ["name", "type", "contains", "thresholds", "submetrics", "sloscope", "time", "value", "tags"];

/// Reads a text that is one JSON value; `None` if that is no object. What is not kept must be JSON as well.
pub(super) fn read(text: &[u8]) -> serde_json::Result<Option<Line>> {
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let line = Part::Line.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(match line {
        Kept::Line(line) => Some(line),
        Kept::Data(_) | Kept::Nothing => None,
    })
}

/// What is read next.
#[derive(Clone, Copy)]
enum Part {
    Line,
    Data,
    /// Anything; it is not kept.
    Rest,
}

enum Kept {
    Line(Line),
    Data(Map<String, Value>),
    Nothing,
}

impl<'de> DeserializeSeed<'de> for Part {
    type Value = Kept;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Kept, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Part {
    type Value = Kept;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Kept, E> {
        Ok(Kept::Nothing)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Kept, E> {
        Ok(Kept::Nothing)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Kept, E> {
        Ok(Kept::Nothing)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Kept, E> {
        Ok(Kept::Nothing)
    }

    fn visit_str<E>(self, _: &str) -> Result<Kept, E> {
        Ok(Kept::Nothing)
    }

    fn visit_unit<E>(self) -> Result<Kept, E> {
        Ok(Kept::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Kept, A::Error> {
        while items.next_element_seed(Self::Rest)?.is_some() {}
        Ok(Kept::Nothing)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Kept, A::Error> {
        let (mut line, mut data) = (Line::default(), Map::new());
        while let Some(key) = entries.next_key::<Cow<'_, str>>()? {
            match (self, key.as_ref()) {
                (Self::Line, "metric") => line.metric = Some(entries.next_value()?),
                (Self::Line, "type") => line.r#type = Some(entries.next_value()?),
                (Self::Line, "data") => {
                    line.data = match entries.next_value_seed(Self::Data)? {
                        Kept::Data(data) => Some(data),
                        Kept::Line(_) | Kept::Nothing => None,
                    }
                }
                (Self::Data, name) if OF_DATA.contains(&name) => {
                    data.insert(name.to_owned(), entries.next_value()?);
                }
                _ => drop(entries.next_value_seed(Self::Rest)?),
            }
        }
        Ok(match self {
            Self::Line => Kept::Line(line),
            Self::Data => Kept::Data(data),
            Self::Rest => Kept::Nothing,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is accepted, and what is kept of it, is what a reader of everything finds.
    #[test]
    fn the_same_as_of_the_whole_value() {
        for text in [
            r#"{"metric":"m","type":"Point","data":{"time":"t","value":1.5,"tags":{"a":"b"},"more":[1,{"x":[]}]},"n":1}"#,
            r#"{"type":"Metric","metric":"m","type":"Point","data":[1],"data":{"name":1,"name":"x"}}"#,
            r#"{"data":{"value":1},"data":7}"#,
            r#"{"a":1e999}"#,
            r#"{"data":{"other":1e999}}"#,
            r#"{"a":[1,2}"#,
            r#"{"a":"\ud800"}"#,
            r#"{"a":1} x"#,
            r#"{"a":1}{"b":2}"#,
            "[1,2]",
            "12",
            "nul",
            "",
            &format!("{{\"a\":{}1{}}}", "[".repeat(200), "]".repeat(200)),
            &format!("{{\"a\":{}1{}}}", "[".repeat(100), "]".repeat(100)),
        ] {
            let whole = serde_json::from_slice::<Value>(text.as_bytes());
            let read = read(text.as_bytes());
            assert_eq!(read.is_ok(), whole.is_ok(), "{text}");
            let (Ok(read), Ok(whole)) = (read, whole) else { continue };
            assert_eq!(read.is_some(), whole.is_object(), "{text}");
            let Some(line) = read else { continue };
            assert_eq!(
                (line.metric.as_ref(), line.r#type.as_ref()),
                (whole.get("metric"), whole.get("type")),
                "{text}"
            );
            let data = whole.get("data").and_then(Value::as_object);
            assert_eq!(line.data.is_some(), data.is_some(), "{text}");
            for name in OF_DATA {
                let kept = line.data.as_ref().and_then(|data| data.get(name));
                assert_eq!(kept, data.and_then(|data| data.get(name)), "{text}");
            }
        }
    }
}
