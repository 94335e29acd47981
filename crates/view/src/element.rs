//! Elements as plain data: a tag, attributes, children, keys, and what an event does, by name. One type for every element
//! of a large page: [`to_html`](Element::to_html) writes it as text, and the page mounts it. Text is always text.

use std::any::Any;
use std::borrow::Cow;
use std::sync::Arc;

use crate::action::Action;
use crate::state::ViewState;

/// Text of the program, or made of what files say.
pub type Text = Cow<'static, str>;

/// An element. A pointer, so that the many small calls that build a page hand on little.
pub struct Element(Box<Parts>);

/// What an element consists of.
pub struct Parts {
    /// Its name: `div`.
    pub tag: &'static str,
    /// It is an element of SVG, not of HTML.
    pub is_svg: bool,
    /// Names and values, in order; a name stands once.
    pub attributes: Vec<(&'static str, Text)>,
    /// The `value` property of a field: what it shows, whatever was typed into it before.
    pub value: Option<Text>,
    /// Events, and what they do.
    pub handlers: Vec<(&'static str, Handler)>,
    /// What it is among its siblings: drawn again it is the same element, wherever it stands then.
    pub key: Option<Text>,
    /// It only asks for something: where nobody answers it is left out.
    pub is_control: bool,
    /// What it holds.
    pub children: Vec<Child>,
}

/// What is in an element.
pub enum Child {
    /// Text: never markup.
    Text(Text),
    /// Another element.
    Element(Element),
    /// An element that follows the state of the view.
    Part(Part),
}

/// What an event does.
pub enum Handler {
    /// Something that every report can do, by name.
    Action(Action),
    /// A function of the page's own, which nobody else can call.
    Page(Box<dyn Any + Send>),
}

/// Draws a part of the view.
pub type Draw = Box<dyn Fn(&dyn ViewState) -> Element + Send>;

/// A part of the view that is drawn of its state, and drawn again when that changes.
pub struct Part {
    /// Draws it.
    pub draw: Draw,
    /// As the key of an element.
    pub key: Option<Text>,
    /// It may be drawn after the rest, in a frame of its own. It is an element with this tag.
    pub later: Option<&'static str>,
    /// What it is drawn of: where both are the same as before, it need not be drawn again.
    pub of: Option<(Arc<dyn Any + Send + Sync>, String)>,
}

/// A part that is drawn again when what it reads of the state changes.
pub fn part(draw: impl Fn(&dyn ViewState) -> Element + Send + 'static) -> Part {
    new_part(Box::new(draw))
}

#[inline(never)]
fn new_part(draw: Draw) -> Part {
    Part { draw, key: None, later: None, of: None }
}

#[inline(never)]
fn new(tag: &'static str, is_svg: bool) -> Element {
    let (attributes, handlers, children) = Default::default();
    Element(Box::new(Parts { tag, is_svg, attributes, value: None, handlers, key: None, is_control: false, children }))
}

/// An HTML element.
pub fn el(tag: &'static str) -> Element {
    new(tag, false)
}

/// An HTML element with a class.
#[inline(never)]
pub fn classed(tag: &'static str, class: &'static str) -> Element {
    el(tag).attr("class", class)
}

/// An SVG element.
pub fn svg(tag: &'static str) -> Element {
    new(tag, true)
}

// What is called in many places is a function of its own, not copied to each caller.
impl Element {
    /// An attribute: a text, or a flag that is there or not.
    pub fn attr(self, name: &'static str, value: impl AttributeValue) -> Self {
        value.set(self, name)
    }

    /// A child: text, an element, or a part.
    pub fn child(self, child: impl IntoChild) -> Self {
        child.add_to(self)
    }

    /// Any number of children.
    pub fn children<C: IntoChild>(self, children: impl IntoIterator<Item = C>) -> Self {
        let mut this = self;
        for child in children {
            this = child.add_to(this);
        }
        this
    }

    /// What is already a child of another element.
    pub fn with_child(self, child: Child) -> Self {
        self.push(child)
    }

    /// What an event does.
    #[inline(never)]
    pub fn on(mut self, event: &'static str, action: Action) -> Self {
        self.0.handlers.push((event, Handler::Action(action)));
        self
    }

    /// A function of the page that an event calls; nothing calls it elsewhere.
    #[inline(never)]
    pub fn on_page(mut self, event: &'static str, function: Box<dyn Any + Send>) -> Self {
        self.0.handlers.push((event, Handler::Page(function)));
        self
    }

    /// What a field shows.
    pub fn value(mut self, value: impl Into<Text>) -> Self {
        self.0.value = Some(value.into());
        self
    }

    /// What it is among its siblings.
    pub fn key(mut self, key: impl Into<Text>) -> Self {
        self.0.key = Some(key.into());
        self
    }

    /// Marks a control, which a file leaves out.
    pub fn control(mut self) -> Self {
        self.0.is_control = true;
        self
    }

    /// What it consists of.
    pub fn parts(&self) -> &Parts {
        &self.0
    }

    /// The elements in it, each changed by a function that gets its place; texts and parts stay.
    #[inline(never)]
    pub fn each_element(mut self, change: &dyn Fn(usize, Element) -> Element) -> Self {
        let children = std::mem::take(&mut self.0.children).into_iter().enumerate();
        self.0.children = children
            .map(|(at, child)| match child {
                Child::Element(element) => Child::Element(change(at, element)),
                other => other,
            })
            .collect();
        self
    }

    /// What it consists of.
    pub fn into_parts(self) -> Parts {
        *self.0
    }

    #[inline(never)]
    fn set(mut self, name: &'static str, value: Text) -> Self {
        match self.0.attributes.iter_mut().find(|(known, _)| *known == name) {
            Some(known) => known.1 = value,
            None => self.0.attributes.push((name, value)),
        }
        self
    }

    #[inline(never)]
    fn push(mut self, child: Child) -> Self {
        self.0.children.push(child);
        self
    }
}

/// What an attribute can be set to.
pub trait AttributeValue {
    /// Sets it.
    fn set(self, element: Element, name: &'static str) -> Element;
}

impl AttributeValue for &'static str {
    #[inline(never)]
    fn set(self, element: Element, name: &'static str) -> Element {
        element.set(name, Cow::Borrowed(self))
    }
}

impl AttributeValue for String {
    #[inline(never)]
    fn set(self, element: Element, name: &'static str) -> Element {
        element.set(name, Cow::Owned(self))
    }
}

impl AttributeValue for Text {
    fn set(self, element: Element, name: &'static str) -> Element {
        element.set(name, self)
    }
}

/// An attribute without a value, there or not.
impl AttributeValue for bool {
    #[inline(never)]
    fn set(self, element: Element, name: &'static str) -> Element {
        if self { element.set(name, Cow::Borrowed("")) } else { element }
    }
}

/// What can be put into an element.
pub trait IntoChild {
    /// Appends it to the children of an element.
    fn add_to(self, element: Element) -> Element;
}

impl IntoChild for Element {
    #[inline(never)]
    fn add_to(self, element: Element) -> Element {
        element.push(Child::Element(self))
    }
}

impl IntoChild for Part {
    #[inline(never)]
    fn add_to(self, element: Element) -> Element {
        element.push(Child::Part(self))
    }
}

impl IntoChild for &'static str {
    #[inline(never)]
    fn add_to(self, element: Element) -> Element {
        element.push(Child::Text(Cow::Borrowed(self)))
    }
}

impl IntoChild for String {
    #[inline(never)]
    fn add_to(self, element: Element) -> Element {
        element.push(Child::Text(Cow::Owned(self)))
    }
}

impl IntoChild for Text {
    fn add_to(self, element: Element) -> Element {
        element.push(Child::Text(self))
    }
}
