//! Buttons: what they do is named for tests and styles, what they say is their text.

use crate::action::Action;
use crate::element::{Element, IntoChild, el};

/// A button that is no part of the report: a file leaves it out.
pub fn button(name: &'static str, label: impl IntoChild, action: Action) -> Element {
    plain(name).child(label).on("click", action).control()
}

/// A button whose text is part of the report: a file keeps the text.
pub fn report_button(name: &'static str, label: Element, action: Action) -> Element {
    plain(name).child(label).on("click", action)
}

/// A button that does nothing yet.
#[inline(never)]
pub fn plain(name: &'static str) -> Element {
    el("button").attr("type", "button").attr("data-action", name)
}
