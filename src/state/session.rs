//! The session: what is open, the worker that holds it, the report that it answered, and the question in force.

use std::sync::Arc;

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use sloscope_core::report::{Noted, Query, Report, read_address, words, write_address};
use sloscope_page_state::{Answered, Pending, Questions};
use wasm_bindgen::JsValue;

use super::charts::Charts;
use super::exports::Exports;
pub use super::input::Input;
use super::phase::left;
pub use super::phase::{Failure, Loading, Phase};
use super::remarks;
use crate::pages::run::draft::Draft;
use crate::pages::run::import::Import;
use crate::pages::run::plan_url;
use crate::platform::address::Entry;
use crate::platform::{address, clock, page};
use crate::route::{self, Route};
use crate::workers::host::{Engine, Said};
use crate::workers::protocol::{
    self, InputKind, Opened, Progress, ReaderReply, RequestId, RunReply, Running, SessionAnswer, SessionRequest,
};

/// Questions that follow each other faster make one entry of the history: a gesture is one step back.
const SETTLED_MS: u32 = 400;
/// So many answers are kept.
const KEPT: usize = 8;

/// Lives in the page's context.
#[derive(Clone, Copy)]
pub struct Session {
    pub phase: RwSignal<Phase>,
    pub report: RwSignal<Option<Arc<Report>>>,
    /// Copies and files keep the query strings of addresses.
    pub keep_queries: RwSignal<bool>,
    /// The question in force; the report may still answer an older one.
    pub query: RwSignal<Query>,
    pub computing: RwSignal<bool>,
    pub remarks: RwSignal<Noted>,
    /// A number that no other tab has.
    pub(super) tab: u64,
    pub route: RwSignal<Route>,
    /// The run that is going on, or has just ended.
    pub running: RwSignal<Option<Running>>,
    /// What became of the last file that was asked for.
    pub saved: RwSignal<&'static str>,
    /// The plan of the next test, as it is written.
    pub draft: Draft,
    /// Takes files that are dropped, while the page of a plan is shown.
    pub dropped: StoredValue<Option<Import>, LocalStorage>,
    pub(super) inner: StoredValue<Inner, LocalStorage>,
}

#[derive(Default)]
pub(super) struct Inner {
    pub(super) inputs: Vec<Input>,
    pub(super) engine: Option<Engine>,
    pub(super) charts: Charts,
    /// When the report of a run that goes on was asked for last.
    pub(super) followed_ms: f64,
    /// When its generator was late last.
    pub(super) late_ms: f64,
    /// The page shows all of the newest report.
    pub(super) drawn: bool,
    /// Reads new inputs while the old report stays.
    pub(super) next: Option<(Vec<Input>, Engine)>,
    /// Those are the open inputs and others.
    pub(super) adds: bool,
    /// What could not be read, since its worker ended or did not start.
    pub(super) again: Option<(Vec<Input>, bool)>,
    /// The worker of the open run has ended: what is said of that.
    pub(super) dead: Option<Failure>,
    /// The open files, as they were read: names and bytes.
    pub(super) known: Vec<(String, u64)>,
    /// What was read in place of them and waits for the user's choice.
    pub(super) held: Option<(Vec<Input>, Engine, Opened, JsValue)>,
    pub(super) questions: Questions,
    /// Writes the address once no other question follows.
    pub(super) settling: Option<Timeout>,
    pub(super) exports: Exports,
    /// Files that were asked for.
    pub(super) saves: Pending<()>,
    /// The last answers on the open files, the shown one first: taking off a filter, or a step back, need not be computed
    /// again.
    pub(super) kept: Vec<Answer>,
}

/// A report, and the message that it came in.
#[derive(Clone)]
pub(super) struct Answer {
    pub(super) report: Arc<Report>,
    pub(super) message: JsValue,
}

impl Inner {
    /// Sends the question that waits, if the worker is free. The charts that are on the screen come before the report.
    fn send(&mut self) {
        let Some(engine) = &self.engine else { return };
        self.questions.send(|query| {
            self.charts.ask_shown(engine, &query);
            engine.ask(SessionRequest::Report(query))
        });
    }
}

impl Session {
    pub fn new() -> Self {
        Self {
            phase: RwSignal::default(),
            report: RwSignal::default(),
            keep_queries: RwSignal::default(),
            query: RwSignal::default(),
            computing: RwSignal::new(false),
            remarks: RwSignal::default(),
            tab: page::any_number(),
            route: RwSignal::new(Route::parse(&address::hash())),
            running: RwSignal::default(),
            saved: RwSignal::default(),
            draft: Draft::default(),
            dropped: StoredValue::new_local(None),
            inner: StoredValue::new_local(Inner::default()),
        }
    }

