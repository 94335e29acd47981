//! Parts of the page that follow signals. Drawn again, by a signal or as a part of what is around them, they change what
//! is there: what is the same stays in the page, and so does the focus.

use leptos::attr::Attribute;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::prelude::*;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::types::{Element as Node, Node as AnyNode};
use leptos::tachys::view::{Mountable, Position, PositionState};

use super::element::{Element, ElementState};

type Draw = Box<dyn FnMut() -> Element + Send>;

/// What is drawn again when a signal that it reads changes.
pub struct Dynamic(Draw);

pub struct DynamicState(RenderEffect<ElementState>);

/// A part of the page that is drawn again when a signal that it reads changes.
pub fn dynamic(draw: impl Fn() -> Element + Send + 'static) -> AnyView {
    boxed(Box::new(draw))
}

#[inline(never)]
fn boxed(draw: Draw) -> AnyView {
    Dynamic(draw).into_any()
}

fn effect(mut draw: Draw, shown: Option<ElementState>) -> RenderEffect<ElementState> {
    let run = move |shown| match shown {
        Some(mut shown) => {
            draw().rebuild(&mut shown);
            shown
        }
        None => draw().build(),
    };
    RenderEffect::new_with_value(run, shown)
}

impl Render for Dynamic {
    type State = DynamicState;

    fn build(self) -> DynamicState {
        DynamicState(effect(self.0, None))
    }

    fn rebuild(self, state: &mut DynamicState) {
        let shown = state.0.take_value();
        state.0 = effect(self.0, shown);
    }
}

impl Mountable for DynamicState {
    fn unmount(&mut self) {
        self.0.unmount();
    }

    fn mount(&mut self, parent: &Node, marker: Option<&AnyNode>) {
        self.0.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.0.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Node> {
        self.0.elements()
    }
}

// What Leptos asks of a view besides drawing it, as in element.rs.

impl AddAnyAttr for Dynamic {
    type Output<SomeNewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _attr: NewAttr) -> Self {
        self
    }
}

impl RenderHtml for Dynamic {
    type AsyncOutput = Self;
    type Owned = Self;
    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> DynamicState {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
