//! The page as a whole: its title, its scroll, its listeners.

use leptos::ev::EventDescriptor;
use leptos::leptos_dom::helpers::request_animation_frame;
use leptos::leptos_dom::helpers::window_event_listener_untyped;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, HtmlInputElement};

pub fn set_title(title: &str) {
    if let Some(document) = web_sys::window().and_then(|w| w.document()) {
        document.set_title(title);
    }
}

/// Moves focus (and with it the reader of a screen reader) to an element, by its id.
pub fn focus(id: &str) {
    let element = web_sys::window().and_then(|w| w.document()).and_then(|d| d.get_element_by_id(id));
    if let Some(element) = element.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        // An element that cannot take focus leaves it where it is.
        let _ = element.focus();
    }
}

/// Moves focus to the first element that a selector finds, though it cannot be reached by keys alone.
pub fn move_focus(selector: &str) {
    if let Some(element) = find(selector).and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        element.set_tab_index(-1);
        let _ = element.focus();
    }
}

/// True if the element of this id has the focus.
pub fn has_focus(id: &str) -> bool {
    let active = web_sys::window().and_then(|w| w.document()).and_then(|d| d.active_element());
    active.is_some_and(|element| element.id() == id)
}

/// Brings the first element that a selector finds into sight, and moves focus to it.
pub fn bring(selector: &str) {
    if let Some(element) = find(selector).and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        element.scroll_into_view();
        if element.tab_index() < 0 && !element.has_attribute("tabindex") {
            element.set_tab_index(-1);
        }
        // An element that cannot take focus leaves it where it is.
        let _ = element.focus();
    }
}

/// The same as soon as it is there: what is drawn a part a frame may not be yet.
pub fn bring_soon(selector: String) {
    soon(selector, 60, bring);
}

/// Moves focus to what a selector finds, as soon as it is there; it is scrolled only as far as it must be.
pub fn focus_soon(selector: String) {
    soon(selector, 60, |selector| {
        if let Some(element) = find(selector).and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
            // An element that cannot take focus leaves it where it is.
            let _ = element.focus();
        }
    });
}

/// Scrolls the row of tabs so that the chosen one is in sight; only narrow windows have a row that is wider than they are.
pub fn show_chosen_tab() {
    soon(".tabs [aria-current]".to_owned(), 60, |selector| {
        let is_narrow = web_sys::window().and_then(|w| w.inner_width().ok()).and_then(|w| w.as_f64()) < Some(900.0);
        let Some(chosen) = find(selector).filter(|_| is_narrow) else { return };
        if let Some(row) = chosen.closest(".tabs").ok().flatten() {
            let (at, around) = (chosen.get_bounding_client_rect(), row.get_bounding_client_rect());
            let middle = |of: &web_sys::DomRect| of.left() + of.width() / 2.0;
            #[allow(clippy::cast_possible_truncation)]
            row.set_scroll_left(row.scroll_left() + (middle(&at) - middle(&around)) as i32);
        }
    });
}

fn soon(selector: String, frames: u32, then: fn(&str)) {
    request_animation_frame(move || match find(&selector) {
        Some(_) => then(&selector),
        None if frames > 0 => soon(selector, frames - 1, then),
        None => {}
    });
}

/// Does something as soon as nothing is found by a selector, or after so many frames.
pub fn when_gone(selector: String, frames: u32, then: fn()) {
    request_animation_frame(move || match find(&selector) {
        Some(_) if frames > 0 => when_gone(selector, frames - 1, then),
        _ => then(),
    });
}

/// Opens the browser's dialog of printing.
pub fn print() {
    if let Some(window) = web_sys::window() {
        // A browser that prints nothing says so.
        let _ = window.print();
    }
}

/// Sets a custom property of the root element to a text, for style sheets.
pub fn set_root_text(name: &str, text: &str) {
    let root = web_sys::window().and_then(|w| w.document()).and_then(|d| d.document_element());
    if let Some(root) = root.and_then(|root| root.dyn_into::<HtmlElement>().ok()) {
        let escaped: String =
            text.chars().map(|c| if matches!(c, '"' | '\\') || c.is_control() { ' ' } else { c }).collect();
        let done = root.style().set_property(name, &format!("\"{escaped}\""));
        debug_assert!(done.is_ok(), "a valid property");
    }
}

