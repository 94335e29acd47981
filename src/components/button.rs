//! Buttons: what they do is named for tests and styles, what they say is their text.

use std::borrow::Cow;

use super::element::{Element, el};

pub fn button(action: &'static str, label: impl Into<Cow<'static, str>>, act: impl Fn() + Send + 'static) -> Element {
    el("button").at("type", "button").at("data-action", action).text(label).on("click", move |_| act())
}
