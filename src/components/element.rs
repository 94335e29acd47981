//! Elements as the page writes them: those of the view, with functions of its own as handlers, and with parts that follow
//! its signals.

use std::any::Any;

use leptos::ev::Event;
pub use sloscope_view::element::{Element, Part, classed, el, svg};

/// A function of the page that an event calls.
pub type Listener = Box<dyn FnMut(Event) + Send>;

/// A part of the page that is drawn again when a signal that it reads changes.
pub fn dynamic(draw: impl Fn() -> Element + Send + 'static) -> Part {
    sloscope_view::element::part(move |_| draw())
}

pub trait Listen {
    /// Calls a function of the page on an event.
    fn listen(self, event: &'static str, function: impl FnMut(Event) + Send + 'static) -> Self;
}

impl Listen for Element {
    fn listen(self, event: &'static str, function: impl FnMut(Event) + Send + 'static) -> Self {
        listened(self, event, Box::new(function))
    }
}

#[inline(never)]
fn listened(element: Element, event: &'static str, function: Listener) -> Element {
    let function: Box<dyn Any + Send> = Box::new(function);
    element.on_page(event, function)
}
