//! A JSON document as a tree, with bounds: what is too long or too much for a file of k6's is left out, so that a
//! foreign file of hundreds of megabytes costs the time of one pass and little memory.
//!
//! What the tree means is the business of the readers of summaries, options and recordings.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// More values than this are not kept: a summary of a thousand metrics has some 20,000.
const MOST_VALUES: usize = 300_000;
/// Of longer texts the beginning is kept: only the source of a script is that long.
const LONGEST_TEXT: usize = 64 * 1024;

/// One value, and where it ended.
pub(super) struct Parsed {
    pub value: Value,
    /// Bytes that the value took, leading space included.
    pub length: usize,
    /// Values were left out.
    pub pruned: bool,
}

/// Why a text is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It ends before the value does.
    Cut,
    /// Brackets inside brackets, deeper than 128.
    TooDeep,
    /// A number that no 64-bit float holds.
    Range {
        line: usize,
        column: usize,
    },
    Syntax {
        line: usize,
        column: usize,
    },
}

/// Reads the value at the start of a text; what follows it is not looked at.
pub fn parse(text: &[u8]) -> Result<Parsed, Fault> {
    let left = Cell::new(MOST_VALUES);
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let value = Tree { left: &left }.deserialize(&mut deserializer).map_err(fault)?;
    let length = deserializer.into_iter::<IgnoredAny>().byte_offset();
    Ok(Parsed { value, length: length.min(text.len()), pruned: left.get() == 0 })
}

fn fault(error: serde_json::Error) -> Fault {
    let (line, column) = (error.line(), error.column());
    let message = error.to_string();
    if error.is_eof() {
        Fault::Cut
    } else if message.starts_with("recursion limit") {
        Fault::TooDeep
    } else if message.starts_with("number out of range") {
        Fault::Range { line, column }
    } else {
        Fault::Syntax { line, column }
    }
}

/// Builds values as long as there are some `left`.
#[derive(Clone, Copy)]
struct Tree<'a> {
    left: &'a Cell<usize>,
}

impl<'de> DeserializeSeed<'de> for Tree<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        match self.left.get() {
            0 => deserializer.deserialize_ignored_any(IgnoredAny).map(|_| Value::Null),
            n => {
                self.left.set(n - 1);
                deserializer.deserialize_any(self)
            }
        }
    }
}

impl<'de> Visitor<'de> for Tree<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(beginning(text).to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        loop {
            let kept = self.left.get() > 0;
            match items.next_element_seed(self)? {
                Some(item) if kept => list.push(item),
                Some(_) => {}
                None => break,
            }
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<std::borrow::Cow<'_, str>>()? {
            let kept = self.left.get() > 0;
            let value = entries.next_value_seed(self)?;
            if kept {
                // Of equal keys the last one counts, as in JavaScript.
                map.insert(beginning(&key).to_owned(), value);
            }
        }
        Ok(Value::Object(map))
    }
}

fn beginning(text: &str) -> &str {
    let mut end = text.len().min(LONGEST_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_keeps_and_where_it_ends() {
        let parsed = parse(b" {\"a\":[1,2.5,null,\"x\"],\"a\":true} rest").ok();
        let parsed = parsed.expect("JSON");
        assert_eq!(parsed.value, serde_json::json!({"a": true}));
        assert_eq!((parsed.length, parsed.pruned), (32, false));
        let long = format!("[\"{}\"]", "é".repeat(LONGEST_TEXT));
        let value = parse(long.as_bytes()).expect("JSON").value;
        assert_eq!(value[0].as_str().map(str::len), Some(LONGEST_TEXT));
    }

    #[test]
    fn too_much_is_left_out() {
        let many = format!("{{\"list\":[{}0],\"after\":1}}", "0,".repeat(MOST_VALUES + 5));
        let parsed = parse(many.as_bytes()).expect("JSON");
        assert!(parsed.pruned && parsed.length == many.len());
        let kept = parsed.value["list"].as_array().map(Vec::len);
        assert_eq!((kept, parsed.value.get("after")), (Some(MOST_VALUES - 2), None));
    }

    #[test]
    fn faults() {
        let fault = |text: &str| parse(text.as_bytes()).err();
        assert_eq!(fault("{\"a\":1"), Some(Fault::Cut));
        assert_eq!(fault(&"[".repeat(100_000)), Some(Fault::TooDeep));
        assert_eq!(fault("[1e999]"), Some(Fault::Range { line: 1, column: 6 }));
        assert_eq!(fault("[1,\nNaN]"), Some(Fault::Syntax { line: 2, column: 1 }));
        assert_eq!(fault(""), Some(Fault::Cut));
    }
}
