//! Parts that open and close. What they hold is drawn while they are open.

use crate::action::Action;
use crate::element::{Draw, Element, Text, classed, el, part};
use crate::state::{Disclosure, ViewState};

/// A line that opens to what `content` draws.
pub fn disclosure(
    of: Disclosure,
    summary: impl Into<Text>,
    content: impl Fn(&dyn ViewState) -> Element + Send + 'static,
) -> Element {
    boxed(of, summary.into(), Box::new(content))
}

/// One kind for all.
#[inline(never)]
fn boxed(of: Disclosure, summary: Text, content: Draw) -> Element {
    let drawn = part(move |state| {
        let open = state.is_open(&of);
        let line = el("summary").child(summary.clone()).on("click", Action::Toggle(of.clone()));
        el("details").attr("open", open).child(line).children((open || state.is_file()).then(|| content(state)))
    });
    classed("div", "disclosure").child(drawn)
}
