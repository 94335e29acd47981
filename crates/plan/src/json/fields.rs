//! Reading the fields of an object one by one; mistakes are collected, so that all are reported at once.

use sloscope_model::time::{Nanos, planned};
use sloscope_objectives::literal::{Failure, Literal, Placed};

/// An object that is being read.
pub struct Fields {
    /// Where it begins.
    pub at: usize,
    what: &'static str,
    known: &'static [&'static str],
    entries: Vec<(Placed<String>, Placed<Literal>)>,
}

impl Fields {
    /// `what`: "a request". `None`, and a mistake, if it is no object; keys that are not known are mistakes.
    pub fn of(
        value: Placed<Literal>,
        what: &'static str,
        known: &'static [&'static str],
        mistakes: &mut Vec<Failure>,
    ) -> Option<Self> {
        let at = value.at;
        let Literal::Object(entries) = value.is else {
            mistakes.push(Placed { at, is: format!("{what} is an object, {{...}}, and this is {}", value.is.name()) });
            return None;
        };
        for (number, (key, _)) in entries.iter().enumerate() {
            if !known.contains(&key.is.as_str()) {
                let is = format!("{what} has no {:?}; it has {}", key.is, known.join(", "));
                mistakes.push(Placed { at: key.at, is });
            } else if entries[..number].iter().any(|(other, _)| other.is == key.is) {
                mistakes.push(Placed { at: key.at, is: format!("{:?} is here for the second time", key.is) });
            }
        }
        Some(Self { at, what, known, entries })
    }

    /// Takes a field out; null is as if it were not there.
    pub fn take(&mut self, key: &str) -> Option<Placed<Literal>> {
        debug_assert!(self.known.contains(&key), "{key}");
        let at = self.entries.iter().position(|(name, _)| name.is == key)?;
        let value = self.entries.remove(at).1;
        (value.is != Literal::Null).then_some(value)
    }

    fn mistake(&self, at: usize, key: &str, wanted: &str, found: &Literal, mistakes: &mut Vec<Failure>) {
        let what = self.what;
        mistakes.push(Placed { at, is: format!("{key} of {what} is {wanted}, and this is {}", found.name()) });
    }

    pub fn text(&mut self, key: &str, mistakes: &mut Vec<Failure>) -> Option<String> {
        let value = self.take(key)?;
        match value.is {
            Literal::Text(text) => Some(text),
            other => {
                self.mistake(value.at, key, "a text", &other, mistakes);
                None
            }
        }
    }

    /// `true` or `false`.
    pub fn truth(&mut self, key: &str, mistakes: &mut Vec<Failure>) -> Option<bool> {
        let value = self.take(key)?;
        match value.is {
            Literal::Bool(truth) => Some(truth),
            other => {
                self.mistake(value.at, key, "true or false", &other, mistakes);
                None
            }
        }
    }

    /// A whole number from 0 on.
    pub fn whole(&mut self, key: &str, mistakes: &mut Vec<Failure>) -> Option<u32> {
        let value = self.take(key)?;
        match value.is {
            Literal::Number(number) if number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number) => {
                Some(number as u32)
            }
            Literal::Number(number) => {
                let is = format!("{key} of {} is a whole number from 0 on, and this is {number}", self.what);
                mistakes.push(Placed { at: value.at, is });
                None
            }
            other => {
                self.mistake(value.at, key, "a whole number", &other, mistakes);
                None
            }
        }
    }

    /// A duration as k6 reads it: `"1m30s"`, or a number of ms.
    pub fn duration(&mut self, key: &str, mistakes: &mut Vec<Failure>) -> Option<Nanos> {
        let value = self.take(key)?;
        let ms = match &value.is {
            Literal::Text(text) => sloscope_model::time::duration_ms(text),
            Literal::Number(ms) => Some(*ms),
            _ => None,
        };
        match ms.and_then(planned) {
            Some(nanos) => Some(nanos),
            None => {
                let is = format!("{key} of {} is a duration: write \"500ms\", \"30s\" or \"1m30s\"", self.what);
                mistakes.push(Placed { at: value.at, is });
                None
            }
        }
    }

    /// The items of a list; empty if there is none.
    pub fn list(&mut self, key: &str, mistakes: &mut Vec<Failure>) -> Vec<Placed<Literal>> {
        match self.take(key) {
            None => Vec::new(),
            Some(Placed { is: Literal::List(items), .. }) => items,
            Some(value) => {
                self.mistake(value.at, key, "a list, [...]", &value.is, mistakes);
                Vec::new()
            }
        }
    }

    /// An object of texts, in its order: tags, headers. Numbers and truth values are taken for texts.
    pub fn texts(&mut self, key: &str, mistakes: &mut Vec<Failure>) -> Vec<(String, String)> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let Literal::Object(entries) = value.is else {
            self.mistake(value.at, key, "an object of texts, {\"name\": \"value\"}", &value.is, mistakes);
            return Vec::new();
        };
        let mut texts = Vec::new();
        for (name, value) in entries {
            match value.is {
                Literal::Text(text) => texts.push((name.is, text)),
                Literal::Number(number) => texts.push((name.is, number.to_string())),
                Literal::Bool(truth) => texts.push((name.is, truth.to_string())),
                other => self.mistake(value.at, &name.is, "a text", &other, mistakes),
            }
        }
        texts
    }
}
