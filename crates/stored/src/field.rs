//! How a field of a stored report is read and written: one trait for numbers, texts, lists and records, and a macro
//! that makes a record of a list of names and types.
//!
//! Records are filled in place and field by field behind one function for all of them, which keeps the code small: the
//! page carries it, too. The first mistake is remembered; nothing of such a document is used.

use std::collections::BTreeMap;

#[cfg(feature = "write")]
use serde_json::Map;
use serde_json::Value;
#[cfg(feature = "schema")]
use serde_json::json;

#[cfg(feature = "schema")]
use sloscope_model::stat::EXACT;
use sloscope_model::stat::{Stat, Values, whole};

/// A hundred years, which the end of an open window is.
const MOST_MS: f64 = 3.2e12;

/// A field that is missing, or is not what it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where it stands: `objectives[2].verdict`.
    pub at: String,
    /// What is wrong, as the rest of a sentence that begins with `at`: "is missing".
    pub what: &'static str,
}

/// A document on its way into a record: where it is read, and the first mistake.
#[derive(Default)]
pub struct Filling<'a> {
    path: Vec<Step<'a>>,
    fault: Option<Fault>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Item(usize),
}

impl<'a> Filling<'a> {
    /// Reads a whole document.
    pub fn read<T: Field + Default>(document: &'a Value) -> Result<T, Fault> {
        let (mut this, mut read) = (Self::default(), T::default());
        read.fill(Some(document), &mut this);
        this.fault.map_or(Ok(read), Err)
    }

    fn within(&mut self, step: Step<'a>, field: &mut dyn Field, from: Option<&'a Value>) {
        if self.fault.is_none() {
            self.path.push(step);
            field.fill(from, self);
            self.path.pop();
        }
    }

    fn fail(&mut self, what: &'static str) {
        if self.fault.is_some() {
            return;
        }
        let mut at = String::new();
        for step in &self.path {
            match step {
                Step::Key(key) if at.is_empty() => at.push_str(key),
                Step::Key(key) => at.extend([".", key]),
                Step::Item(number) => at.push_str(&format!("[{number}]")),
            }
        }
        self.fault = Some(Fault { at, what });
    }

    /// Takes in a value that must be there.
    fn take<T>(&mut self, into: &mut T, from: Option<&Value>, what: &'static str, read: impl Fn(&Value) -> Option<T>) {
        match from.map(read) {
            Some(Some(value)) => *into = value,
            Some(None) => self.fail(what),
            None => self.fail("is missing"),
        }
    }

    /// Does the name of the field say that it is a time in ms?
    fn is_time(&self) -> bool {
        matches!(self.path.last(), Some(Step::Key(key)) if key.ends_with("_ms"))
    }
}

/// What a field can be.
pub trait Field {
    /// Reads it; `None` if the document does not have it.
    fn fill<'a>(&mut self, from: Option<&'a Value>, filling: &mut Filling<'a>);

    /// Writes it and leaves nothing behind; `None` if it is absent.
    #[cfg(feature = "write")]
    fn take(&mut self) -> Option<Value>;

    /// What it is in a document, as JSON Schema.
    #[cfg(feature = "schema")]
    fn shape(&mut self) -> Value;

    /// May a document be without it?
    #[cfg(feature = "schema")]
    fn is_optional(&self) -> bool {
        false
    }
}

