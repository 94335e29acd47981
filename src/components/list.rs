//! Lists of any length, one rule for all: the first so many rows are in the page, with the true count, a search over all
//! rows, and "show more". A short list is drawn as it is. What was searched and shown stays when the report changes; then
//! the rows that were asked for are drawn anew a batch a frame, so that the page answers meanwhile.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use leptos::prelude::*;
use sloscope_core::format;

use super::button::button;
use super::element::{Element, classed, dynamic, el};
use super::table::{Column, frame};
use crate::platform::page;

/// So many rows are shown at first, and so many more each time.
pub const STEP: usize = 50;

/// What was searched in a list, and how many rows of it are shown.
#[derive(Clone)]
pub struct Looked {
    number: usize,
    search: ArcRwSignal<String>,
    shown: ArcRwSignal<usize>,
}

impl Looked {
    pub fn new() -> Self {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        Self { number, search: ArcRwSignal::default(), shown: ArcRwSignal::new(STEP) }
    }
}

/// What holds the rows.
pub enum Around {
    /// A table with these columns.
    Table(Vec<Column>),
    /// A list of this class.
    Items(&'static str),
}

pub struct List {
    pub looked: Looked,
    pub around: Around,
    /// What it is called where it is read aloud.
    pub name: Cow<'static, str>,
    /// What its rows are, in the plural: short lists do not say it.
    pub things: &'static str,
    pub rows: usize,
    /// Rows that there are, and that the report does not hold.
    pub left_out: u64,
}

type Texts = Box<dyn Fn() -> Vec<String> + Send>;
type Rows = Arc<dyn Fn(&[usize], Element) -> Element + Send + Sync>;

impl List {
    /// The list, drawn: `texts` are what is searched of each row, `rows` adds some of them to what holds them.
    pub fn of(
        self,
        texts: impl Fn() -> Vec<String> + Send + 'static,
        rows: impl Fn(&[usize], Element) -> Element + Send + Sync + 'static,
    ) -> Element {
        self.drawn(Box::new(texts), Arc::new(rows))
    }

    #[inline(never)]
    fn drawn(self, texts: Texts, rows: Rows) -> Element {
        let (tag, class) = match self.around {
            Around::Table(_) => ("tbody", ""),
            Around::Items(class) => ("ul", class),
        };
        let label = self.name.clone();
        let holder = move || match tag {
            "ul" => classed(tag, class).at("aria-label", label.clone()),
            _ => el(tag),
        };
        if self.rows <= STEP {
            let rows = rows(&(0..self.rows).collect::<Vec<_>>(), holder());
            return match self.around {
                Around::Table(_) => self.whole(Vec::new(), Some(rows)),
                Around::Items(_) => rows,
            };
        }
        let before: ArcRwSignal<Option<(String, usize)>> = ArcRwSignal::new(None);
        let body = dynamic(move || {
            let search = self.looked.search.get();
            let wanted = search.trim().to_lowercase();
            let found: Arc<[usize]> = match wanted.is_empty() {
                true => (0..self.rows).collect(),
                false => {
                    (0..).zip(texts()).filter(|row| row.1.to_lowercase().contains(&wanted)).map(|row| row.0).collect()
                }
            };
            let visible = self.looked.shown.get().min(found.len());
            // More of the same: what is there stays.
            let known = before.get_untracked().filter(|(of, _)| *of == search).map(|(_, batches)| batches);
            let batches = visible.div_ceil(STEP);
            before.set(Some((search, batches)));
            let mut waiting = Vec::new();
            let batch = |at: usize| {
                let now = ArcRwSignal::new(known.map_or(at == 0, |known| at >= known));
                if known.is_none() && at > 0 {
                    waiting.push(now.clone());
                }
                let (name, holder) = (self.batch(at), holder.clone());
                let (found, rows) = (Arc::clone(&found), Arc::clone(&rows));
                dynamic(move || {
                    let body = holder().at("data-batch", name.clone());
                    let of = &found[at * STEP..visible.min((at + 1) * STEP)];
                    if now.get() { rows(of, body) } else { body.kept() }
                })
            };
            let drawn: Vec<AnyView> = (0..batches).map(batch).collect();
            next(waiting.into_iter());
            self.long(visible, found.len(), drawn)
        });
        classed("div", "stack").view(body)
    }

