//! Copying and saving what the worker writes of a report, and saying what became of it.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::platform::{clipboard, download};
use crate::state::session::Session;
use crate::workers::protocol::Export;

/// What is said beside the buttons.
pub type Status = RwSignal<&'static str>;

pub fn copy(session: Session, what: Export, said: Status) {
    write(session, what, said, move |text| {
        spawn_local(async move {
            let copied = clipboard::copy(&text).await;
            said.set(if copied { "Copied." } else { "The browser did not allow it: download it instead." });
        });
    });
}

pub fn save(session: Session, what: Export, said: Status, name: &'static str, mime: &'static str) {
    write(session, what, said, move |text| {
        let saved = download::save(name, mime, &text);
        said.set(if saved { "Saved." } else { "The browser did not save it." });
    });
}

fn write(session: Session, what: Export, said: Status, then: impl FnOnce(String) + 'static) {
    said.set("Writing …");
    session.export(what, move |text| match text {
        Ok(text) => then(text),
        Err(why) => said.set(why.words()),
    });
}
