//! What of a run goes into a file for others: no line of a console and, unless they are asked for, no query strings of
//! addresses (SECURITY.md). Those that differ stay apart, in tags and in the selectors that fit them.

use serde_json::Value;
use sloscope_dataset::InputFailure;
use sloscope_ingest::{Content, Diagnostics, SampleFile, Source, Summary, Unreadable};
use sloscope_model::checks::CheckGroup;
use sloscope_model::format::{Holds, Queries};
use sloscope_model::names::holds;
use sloscope_model::options::{Declared, RunOptions};
use sloscope_model::series::Series;

use crate::Kept;

type Visit<'v> = &'v mut dyn FnMut(&mut String, Holds);

impl Kept {
    /// As it may be handed on. Numbers and verdicts are what they were.
    pub fn for_others(mut self, keep_queries: bool) -> Self {
        for source in &mut self.sources {
            source.diagnostics.skipped.iter_mut().for_each(|skip| skip.example.clear());
        }
        if !keep_queries {
            let mut queries = Queries::default();
            // Whole values before the sentences that repeat them.
            self.each(&mut |text, holds| {
                if holds != Holds::Text {
                    queries.learn(text, holds);
                }
            });
            self.each(&mut |text, holds| {
                let without = queries.left_out(text, holds).into_owned();
                *text = without;
            });
        }
        self
    }

    fn each(&mut self, visit: Visit) {
        for Source { info, content, diagnostics } in &mut self.sources {
            visit(&mut info.name, Holds::Value);
            self::content(content, visit);
            let Diagnostics { notes, cut, lines: _, used: _, skipped: _ } = diagnostics;
            notes.iter_mut().chain(cut).for_each(|text| visit(text, Holds::Text));
        }
        for InputFailure { name, what, advice } in &mut self.failures {
            visit(name, Holds::Value);
            [what, advice].into_iter().for_each(|text| visit(text, Holds::Text));
        }
        self.run.iter_mut().flatten().for_each(|note| visit(&mut note.text, Holds::Text));
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
            [looks_like, advice].into_iter().for_each(|text| visit(text, Holds::Text));
        }
    }
}

fn samples(file: &mut SampleFile, visit: Visit) {
    file.store.tags.each_value(|key, value| visit(value, holds(key)));
    let of_lines = file.declarations.iter_mut().map(|line| (&mut line.thresholds, &mut line.submetrics));
    for (thresholds, submetrics) in of_lines.chain([(&mut file.thresholds, &mut file.submetrics)]) {
        declared(thresholds, visit);
        submetrics.iter_mut().for_each(|of| series(of, visit));
    }
    file.saved.iter_mut().for_each(|name| visit(name, Holds::Value));
}

fn summary(of: &mut Summary, visit: Visit) {
    of.metrics.iter_mut().for_each(|metric| series(&mut metric.series, visit));
    of.checks.iter_mut().for_each(|root| group(root, visit));
    of.options.iter_mut().for_each(|of| options(of, visit));
    of.saved.iter_mut().for_each(|name| visit(name, Holds::Value));
}

fn options(of: &mut RunOptions, visit: Visit) {
    declared(&mut of.thresholds, visit);
    of.scenarios.iter_mut().for_each(|scenario| visit(&mut scenario.name, Holds::Value));
    of.script_name.iter_mut().for_each(|name| visit(name, Holds::Value));
}

fn declared(of: &mut [Declared], visit: Visit) {
    of.iter_mut().for_each(|declared| series(&mut declared.series, visit));
}

fn series(of: &mut Series, visit: Visit) {
    visit(&mut of.metric, Holds::Value);
    of.tags.iter_mut().for_each(|(key, value)| visit(value, holds(key)));
}

fn group(of: &mut CheckGroup, visit: Visit) {
    [&mut of.name, &mut of.path].into_iter().for_each(|text| visit(text, Holds::Value));
    of.checks.iter_mut().for_each(|check| visit(&mut check.name, Holds::Value));
    of.groups.iter_mut().for_each(|inner| group(inner, visit));
}

/// A stored report: the values of tags are known by their names, all else are sentences and series.
fn json(value: &mut Value, name: Option<&str>, visit: Visit) {
    match value {
        Value::String(text) => visit(text, Holds::Text),
        Value::Array(list) => list.iter_mut().for_each(|item| json(item, None, visit)),
        Value::Object(fields) => {
            let of_tags = name == Some("tags");
            for (key, mut value) in std::mem::take(fields) {
                match &mut value {
                    Value::String(text) if of_tags => visit(text, holds(&key)),
                    Value::String(text) if key == "endpoint" => visit(text, Holds::Address),
                    other => json(other, Some(&key), visit),
                }
                let mut key = key;
                visit(&mut key, Holds::Text);
                fields.insert(key, value);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
