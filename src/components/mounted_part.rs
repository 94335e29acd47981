//! Parts of the view in the page: each is drawn again when a signal changes that it read through the state, or together
//! with what is around it. Long lists are drawn a part a frame, so that the page answers meanwhile.

use std::any::Any;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::tachys::renderer::types::Node as AnyNode;
use sloscope_view::element::{Draw, Part, el};

use super::host::Host;
use super::mount::{self, ElementState};

/// A part in the page.
pub struct PartState {
    effect: RenderEffect<ElementState>,
    /// What it is drawn of.
    of: Option<(Arc<dyn Any + Send + Sync>, String)>,
}

impl PartState {
    pub fn node(&self) -> AnyNode {
        self.effect.with_value_mut(|state| state.node()).unwrap_or_else(mount::nothing)
    }

    /// Takes the handlers of what is drawn off; the effect itself may end later.
    pub fn release(self) {
        if let Some(shown) = self.effect.take_value() {
            shown.release();
        }
    }
}

/// Where it may be drawn later it is empty until its signal in `later` is set.
pub fn build(part: Part, host: Host, later: &mut Vec<ArcRwSignal<bool>>) -> PartState {
    let now = part.later.map(|tag| (tag, ArcRwSignal::new(false)));
    later.extend(now.iter().map(|(_, now)| now.clone()));
    PartState { effect: effect(part.draw, None, now, host), of: part.of }
}

/// Where it may be drawn later it stays as it is until its signal in `later` is set.
pub fn rebuild(part: Part, state: &mut PartState, host: Host, later: &mut Vec<ArcRwSignal<bool>>) {
    let same = |(of, with): &(Arc<dyn Any + Send + Sync>, String)| {
        state.of.as_ref().is_some_and(|(known, before)| Arc::ptr_eq(known, of) && before == with)
    };
    if part.of.as_ref().is_some_and(same) {
        return;
    }
    let now = part.later.map(|tag| (tag, ArcRwSignal::new(false)));
    later.extend(now.iter().map(|(_, now)| now.clone()));
    let shown = state.effect.take_value();
    *state = PartState { effect: effect(part.draw, shown, now, host), of: part.of };
}

fn effect(
    draw: Draw,
    shown: Option<ElementState>,
    now: Option<(&'static str, ArcRwSignal<bool>)>,
    host: Host,
) -> RenderEffect<ElementState> {
    let run = move |shown: Option<ElementState>| {
        let waits = now.as_ref().filter(|(_, now)| !now.get());
        match (shown, waits) {
            (Some(shown), Some(_)) => shown,
            (None, Some((tag, _))) => mount::build(el(tag), host),
            (Some(mut shown), None) => {
                mount::rebuild(draw(&*host.get()), &mut shown, host);
                shown
            }
            (None, None) => mount::build(draw(&*host.get()), host),
        }
    };
    RenderEffect::new_with_value(run, shown)
}

/// Draws what waits, one a frame.
pub fn draw_by_frames(waiting: Vec<ArcRwSignal<bool>>) {
    next(waiting.into_iter());
}

fn next(mut waiting: std::vec::IntoIter<ArcRwSignal<bool>>) {
    if let Some(one) = waiting.next() {
        request_animation_frame(move || {
            one.set(true);
            next(waiting);
        });
    }
}
