//! Keys of the report, from anywhere on its page: Escape closes what lies over it, and then shows the whole run; 1 to 8 open
//! the tabs. Fields keep their keys.

use leptos::prelude::*;
use sloscope_view::tabs::Tab;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget};

use super::{Page, narrow, tabs};
use crate::platform::page as window;

/// Where keys are text, or do something already.
const THEIR_OWN: &str = "input, select, textarea, dialog, [role=application], [role=slider], [contenteditable]";
/// Parts of the bar that lie over the page while they are open.
pub const OVER: [&str; 2] = ["narrow", "share"];

/// For as long as the page of the report is shown.
pub fn listen(page: Page) {
    let keys = window_event_listener(leptos::ev::keydown, move |event| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() || event.default_prevented() {
            return;
        }
        let is_field = is_in(event.target(), THEIR_OWN);
        match event.key().as_str() {
            "Escape" if close(page) => window::bring(".bar-row summary"),
            "Escape" if !is_field => whole_run(page),
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
        if !is_in(event.target(), ".bar-row") {
            close(page);
        }
    });
    on_cleanup(move || {
        keys.remove();
        pressed.remove();
    });
}

fn is_in(target: Option<EventTarget>, selector: &str) -> bool {
    let at = target.and_then(|target| target.dyn_into::<Element>().ok());
    at.is_some_and(|at| at.closest(selector).is_ok_and(|found| found.is_some()))
}

/// Closes what lies over the page; whether there was anything.
fn close(page: Page) -> bool {
    OVER.into_iter().fold(false, |any, name| page.disclosures.close(name) || any)
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
