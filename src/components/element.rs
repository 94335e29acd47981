//! Elements as values: one type for every element of a large page, whatever its tag, attributes and children.
//!
//! `view!` gives each element a type of its own, and each type costs code. The report has some hundred kinds of rows
//! and cells; drawn with this builder they share one `build` and one `rebuild`. Text is always a text node.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Reflect;
use leptos::attr::Attribute;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::ev::Event;
use leptos::prelude::*;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::types::{Element as Node, Node as AnyNode, Text as TextNode};
use leptos::tachys::renderer::{RemoveEventHandler, Rndr};
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Position, PositionState};
use wasm_bindgen::{JsCast, JsValue};

pub use super::dynamic::dynamic;

type Text = Cow<'static, str>;
type Handler = Box<dyn FnMut(Event) + Send>;

const SVG: &str = "http://www.w3.org/2000/svg";

/// An element that is not in the page yet. A pointer: what is handed on in the many small calls that build a page is
/// short.
pub struct Element(Box<Parts>);

struct Parts {
    tag: &'static str,
    namespace: Option<&'static str>,
    attributes: Vec<(&'static str, Text)>,
    /// The `value` property of a field: what it shows, whatever was typed into it before.
    value: Option<Text>,
    handlers: Vec<(&'static str, Handler)>,
    children: Vec<Child>,
    /// What is in the page already stays as it is.
    kept: bool,
}

enum Child {
    Text(Text),
    Element(Element),
    View(AnyView),
}

#[inline(never)]
fn new(tag: &'static str, namespace: Option<&'static str>) -> Element {
    let (attributes, handlers, children) = Default::default();
    Element(Box::new(Parts { tag, namespace, attributes, value: None, handlers, children, kept: false }))
}

/// An HTML element.
pub fn el(tag: &'static str) -> Element {
    new(tag, None)
}

/// An HTML element with a class.
#[inline(never)]
pub fn classed(tag: &'static str, class: &'static str) -> Element {
    el(tag).attribute("class", Cow::Borrowed(class))
}

/// An SVG element.
pub fn svg(tag: &'static str) -> Element {
    new(tag, Some(SVG))
}

// The parts that do not depend on a type are functions of their own, not copied to each caller.
impl Element {
    #[inline(never)]
    fn attribute(mut self, name: &'static str, value: Text) -> Self {
        self.0.attributes.push((name, value));
        self
    }

    #[inline(never)]
    fn child(mut self, child: Child) -> Self {
        self.0.children.push(child);
        self
    }

    #[inline(never)]
    fn handler(mut self, event: &'static str, handler: Handler) -> Self {
        self.0.handlers.push((event, handler));
        self
    }

    pub fn at(self, name: &'static str, value: impl Into<Text>) -> Self {
        self.attribute(name, value.into())
    }

    /// An attribute without a value, there or not.
    pub fn flag(self, name: &'static str, there: bool) -> Self {
        if there { self.attribute(name, Cow::Borrowed("")) } else { self }
    }

    /// What a field shows.
    pub fn value(mut self, value: impl Into<Text>) -> Self {
        self.0.value = Some(value.into());
        self
    }

    pub fn text(self, text: impl Into<Text>) -> Self {
        self.child(Child::Text(text.into()))
    }

    #[inline(never)]
    pub fn add(self, child: Element) -> Self {
        self.child(Child::Element(child))
    }

    /// Drawn again it changes nothing: what is in the page stays.
    pub fn kept(mut self) -> Self {
        self.0.kept = true;
        self
    }

    /// Puts a child before those that are there.
    pub fn first(mut self, child: Element) -> Self {
        self.0.children.insert(0, Child::Element(child));
        self
    }

    pub fn all(self, children: impl IntoIterator<Item = Element>) -> Self {
        let mut this = self;
        for child in children {
            this = this.add(child);
        }
        this
    }

    pub fn view(self, view: AnyView) -> Self {
        self.child(Child::View(view))
    }

    pub fn on(self, event: &'static str, handler: impl FnMut(Event) + Send + 'static) -> Self {
        self.handler(event, Box::new(handler))
    }
}

/// The event, what it calls now, and what takes it out of the page.
type Listener = (&'static str, Rc<RefCell<Handler>>, RemoveEventHandler<Node>);

/// An element in the page.
pub struct ElementState {
    node: Node,
    tag: &'static str,
    attributes: Vec<(&'static str, Text)>,
    handlers: Vec<Listener>,
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
        let parts = *self.0;
        let node = Rndr::create_element(parts.tag, parts.namespace);
        for (name, value) in &parts.attributes {
            Rndr::set_attribute(&node, name, value);
        }
        let handlers = parts.handlers.into_iter().map(|(event, handler)| {
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
        let children = parts.children.into_iter().map(|child| {
            let mut child = build(child);
            child.mount(&node, None);
            child
        });
        let children = children.collect();
        show_value(&node, parts.value.as_deref());
        ElementState { tag: parts.tag, attributes: parts.attributes, handlers, children, node }
    }

    fn rebuild(self, state: &mut ElementState) {
        if self.0.kept {
            return;
        }
        let same_handlers = self.0.handlers.iter().map(|h| h.0).eq(state.handlers.iter().map(|h| h.0));
        if self.0.tag != state.tag || !same_handlers {
            let mut new = self.build();
            state.node.insert_before_this(&mut new);
            state.node.unmount();
            *state = new;
            return;
        }
        let parts = *self.0;
        for (name, value) in &parts.attributes {
            if !state.attributes.iter().any(|(n, v)| n == name && v == value) {
                Rndr::set_attribute(&state.node, name, value);
            }
        }
        for (name, _) in &state.attributes {
            if !parts.attributes.iter().any(|(n, _)| n == name) {
                Rndr::remove_attribute(&state.node, name);
            }
        }
        state.attributes = parts.attributes;
        show_value(&state.node, parts.value.as_deref());
        for ((_, new), (_, slot, _)) in parts.handlers.into_iter().zip(&state.handlers) {
            *slot.borrow_mut() = new;
        }
        for gone in state.children.drain(parts.children.len().min(state.children.len())..) {
            gone.unmounted();
        }
        let mut children = parts.children.into_iter();
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

/// Sets the property only where it differs: setting it moves the cursor.
fn show_value(node: &Node, value: Option<&str>) {
    let (Some(value), key) = (value, JsValue::from_str("value")) else { return };
    let shown = Reflect::get(node, &key).ok().and_then(|shown| shown.as_string());
    if shown.as_deref() != Some(value) {
        // A node that has no such property has nothing to show.
        let _ = Reflect::set(node, &key, &JsValue::from_str(value));
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
