//! A choice among names: a select, or, where there are too many for one, a field that suggests the first so many of all
//! names that hold what is typed.

use std::borrow::Cow;
use std::sync::Arc;

use leptos::prelude::*;
use sloscope_core::format;

use super::element::{Element, Listen, Part, classed, dynamic, el};
use super::figures::hidden;
use sloscope_view::state::STEP;

/// More names are not put into a select.
const MOST: usize = 200;

pub struct Choice {
    pub field: &'static str,
    pub label: Cow<'static, str>,
    /// The label is for screen readers only: what stands beside it says the same.
    pub label_hidden: bool,
    /// What choosing none is called, where that can be done.
    pub none: Option<&'static str>,
    pub names: Arc<[String]>,
    /// What the names are, in the plural.
    pub things: &'static str,
    /// What is chosen now.
    pub now: String,
    /// Names that are not in the list: they can be written.
    pub left_out: u64,
    /// What an empty name is called.
    pub blank: &'static str,
}

impl Choice {
    pub fn new(
        field: &'static str,
        label: impl Into<Cow<'static, str>>,
        things: &'static str,
        names: Arc<[String]>,
    ) -> Self {
        let (label, now) = (label.into(), String::new());
        Self { field, label, label_hidden: false, none: None, names, things, now, left_out: 0, blank: "" }
    }

    pub fn of(self, choose: impl Fn(String) + Send + 'static) -> Element {
        self.drawn(Box::new(choose))
    }

    #[inline(never)]
    fn drawn(self, choose: Box<dyn Fn(String) + Send>) -> Element {
        let label = match self.label_hidden {
            true => el("label").child(hidden(self.label.clone())),
            false => el("label").child(format!("{} ", self.label)),
        };
        match self.names.len() > MOST || self.left_out > 0 {
            true => self.searched(label, choose),
            false => label.child(self.select(choose)),
        }
    }

    fn select(self, choose: Box<dyn Fn(String) + Send>) -> Element {
        let option = |value: &str, text: &str| {
            el("option").attr("value", value.to_owned()).attr("selected", value == self.now).child(text.to_owned())
        };
        let name = |name: &String| option(name, if name.is_empty() { self.blank } else { name });
        el("select")
            .attr("data-field", self.field)
            .children(self.none.map(|text| option("", text)))
            .children(self.names.iter().map(name))
            .value(self.now.clone())
            .listen("change", move |event| choose(event_target_value(&event)))
    }

    fn searched(self, label: Element, choose: Box<dyn Fn(String) + Send>) -> Element {
        let (typed, wrong) = (ArcRwSignal::new(String::new()), ArcRwSignal::new(false));
        let (list, note) = (format!("{}-names", self.field), format!("{}-note", self.field));
        let (search, unknown) = (typed.clone(), wrong.clone());
        let (known, none, free) = (Arc::clone(&self.names), self.none, self.left_out > 0);
        let field = el("input")
            .attr("type", "text")
            .attr("list", list.clone())
            .attr("data-field", self.field)
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
            .attr("placeholder", none.unwrap_or_default())
            .attr("aria-describedby", note.clone())
            .attr("title", self.now.clone())
            .value(self.now.clone())
            .listen("input", move |event| search.set(event_target_value(&event)))
            .listen("change", move |event| {
                let name = event_target_value(&event);
                let can = free || (name.is_empty() && none.is_some()) || known.contains(&name);
                unknown.set(!can);
                if can {
                    choose(name);
                }
            });
        let suggested = suggestions(list, Arc::clone(&self.names), typed);
        let all = format!("{} {}", format::count(self.names.len() as u64 + self.left_out), self.things);
        let note = dynamic(move || {
            let text = if wrong.get() { format!("None of the {all} has this name.") } else { all.clone() };
            classed("span", "hint").attr("role", "status").attr("id", note.clone()).child(text)
        });
        classed("span", "choice").child(label.child(field)).child(suggested).child(note)
    }
}

/// The first so many names that hold what is typed, for a field that names this list.
pub fn suggestions(id: impl Into<Cow<'static, str>>, names: Arc<[String]>, typed: ArcRwSignal<String>) -> Part {
    let id = id.into();
    dynamic(move || {
        let wanted = typed.get().to_lowercase();
        let found = names.iter().filter(|name| name.to_lowercase().contains(&wanted)).take(STEP);
        el("datalist").attr("id", id.clone()).children(found.map(|name| el("option").attr("value", name.clone())))
    })
}