    /// Opens inputs in place of what is open.
    pub fn open(self, inputs: Vec<Input>) {
        self.read(inputs, false);
    }

    /// `adds`: they are what is open, and more.
    pub(super) fn read(self, inputs: Vec<Input>, adds: bool) {
        if inputs.is_empty() || !self.may_end_run() {
            return;
        }
        let (mut kinds, mut files) = (Vec::new(), Vec::new());
        for input in &inputs {
            match input {
                Input::File(file) => {
                    kinds.push(InputKind::File);
                    files.push(file.clone());
                }
                Input::Link(link) => match address::resolve(link) {
                    Ok(link) => kinds.push(InputKind::Link(link)),
                    Err(what) => {
                        address::forget_users();
                        return self.phase.set(Phase::Failed(Failure::of_link(link, what)));
                    }
                },
            }
        }
        let started = clock::now_ms();
        let progress = Progress { inputs: inputs.len(), ..Progress::default() };
        self.phase.set(Phase::Loading(Loading { progress, left_ms: None, started }));
        // A link to a part of a run counts for the first run that is opened.
        let query = match self.report.with_untracked(Option::is_some) {
            true => Query::default(),
            false => read_address(route::parts(&address::hash()).1),
        };
        // Replies of a worker that was cancelled do not come: it has ended.
        match Engine::reader(kinds, &files, query, move |reply, message| self.on_reader(reply, message)) {
            Ok(engine) => self.inner.update_value(|inner| {
                (inner.next, inner.adds, inner.held) = (Some((inputs, engine)), adds, None);
            }),
            Err(error) => self.phase.set(Phase::Failed(Failure::unstarted(&error))),
        }
    }

    /// Opens inputs together with what is open: results and the summary of the same run, or further runners.
    pub fn add(self, more: Vec<Input>) {
        let mut inputs = self.inner.with_value(|inner| inner.inputs.clone());
        inputs.extend(more);
        self.read(inputs, true);
    }

    /// Ends reading; what was open stays.
    pub fn cancel(self) {
        self.inner.update_value(|inner| inner.next = None);
        self.phase.set(Phase::Idle);
    }

    /// Closes a message; what is open stays.
    pub fn dismiss(self) {
        self.inner.update_value(|inner| inner.held = None);
        self.phase.set(Phase::Idle);
    }

    /// Asks for another report of what is open. While an answer is computed only the newest question waits; those
    /// before it are dropped.
    pub fn ask(self, query: Query) {
        self.put_question(query);
        let settling = Timeout::new(SETTLED_MS, move || self.put_address(Entry::New));
        self.inner.update_value(|inner| inner.settling = Some(settling));
    }

    pub(super) fn put_question(self, query: Query) {
        let known = |answer: &Answer| answer.report.query == query;
        let dead = self.inner.with_value(|inner| inner.dead.clone().filter(|_| !inner.kept.iter().any(known)));
        if let Some(failure) = dead {
            // The question in force stays: so do the fields that show it.
            self.query.update(|_| {});
            return self.phase.set(Phase::Failed(failure));
        }
        let follows = self.follows(&query);
        self.query.set(query.clone());
        let mut kept = None;
        self.inner.update_value(|inner| {
            inner.settling = None;
            // A run from the page grows: its answers do not last.
            if self.running.with_untracked(Option::is_none) {
                kept = inner.kept.iter().find(|answer| answer.report.query == query).cloned();
            }
            if kept.is_some() {
                inner.questions.show_known();
            } else if inner.engine.is_some() {
                self.computing.update(|computing| *computing |= !follows);
                inner.questions.ask(query);
                inner.send();
            }
        });
        if let Some(answer) = kept {
            self.computing.set(false);
            self.show(answer);
        }
    }

    /// Goes to a route, as a new entry of the history.
    pub fn go(self, route: Route) {
        self.route.set(route);
        self.put_address(Entry::New);
        page::scroll_to_top();
    }

    /// Writes the place, and the question in force, into the address.
    pub(super) fn put_address(self, entry: Entry) {
        let hash = self.hash();
        if hash != address::hash() || address::sources() != self.links() {
            address::put(&self.links(), &hash, entry);
        }
    }

    /// The plan has another address.
    pub fn put_plan(self) {
        if self.route.get_untracked() == Route::Run {
            self.put_address(Entry::Replaced);
        }
    }

    fn hash(self) -> String {
        let route = self.route.get_untracked();
        let question = match route {
            Route::Report => self.query.with_untracked(write_address),
            Route::Run => self.draft.link.get_untracked(),
            Route::Start => String::new(),
        };
        match question.as_str() {
            "" => route.hash().to_owned(),
            question => format!("{}?{question}", route.hash()),
        }
    }

