//! The page around the form of a test, as the form knows it: what it says, and what it is asked for.

use leptos::prelude::*;
use sloscope_core::load::{Plan, is_practice};
use sloscope_page_state::PlanLink;
use web_sys::MessagePort;

use super::draft::Draft;
use super::files::Take;
use super::kept::Kept;
use crate::workers::form::{End, packed, plan_of};
use crate::workers::protocol::{FormReply, FormRequest};

#[derive(Clone, Copy, Default)]
pub struct ParentPage {
    /// A test runs.
    pub running: RwSignal<bool>,
    /// Takes a file that was dropped on the page, while the form is shown.
    pub dropped: Kept<Option<Take>>,
    end: Kept<Option<End>>,
}

impl ParentPage {
    /// From now on the page is heard; `show` is called with whether the form has a place on it.
    pub fn hear(self, port: MessagePort, draft: Draft, show: impl Fn(bool) + 'static) {
        let end = End::new(port, move |request, parts| match request {
            FormRequest::Show => show(true),
            FormRequest::Hide => show(false),
            FormRequest::Moved => draft.follow_address(),
            FormRequest::Running(running) => self.running.set(running),
            FormRequest::Edit(plan) => plan_of(&plan).iter().for_each(|plan| draft.take_run(plan)),
            FormRequest::Import => {
                let take = self.dropped.with(|take| take.clone());
                take.iter().for_each(|take| take(parts.shift().into()));
            }
        });
        self.end.with(|slot| *slot = Some(end));
    }

    /// Starts a test.
    pub fn start(self, plan: &Plan) {
        self.post(&FormReply::Start(packed(plan, is_practice(plan))));
    }

    /// The page's address gets this link.
    pub(super) fn put_link(self, link: Option<&PlanLink>) {
        self.post(&FormReply::Link(link.map(|link| link.as_str().to_owned())));
    }

    fn post(self, reply: &FormReply) {
        self.end.with(|end| end.iter().for_each(|end| end.post(reply, None)));
    }
}