/// An event is of a field.
pub fn is_field(event: &Event) -> bool {
    event.target().is_some_and(|target| target.dyn_into::<HtmlInputElement>().is_ok())
}

/// Moves focus to an element, by its id, and opens all that it is folded into.
pub fn reveal(id: &str) {
    let element = web_sys::window().and_then(|w| w.document()).and_then(|d| d.get_element_by_id(id));
    let mut around = element.and_then(|element| element.parent_element());
    while let Some(parent) = around {
        if parent.tag_name().eq_ignore_ascii_case("details") {
            // A valid name.
            let _ = parent.set_attribute("open", "");
        }
        around = parent.parent_element();
    }
    focus(id);
}

/// Scrolls an element into sight, by its id, with its end in the window.
pub fn uncover(id: &str) {
    if let Some(element) = web_sys::window().and_then(|w| w.document()).and_then(|d| d.get_element_by_id(id)) {
        element.scroll_into_view_with_bool(false);
    }
}

/// The first element that a selector finds.
pub fn find(selector: &str) -> Option<web_sys::Element> {
    web_sys::window()?.document()?.query_selector(selector).ok().flatten()
}

/// A point of the window is on the first element that a selector finds.
pub fn covers(selector: &str, (x, y): (i32, i32)) -> bool {
    find(selector).is_some_and(|element| {
        let (place, x, y) = (element.get_bounding_client_rect(), f64::from(x), f64::from(y));
        (place.left()..=place.right()).contains(&x) && (place.top()..=place.bottom()).contains(&y)
    })
}

/// Sets an attribute of the first element that a selector finds.
pub fn set_attribute(selector: &str, name: &str, value: &str) {
    if let Some(element) = find(selector) {
        // Names of the program are valid.
        let _ = element.set_attribute(name, value);
    }
}

/// Scrolls by so many pixels, at once.
pub fn scroll_by(pixels: f64) {
    if let Some(window) = web_sys::window().filter(|_| pixels.abs() >= 1.0) {
        window.scroll_by_with_x_and_y(0.0, pixels);
    }
}

/// Keeps an element so many pixels higher than it is, or as high as it wants to be.
pub fn keep_height(selector: &str, more: Option<f64>) {
    let Some(element) = find(selector).and_then(|e| e.dyn_into::<HtmlElement>().ok()) else { return };
    let height =
        more.map_or_else(String::new, |more| format!("{}px", element.get_bounding_client_rect().height() + more));
    let done = element.style().set_property("min-height", &height);
    debug_assert!(done.is_ok(), "a valid property");
}

/// The height of the window, in pixels.
pub fn height() -> f64 {
    web_sys::window().and_then(|window| window.inner_height().ok()?.as_f64()).unwrap_or_default()
}

/// Scrolls the content of a box to its top.
pub fn scroll_up(id: &str) {
    if let Some(element) = web_sys::window().and_then(|w| w.document()).and_then(|d| d.get_element_by_id(id)) {
        element.set_scroll_top(0);
    }
}

pub fn scroll_to_top() {
    if let Some(window) = web_sys::window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// A listener for as long as the page lives.
pub fn listen<E>(event: E, handler: impl Fn(E::EventType) + 'static)
where
    E: EventDescriptor + 'static,
    E::EventType: JsCast,
{
    forever(&event.name(), Box::new(move |event| handler(event.unchecked_into())));
}

/// One kind for all events.
#[inline(never)]
fn forever(name: &str, handler: Box<dyn Fn(web_sys::Event)>) {
    std::mem::forget(window_event_listener_untyped(name, handler));
}

/// Sets or removes an attribute of the root element (the theme).
pub fn set_root_attribute(name: &str, value: Option<&str>) {
    let root = web_sys::window().and_then(|w| w.document()).and_then(|d| d.document_element());
    if let Some(root) = root {
        let done = match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        };
        debug_assert!(done.is_ok(), "a valid attribute name");
    }
}

/// A whole number by chance, which a script can hold; never 0.
pub fn any_number() -> u64 {
    1 + (js_sys::Math::random() * 9e15) as u64
}

/// Asks the user; without a window the answer is no.
pub fn confirm(question: &str) -> bool {
    web_sys::window().and_then(|w| w.confirm_with_message(question).ok()).unwrap_or(false)
}

/// Nothing of the page is on the screen.
pub fn is_hidden() -> bool {
    web_sys::window().and_then(|w| w.document()).is_some_and(|d| d.hidden())
}