/// What is done with each field of a record.
pub type Each<'e> = &'e mut dyn FnMut(&'static str, &mut dyn Field);

/// A JSON object with known names.
pub trait Record {
    /// Hands out all fields with their names.
    fn each(&mut self, each: Each<'_>);
}

/// Fills any record: one function for all of them.
pub fn fill_record<'a>(record: &mut dyn Record, from: Option<&'a Value>, filling: &mut Filling<'a>) {
    match from {
        Some(Value::Object(map)) => record.each(&mut |name, field| {
            // A key without a value is a key that is not there.
            let value = map.get(name).filter(|value| !value.is_null());
            filling.within(Step::Key(name), field, value);
        }),
        Some(_) => filling.fail("is not an object"),
        None => filling.fail("is missing"),
    }
}

/// Writes any record.
#[cfg(feature = "write")]
pub fn take_record(record: &mut dyn Record) -> Option<Value> {
    let mut map = Map::new();
    record.each(&mut |name, field| {
        if let Some(value) = field.take() {
            map.insert(name.to_owned(), value);
        }
    });
    Some(Value::Object(map))
}

/// The shape of any record.
#[cfg(feature = "schema")]
pub fn shape_of_record(record: &mut dyn Record) -> Value {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    record.each(&mut |name, field| {
        if !field.is_optional() {
            required.push(Value::from(name));
        }
        properties.insert(name.to_owned(), field.shape());
    });
    json!({ "type": "object", "properties": properties, "required": required })
}

/// Records: a name, and the names and types of the fields. `name as "key"` is a field with another name in the document;
/// the fields of what follows `..` stand in the same object.
macro_rules! record {
    ($($(#[$doc:meta])* $record:ident {
        $($field:ident $(as $key:literal)?: $type:ty,)* $(.. $flat:ident: $flats:ty,)?
    })*) => {
        $($(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $record { $(pub $field: $type,)* $(pub $flat: $flats,)? }

        impl $crate::field::Record for $record {
            fn each(&mut self, each: $crate::field::Each<'_>) {
                $(each($crate::field::record!(@ $field $($key)?), &mut self.$field);)*
                $($crate::field::Record::each(&mut self.$flat, each);)?
            }
        }

        impl $crate::field::Field for $record {
            fn fill<'a>(&mut self, from: Option<&'a serde_json::Value>, filling: &mut $crate::field::Filling<'a>) {
                $crate::field::fill_record(self, from, filling);
            }

            #[cfg(feature = "write")]
            fn take(&mut self) -> Option<serde_json::Value> {
                $crate::field::take_record(self)
            }

            #[cfg(feature = "schema")]
            fn shape(&mut self) -> serde_json::Value {
                $crate::field::shape_of_record(self)
            }
        })*
    };
    (@ $field:ident) => { stringify!($field) };
    (@ $field:ident $key:literal) => { $key };
}
pub(crate) use record;

impl Field for String {
    fn fill<'a>(&mut self, from: Option<&'a Value>, filling: &mut Filling<'a>) {
        filling.take(self, from, "is not a text", |value| value.as_str().map(str::to_owned));
    }

    #[cfg(feature = "write")]
    fn take(&mut self) -> Option<Value> {
        Some(Value::String(std::mem::take(self)))
    }

    #[cfg(feature = "schema")]
    fn shape(&mut self) -> Value {
        json!({ "type": "string" })
    }
}

impl Field for bool {
    fn fill<'a>(&mut self, from: Option<&'a Value>, filling: &mut Filling<'a>) {
        filling.take(self, from, "is neither true nor false", Value::as_bool);
    }

    #[cfg(feature = "write")]
    fn take(&mut self) -> Option<Value> {
        Some(Value::Bool(*self))
    }

    #[cfg(feature = "schema")]
    fn shape(&mut self) -> Value {
        json!({ "type": "boolean" })
    }
}

/// Times are no longer than what is reckoned with.
impl Field for f64 {
    fn fill<'a>(&mut self, from: Option<&'a Value>, filling: &mut Filling<'a>) {
        filling.take(self, from, "is not a number", Value::as_f64);
        if filling.is_time() && self.abs() > MOST_MS {
            filling.fail("is a time of more than 100 years");
        }
    }

    #[cfg(feature = "write")]
    fn take(&mut self) -> Option<Value> {
        serde_json::Number::from_f64(*self).map(Value::Number)
    }

    #[cfg(feature = "schema")]
    fn shape(&mut self) -> Value {
        json!({ "type": "number" })
    }
}

impl Field for u64 {
    fn fill<'a>(&mut self, from: Option<&'a Value>, filling: &mut Filling<'a>) {
        filling
            .take(self, from, "is not a whole number from 0 to 9,007,199,254,740,992", |value| whole(value.as_f64()?));
    }

    #[cfg(feature = "write")]
    fn take(&mut self) -> Option<Value> {
        Some(Value::from(*self))
    }

    #[cfg(feature = "schema")]
    fn shape(&mut self) -> Value {
        json!({ "type": "integer", "minimum": 0, "maximum": EXACT })
    }
}

