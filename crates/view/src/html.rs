//! Elements as HTML. What files say becomes text and values of attributes, whatever is in it.

use sloscope_core::format::safe;

use crate::element::{Child, Element, Parts};
use crate::state::ViewState;

/// Elements without content and end tag.
const VOID: [&str; 8] = ["br", "col", "hr", "img", "input", "link", "meta", "wbr"];

/// Of these the parser drops a line break that comes first.
const FIRST_BREAK_DROPPED: [&str; 2] = ["pre", "textarea"];

impl Element {
    /// The element as HTML, drawn by this state.
    pub fn to_html(&self, state: &dyn ViewState) -> String {
        let mut html = Html { out: String::new(), state, is_still: false };
        html.element(self);
        html.out
    }

    /// The element as HTML where nobody answers: without what only asks for something.
    pub fn to_still_html(&self, state: &dyn ViewState) -> String {
        let mut html = Html { out: String::new(), state, is_still: true };
        html.element(self);
        html.out
    }
}

struct Html<'a> {
    out: String,
    state: &'a dyn ViewState,
    is_still: bool,
}

impl Html<'_> {
    fn element(&mut self, element: &Element) {
        let parts = element.parts();
        if self.is_still && parts.is_control {
            return;
        }
        // A button that nobody answers is what it says.
        let is_dead = self.is_still && parts.tag == "button";
        let tag = if is_dead { "span" } else { parts.tag };
        self.out.push('<');
        self.out.push_str(tag);
        let left_out = |name: &str| is_dead && matches!(name, "type" | "aria-expanded" | "aria-controls" | "title");
        for (name, value) in parts.attributes.iter().filter(|(name, _)| !left_out(name)) {
            self.attribute(name, value);
        }
        let value = parts.value.as_deref();
        if let Some(value) = value.filter(|_| tag == "input") {
            self.attribute("value", value);
        }
        self.out.push('>');
        if VOID.contains(&tag) {
            return;
        }
        self.content(parts, tag);
        if let Some(value) = value.filter(|_| tag == "textarea") {
            self.lines(value);
        }
        self.out.push_str("</");
        self.out.push_str(tag);
        self.out.push('>');
    }

    fn content(&mut self, parts: &Parts, tag: &str) {
        if FIRST_BREAK_DROPPED.contains(&tag) {
            self.out.push('\n');
        }
        for child in &parts.children {
            match child {
                Child::Text(text) if tag == "pre" => self.lines(text),
                Child::Text(text) => self.text(text),
                Child::Element(element) => self.element(element),
                Child::Part(part) => self.element(&(part.draw)(self.state)),
            }
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        if !value.is_empty() {
            self.out.push_str("=\"");
            self.text(value);
            self.out.push('"');
        }
    }

    /// Text, in an element or in an attribute in quotes. A document has names on one line, and shows what acts or hides
    /// as an escape.
    fn text(&mut self, text: &str) {
        match self.is_still {
            true => self.escaped(&safe(text)),
            false => self.escaped(text),
        }
    }

    /// Text in which lines begin where it says so.
    fn lines(&mut self, text: &str) {
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.out.push('\n');
            }
            self.text(line);
        }
    }

    fn escaped(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                // The parser makes a line feed of a bare one.
                '\r' => self.out.push_str("&#13;"),
                // The parser has no form for it.
                '\0' => self.out.push('\u{fffd}'),
                c => self.out.push(c),
            }
        }
    }
}
