//! Names from files, of any length, alone and in sentences. A word that is too long is cut in its middle, where names
//! differ least; the whole stands in its title, is read by screen readers, is copied and printed, and is shown while the
//! name, or the button that it is on, has the focus.

use sloscope_core::format;

use crate::element::{Element, classed, el};

/// Longer words are cut.
const MOST: usize = 96;
/// Longer names are cut, whatever their words.
const MOST_WORDS: usize = 400;

/// A name that takes the focus if it is cut.
pub fn name(text: &str) -> Element {
    named(el("span"), text)
}

/// A name on a button, which takes the focus itself.
pub fn label(text: &str) -> Element {
    shortened(classed("span", "label"), text, MOST, false)
}

/// Puts a name into an element.
pub fn named(element: Element, text: &str) -> Element {
    if text.len() > MOST_WORDS { shortened(element, text, MOST, true) } else { prose(element, text) }
}

/// Puts a sentence into an element: names in it may be long, the sentence is shown.
#[inline(never)]
pub fn prose(element: Element, text: &str) -> Element {
    let mut element = element;
    // What is between long words stays one text.
    let mut between = String::new();
    for part in text.split_inclusive(char::is_whitespace) {
        if part.len() > MOST {
            element = shortened(element.child(std::mem::take(&mut between)), part, MOST, true);
        } else {
            between.push_str(part);
        }
    }
    element.child(between)
}

/// Puts a name into an element, of so many characters where one line must do.
#[inline(never)]
pub fn shortened(element: Element, text: &str, most: usize, focusable: bool) -> Element {
    let Some((head, middle, tail)) = format::middle(text, most) else { return element.child(text.to_owned()) };
    let part = |class, text: &str| classed("span", class).child(text.to_owned());
    let inside = classed("span", "name").attr("title", text.to_owned());
    let inside = if focusable { inside.attr("tabindex", "0") } else { inside };
    element
        .child(inside.child(part("name-start", head)).child(part("name-middle", middle)).child(part("name-end", tail)))
}
