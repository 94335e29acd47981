//! What an HTML parser makes of what is written is what was meant: the same elements with the same attributes, and text
//! from files nowhere but in texts and in values.

use scraper::node::Node;
use scraper::{ElementRef, Html};
use sloscope_core::ingest::Reader;
use sloscope_core::report::{Query, Report};
use sloscope_core::run::Session;
use sloscope_view::element::{Child, Element, classed, el};
use sloscope_view::figures::hidden;
use sloscope_view::file::sections;
use sloscope_view::name::name;
use sloscope_view::state::{AtFirst, ViewState, Whole};
use std::sync::Arc;

use crate::support::{Fixture, HOSTILE, fixtures};

/// An element with its attributes, sorted, and what is in it: a line for each, so that two trees are compared as texts.
#[derive(Default)]
struct Lines {
    out: Vec<String>,
    text: String,
}

impl Lines {
    fn end_text(&mut self) {
        if !self.text.is_empty() {
            self.out.push(format!("text {:?}", std::mem::take(&mut self.text)));
        }
    }

    fn start(&mut self, tag: &str, attributes: &mut [(String, String)]) {
        self.end_text();
        attributes.sort();
        self.out.push(format!("{tag} {attributes:?}"));
    }

    fn end(&mut self, tag: &str) {
        self.end_text();
        self.out.push(format!("/{tag}"));
    }

    /// As the parser reads a text.
    fn meant(&mut self, element: &Element, state: &dyn ViewState) {
        let parts = element.parts();
        let readable = |text: &str| text.replace('\0', "\u{fffd}");
        let given = parts.attributes.iter().map(|(name, value)| ((*name).to_owned(), readable(value)));
        let mut attributes: Vec<(String, String)> = given.collect();
        if parts.tag == "input" {
            attributes.extend(parts.value.as_ref().map(|value| ("value".to_owned(), readable(value))));
        }
        self.start(parts.tag, &mut attributes);
        for child in &parts.children {
            match child {
                Child::Text(text) => self.text.push_str(&readable(text)),
                Child::Element(element) => self.meant(element, state),
                Child::Part(part) => self.meant(&(part.draw)(state), state),
            }
        }
        self.end(parts.tag);
    }

    fn parsed(&mut self, element: ElementRef) {
        for child in element.children() {
            match (child.value(), ElementRef::wrap(child)) {
                (Node::Text(text), _) => self.text.push_str(text),
                (Node::Element(value), Some(inner)) => {
                    let given = value.attrs().map(|(name, value)| (name.to_owned(), value.to_owned()));
                    let mut attributes: Vec<(String, String)> = given.collect();
                    self.start(value.name(), &mut attributes);
                    self.parsed(inner);
                    self.end(value.name());
                }
                (other, _) => panic!("neither element nor text: {other:?}"),
            }
        }
    }
}

/// Panics where the parser reads something else than what was meant.
pub fn check(what: &str, element: &Element, state: &dyn ViewState) {
    let html = element.to_html(state);
    let mut meant = Lines::default();
    meant.meant(element, state);
    let parsed = Html::parse_fragment(&html);
    let mut read = Lines::default();
    read.parsed(parsed.root_element());
    for (at, (read, meant)) in read.out.iter().zip(&meant.out).enumerate() {
        assert_eq!(read, meant, "{what}, line {at}");
    }
    assert_eq!(read.out.len(), meant.out.len(), "{what}");
}

#[test]
fn hostile_text_is_text_wherever_it_stands() {
    for text in HOSTILE {
        let element = classed("section", "x")
            .attr("data-name", text)
            .attr("title", text)
            .child(text)
            .child(el("p").child(name(text)).child(hidden(text)))
            .child(el("pre").child(text))
            .child(el("input").value(text))
            .child(el("select").child(el("option").attr("value", text).child(text)));
        check(text, &element, &AtFirst);
    }
}

#[test]
fn every_section_is_parsed_as_it_was_meant() {
    for Fixture { name, report, charts } in fixtures() {
        check(name, &sections(&AtFirst, report), &AtFirst);
        let whole = Whole { charts: charts.iter().cloned().map(Arc::new).collect() };
        check(name, &sections(&whole, report), &whole);
    }
}

/// A run whose names, tags, checks, errors and file are hostile.
pub fn hostile_session() -> Session {
    let mut lines = String::new();
    for (at, text) in HOSTILE.iter().enumerate() {
        let quoted = serde_json::to_string(text).expect("JSON");
        for (metric, value) in [("http_req_duration", 5), ("http_reqs", 1), ("http_req_failed", 1), ("checks", 0)] {
            lines.push_str(&format!(
                r#"{{"metric":"{metric}","type":"Point","data":{{"time":"2026-01-01T00:00:{:02}Z","value":{value},"tags":{{"name":{quoted},"scenario":{quoted},"group":{quoted},"check":{quoted},"error":{quoted},"error_code":"1000","status":"0"}}}}}}"#,
                at + 1
            ));
            lines.push('\n');
        }
    }
    let mut reader = Reader::new("\"><script>alert(1)</script>.json");
    reader.feed(lines.as_bytes());
    Session::new(vec![reader.finish()])
}

/// Its report.
pub fn hostile_report() -> Report {
    let query = Query { group_by: vec!["name".to_owned(), "check".to_owned()], ..Query::default() };
    hostile_session().report(&query).expect("a report")
}

#[test]
fn names_of_files_tags_and_checks_are_text_in_every_section() {
    let report = Arc::new(hostile_report());
    let state = Whole::default();
    let html = sections(&state, &report).to_html(&state);
    assert!(html.matches("alert(1)").count() > 20, "the names are not in the report");
    check("hostile", &sections(&state, &report), &state);
}
