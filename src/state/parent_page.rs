//! The page around a part of it that is a module of its own, as the part knows it: what it says, and what it is asked for.

use js_sys::Array;
use leptos::prelude::*;
use sloscope_core::load::{Plan, is_practice};
use sloscope_page_state::PlanLink;
use wasm_bindgen::JsCast;
use web_sys::{File, MessagePort};

use super::draft::Draft;
use super::kept::Kept;
use crate::workers::part::{End, packed, plan_of};
use crate::workers::protocol::{Linked, PartReply, PartRequest};

/// Takes a file.
type Take = std::rc::Rc<dyn Fn(File)>;

#[derive(Clone, Copy, Default)]
pub struct ParentPage {
    /// A test runs.
    pub running: RwSignal<bool>,
    /// Takes a file that was dropped on the page, while the form is shown.
    pub dropped: Kept<Option<Take>>,
    end: Kept<Option<End>>,
}

impl ParentPage {
    /// From now on the page is heard.
    pub fn hear(self, port: MessagePort, act: impl Fn(PartRequest, Array) + 'static) {
        let end = End::new(port, act);
        self.end.with(|slot| *slot = Some(end));
    }

    /// What the page says to the form of a test.
    pub fn form_asked(self, draft: Draft, request: PartRequest, files: &Array) {
        match request {
            PartRequest::Moved => draft.follow_address(),
            PartRequest::Running(running) => self.running.set(running),
            PartRequest::Edit(plan) => plan_of(&plan).iter().for_each(|plan| draft.take_run(plan)),
            PartRequest::Dropped(..) => {
                let take = self.dropped.with(|take| take.clone());
                take.iter().for_each(|take| take(files.get(0).unchecked_into()));
            }
            PartRequest::Show | PartRequest::Hide | PartRequest::Open(_) | PartRequest::Compare(_) => {}
        }
    }

    /// Starts a test.
    pub fn start(self, plan: &Plan) {
        self.post(&PartReply::Start(packed(plan, is_practice(plan))));
    }

    /// The page's address gets this link.
    pub(super) fn put_link(self, link: Option<&PlanLink>) {
        self.put(Linked { question: link.map(|link| link.as_str().to_owned()), ..Linked::default() });
    }

    /// The page's address gets this.
    pub(super) fn put(self, link: Linked) {
        self.post(&PartReply::Link(link));
    }

    fn post(self, reply: &PartReply) {
        self.end.with(|end| end.iter().for_each(|end| end.post(reply, &[])));
    }
}
