//! Which parts of a page are open, and what was looked at in its lists; it stays when the report changes. On paper all
//! parts are open but for those that are too long for it.

use std::sync::atomic::{AtomicUsize, Ordering};

use leptos::ev::Event;
use leptos::prelude::*;
use sloscope_view::action::Action;
use sloscope_view::state::{Disclosure, ListState, STEP, ViewState};

use super::host::Acts;
use crate::platform::page;

/// By name.
#[derive(Clone, Copy)]
pub struct Disclosures {
    open: StoredValue<Vec<(String, ArcRwSignal<bool>)>>,
    lists: StoredValue<Vec<(String, List)>>,
    printing: RwSignal<bool>,
}

#[derive(Clone)]
struct List {
    number: usize,
    search: ArcRwSignal<String>,
    shown: ArcRwSignal<usize>,
}

static MADE: AtomicUsize = AtomicUsize::new(0);

/// A number that no other list has, now or later.
fn number() -> usize {
    MADE.fetch_add(1, Ordering::Relaxed)
}

/// The first number: another module numbers lists of the same document.
pub fn count_from(first: usize) {
    MADE.store(first, Ordering::Relaxed);
}

/// Begins the names of lists that are no page's.
const FRESH: char = '#';

/// A name for a list whose state is new whenever its owner is, and as old as that.
pub fn fresh(name: &str) -> String {
    format!("{FRESH}{name} {}", number())
}

impl Disclosures {
    /// For as long as the app.
    pub fn new() -> Self {
        let this = Self { open: StoredValue::default(), lists: StoredValue::default(), printing: RwSignal::new(false) };
        page::listen(leptos::ev::beforeprint, move |_| this.printing.set(true));
        page::listen(leptos::ev::afterprint, move |_| this.printing.set(false));
        this
    }

    /// Everything is as it is at first, but for what is no page's.
    pub fn forget(self) {
        self.open.try_update_value(Vec::clear);
        self.lists.try_update_value(|lists| lists.retain(|(name, _)| name.starts_with(FRESH)));
    }

    fn signal(self, of: &Disclosure) -> ArcRwSignal<bool> {
        let known =
            self.open.with_value(|known| known.iter().find(|(name, _)| *name == of.name).map(|(_, s)| s.clone()));
        known.unwrap_or_else(|| {
            let new = ArcRwSignal::new(of.is_open_at_first);
            self.open.update_value(|known| known.push((of.name.clone(), new.clone())));
            new
        })
    }

    /// Opens a part, or has it open when it is drawn.
    pub fn open(self, of: &Disclosure) {
        self.signal(of).set(true);
    }

    /// Closes a part; whether it was open.
    pub fn close(self, name: &str) -> bool {
        let known =
            self.open.with_value(|known| known.iter().find(|(known, _)| known == name).map(|(_, open)| open.clone()));
        let Some(open) = known.filter(GetUntracked::get_untracked) else { return false };
        open.set(false);
        true
    }

    /// Searches a list.
    pub fn search(self, name: &str, text: &str) {
        let list = self.looked(name);
        list.shown.set(STEP);
        list.search.set(text.to_owned());
    }

    fn looked(self, name: &str) -> List {
        let known = self.lists.with_value(|lists| lists.iter().find(|(n, _)| n == name).map(|(_, l)| l.clone()));
        known.unwrap_or_else(|| {
            let new = List { number: number(), search: ArcRwSignal::default(), shown: ArcRwSignal::new(STEP) };
            self.lists.update_value(|lists| lists.push((name.to_owned(), new.clone())));
            new
        })
    }
}

impl ViewState for Disclosures {
    fn is_open(&self, of: &Disclosure) -> bool {
        let printing = of.is_on_paper && self.printing.get();
        self.signal(of).get() || printing
    }

    fn list(&self, name: &str) -> ListState {
        let list = self.looked(name);
        ListState { number: list.number, search: list.search.get(), shown: list.shown.get() }
    }

    /// The page is being put on paper.
    fn is_paper(&self) -> bool {
        self.printing.get()
    }
}

impl Acts for Disclosures {
    fn act(&self, action: &Action, event: &Event) {
        match action {
            Action::Toggle(of) => {
                // A summary opens its element by itself, too.
                event.prevent_default();
                self.signal(of).update(|open| *open = !*open);
            }
            Action::SearchList(name) => self.search(name, &event_target_value(event)),
            Action::ShowMore(name, batches) => {
                let list = self.looked(name);
                list.shown.update(|shown| *shown += STEP);
                let first = format!("[data-batch='{} {batches}'] > *", list.number);
                request_animation_frame(move || page::move_focus(&first));
            }
            _ => {}
        }
    }
}