    /// The address has changed by the user's hand: follow it.
    pub fn follow_address(self) {
        let hash = address::hash();
        let route = Route::parse(&hash);
        if self.route.get_untracked() != route {
            self.route.set(route);
        }
        if self.draft.written.with_untracked(|written| !written.text.is_empty()) {
            // The page of a plan is there already.
            plan_url::open(self, &hash);
        }
        let wanted = address::sources();
        if !wanted.is_empty() && wanted != self.links() {
            self.open(wanted.into_iter().map(Input::Link).collect());
        } else if self.route.get_untracked() == Route::Report && self.report.with_untracked(Option::is_some) {
            let found = read_address(route::parts(&hash).1);
            let old = self.query.get_untracked();
            // What an address does not carry stays.
            let query = Query { objectives: old.objectives.clone(), percentiles: old.percentiles.clone(), ..found };
            if query != old {
                self.put_question(query);
            }
        }
    }

    /// The links among the open inputs: what the page's address can carry.
    pub(super) fn links(self) -> Vec<String> {
        let link = |input: &Input| match input {
            Input::Link(link) => Some(link.clone()),
            Input::File(_) => None,
        };
        self.inner.with_value(|inner| inner.inputs.iter().filter_map(link).collect())
    }

    fn on_reader(self, reply: Said<ReaderReply>, message: JsValue) {
        match reply {
            Ok(ReaderReply::Progress(progress)) => self.phase.update(|phase| {
                if let Phase::Loading(loading) = phase {
                    loading.left_ms = left(&progress, clock::now_ms() - loading.started);
                    loading.progress = progress;
                }
            }),
            Ok(ReaderReply::Opened(opened)) => self.opened(*opened, message),
            Ok(ReaderReply::Answer(answer)) => self.answered(answer, message),
            Err(death) => self.died(death),
        }
    }

    pub(super) fn on_run(self, reply: Said<RunReply>, message: JsValue) {
        match reply {
            Ok(RunReply::Running(running)) => self.runs(running),
            Ok(RunReply::Opened(opened)) => self.opened(*opened, message),
            Ok(RunReply::Answer(answer)) => self.answered(answer, message),
            Ok(RunReply::Saved(answer)) => self.saved(answer),
            Err(death) => self.died(death),
        }
    }

    fn answered(self, answer: protocol::Answer<SessionAnswer>, message: JsValue) {
        match answer.body {
            Ok(SessionAnswer::Report(report)) => self.reported(answer.id, *report, message),
            Ok(SessionAnswer::Charts(charts)) => self.charts_drawn(answer.id, charts, &message),
            Ok(SessionAnswer::Export(text)) => self.exported(answer.id, Ok(text)),
            // Only what waits for this id takes it.
            Err(refused) => {
                self.report_refused(answer.id);
                self.charts_refused(answer.id);
                self.exported(answer.id, Err(refused));
            }
        }
    }

    fn reported(self, id: RequestId, report: Report, message: JsValue) {
        // The next question goes out first: it is answered while this answer is drawn.
        let answered = self.inner.try_update_value(|inner| {
            let answered = inner.questions.answered(id);
            inner.send();
            answered
        });
        match answered.flatten() {
            Some(Answered::Outdated) => self.draw_charts(),
            Some(answered) => {
                // While a gesture goes on the answers follow it.
                if answered == Answered::InForce {
                    self.computing.set(false);
                }
                self.show(Answer { report: Arc::new(report), message });
            }
            None => {}
        }
    }

    /// The question in force is again the one that the shown report answers.
    fn report_refused(self, id: RequestId) {
        let in_force = self.inner.try_update_value(|inner| {
            let in_force = inner.questions.refused(id);
            inner.send();
            in_force
        });
        if in_force == Some(true) {
            self.computing.set(false);
            if let Some(report) = self.report.get_untracked() {
                self.query.set(report.query.clone());
            }
        }
    }

    pub(super) fn show(self, answer: Answer) {
        let report = Arc::clone(&answer.report);
        page::set_title(&words::page_title(&report));
        let other_run = |old: &Option<Arc<Report>>| old.as_ref().is_none_or(|o| o.query.run != report.query.run);
        if self.report.with_untracked(other_run) {
            // Each run has its own.
            self.remarks.set(remarks::load(&report));
        }
        self.inner.update_value(|inner| {
            inner.kept.retain(|known| known.report.query != report.query);
            inner.kept.insert(0, answer);
            inner.kept.truncate(KEPT);
        });
        self.report.set(Some(report));
        // Those that did not come with the answer.
        self.draw_charts();
    }
}
