//! Every section of every fixture, against files that were read by a person: what is in the page at first, in a short form
//! of HTML, with what events do. `UPDATE_GOLDEN=1 cargo test` rewrites them; read the difference before it is kept.

use std::fmt::Write as _;
use std::path::Path;

use crate::support::{Fixture, fixtures};
use sloscope_view::element::{Child, Element, Handler};
use sloscope_view::file::sections;
use sloscope_view::state::{AtFirst, ViewState};

/// These begin a line, and end where the next of them begins.
const BLOCKS: [&str; 16] = [
    "div", "section", "aside", "h1", "h2", "h3", "ul", "table", "tr", "tbody", "li", "p", "figure", "dl", "dt",
    "details",
];
/// Nor do these have an end.
const ITEMS: [&str; 4] = ["td", "th", "dd", "thead"];

/// `<td.n @stat=avg @value=1.5 on:click=…>text`: classes as in CSS, `@` for `data-`, numbers to six digits, a metric only
/// where it is another than that of the cell before.
pub struct Short<'a> {
    out: String,
    metric: String,
    state: &'a dyn ViewState,
}

impl<'a> Short<'a> {
    /// An element in short.
    pub fn of(element: &Element, state: &'a dyn ViewState) -> String {
        let mut short = Self { out: String::new(), metric: String::new(), state };
        short.element(element);
        short.out + "\n"
    }

    fn element(&mut self, element: &Element) {
        let parts = element.parts();
        // They come after the report: at first there are their places, the same in all.
        let later = ["charts", "timeline"].map(|id| ("id", id.into()));
        if !self.state.is_paper() && later.iter().any(|id| parts.attributes.contains(id)) {
            return;
        }
        let is_block = BLOCKS.contains(&parts.tag);
        self.out.push_str(if is_block { "\n<" } else { "<" });
        self.out.push_str(parts.tag);
        for (name, value) in &parts.attributes {
            self.attribute(name, value);
        }
        if let Some(value) = &parts.value {
            write!(self.out, " value={value:?}").expect("into memory");
        }
        for (event, handler) in &parts.handlers {
            let Handler::Action(action) = handler else { panic!("a section calls a function of the page: {event}") };
            write!(self.out, " on:{event}={action:?}").expect("into memory");
        }
        self.out.push('>');
        let dash = parts.attributes.iter().any(|(name, value)| *name == "class" && value == "absent");
        for child in &parts.children {
            match child {
                Child::Text(text) => self.out.push_str(text),
                // Its title says what is read aloud.
                Child::Element(_) if dash => self.out.push('–'),
                Child::Element(element) => self.element(element),
                Child::Part(part) => self.element(&(part.draw)(self.state)),
            }
        }
        if !is_block && !ITEMS.contains(&parts.tag) {
            self.out.push_str("</>");
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        let name = name.replace("data-", "@");
        let result = match (name.as_str(), value) {
            ("class", value) => write!(self.out, ".{}", value.replace(' ', ".")),
            ("id", value) => write!(self.out, "#{value}"),
            ("@metric", value) if self.metric == value => Ok(()),
            ("@value", value) => write!(self.out, " @value={}", six_digits(value)),
            (name, "") => write!(self.out, " {name}"),
            (name, value) if value.contains([' ', '>', '"']) => write!(self.out, " {name}={value:?}"),
            (name, value) => write!(self.out, " {name}={value}"),
        };
        result.expect("into memory");
        if name == "@metric" {
            value.clone_into(&mut self.metric);
        }
    }
}

fn six_digits(value: &str) -> String {
    let number: f64 = value.parse().unwrap_or_else(|_| panic!("no number: {value}"));
    format!("{number:.5e}").parse::<f64>().map(|rounded| rounded.to_string()).unwrap_or_default()
}

/// What is not as in the file of this name.
pub fn differs(folder: &Path, name: &str, now: &str) -> Option<String> {
    let path = folder.join(format!("{name}.txt"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, now).expect("written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let at = now.lines().zip(kept.lines()).take_while(|(now, kept)| now == kept).count();
    let line = |text: &str| text.lines().nth(at).unwrap_or_default().to_owned();
    (now != kept).then(|| format!("{name}, line {}:\n  now  {}\n  kept {}", at + 1, line(now), line(&kept)))
}

#[test]
fn every_section_of_every_fixture_is_what_was_agreed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut faults = Vec::new();
    let mut bytes = 0;
    for Fixture { name, report, .. } in fixtures() {
        let now = Short::of(&sections(&AtFirst, report), &AtFirst);
        bytes += now.len();
        faults.extend(differs(&folder, name, &now));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(bytes < 2_500_000, "the golden files hold {bytes} bytes");
}
