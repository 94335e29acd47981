//! Mounts the elements of the view as DOM nodes. Leptos redraws a part when a signal that it reads changes, and events go
//! to the page. A redraw changes only the nodes that differ, so the focus stays where it is. Children are matched by key,
//! or by position if they have none.

use std::cell::RefCell;
use std::mem;
use std::rc::Rc;

use js_sys::Reflect;
use leptos::prelude::*;
use leptos::tachys::renderer::types::{Element as Node, Node as AnyNode, Text as TextNode};
use leptos::tachys::renderer::{RemoveEventHandler, Rndr};
use sloscope_view::element::{Child, Element, Handler, Parts, Text};
use wasm_bindgen::{JsCast, JsValue};

use super::element::Listener;
use super::host::Host;
use super::mounted_part::{self as part, PartState};

const SVG: &str = "http://www.w3.org/2000/svg";

/// Puts an element into the page, for good.
pub fn mount(element: Element, host: Host) {
    let state = build(element, host);
    if let Some(body) = web_sys::window().and_then(|window| window.document()?.body()) {
        // A body takes any element.
        let _ = body.append_child(&state.node);
    }
    mem::forget(state);
}

/// An element that was put into a place of the page. Dropping it takes it out.
pub struct Mounted(Option<ElementState>);

/// Puts what is drawn into the element of this id, if that is there.
pub fn mount_in(id: &str, draw: impl FnOnce() -> Element, host: Host) -> Option<Mounted> {
    let place = web_sys::window()?.document()?.get_element_by_id(id)?;
    let state = build(draw(), host);
    place.append_child(&state.node).ok()?;
    Some(Mounted(Some(state)))
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.0.take().into_iter().for_each(|state| remove(Kind::Element(state)));
    }
}

