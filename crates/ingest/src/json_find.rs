//! Finds JSON documents in a text that may hold other things: console output before them (`k6 run … > out.json`),
//! log lines after them, a second document. Repairs what Python and JavaScript write and JSON does not have.

use serde_json::Value;

use super::json_tree::{Fault, parse};

/// Places at which a document may begin that are tried.
const MOST_TRIES: usize = 64;

/// A document in a text.
pub(super) struct Found<'a> {
    pub value: Value,
    /// Its text, as it stands in the file.
    pub text: &'a [u8],
    /// Something other than space stands before it.
    pub before: bool,
    /// NaN, Infinity or numbers beyond 64-bit floats were taken as absent.
    pub repaired: bool,
    /// Too large to be kept whole.
    pub pruned: bool,
}

/// The documents of a text, one after the other.
pub(super) struct Documents<'a> {
    text: &'a [u8],
    at: usize,
    tries: usize,
    /// Bytes looked at in vain: keeps a hostile text from being read over and over.
    wasted: usize,
    fault: Option<Fault>,
}

impl<'a> Documents<'a> {
    pub fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0, tries: 0, wasted: 0, fault: None }
    }

    /// What is wrong with the first place that looked like a document and is none.
    pub fn fault(&self) -> Option<Fault> {
        self.fault
    }

    /// What has not been looked at yet.
    pub fn rest(&self) -> &'a [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The last one was of use: others may follow, however many there are.
    pub fn was_of_use(&mut self) {
        self.tries = 0;
    }

    pub fn next(&mut self) -> Option<Found<'a>> {
        while self.tries < MOST_TRIES && self.wasted <= 2 * self.text.len() {
            self.tries += 1;
            let start = self.start()?;
            let text = &self.text[start..];
            let before = !self.text[..start].trim_ascii().is_empty();
            match parse(text) {
                Ok(parsed) => {
                    self.at = start + parsed.length;
                    let text = &text[..parsed.length];
                    return Some(Found { value: parsed.value, text, before, repaired: false, pruned: parsed.pruned });
                }
                Err(fault) => {
                    self.fault.get_or_insert(fault);
                    if let Some((value, pruned)) = repaired(text, fault) {
                        self.at = self.text.len();
                        return Some(Found { value, text, before, repaired: true, pruned });
                    }
                    self.wasted += extent(text, fault);
                    self.at = start + 1;
                }
            }
        }
        None
    }

    /// The next bracket at the start of a line, or right where the last document ended.
    fn start(&self) -> Option<usize> {
        let opens = |at: usize| matches!(self.text.get(at), Some(b'{' | b'['));
        let rest = self.rest();
        let first = self.at + rest.iter().position(|b| !b.is_ascii_whitespace())?;
        let fresh = self.at == 0 || !opens(self.at - 1);
        if fresh && opens(first) {
            return Some(first);
        }
        memchr::memchr_iter(b'\n', rest).map(|end| self.at + end + 1).find(|at| opens(*at))
    }
}

/// How many bytes were looked at until the fault.
fn extent(text: &[u8], fault: Fault) -> usize {
    match fault {
        Fault::Cut => text.len(),
        Fault::TooDeep => 128,
        Fault::Range { line, column } | Fault::Syntax { line, column } => {
            let start = match line {
                0 | 1 => 0,
                line => memchr::memchr_iter(b'\n', text).nth(line - 2).unwrap_or(0),
            };
            start + column
        }
    }
}

/// The document without what JSON does not have, if that is all that is wrong with it.
fn repaired(text: &[u8], fault: Fault) -> Option<(Value, bool)> {
    let worth_it = match fault {
        Fault::Range { .. } => true,
        Fault::Syntax { .. } => {
            let has = |word: &[u8]| memchr::memmem::find(text, word).is_some();
            has(b"NaN") || has(b"Infinity") || std::str::from_utf8(text).is_err()
        }
        Fault::Cut | Fault::TooDeep => false,
    };
    let whole = worth_it.then(|| String::from_utf8_lossy(text))?;
    let parsed = parse(&without_odd_numbers(whole.as_bytes())).ok()?;
    Some((parsed.value, parsed.pruned))
}

/// `NaN`, `Infinity` and numbers that no 64-bit float holds become `null`; texts stay as they are.
fn without_odd_numbers(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let (mut at, mut in_string) = (0, false);
    while let Some(byte) = text.get(at).copied() {
        if in_string {
            let escaped = byte == b'\\';
            let length = if escaped { 2 } else { 1 };
            out.extend_from_slice(&text[at..(at + length).min(text.len())]);
            in_string = byte != b'"';
            at += length;
            continue;
        }
        let odd = matches!(byte, b'N' | b'I' | b'-' | b'0'..=b'9');
        let length = match odd {
            true => text[at..].iter().take_while(|b| b.is_ascii_alphanumeric() || b"+-.".contains(b)).count(),
            false => 1,
        };
        let word = &text[at..at + length];
        let is_odd = odd && {
            let name = word.strip_prefix(b"-").unwrap_or(word);
            let value = std::str::from_utf8(word).ok().and_then(|w| w.parse::<f64>().ok());
            name == b"NaN" || name == b"Infinity" || value.is_some_and(f64::is_infinite)
        };
        out.extend_from_slice(if is_odd { b"null" } else { word });
        in_string = byte == b'"';
        at += length;
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn values(text: &str) -> Vec<Value> {
        let mut documents = Documents::new(text.as_bytes());
        std::iter::from_fn(|| documents.next().map(|f| f.value)).collect()
    }

    #[test]
    fn among_other_text() {
        assert_eq!(values("\n {\"a\":1}\n"), [json!({"a": 1})]);
        assert_eq!(values("{\"a\":1}{\"b\":2} \n [3]"), [json!({"a": 1}), json!({"b": 2}), json!([3])]);
        assert_eq!(values("running (0m01s)\n[ 50% ] x\n{\"a\":{\n\"b\":[]}}\nlevel=info"), [json!({"a": {"b": []}})]);
        assert_eq!(values("no {json} here"), [] as [Value; 0]);
        assert_eq!(values("{\"a\":1} trailing {\"b\":2}"), [json!({"a": 1})]);
    }

    #[test]
    fn odd_numbers_are_absent() {
        let text = r#"{"a":NaN,"b":-Infinity,"c":1e999,"d":"NaN \" 1e999","e":-1.5e3,"f":[Infinity]}"#;
        let found = Documents::new(text.as_bytes()).next().expect("a document");
        let wanted = json!({"a": null, "b": null, "c": null, "d": "NaN \" 1e999", "e": -1500.0, "f": [null]});
        assert_eq!((found.value, found.repaired), (wanted, true));
    }

    #[test]
    fn a_fault_is_told() {
        let mut documents = Documents::new(b"{\"a\":[1,2");
        assert!(documents.next().is_none());
        assert_eq!(documents.fault(), Some(Fault::Cut));
    }
}
