//! Elements as values: one type for every element of a large page, whatever its tag, attributes and children.
//!
//! `view!` gives each element a type of its own, and each type costs code. The report has some hundred kinds of rows
//! and cells; drawn with this builder they share one `build` and one `rebuild`. Text is always a text node.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use leptos::attr::Attribute;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::ev::Event;
use leptos::prelude::*;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::types::{Element as Node, Node as AnyNode, Text as TextNode};
use leptos::tachys::renderer::{RemoveEventHandler, Rndr};
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Position, PositionState};
use wasm_bindgen::JsCast;

type Text = Cow<'static, str>;
type Handler = Box<dyn FnMut(Event) + Send>;

const SVG: &str = "http://www.w3.org/2000/svg";

/// An element that is not in the page yet.
pub struct Element {
    tag: &'static str,
    namespace: Option<&'static str>,
    attributes: Vec<(&'static str, Text)>,
    handlers: Vec<(&'static str, Handler)>,
    children: Vec<Child>,
}

enum Child {
    Text(Text),
    Element(Element),
    View(AnyView),
}

/// An HTML element.
pub fn el(tag: &'static str) -> Element {
    Element { tag, namespace: None, attributes: Vec::new(), handlers: Vec::new(), children: Vec::new() }
}

/// An HTML element with a class.
pub fn classed(tag: &'static str, class: &'static str) -> Element {
    el(tag).at("class", class)
}

/// An SVG element.
pub fn svg(tag: &'static str) -> Element {
    Element { namespace: Some(SVG), ..el(tag) }
}

/// A part of the page that is drawn again when a signal that it reads changes.
pub fn dynamic(draw: impl Fn() -> Element + Send + 'static) -> AnyView {
    let draw: Box<dyn FnMut() -> Element + Send> = Box::new(draw);
    draw.into_any()
}

impl Element {
    pub fn at(mut self, name: &'static str, value: impl Into<Text>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// An attribute without a value, there or not.
    pub fn flag(self, name: &'static str, there: bool) -> Self {
        if there { self.at(name, "") } else { self }
    }

    pub fn text(mut self, text: impl Into<Text>) -> Self {
        self.children.push(Child::Text(text.into()));
        self
    }

    pub fn add(mut self, child: Element) -> Self {
        self.children.push(Child::Element(child));
        self
    }

    pub fn all(mut self, children: impl IntoIterator<Item = Element>) -> Self {
        self.children.extend(children.into_iter().map(Child::Element));
        self
    }

    pub fn view(mut self, view: AnyView) -> Self {
        self.children.push(Child::View(view));
        self
    }

    pub fn on(mut self, event: &'static str, handler: impl FnMut(Event) + Send + 'static) -> Self {
        self.handlers.push((event, Box::new(handler)));
        self
    }
}

/// An element in the page.
pub struct ElementState {
    node: Node,
    tag: &'static str,
    attributes: Vec<(&'static str, Text)>,
    handlers: Vec<(&'static str, Rc<RefCell<Handler>>, RemoveEventHandler<Node>)>,
    children: Vec<ChildState>,
}

enum ChildState {
    Text(TextNode, Text),
    Element(ElementState),
    View(AnyViewState),
}

impl Render for Element {
    type State = ElementState;

    fn build(self) -> ElementState {
        let node = Rndr::create_element(self.tag, self.namespace);
        for (name, value) in &self.attributes {
            Rndr::set_attribute(&node, name, value);
        }
        let handlers = self.handlers.into_iter().map(|(event, handler)| {
            let handler = Rc::new(RefCell::new(handler));
            let called = Rc::clone(&handler);
            let remove = Rndr::add_event_listener(
                &node,
                event,
                Box::new(move |event| called.borrow_mut()(event.unchecked_into())),
            );
            (event, handler, remove)
        });
        let handlers = handlers.collect();
        let children = self.children.into_iter().map(|child| {
            let mut child = build(child);
            child.mount(&node, None);
            child
        });
        let children = children.collect();
        ElementState { tag: self.tag, attributes: self.attributes, handlers, children, node }
    }

    fn rebuild(self, state: &mut ElementState) {
        let same_handlers = self.handlers.iter().map(|h| h.0).eq(state.handlers.iter().map(|h| h.0));
        if self.tag != state.tag || !same_handlers {
            let mut new = self.build();
            state.node.insert_before_this(&mut new);
            state.node.unmount();
            *state = new;
            return;
        }
        for (name, value) in &self.attributes {
            if !state.attributes.iter().any(|(n, v)| n == name && v == value) {
                Rndr::set_attribute(&state.node, name, value);
            }
        }
        for (name, _) in &state.attributes {
            if !self.attributes.iter().any(|(n, _)| n == name) {
                Rndr::remove_attribute(&state.node, name);
            }
        }
        state.attributes = self.attributes;
        for ((_, new), (_, slot, _)) in self.handlers.into_iter().zip(&state.handlers) {
            *slot.borrow_mut() = new;
        }
        for gone in state.children.drain(self.children.len().min(state.children.len())..) {
            gone.unmounted();
        }
        let mut children = self.children.into_iter();
        for old in &mut state.children {
            if let Some(new) = children.next() {
                rebuild(new, old);
            }
        }
        for child in children {
            let mut child = build(child);
            child.mount(&state.node, None);
            state.children.push(child);
        }
    }
}

fn build(child: Child) -> ChildState {
    match child {
        Child::Text(text) => ChildState::Text(Rndr::create_text_node(&text), text),
        Child::Element(element) => ChildState::Element(element.build()),
        Child::View(view) => ChildState::View(view.build()),
    }
}

fn rebuild(new: Child, old: &mut ChildState) {
    match (new, &mut *old) {
        (Child::Text(text), ChildState::Text(node, shown)) => {
            if text != *shown {
                Rndr::set_text(node, &text);
                *shown = text;
            }
        }
        (Child::Element(element), ChildState::Element(state)) => element.rebuild(state),
        (Child::View(view), ChildState::View(state)) => view.rebuild(state),
        (new, _) => {
            let mut new = build(new);
            old.insert_before_this(&mut new);
            std::mem::replace(old, new).unmounted();
        }
    }
}

impl ChildState {
    fn unmounted(mut self) {
        self.unmount();
    }
}

impl Mountable for ChildState {
    fn unmount(&mut self) {
        match self {
            Self::Text(node, _) => node.unmount(),
            Self::Element(state) => state.unmount(),
            Self::View(state) => state.unmount(),
        }
    }

    fn mount(&mut self, parent: &Node, marker: Option<&AnyNode>) {
        match self {
            Self::Text(node, _) => node.mount(parent, marker),
            Self::Element(state) => state.mount(parent, marker),
            Self::View(state) => state.mount(parent, marker),
        }
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        match self {
            Self::Text(node, _) => node.insert_before_this(child),
            Self::Element(state) => state.insert_before_this(child),
            Self::View(state) => state.insert_before_this(child),
        }
    }

    fn elements(&self) -> Vec<Node> {
        match self {
            Self::Text(..) => Vec::new(),
            Self::Element(state) => state.elements(),
            Self::View(state) => state.elements(),
        }
    }
}

impl Mountable for ElementState {
    fn unmount(&mut self) {
        self.node.unmount();
    }

    fn mount(&mut self, parent: &Node, marker: Option<&AnyNode>) {
        self.node.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.node.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Node> {
        vec![self.node.clone()]
    }
}

// What Leptos asks of a view besides drawing it. The page is drawn in the browser alone: no HTML is written on a
// server, and none is taken over from one.

impl AddAnyAttr for Element {
    type Output<SomeNewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _attr: NewAttr) -> Self {
        self
    }
}

impl RenderHtml for Element {
    type AsyncOutput = Self;
    type Owned = Self;
    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> ElementState {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