/// The event, what it does now, and what takes it out of the page.
type Listening = (&'static str, Rc<RefCell<Handler>>, RemoveEventHandler<Node>);

/// An element in the page.
pub struct ElementState {
    node: Node,
    tag: &'static str,
    attributes: Vec<(&'static str, Text)>,
    handlers: Vec<Listening>,
    children: Vec<ChildState>,
}

/// A child in the page, with its key.
type ChildState = (Option<Text>, Kind);

enum Kind {
    Text(TextNode, Text),
    Element(ElementState),
    Part(PartState),
}

impl Kind {
    fn node(&self) -> AnyNode {
        match self {
            Self::Text(node, _) => node.clone().unchecked_into(),
            Self::Element(state) => state.node.clone().unchecked_into(),
            Self::Part(state) => state.node(),
        }
    }

    fn release(self) {
        match self {
            Self::Text(..) => {}
            Self::Element(state) => state.release(),
            Self::Part(state) => state.release(),
        }
    }
}

impl ElementState {
    pub fn node(&self) -> AnyNode {
        self.node.clone().unchecked_into()
    }

    /// Takes all its handlers off, and those of what is in it.
    pub fn release(self) {
        drop(self.handlers);
        self.children.into_iter().for_each(|(_, child)| child.release());
    }
}

/// A node that shows nothing.
pub fn nothing() -> AnyNode {
    Rndr::create_placeholder().unchecked_into()
}

pub fn build(element: Element, host: Host) -> ElementState {
    let parts = element.into_parts();
    let node = Rndr::create_element(parts.tag, parts.is_svg.then_some(SVG));
    for (name, value) in &parts.attributes {
        Rndr::set_attribute(&node, name, value);
    }
    let handlers = parts.handlers.into_iter().map(|(event, handler)| listen(&node, event, handler, host)).collect();
    let mut later = Vec::new();
    let children = parts.children.into_iter().map(|child| {
        let child = build_child(child, host, &mut later);
        Rndr::insert_node(&node, &child.1.node(), None);
        child
    });
    let children = children.collect();
    part::draw_by_frames(later);
    show_value(&node, parts.value.as_deref());
    ElementState { tag: parts.tag, attributes: parts.attributes, handlers, children, node }
}

fn listen(node: &Node, event: &'static str, handler: Handler, host: Host) -> Listening {
    let handler = Rc::new(RefCell::new(handler));
    let called = Rc::clone(&handler);
    let call = move |event: JsValue| match &mut *called.borrow_mut() {
        Handler::Action(action) => host.get().act(action, event.unchecked_ref()),
        Handler::Page(function) => {
            if let Some(function) = function.downcast_mut::<Listener>() {
                function(event.unchecked_into());
            }
        }
    };
    let remove = Rndr::add_event_listener(node, event, Box::new(call));
    (event, handler, remove)
}

/// Makes of what is in the page what is drawn now.
pub fn rebuild(element: Element, state: &mut ElementState, host: Host) {
    let new = element.parts();
    let same_handlers = new.handlers.iter().map(|h| h.0).eq(state.handlers.iter().map(|h| h.0));
    if new.tag != state.tag || !same_handlers {
        let old = mem::replace(state, build(element, host));
        let node = old.node.clone();
        old.release();
        // Taken out of the page meanwhile by something else, there is nothing to replace.
        let _ = node.replace_with_with_node_1(&state.node);
        return;
    }
    let Parts { attributes, handlers, children, value, .. } = element.into_parts();
    for (name, value) in &attributes {
        if !state.attributes.iter().any(|(n, v)| n == name && v == value) {
            Rndr::set_attribute(&state.node, name, value);
        }
    }
    for (name, _) in &state.attributes {
        if !attributes.iter().any(|(n, _)| n == name) {
            Rndr::remove_attribute(&state.node, name);
        }
    }
    state.attributes = attributes;
    show_value(&state.node, value.as_deref());
    for ((_, new), (_, slot, _)) in handlers.into_iter().zip(&state.handlers) {
        *slot.borrow_mut() = new;
    }
    rebuild_children(children, state, host);
}

fn rebuild_children(new: Vec<Child>, state: &mut ElementState, host: Host) {
    let mut old: Vec<Option<ChildState>> = mem::take(&mut state.children).into_iter().map(Some).collect();
    let (mut later, mut built_later) = (Vec::new(), Vec::new());
    let mut from = 0;
    for child in new {
        let child = match take(&mut old, &mut from, key(&child)) {
            Some(known) => rebuild_child(child, known, &mut later, host),
            None => build_child(child, host, &mut built_later),
        };
        state.children.push(child);
    }
    old.into_iter().flatten().for_each(|(_, gone)| remove(gone));
    // From the last to the first: each stands before the one that was put in its place last.
    let mut next: Option<AnyNode> = None;
    for (_, child) in state.children.iter().rev() {
        let node = child.node();
        if node.next_sibling() != next || node.parent_node().is_none() {
            Rndr::insert_node(&state.node, &node, next.as_ref());
        }
        next = Some(node);
    }
    // Of what is new the first is seen first.
    let mut built = built_later.into_iter();
    built.next().into_iter().for_each(|first| first.set(true));
    part::draw_by_frames(later.into_iter().chain(built).collect());
}

/// What is in the page of a child: what has its key, or else the next that has none.
fn take(old: &mut [Option<ChildState>], from: &mut usize, key: Option<&str>) -> Option<ChildState> {
    let is_it = |child: &Option<ChildState>| child.as_ref().is_some_and(|(known, _)| known.as_deref() == key);
    let ahead = old[*from..].iter().position(is_it).map(|at| at + *from);
    let at = ahead.or_else(|| old[..*from].iter().position(is_it))?;
    *from = at + 1;
    old[at].take()
}

fn key(child: &Child) -> Option<&str> {
    match child {
        Child::Text(_) => None,
        Child::Element(element) => element.parts().key.as_deref(),
        Child::Part(part) => part.key.as_deref(),
    }
}

fn build_child(child: Child, host: Host, later: &mut Vec<ArcRwSignal<bool>>) -> ChildState {
    match child {
        Child::Text(text) => (None, Kind::Text(Rndr::create_text_node(&text), text)),
        Child::Element(element) => {
            let key = element.parts().key.clone();
            (key, Kind::Element(build(element, host)))
        }
        Child::Part(part) => (part.key.clone(), Kind::Part(part::build(part, host, later))),
    }
}

fn rebuild_child(new: Child, old: ChildState, later: &mut Vec<ArcRwSignal<bool>>, host: Host) -> ChildState {
    let (known, mut old) = old;
    let other = match (new, &mut old) {
        (Child::Text(text), Kind::Text(node, shown)) => {
            if text != *shown {
                Rndr::set_text(node, &text);
                *shown = text;
            }
            None
        }
        (Child::Element(element), Kind::Element(state)) => {
            rebuild(element, state, host);
            None
        }
        (Child::Part(part), Kind::Part(state)) => {
            part::rebuild(part, state, host, later);
            None
        }
        (new, _) => Some(new),
    };
    match other {
        Some(new) => {
            remove(old);
            build_child(new, host, &mut Vec::new())
        }
        None => (known, old),
    }
}

/// Takes it out of the page. Its handlers go first: a field that is taken out while it has the focus says that it was changed, and
/// the signals that its handler would read are gone.
fn remove(gone: Kind) {
    let node = gone.node();
    gone.release();
    if let Some(parent) = node.parent_node() {
        // It is a child of its parent.
        let _ = parent.remove_child(&node);
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
