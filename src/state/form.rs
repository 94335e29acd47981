//! The form of a test, as the page knows it: a module of its own, which is fetched when the page "Run a test" is opened.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use sloscope_page_state::PlanLink;
use wasm_bindgen::JsValue;

use super::kept::Kept;
use super::session::Session;
use crate::platform::clock;
use crate::workers::form::Form as Module;
use crate::workers::protocol::{FormReply, FormRequest, RunPhase};

/// Loading is spoken of if it takes longer.
const LATE_MS: u32 = 400;

/// How far it is.
#[derive(Clone, Default, PartialEq)]
pub enum FormPhase {
    #[default]
    Away,
    Loading,
    /// Loading, for a time that is felt.
    Late,
    Failed(String),
    There,
}

#[derive(Clone, Copy, Default)]
pub struct Form {
    pub phase: RwSignal<FormPhase>,
    module: Kept<Option<Module>>,
    /// The link to the plan, for the page's address.
    pub(super) link: Kept<Option<PlanLink>>,
}

impl Form {
    pub(super) fn post(self, request: &FormRequest) {
        self.post_with(request, None);
    }

    fn post_with(self, request: &FormRequest, along: Option<&JsValue>) {
        self.module.with(|module| module.iter().for_each(|module| module.post(request, along)));
    }

    fn load(self) {
        if !matches!(self.phase.get_untracked(), FormPhase::Away | FormPhase::Failed(_)) {
            return;
        }
        let Some(loaded) = self.module.with(|module| module.as_ref().map(Module::load)) else { return };
        self.phase.set(FormPhase::Loading);
        let late = clock::after(LATE_MS, move || self.phase.set(FormPhase::Late));
        spawn_local(async move {
            let loaded = loaded.await;
            drop(late);
            self.phase.set(loaded.map_or_else(FormPhase::Failed, |()| FormPhase::There));
        });
    }
}

impl Session {
    /// The place of the form is on the page, for as long as whoever calls this is there.
    pub fn show_form(self) {
        let form = self.form;
        if form.module.with(|module| module.is_none()) {
            match Module::new(move |reply| self.on_form(reply)) {
                Ok(module) => form.module.with(|known| *known = Some(module)),
                Err(error) => form.phase.set(FormPhase::Failed(format!("{error:?}"))),
            }
        }
        form.load();
        form.post(&FormRequest::Show);
        // Files that are dropped while the form is shown are plans, not results.
        let import = move |file: web_sys::File| form.post_with(&FormRequest::Import, Some(&file));
        self.files.dropped.with(|take| *take = Some(Rc::new(import)));
        on_cleanup(move || {
            self.files.dropped.with(|take| *take = None);
            form.post(&FormRequest::Hide);
        });
        let running = self.test.running;
        let running = Memo::new(move |_| running.with(|r| r.as_ref().is_some_and(|r| r.phase != RunPhase::Over)));
        Effect::new(move || form.post(&FormRequest::Running(running.get())));
    }

    /// Tries to load the form again.
    pub fn load_form(self) {
        self.form.load();
    }

    fn on_form(self, reply: FormReply) {
        match reply {
            FormReply::Start(plan) => self.run(plan),
            FormReply::Link(link) => {
                self.form.link.with(|known| *known = link.as_deref().and_then(PlanLink::read));
                self.put_plan();
            }
        }
    }
}