    fn batch(&self, at: usize) -> String {
        format!("{} {at}", self.looked.number)
    }

    /// With its frame: the rows of a short list, or the batches of a long one.
    fn whole(&self, batches: Vec<AnyView>, rows: Option<Element>) -> Element {
        let holder = match self.around {
            Around::Table(_) => el("table"),
            Around::Items(_) => classed("div", "list-batches"),
        };
        let filled = batches.into_iter().fold(holder.all(rows), Element::view);
        match &self.around {
            Around::Table(columns) => frame(self.name.clone(), columns, filled),
            Around::Items(_) => filled,
        }
    }

    fn long(&self, visible: usize, found: usize, batches: Vec<AnyView>) -> Element {
        let all = self.rows as u64 + self.left_out;
        let told = self.told(visible, found);
        let (typed, reset) = (self.looked.search.clone(), self.looked.shown.clone());
        let search = el("input")
            .at("type", "text")
            .at("aria-label", format!("Search the {}", self.things))
            .at("placeholder", "Search")
            .at("data-field", "list-search")
            .at("autocomplete", "off")
            .at("spellcheck", "false")
            .value(typed.get_untracked())
            .on("input", move |event| {
                reset.set(STEP);
                typed.set(event_target_value(&event));
            });
        let count = classed("p", "hint").at("role", "status").at("data-list-count", all.to_string()).text(told.clone());
        let unseen = all - visible as u64;
        // Always there: what stands after it keeps its place, and so what is in the page.
        let paper = match unseen {
            0 => el("p").at("hidden", ""),
            _ => classed("p", "hint on-paper").text(format!("On paper: {told}; {} left out.", format::count(unseen))),
        };
        let more = (visible < found).then(|| {
            let (shown, first) = (self.looked.shown.clone(), self.batch(visible / STEP));
            let step = format::count((found - visible).min(STEP) as u64);
            let press = button("show-more", format!("Show {step} more"), move || {
                shown.update(|shown| *shown += STEP);
                let first = format!("[data-batch='{first}'] > *");
                request_animation_frame(move || page::move_focus(&first));
            });
            // For those who see it far from the count above.
            classed("div", "list-more").add(press).add(classed("span", "hint").at("aria-hidden", "true").text(told))
        });
        classed("div", "stack list")
            .add(classed("div", "list-tools").add(search).add(count))
            .add(paper)
            .add(self.whole(batches, None))
            .all(more)
    }

    /// "50 of 3,000 scenarios".
    fn told(&self, visible: usize, found: usize) -> String {
        let count = |n: usize| format::count(n as u64);
        let all = format!("{} {}", format::count(self.rows as u64 + self.left_out), self.things);
        if self.looked.search.with_untracked(|search| search.trim().is_empty()) {
            return format!("{} of {all}", count(visible));
        }
        let among = match self.left_out {
            0 => all,
            _ => format!("the first {} of {all}", count(self.rows)),
        };
        match found {
            0 => format!("No match among {among}"),
            1 => format!("1 match among {among}"),
            _ if visible == found => format!("{} matches among {among}", count(found)),
            _ => format!("{} of {} matches among {among}", count(visible), count(found)),
        }
    }
}

/// Draws the next batch in the next frame.
fn next(mut waiting: std::vec::IntoIter<ArcRwSignal<bool>>) {
    if let Some(batch) = waiting.next() {
        request_animation_frame(move || {
            batch.set(true);
            next(waiting);
        });
    }
}
