//! Keys of the report, from anywhere on its page: Escape shows the whole run, 1 to 8 open the tabs. Fields keep their keys.

use leptos::prelude::*;
use sloscope_view::tabs::Tab;
use wasm_bindgen::JsCast;

use super::{Page, narrow, tabs};

/// Where keys are text, or do something already.
const THEIR_OWN: &str = "input, select, textarea, dialog, [role=application], [role=slider], [contenteditable]";

/// For as long as the page of the report is shown.
pub fn listen(page: Page) {
    let handle = window_event_listener(leptos::ev::keydown, move |event| {
        let at = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let is_theirs = at.is_some_and(|at| at.closest(THEIR_OWN).is_ok_and(|found| found.is_some()));
        if is_theirs || event.ctrl_key() || event.alt_key() || event.meta_key() || event.default_prevented() {
            return;
        }
        match event.key().as_str() {
            "Escape" => whole_run(page),
            key => {
                let number = key.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
                if let Some(tab) = number.and_then(|number| Tab::ALL.get(number)) {
                    tabs::show(page, *tab);
                }
            }
        }
    });
    on_cleanup(move || handle.remove());
}

/// Takes the window and the filters off.
pub fn whole_run(page: Page) {
    let is_part = page.session.question.query.with_untracked(|query| {
        query.window.is_some() || !query.tags.is_empty() || !query.without.is_empty()
    });
    if is_part {
        narrow::ask(page, |query| (query.window, query.tags, query.without) = Default::default());
    }
}
