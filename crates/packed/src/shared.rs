//! What of a run goes into a file for others: no line of a console and, unless they are asked for, no query strings of
//! addresses (SECURITY.md). Those that differ stay apart, in tags and in the selectors that fit them.

use serde_json::Value;
use sloscope_dataset::InputFailure;
use sloscope_ingest::{Content, Diagnostics, SampleFile, Source, Summary, Unreadable};
use sloscope_model::checks::CheckGroup;
use sloscope_model::format::{Holds, Queries};
use sloscope_model::options::{Declared, RunOptions};
use sloscope_model::series::Series;

use crate::Kept;

/// What a text is, and the tag that it is a value of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field<'a> {
    pub(crate) holds: Holds,
    pub(crate) tag: Option<&'a str>,
}

const TEXT: Field = Field { holds: Holds::Text, tag: None };
const VALUE: Field = Field { holds: Holds::Value, tag: None };

type Visit<'v> = &'v mut dyn FnMut(&mut String, Field);

impl Kept {
    /// As it may be handed on. Numbers and verdicts are what they were.
    pub fn for_others(mut self, keep_queries: bool) -> Self {
        self.forget_consoles();
        if !keep_queries {
            let mut queries = Queries::default();
            // Whole values before the sentences that repeat them.
            self.each(&mut |text, Field { holds, .. }| {
                if holds != Holds::Text {
                    queries.learn(text, holds);
                }
            });
            self.each(&mut |text, Field { holds, .. }| {
                let without = queries.left_out(text, holds).into_owned();
                *text = without;
            });
        }
        self
    }

    /// Lines of consoles can hold anything.
    pub(crate) fn forget_consoles(&mut self) {
        for source in &mut self.sources {
            source.diagnostics.skipped.iter_mut().for_each(|skip| skip.example.clear());
        }
    }

    /// All texts but lines of consoles.
    pub(crate) fn each(&mut self, visit: Visit) {
        for Source { info, content, diagnostics } in &mut self.sources {
            visit(&mut info.name, VALUE);
            self::content(content, visit);
            let Diagnostics { notes, cut, lines: _, used: _, skipped: _ } = diagnostics;
            notes.iter_mut().chain(cut).for_each(|text| visit(text, TEXT));
        }
        for InputFailure { name, what, advice } in &mut self.failures {
            visit(name, VALUE);
            [what, advice].into_iter().for_each(|text| visit(text, TEXT));
        }
        self.run.iter_mut().flatten().for_each(|note| visit(&mut note.text, TEXT));
    }
}

fn content(of: &mut Content, visit: Visit) {
    match of {
        Content::Samples(file) => samples(file, visit),
        Content::Summary(of) => summary(of, visit),
        Content::Options(of) => options(of, visit),
        Content::Stored(report) => {
            let mut document = sloscope_stored::write((**report).clone());
            json(&mut document, None, visit);
            match sloscope_stored::read(&document) {
                Ok(read) => **report = read,
                Err(_) => *of = Content::Unreadable(Unreadable::default()),
            }
        }
        Content::Several(list) => list.iter_mut().for_each(|(_, of)| content(of, visit)),
        Content::Unreadable(Unreadable { looks_like, advice }) => {
            [looks_like, advice].into_iter().for_each(|text| visit(text, TEXT));
        }
    }
}

fn samples(file: &mut SampleFile, visit: Visit) {
    file.store.tags.each_value(|key, value| visit(value, Field::of_tag(key)));
    let of_lines = file.declarations.iter_mut().map(|line| (&mut line.thresholds, &mut line.submetrics));
    for (thresholds, submetrics) in of_lines.chain([(&mut file.thresholds, &mut file.submetrics)]) {
        declared(thresholds, visit);
        submetrics.iter_mut().for_each(|of| series(of, visit));
    }
    file.saved.iter_mut().for_each(|name| visit(name, VALUE));
}

fn summary(of: &mut Summary, visit: Visit) {
    of.metrics.iter_mut().for_each(|metric| series(&mut metric.series, visit));
    of.checks.iter_mut().for_each(|root| group(root, visit));
    of.options.iter_mut().for_each(|of| options(of, visit));
    of.saved.iter_mut().for_each(|name| visit(name, VALUE));
}

fn options(of: &mut RunOptions, visit: Visit) {
    declared(&mut of.thresholds, visit);
    of.scenarios.iter_mut().for_each(|scenario| visit(&mut scenario.name, Field::of_tag("scenario")));
    of.script_name.iter_mut().for_each(|name| visit(name, VALUE));
}

fn declared(of: &mut [Declared], visit: Visit) {
    of.iter_mut().for_each(|declared| series(&mut declared.series, visit));
}

fn series(of: &mut Series, visit: Visit) {
    visit(&mut of.metric, VALUE);
    of.tags.iter_mut().for_each(|(key, value)| visit(value, Field::of_tag(key)));
}

fn group(of: &mut CheckGroup, visit: Visit) {
    [&mut of.name, &mut of.path].into_iter().for_each(|text| visit(text, Field::of_tag("group")));
    of.checks.iter_mut().for_each(|check| visit(&mut check.name, Field::of_tag("check")));
    of.groups.iter_mut().for_each(|inner| group(inner, visit));
}

/// A stored report: the values of tags are known by their names or stand in series, all else are sentences.
fn json(value: &mut Value, name: Option<&str>, visit: Visit) {
    match value {
        Value::String(text) => sentence(text, visit),
        Value::Array(list) => list.iter_mut().for_each(|item| json(item, name, visit)),
        Value::Object(fields) => {
            for (key, mut value) in std::mem::take(fields) {
                let tag = match (name, key.as_str()) {
                    (Some("tags"), key) => Some(key),
                    (Some("checks"), "name") => Some("check"),
                    (Some("checks"), "group") => Some("group"),
                    (Some("scenarios"), "name") | (_, "scenario") => Some("scenario"),
                    _ => None,
                };
                match (&mut value, tag) {
                    (Value::String(text), Some(tag)) => visit(text, Field::of_tag(tag)),
                    (Value::String(text), _) if key == "endpoint" => {
                        visit(text, Field { holds: Holds::Address, tag: None });
                    }
                    (other, _) => json(other, Some(&key), visit),
                }
                let mut key = key;
                sentence(&mut key, visit);
                fields.insert(key, value);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A sentence, or a series with its tags.
fn sentence(text: &mut String, visit: Visit) {
    match Series::parse(text).ok().filter(|of| !of.tags.is_empty() && of.to_string() == *text) {
        Some(mut of) => {
            series(&mut of, visit);
            *text = of.to_string();
        }
        None => visit(text, TEXT),
    }
}
