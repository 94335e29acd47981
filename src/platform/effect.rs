//! Effects of signals: one kind for all, since each kind makes the page a kilobyte larger.

use leptos::prelude::Effect;

/// Does something now, and whenever a signal that it reads changes.
pub fn effect(act: impl FnMut() + 'static) {
    boxed(Box::new(act));
}

#[inline(never)]
fn boxed(act: Box<dyn FnMut()>) {
    Effect::new(act);
}
