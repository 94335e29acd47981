//! Paper: the Summary, which fits two pages, or everything. The margins of each page name the run and number the pages,
//! where the browser has them (`@page`).

use leptos::prelude::*;
use sloscope_view::tabs::Tab;

use super::Page;
use crate::components::button::button;
use crate::components::element::Element;
use crate::platform::effect::effect;
use crate::platform::page as window;

/// Matches while any part of a tab is still to be drawn.
const WAITING: &str = ":is(.report[aria-busy='true'], [data-waiting], :is(.chart, .lane):not(:has(.drawing, .chart-absent, .lane-absent)))";
/// Printing waits for this many frames at most, then prints what has been drawn.
const FRAMES: u32 = 600;

/// The name of the run as every page has it.
pub fn name(page: Page) {
    effect(move || {
        let name = page.report.with(|report| report.runs.get(report.query.run).map(|run| run.label.clone()));
        window::set_root_text("--run-name", &name.unwrap_or_default());
    });
}

/// What prints.
pub fn actions(page: Page) -> [Element; 2] {
    [
        button("print-summary", "Print the Summary", move || print(page, Tab::Summary)),
        button("print-all", "Print all", move || print(page, Tab::All)),
    ]
}

/// Shows a tab for as long as it takes to print it.
fn print(page: Page, tab: Tab) {
    let shown = page.session.address.tab;
    let before = shown.get_untracked();
    page.disclosures.close("share");
    if before != tab {
        shown.set(tab);
        let back = StoredValue::new_local(None::<WindowListenerHandle>);
        let handle = window_event_listener(leptos::ev::afterprint, move |_| {
            shown.try_set(before);
            // Once.
            back.try_update_value(|back| back.take().map(|handle: WindowListenerHandle| handle.remove()));
        });
        back.set_value(Some(handle));
    }
    window::when_gone(
        format!("[data-tab-shown={}] {WAITING}, main:not(:has([data-tab-shown={}]))", tab.name(), tab.name()),
        FRAMES,
        window::print,
    );
}
