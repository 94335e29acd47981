//! What is open and what is being read: the inputs, and the workers that hold them.

use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::File;

use super::input::Input;
use super::kept::Kept;
use super::phase::{Failure, Phase};
use crate::workers::host::{Engine, Run};
use crate::workers::protocol::{Holder, Opened, RequestId, SessionRequest};

/// Takes files that were dropped at a place of the window, in pixels.
pub(super) type Take = Rc<dyn Fn(Vec<File>, (i32, i32))>;

#[derive(Clone, Copy, Default)]
pub struct Files {
    pub phase: RwSignal<Phase>,
    /// Takes files that are dropped instead of opening them, while a page that wants that is shown.
    pub dropped: Kept<Option<Take>>,
    pub(super) inner: Kept<Inner>,
}

#[derive(Default)]
pub(super) struct Inner {
    /// What is open: its inputs, none if it is a run from the page, and the worker that holds it.
    pub(super) inputs: Vec<Input>,
    pub(super) engine: Option<Engine>,
    /// The open files, as they were read: names and bytes.
    pub(super) known: Vec<(String, u64)>,
    /// What is open is a test of this page.
    pub(super) test: bool,
    /// The samples of this test are in a file that was saved.
    pub(super) saved: bool,
    /// What is open is kept in the browser, by this id.
    pub(super) kept: Option<String>,
    /// The worker of what is open has ended: its role, and what is said of that.
    pub(super) dead: Option<(Holder, Failure)>,
    /// Reads while the old report stays.
    pub(super) next: Option<Reading>,
    /// What could not be read, since its worker ended or did not start, and whether it adds.
    pub(super) again: Option<(Vec<Input>, bool)>,
    /// What was read in place of changed files and waits for the user's choice.
    pub(super) held: Option<Held>,
}

/// Inputs that are read, or a test before its first report, which has none.
pub(super) struct Reading {
    pub(super) inputs: Vec<Input>,
    pub(super) engine: Engine,
    /// They are what is open, and more.
    pub(super) adds: bool,
}

pub(super) struct Held {
    pub(super) reading: Reading,
    pub(super) opened: Opened,
    pub(super) message: JsValue,
}

impl Files {
    /// Ends reading; what was open stays.
    pub fn cancel(self) {
        self.inner.with(|inner| inner.next = None);
        self.phase.set(Phase::Idle);
    }

    /// Closes a message; what is open stays.
    pub fn dismiss(self) {
        self.inner.with(|inner| inner.held = None);
        self.phase.set(Phase::Idle);
    }

    pub(super) fn fail(self, failure: Failure) {
        self.phase.set(Phase::Failed(failure));
    }

    /// True if there is something to read again.
    pub fn can_reopen(self) -> bool {
        self.inner.with(|inner| inner.again.is_some() || !inner.inputs.is_empty())
    }

    /// Nothing is on its way to take the place of what is open.
    pub fn is_settled(self) -> bool {
        self.inner.with(|inner| inner.next.is_none())
    }

    /// Questions can be asked.
    pub(super) fn has_worker(self) -> bool {
        self.inner.with(|inner| inner.engine.is_some())
    }

    /// The worker of what is open has ended.
    pub fn is_dead(self) -> bool {
        self.inner.with(|inner| inner.dead.is_some())
    }

    /// The role of the worker of what is open, whether it has ended or not.
    pub(super) fn holder(self) -> Option<Holder> {
        self.inner.with(|inner| {
            let dead = || inner.dead.as_ref().map(|(holder, _)| *holder);
            inner.engine.as_ref().map(Engine::holder).or_else(dead)
        })
    }

    /// The links among the open inputs.
    pub fn links(self) -> Vec<String> {
        let link = |input: &Input| match input {
            Input::Link(link) => Some(link.clone()),
            Input::File(_) | Input::Kept(_) => None,
        };
        self.inner.with(|inner| inner.inputs.iter().filter_map(link).collect())
    }

    /// Why whoever gets the page's address needs more than that; absent where it is enough.
    pub fn beyond_address(self) -> Option<&'static str> {
        let is_link = |input: &Input| matches!(input, Input::Link(_));
        self.inner.with(|inner| match (&inner.kept, inner.inputs.is_empty()) {
            (_, false) if inner.inputs.iter().all(is_link) => None,
            (Some(_), _) => Some(" Only this browser keeps the run: others need its file as well."),
            (None, true) => Some(" Only this page holds the run: save it, and send its file as well."),
            (None, false) => Some(" Send the files as well: the link needs them."),
        })
    }

    /// What the page's address can carry of what is open: its links; where those are not all of it, the run that is kept.
    pub(super) fn sources(self) -> Vec<String> {
        let links = self.links();
        self.inner.with(|inner| match &inner.kept {
            Some(id) if links.is_empty() || links.len() < inner.inputs.len() => vec![Input::kept(id)],
            _ => links,
        })
    }

    /// The names of what is open where its address cannot bring it back.
    pub(super) fn gone(self) -> Option<Vec<String>> {
        let is_link = |input: &Input| matches!(input, Input::Link(_));
        self.inner.with(|inner| {
            let lasts = inner.kept.is_some() || (!inner.inputs.is_empty() && inner.inputs.iter().all(is_link));
            let names =
                || inner.known.iter().filter(|_| !inner.inputs.is_empty()).map(|(name, _)| name.clone()).collect();
            (!inner.known.is_empty() && !lasts).then(names)
        })
    }

    pub(super) fn is_test(self) -> bool {
        self.inner.with(|inner| inner.test && inner.engine.is_some())
    }

    /// Asks the worker of what is open, if there is one.
    pub(super) fn ask(self, question: SessionRequest) -> Option<RequestId> {
        self.inner.with(|inner| Some(inner.engine.as_ref()?.ask(question)))
    }

    /// The worker of a test, before its first report and after.
    pub(super) fn with_run<T>(self, act: impl FnOnce(&Run) -> T) -> Option<T> {
        self.inner.with(|inner| {
            let next = inner.next.as_ref().map(|next| &next.engine);
            next.or(inner.engine.as_ref())?.as_run().map(act)
        })
    }
}
