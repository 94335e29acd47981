//! Keys of the report, from anywhere on its page; fields keep their keys. [`help`] lists them.

use leptos::prelude::*;
use sloscope_view::disclosure::disclosure;
use sloscope_view::state::{Disclosure, ViewState};
use sloscope_view::tabs::Tab;
use wasm_bindgen::JsCast;
use web_sys::EventTarget;

use super::{Page, narrow, tabs};
use crate::components::element::{Element, classed, el};
use crate::platform::page as window;

/// Where keys are text, or do something already.
const THEIR_OWN: &str = "input, select, textarea, dialog, [role=application], [role=slider], [contenteditable]";
/// Parts of the bar that lie over the page while they are open.
const OVER: [&str; 3] = ["narrow", "share", KEYS];
const KEYS: &str = "keys";

/// What is pressed, and what it does.
const ALL: [(&str, &str); 6] = [
    ("1 to 8", "open the tabs"),
    ("[ and ]", "go to the previous and the next finding"),
    ("/", "search the first list of this tab"),
    ("Escape", "close what is open, then show the whole run"),
    ("?", "show these keys"),
    ("Arrow keys", "move in the focused chart, and move the ends of the overview"),
];

/// The list of keys, which opens.
pub fn help() -> Element {
    let opens = Disclosure::new(KEYS.to_owned()).by_hand_only();
    disclosure(opens, "Keys", |_: &dyn ViewState| {
        let line = |(keys, what): (&'static str, &'static str)| {
            el("div").child(el("dt").child(el("kbd").child(keys))).child(el("dd").child(what))
        };
        classed("div", "keys-help").child(el("h2").child("Keys")).child(el("dl").children(ALL.map(line)))
    })
}

/// For as long as the page of the report is shown.
pub fn listen(page: Page) {
    let finding = StoredValue::new(None::<usize>);
    let keys = window_event_listener(leptos::ev::keydown, move |event| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() || event.default_prevented() {
            return;
        }
        let is_field = is_in(event.target(), THEIR_OWN);
        match event.key().as_str() {
            "Escape" if close(page) => window::bring(".bar-row summary"),
            "Escape" if !is_field => whole_run(page),
            "?" if !is_field => page.disclosures.open(&Disclosure::new(KEYS.to_owned())),
            key @ ("[" | "]") if !is_field => to_finding(page, finding, key == "]"),
            "/" if !is_field => {
                event.prevent_default();
                window::bring(".report-sections [data-field$=search]");
            }
            key if !is_field => {
                let number = key.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
                if let Some(tab) = number.and_then(|number| Tab::ALL.get(number)) {
                    tabs::show(page, *tab);
                }
            }
            _ => {}
        }
    });
    let pressed = window_event_listener(leptos::ev::pointerdown, move |event| {
        if !is_in(event.target(), ".report-bar") {
            close(page);
        }
    });
    on_cleanup(move || {
        keys.remove();
        pressed.remove();
    });
}

fn is_in(target: Option<EventTarget>, selector: &str) -> bool {
    let at = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    at.is_some_and(|at| at.closest(selector).is_ok_and(|found| found.is_some()))
}

/// Closes what lies over the page; whether there was anything.
fn close(page: Page) -> bool {
    OVER.into_iter().filter(|name| page.disclosures.close(name)).count() > 0
}

/// Moves to the next finding, or to the one before, and round at the ends.
fn to_finding(page: Page, last: StoredValue<Option<usize>>, forward: bool) {
    let count = page.report.with_untracked(|report| report.findings.len());
    if count == 0 {
        return;
    }
    let at = match (last.get_value(), forward) {
        (None, true) => 0,
        (None, false) => count - 1,
        (Some(at), true) => (at + 1) % count,
        (Some(at), false) => (at + count - 1) % count,
    };
    last.set_value(Some(at));
    if !page.session.address.tab.get_untracked().shows(Tab::Summary) {
        tabs::show(page, Tab::Summary);
    }
    window::bring_soon(format!("#findings li:nth-of-type({})[data-finding]", at + 1));
}

/// Takes the window and the filters off.
fn whole_run(page: Page) {
    let is_part = page
        .session
        .question
        .query
        .with_untracked(|query| query.window.is_some() || !query.tags.is_empty() || !query.without.is_empty());
    if is_part {
        narrow::ask(page, |query| (query.window, query.tags, query.without) = Default::default());
    }
}
