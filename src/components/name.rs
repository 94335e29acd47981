//! Names from files, of any length. One that is too long is cut in its middle, where names differ least; the whole stands
//! in its title, is read by screen readers, is copied and printed, and is shown while the name, or the button that it is
//! on, has the focus.

use sloscope_core::format;

use super::element::{Element, classed, el};

/// Longer names are cut, if they have no places to break ...
const MOST: usize = 96;
/// ... that is, a word as long as this.
const WORD: usize = 40;
/// What is longer than this is cut in any case.
const MOST_WORDS: usize = 400;

/// A name that takes the focus if it is cut.
pub fn name(text: &str) -> Element {
    named(el("span"), text)
}

/// A name on a button, which takes the focus itself.
pub fn label(text: &str) -> Element {
    parts(classed("span", "label"), text, false)
}

/// Puts a name into an element.
pub fn named(element: Element, text: &str) -> Element {
    parts(element, text, true)
}

fn parts(element: Element, text: &str, focusable: bool) -> Element {
    if breaks(text) { element.text(text.to_owned()) } else { shortened(element, text, MOST, focusable) }
}

/// Puts a name into an element, of so many characters where one line must do.
#[inline(never)]
pub fn shortened(element: Element, text: &str, most: usize, focusable: bool) -> Element {
    let Some((head, middle, tail)) = format::middle(text, most) else { return element.text(text.to_owned()) };
    let part = |class, text: &str| classed("span", class).text(text.to_owned());
    let inside = classed("span", "name").at("title", text.to_owned());
    let inside = if focusable { inside.at("tabindex", "0") } else { inside };
    element.add(inside.text(head.to_owned()).add(part("name-middle", middle)).add(part("name-end", tail)))
}

/// A text of words, as sentences are, takes lines instead.
fn breaks(text: &str) -> bool {
    text.len() <= MOST_WORDS && text.split_whitespace().all(|word| word.len() <= WORD)
}