impl Field for i16 {
    fn fill<'a>(&mut self, from: Option<&'a Value>, filling: &mut Filling<'a>) {
        let read = |value: &Value| i16::try_from(value.as_i64()?).ok().filter(|minutes| minutes.abs() < 24 * 60);
        filling.take(self, from, "is not a number of minutes within a day", read);
    }

    #[cfg(feature = "write")]
    fn take(&mut self) -> Option<Value> {
        Some(Value::from(*self))
    }

    #[cfg(feature = "schema")]
    fn shape(&mut self) -> Value {
        json!({ "type": "integer" })
    }
}

impl<T: Field + Default> Field for Option<T> {
    fn fill<'a>(&mut self, from: Option<&'a Value>, filling: &mut Filling<'a>) {
        if from.is_some() {
            self.insert(T::default()).fill(from, filling);
        }
    }

    #[cfg(feature = "write")]
    fn take(&mut self) -> Option<Value> {
        self.as_mut()?.take()
    }

    #[cfg(feature = "schema")]
    fn shape(&mut self) -> Value {
        T::default().shape()
    }

    #[cfg(feature = "schema")]
    fn is_optional(&self) -> bool {
        true
    }
}

/// A list that is absent is empty.
impl<T: Field + Default> Field for Vec<T> {
    fn fill<'a>(&mut self, from: Option<&'a Value>, filling: &mut Filling<'a>) {
        match from {
            Some(Value::Array(list)) => {
                for (at, value) in list.iter().enumerate() {
                    let mut item = T::default();
                    filling.within(Step::Item(at), &mut item, Some(value));
                    self.push(item);
                }
            }
            Some(_) => filling.fail("is not a list"),
            None => {}
        }
    }

    #[cfg(feature = "write")]
    fn take(&mut self) -> Option<Value> {
        Some(Value::Array(self.iter_mut().filter_map(Field::take).collect()))
    }

    #[cfg(feature = "schema")]
    fn shape(&mut self) -> Value {
        json!({ "type": "array", "items": T::default().shape() })
    }
}

/// An object whose names are data.
impl<T: Field + Default> Field for BTreeMap<String, T> {
    fn fill<'a>(&mut self, from: Option<&'a Value>, filling: &mut Filling<'a>) {
        match from {
            Some(Value::Object(map)) => {
                for (name, value) in map {
                    let mut item = T::default();
                    filling.within(Step::Key(name), &mut item, Some(value));
                    self.insert(name.clone(), item);
                }
            }
            Some(_) => filling.fail("is not an object"),
            None => {}
        }
    }

    #[cfg(feature = "write")]
    fn take(&mut self) -> Option<Value> {
        let mut written = Map::new();
        for (name, mut item) in std::mem::take(self) {
            if let Some(item) = item.take() {
                written.insert(name, item);
            }
        }
        Some(Value::Object(written))
    }

    #[cfg(feature = "schema")]
    fn shape(&mut self) -> Value {
        json!({ "type": "object", "additionalProperties": T::default().shape() })
    }
}

/// Statistics by name.
impl Field for Values {
    fn fill<'a>(&mut self, from: Option<&'a Value>, filling: &mut Filling<'a>) {
        let entry = |(name, value): (&String, &Value)| Some((Stat::parse(name)?, value.as_f64()?));
        let what = "is not an object of statistics and numbers";
        filling.take(self, from, what, |value| value.as_object()?.iter().map(entry).collect());
    }

    #[cfg(feature = "write")]
    fn take(&mut self) -> Option<Value> {
        let mut written = Map::new();
        for (stat, value) in self.iter() {
            written.insert(stat.to_string(), value.into());
        }
        Some(Value::Object(written))
    }

    #[cfg(feature = "schema")]
    fn shape(&mut self) -> Value {
        json!({ "type": "object", "additionalProperties": { "type": "number" } })
    }
}
