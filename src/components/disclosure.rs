//! Parts of the page that open and close. What they hold is drawn when they are first opened; what was opened stays
//! so when the report changes, and on paper all of them are open.

use std::borrow::Cow;

use leptos::prelude::*;

use super::element::{Element, classed, dynamic, el};
use super::list::Looked;

/// Which parts of a page are open, and what was looked at in its lists, by name.
#[derive(Clone, Copy)]
pub struct Disclosures {
    known: StoredValue<Vec<(String, ArcRwSignal<bool>)>>,
    lists: StoredValue<Vec<(String, Looked)>>,
    printing: RwSignal<bool>,
}

impl Disclosures {
    /// For as long as the page that calls this is shown.
    pub fn new() -> Self {
        let this =
            Self { known: StoredValue::default(), lists: StoredValue::default(), printing: RwSignal::new(false) };
        let before = window_event_listener(leptos::ev::beforeprint, move |_| this.printing.set(true));
        let after = window_event_listener(leptos::ev::afterprint, move |_| this.printing.set(false));
        on_cleanup(move || {
            before.remove();
            after.remove();
        });
        this
    }

    /// The page is being put on paper. Tracks.
    pub fn is_printing(self) -> bool {
        self.printing.get()
    }

    /// What was looked at in the list of this name.
    pub fn list(self, name: &str) -> Looked {
        let known = self.lists.with_value(|lists| lists.iter().find(|(n, _)| n == name).map(|(_, l)| l.clone()));
        known.unwrap_or_else(|| {
            let new = Looked::new();
            self.lists.update_value(|lists| lists.push((name.to_owned(), new.clone())));
            new
        })
    }

    /// The part of this name, closed at first.
    pub fn part(self, name: String) -> Part {
        self.part_at_first(name, false)
    }

    /// The part of this name, at first open or closed.
    pub fn part_at_first(self, name: String, open: bool) -> Part {
        let mut found = None;
        self.known.update_value(|known| {
            let at = known.iter().position(|(n, _)| *n == name).unwrap_or_else(|| {
                known.push((name, ArcRwSignal::new(open)));
                known.len() - 1
            });
            found = Some(known[at].1.clone());
        });
        Part { open: found.unwrap_or_default(), printing: Some(self.printing) }
    }
}

/// One part that opens and closes.
#[derive(Clone)]
pub struct Part {
    open: ArcRwSignal<bool>,
    printing: Option<RwSignal<bool>>,
}

impl Part {
    /// Too long for paper unless the reader opened it.
    pub fn by_hand_only(self) -> Self {
        Self { printing: None, ..self }
    }

    /// Tracks: whoever reads it is drawn again when it changes.
    pub fn is_open(&self) -> bool {
        let printing = self.printing.is_some_and(|printing| printing.get());
        self.open.get() || printing
    }

    pub fn toggle(&self) {
        self.open.update(|open| *open = !*open);
    }
}

/// A line that opens to what `content` draws.
pub fn disclosure(
    part: Part,
    summary: impl Into<Cow<'static, str>>,
    content: impl Fn() -> Element + Send + 'static,
) -> Element {
    let summary = summary.into();
    let drawn = dynamic(move || {
        let open = part.is_open();
        let toggled = part.clone();
        let line = el("summary").text(summary.clone()).on("click", move |event| {
            event.prevent_default();
            toggled.toggle();
        });
        el("details").flag("open", open).add(line).all(open.then(&content))
    });
    classed("div", "disclosure").view(drawn)
}
