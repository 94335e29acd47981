//! The choice of a breakdown by one or two tags: what it is by, and whether addresses are made alike.

use std::sync::Arc;

use leptos::prelude::*;
use sloscope_core::names::TEMPLATE;
use sloscope_core::report::{Query, Report, TagValues, tag_of, words};
use sloscope_core::stat::Stat;
use sloscope_view::sections::breakdown_table::ROWS;
use sloscope_view::sections::hint;
use sloscope_view::state::HIDDEN_AT_FIRST;

use super::acts::toggle;
use super::{Page, export, narrow};
use crate::components::button::button;
use crate::components::choice::Choice;
use crate::components::element::{Element, Listen, classed, el};
use crate::platform::effect::effect;
use crate::platform::page;

/// What is usually asked for, in this order, where the run has it.
const USUAL: [&str; 7] = ["name", "scenario", "status", "method", "group", "check", "error_code"];
/// Tags that hold addresses.
const ADDRESSES: [&str; 2] = ["name", "url"];

/// How the rows are looked at; it stays when the report changes.
#[derive(Clone, Copy)]
pub struct View {
    pub search: RwSignal<String>,
    /// The heads of columns that are not shown.
    pub hidden: RwSignal<Vec<String>>,
    /// The first row that is drawn.
    pub first: RwSignal<usize>,
    /// What became of copying and saving.
    pub said: export::Status,
}

impl View {
    pub fn new() -> Self {
        Self {
            search: RwSignal::default(),
            hidden: RwSignal::new(vec![HIDDEN_AT_FIRST.to_owned()]),
            first: RwSignal::new(0),
            said: RwSignal::default(),
        }
    }

    /// The table begins anew.
    pub fn to_top(self) {
        self.first.set(0);
        page::scroll_up(ROWS);
    }
}

/// The tags of a question, and whether addresses are made alike in it.
fn keys(query: &Query, tags: &[TagValues]) -> (Vec<String>, bool) {
    let has = |key: &str| tags.iter().any(|tag| tag.key == key);
    let each = || query.group_by.iter().map(|key| tag_of(key, has));
    (each().map(|(tag, _)| tag.to_owned()).collect(), each().any(|(_, alike)| alike))
}

/// Asks for a breakdown; of two tags those that hold addresses are made alike, or both if neither does.
fn ask(page: Page, tags: Vec<String>, alike: bool) {
    let tags: Vec<String> = tags.into_iter().filter(|tag| !tag.is_empty()).collect();
    let any = tags.iter().any(|tag| ADDRESSES.contains(&tag.as_str()));
    let marked = |tag: String| match alike && (!any || ADDRESSES.contains(&tag.as_str())) {
        true => format!("{tag}{TEMPLATE}"),
        false => tag,
    };
    page.session.address.sort.set(String::new());
    page.breakdown.to_top();
    narrow::ask(page, |query| query.group_by = tags.into_iter().map(marked).collect());
}

/// The head of a percentile's column, where the breakdown has it.
fn head_of(page: Page, p: f64) -> Option<String> {
    page.report.with_untracked(|report| Some(words::breakdown_stat(report.breakdown.as_ref()?, Stat::P(p))))
}

/// Adds a percentile as it is typed, or shows its column.
pub fn add_percentile(page: Page, text: &str) {
    if text.trim().is_empty() {
        return;
    }
    let mut query = page.session.question.query.get_untracked();
    match query.add_percentile(text) {
        Ok(p) => {
            let head = head_of(page, p);
            page.breakdown.hidden.update(|hidden| hidden.retain(|known| Some(known) != head.as_ref()));
            page.breakdown.said.set("");
            page.session.ask(query);
        }
        Err(why) => page.breakdown.said.set(why),
    }
}

/// Shows or hides a column; one that was added goes.
pub fn toggle_column(page: Page, head: &String) {
    let asked = page.session.question.query.with_untracked(|query| query.percentiles.clone());
    match asked.into_iter().find(|p| head_of(page, *p).as_ref() == Some(head)) {
        Some(p) => narrow::ask(page, |query| query.percentiles.retain(|known| *known != p)),
        None => page.breakdown.hidden.update(|hidden| toggle(hidden, head)),
    }
}

