//! The parts of the page that are modules of their own, as the page knows them: the form of a test, and comparisons. Each is
//! fetched when its page is opened.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use sloscope_core::sharing::Sharing;
use sloscope_page_state::Route;
use wasm_bindgen::JsValue;
use web_sys::File;

use super::input::Input;
use super::kept::Kept;
use super::session::Session;
use crate::platform::address::Entry;
use crate::platform::clock;
use crate::platform::effect::effect;
use crate::workers::part::Part as Module;
use crate::workers::protocol::{InputKind, Linked, PartReply, PartRequest, RunPhase, SaveRequest, Saving};

/// Loading is spoken of if it takes longer.
const LATE_MS: u32 = 400;

/// How far it is.
#[derive(Clone, Default, PartialEq)]
pub enum PartPhase {
    #[default]
    Away,
    Loading,
    /// Loading, for a time that is felt.
    Late,
    Failed(String),
    There,
}

#[derive(Clone, Copy)]
pub struct Part {
    /// Its module, as the script element names it.
    name: &'static str,
    /// Its page.
    pub(super) route: Route,
    pub phase: RwSignal<PartPhase>,
    module: Kept<Option<Module>>,
    /// What it has in the page's address.
    pub(super) link: Kept<Linked>,
}

impl Part {
    pub fn new(name: &'static str, route: Route) -> Self {
        Self { name, route, phase: RwSignal::default(), module: Kept::default(), link: Kept::default() }
    }

    /// The id of the element that it draws itself into.
    pub fn place(self) -> String {
        place(self.name)
    }

    pub(super) fn post(self, request: &PartRequest) {
        self.post_with(request, &[]);
    }

    pub(super) fn post_with(self, request: &PartRequest, along: &[JsValue]) {
        self.module.with(|module| module.iter().for_each(|module| module.post(request, along)));
    }

    /// Tries to load it again.
    pub fn load(self) {
        if !matches!(self.phase.get_untracked(), PartPhase::Away | PartPhase::Failed(_)) {
            return;
        }
        let Some(loaded) = self.module.with(|module| module.as_ref().map(|module| module.load(self.name))) else {
            return;
        };
        self.phase.set(PartPhase::Loading);
        let late = clock::after(LATE_MS, move || self.phase.set(PartPhase::Late));
        spawn_local(async move {
            let loaded = loaded.await;
            drop(late);
            self.phase.set(loaded.map_or_else(PartPhase::Failed, |()| PartPhase::There));
        });
    }
}

/// The id of the element that a part draws itself into.
pub fn place(name: &str) -> String {
    format!("{name}-place")
}

impl Session {
    /// What is said to the part is kept until it is there.
    fn open_part(self, part: Part) {
        if part.module.with(|module| module.is_none()) {
            match Module::new(move |reply| self.on_part(part, reply)) {
                Ok(module) => part.module.with(|known| *known = Some(module)),
                Err(error) => part.phase.set(PartPhase::Failed(format!("{error:?}"))),
            }
        }
    }

    /// The place of a part is on the page, for as long as whoever calls this is there.
    pub fn show_part(self, part: Part) {
        self.open_part(part);
        part.load();
        if part.route == Route::Compare {
            self.tell_open(part, || {});
        }
        part.post(&PartRequest::Show);
        // Files that are dropped while a part is shown are its own: plans, or sides.
        let dropped = move |files: Vec<File>, (x, y): (i32, i32)| {
            let files: Vec<JsValue> = files.into_iter().map(JsValue::from).collect();
            part.post_with(&PartRequest::Dropped(x, y), &files);
        };
        self.files.dropped.with(|take| *take = Some(Rc::new(dropped)));
        on_cleanup(move || {
            self.files.dropped.with(|take| *take = None);
            part.post(&PartRequest::Hide);
        });
        let running = self.test.running;
        let running = Memo::new(move |_| running.with(|r| r.as_ref().is_some_and(|r| r.phase != RunPhase::Over)));
        effect(move || part.post(&PartRequest::Running(running.get())));
    }

    /// What is open can be compared; a test that is over, and in no file yet, as a file that its worker makes.
    fn tell_open(self, part: Part, then: impl FnOnce() + 'static) {
        let tell = move |kinds, files: Vec<File>| {
            let files: Vec<JsValue> = files.into_iter().map(JsValue::from).collect();
            part.post_with(&PartRequest::Open(kinds), &files);
            then();
        };
        let (inputs, is_test) = self.files.inner.with(|inner| match &inner.kept {
            Some(id) if inner.inputs.is_empty() => (vec![Input::Kept(id.clone())], false),
            _ => (inner.inputs.clone(), inner.test && inner.inputs.is_empty()),
        });
        let runs = self.test.running.with_untracked(|run| run.as_ref().is_some_and(|run| run.phase != RunPhase::Over));
        match self.kinds(&inputs) {
            Ok(_) if is_test && !runs => {
                let whole = Sharing { keep_queries: true, ..Sharing::default() };
                self.file_of(SaveRequest { what: Saving::Runs, sharing: whole }, move |file| match file {
                    Ok(file) => tell(vec![InputKind::File], vec![file]),
                    Err(_) => tell(Vec::new(), Vec::new()),
                });
            }
            Ok((kinds, files)) => tell(kinds, files),
            Err(_) => {}
        }
    }

    /// Compares what is open, as the candidate, with a run that is kept, or with what is chosen then.
    pub fn compare_open(self, with: Option<String>) {
        let part = self.comparison;
        self.open_part(part);
        let with = with.map(|id| InputKind::Kept { name: self.recent.name(&id), id });
        self.tell_open(part, move || {
            part.post(&PartRequest::Compare(with));
            self.go(Route::Compare);
        });
    }

    fn on_part(self, part: Part, reply: PartReply) {
        match reply {
            PartReply::Start(plan) => self.run(plan),
            PartReply::Link(link) => {
                let entry = if link.is_step { Entry::New } else { Entry::Replaced };
                part.link.with(|known| *known = link);
                if self.address.route.get_untracked() == part.route {
                    self.put_address(entry);
                }
            }
        }
    }
}
