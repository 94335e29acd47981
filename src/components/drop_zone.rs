//! Dropping files anywhere: the whole page is the target, and says so while files hover over it.

use leptos::prelude::*;
use sloscope_page_state::Route;

use super::element::{Part, classed, dynamic, el};
use crate::platform::{drop, page};
use crate::state::session::{Input, Session};

pub fn drop_anywhere(session: Session) -> Part {
    // Entering a child comes before leaving its parent: the drag is over the page while the count is above 0.
    let depth = RwSignal::new(0i32);
    page::listen(leptos::ev::dragenter, move |event| {
        if drop::holds_files(event.data_transfer().as_ref()) {
            event.prevent_default();
            depth.update(|d| *d += 1);
        }
    });
    page::listen(leptos::ev::dragover, move |event| {
        if drop::holds_files(event.data_transfer().as_ref()) {
            event.prevent_default();
        }
    });
    page::listen(leptos::ev::dragleave, move |event| {
        if drop::holds_files(event.data_transfer().as_ref()) {
            depth.update(|d| *d = (*d - 1).max(0));
        }
    });
    page::listen(leptos::ev::drop, move |event| {
        depth.set(0);
        let transfer = event.data_transfer();
        if !drop::holds_files(transfer.as_ref()) {
            return;
        }
        event.prevent_default();
        let files = drop::files(transfer.and_then(|t| t.files()));
        if let Some(take) = session.files.dropped.with(|take| take.clone()) {
            return take(files, (event.client_x(), event.client_y()));
        }
        let files: Vec<Input> = files.into_iter().map(Input::File).collect();
        // Beside an open report, Shift adds to it.
        if event.shift_key() && session.question.report.with_untracked(Option::is_some) {
            session.add(files);
        } else {
            session.open(files);
        }
    });
    let hint = move || {
        let adds = session.address.route.get() == Route::Report && session.question.report.with(Option::is_some);
        adds.then(|| el("span").child("hold Shift to add to the open run"))
    };
    dynamic(move || match depth.get() > 0 {
        true => {
            let compares = session.address.route.get() == Route::Compare;
            let title = if compares { "Drop on a side" } else { "Drop to open" };
            let words = el("div").child(el("strong").child(title)).children(hint());
            classed("div", "drop-overlay").attr("aria-hidden", "true").child(words)
        }
        false => el("span").attr("hidden", ""),
    })
}
