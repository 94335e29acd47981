//! Buttons that call a function of the page.

use sloscope_view::button::plain;
use sloscope_view::element::IntoChild;

use super::element::{Element, Listen};

pub fn button(name: &'static str, label: impl IntoChild, act: impl Fn() + Send + 'static) -> Element {
    plain(name).child(label).listen("click", move |_| act()).control()
}
