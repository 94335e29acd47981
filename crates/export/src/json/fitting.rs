//! JSON in no more bytes than may be: lists and texts are cut until all fits, and what is left out is counted in the document.

use serde_json::Value;

use sloscope_model::format::safe_json;
use sloscope_stored::part::{Cut, Part, Truncated};
use sloscope_stored::write_part;

/// How long lists and texts may be, one step after the other until all fits.
const STEPS: [(usize, usize); 12] = [
    (usize::MAX, usize::MAX),
    (1000, 2000),
    (500, 2000),
    (200, 1000),
    (100, 1000),
    (50, 500),
    (20, 500),
    (10, 300),
    (5, 300),
    (2, 200),
    (1, 120),
    (0, 120),
];

/// What was written, and what was left out of it.
pub struct JsonPart {
    /// The document.
    pub text: String,
    /// A sentence, if it was cut.
    pub cut: Option<String>,
}

/// A document in at most so many bytes. The error is the least that it takes.
pub fn fitted(document: &Value, most: usize) -> Result<JsonPart, usize> {
    let mut least = 0;
    for (items, chars) in STEPS {
        let (mut shorter, mut cutting) = (document.clone(), Cutting { items, chars, ..Cutting::default() });
        cutting.cut(&mut shorter, "");
        let cut = cutting.said(most);
        if let Some((truncated, _)) = &cut {
            shorter["_truncated"] = truncated.clone();
        }
        let text = text(&shorter, false);
        if text.len() <= most {
            return Ok(JsonPart { text, cut: cut.map(|(_, sentence)| sentence) });
        }
        least = text.len();
    }
    Err(least)
}

/// On one line where every byte counts.
pub(crate) fn text(document: &Value, pretty: bool) -> String {
    // Writing a value as JSON cannot fail.
    let text = if pretty { serde_json::to_string_pretty(document) } else { serde_json::to_string(document) };
    format!("{}\n", safe_json(&text.unwrap_or_default()))
}

/// Lists, and objects of which names are data, are cut to so many items, texts to so many characters.
#[derive(Default)]
struct Cutting {
    items: usize,
    chars: usize,
    lists: Vec<Cut>,
    texts: u64,
}

impl Cutting {
    fn cut(&mut self, value: &mut Value, at: &str) {
        match value {
            Value::String(text) => {
                if let Some((end, _)) = text.char_indices().nth(self.chars) {
                    text.truncate(end);
                    text.push('…');
                    self.texts += 1;
                }
            }
            Value::Array(list) => {
                self.note(at, list.len());
                list.truncate(self.items);
                list.iter_mut().for_each(|item| self.cut(item, at));
            }
            Value::Object(fields) => {
                if at == "metrics" {
                    self.note(at, fields.len());
                    let names: Vec<String> = fields.keys().skip(self.items).cloned().collect();
                    names.iter().for_each(|name| _ = fields.remove(name));
                }
                for (name, value) in fields.iter_mut() {
                    // These are short, and always whole.
                    if !["selected", "figures"].contains(&name.as_str()) {
                        let within = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                        self.cut(value, &within);
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn note(&mut self, at: &str, of: usize) {
        if of <= self.items {
            return;
        }
        let (shown, of) = (self.items as u64, of as u64);
        match self.lists.iter_mut().find(|cut| cut.at == at) {
            // Lists of the same name in the items of one list count together.
            Some(cut) => (cut.shown, cut.of) = (cut.shown + shown, cut.of + of),
            None => self.lists.push(Cut { at: at.to_owned(), shown, of }),
        }
    }

    /// What was left out, for the document and as a sentence; `None` if nothing was.
    fn said(self, most: usize) -> Option<(Value, String)> {
        if self.lists.is_empty() && self.texts == 0 {
            return None;
        }
        let lists = self.lists.iter().map(|cut| format!("{} ({} of {} left)", cut.at, cut.shown, cut.of));
        let texts = (self.texts > 0).then(|| format!("{} texts shortened", self.texts));
        let what: Vec<String> = lists.chain(texts).collect();
        let text = format!("TRUNCATED to {most} bytes: {}", what.join(", "));
        let truncated = Truncated {
            max_bytes: most as u64,
            text: text.clone(),
            lists: self.lists,
            texts_shortened: (self.texts > 0).then_some(self.texts),
        };
        let holder = write_part(Part { truncated: Some(truncated), ..Part::default() });
        Some((holder["_truncated"].clone(), text))
    }
}