/// So many addresses are a list; more of them are made alike.
const ADDRESSES_ALIKE: u64 = 50;

/// The tab opens broken down by the names of the requests, or by what is usual next.
pub fn open(page: Page) {
    let opened = StoredValue::new(false);
    effect(move || {
        let report = page.report.get();
        // Once: what the reader takes off stays off.
        if opened.get_value() || !report.has_samples() || page.going.get() {
            return;
        }
        opened.set_value(true);
        let tag = USUAL.into_iter().find_map(|usual| report.tags.iter().find(|tag| tag.key == usual));
        let is_asked = page.session.question.query.with_untracked(|query| !query.group_by.is_empty());
        if let Some(tag) = tag.filter(|_| !is_asked) {
            let values = tag.values.len() as u64 + tag.left_out;
            ask(page, vec![tag.key.clone()], ADDRESSES.contains(&tag.key.as_str()) && values > ADDRESSES_ALIKE);
        }
    });
}

/// What the breakdown is by.
pub fn choice(page: Page, report: &Arc<Report>) -> Element {
    if !report.has_samples() {
        return hint(words::no_breakdown(report));
    }
    let (tags, alike) = keys(&report.query, &report.tags);
    let mut row = classed("div", "breakdown-choice");
    for at in 0..=tags.len().min(1) {
        row = row.child(select(page, report, at));
    }
    if tags.is_empty() {
        let usual = USUAL.into_iter().filter(|tag| report.tags.iter().any(|known| known.key == *tag));
        let quick = |tag: &'static str| {
            button("group-by", tag, move || ask(page, vec![tag.to_owned()], false)).attr("class", "quiet")
        };
        return row.children(usual.map(quick));
    }
    let toggled = tags.clone();
    let switch = button("alike", "Group similar addresses", move || ask(page, toggled.clone(), !alike))
        .attr("aria-pressed", alike.to_string())
        .attr("title", "/user/17 and /user/18 as /user/:id; UUIDs, hashes and query strings too");
    let none = button("group-off", "No breakdown", move || ask(page, Vec::new(), false)).attr("class", "quiet");
    let row = row.child(switch).child(none);
    if alike { classed("div", "stack").child(row).child(rules(page, report)) } else { row }
}

fn select(page: Page, report: &Report, at: usize) -> Element {
    let (tags, alike) = keys(&report.query, &report.tags);
    let (label, name, blank) = match at {
        0 => ("By", "group-by", "choose a tag"),
        _ => ("and", "group-by-second", "no second tag"),
    };
    let other = tags.get(1 - at);
    let names = report.tags.iter().map(|tag| &tag.key).filter(|key| Some(*key) != other).cloned().collect();
    let now = tags.get(at).cloned().unwrap_or_default();
    let list = Choice { none: Some(blank), now, ..Choice::new(name, label, "tags", names) };
    list.of(move |key| {
        let mut tags = tags.clone();
        tags.resize(tags.len().max(at + 1), String::new());
        tags[at] = key;
        ask(page, tags, alike);
    })
}

fn rules(page: Page, report: &Report) -> Element {
    let area = el("textarea")
        .attr("rows", "3")
        .attr("id", "breakdown-rules")
        .attr("data-field", "templates")
        .attr("spellcheck", "false")
        .attr("placeholder", "/user/:name\n/file-*\n/static/**")
        .value(report.query.templates.join("\n"))
        .listen("change", move |event| {
            let rules = event_target_value(&event);
            let rules = rules.lines().map(str::trim).filter(|rule| !rule.is_empty()).map(str::to_owned).collect();
            narrow::ask(page, |query| query.templates = rules);
        });
    let label = el("label").attr("for", "breakdown-rules").child("Your rules, one per line, applied in this order");
    classed("div", "field breakdown-rules").child(label).child(area).child(hint(
        "Addresses that match a pattern share a row: * and :x match one part between slashes, ** at the end matches the rest. In all other addresses numbers, UUIDs and hashes are replaced; query strings are left out.",
    ))
}
