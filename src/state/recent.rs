//! The runs that the browser keeps, if the user wants that: writing what is open, the list on the start page, and what has
//! to go. Files are written by the worker that holds the samples; the list is in the browser's storage, for all tabs.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sloscope_page_state::recent::{Consent, RecentRun, RunLine, abandoned, oldest, sort, to_go};

use super::kept::Kept;
use super::session::Session;
use crate::platform::address::Entry;
use crate::platform::{clock, page, private_files, storage};
use crate::workers::protocol::{Refused, RequestId, SessionRequest};

const NOT_REMOVED: &str = "The browser did not remove all of it. Close other tabs with sloscope, and try again.";

#[derive(Clone, Copy)]
pub struct Recent {
    pub consent: RwSignal<Consent>,
    /// The one that was opened last comes first.
    pub runs: RwSignal<Vec<RecentRun>>,
    /// Why what is open is not kept, or is not removed.
    pub said: RwSignal<&'static str>,
    inner: Kept<Inner>,
}

#[derive(Default)]
struct Inner {
    /// The run that is being written.
    writing: Option<(RequestId, RecentRun)>,
    /// A run that the one that is open replaces, since that is the same with more files.
    older: Option<String>,
}

impl Recent {
    pub fn new() -> Self {
        let consent = Consent::read(storage::get(Consent::KEY).as_deref());
        let recent = Self {
            consent: RwSignal::new(consent),
            runs: RwSignal::default(),
            said: RwSignal::default(),
            inner: Kept::default(),
        };
        recent.load();
        let left = recent.runs.with_untracked(|runs| abandoned(runs, clock::today_ms()));
        recent.remove(left, "");
        recent
    }

    /// Reads the list anew.
    fn load(self) {
        self.runs.set(kept_runs());
    }

    fn put(self, run: &RecentRun) -> bool {
        let kept = storage::set(&RecentRun::key(&run.id), &run.write());
        self.load();
        kept
    }

    /// What a run is called.
    pub(super) fn name(self, id: &str) -> String {
        let name = |runs: &Vec<RecentRun>| Some(runs.iter().find(|run| run.id == id)?.facts.name.clone());
        self.runs.with_untracked(name).unwrap_or_else(|| "Kept run".to_owned())
    }

    /// A test of the page has no files.
    pub(super) fn is_test(self, id: &str) -> bool {
        self.runs.with_untracked(|runs| runs.iter().any(|run| run.id == id && run.facts.files.is_empty()))
    }

    /// Something else is open than a run that was kept, or its files and more.
    pub(super) fn replaced(self, open: Option<String>, adds: bool) {
        let left = self.inner.with(|inner| {
            inner.older = open.filter(|_| adds);
            inner.writing.take()
        });
        self.said.set("");
        // Its worker has ended.
        self.remove(left.map(|(_, run)| run.id).into_iter().collect(), "");
    }

    /// Removes files, then what is known of them: what cannot be removed now is found again. If there is such a file, it is
    /// said with these words.
    fn remove(self, ids: Vec<String>, otherwise: &'static str) {
        if ids.is_empty() {
            return;
        }
        spawn_local(async move {
            for id in ids {
                if !self.removed(&id).await {
                    self.said.set(otherwise);
                }
            }
        });
    }

    async fn removed(self, id: &str) -> bool {
        let removed = private_files::remove(id).await;
        if removed {
            storage::remove(&RecentRun::key(id));
            self.load();
        }
        removed
    }
}

/// What the browser keeps, the one that was opened last first.
pub fn kept_runs() -> Vec<RecentRun> {
    let mut runs: Vec<RecentRun> =
        storage::keys().iter().filter_map(|key| RecentRun::read(RecentRun::id_of(key)?, &storage::get(key)?)).collect();
    sort(&mut runs);
    runs
}

impl Session {
    /// The user wants runs to be kept, or not.
    pub fn set_keeping(self, keeps: bool) {
        let consent = if keeps { Consent::Keep } else { Consent::Not };
        self.recent.said.set("");
        // If it is not kept, it still holds until the page is left.
        storage::set(Consent::KEY, consent.write());
        self.recent.consent.set(consent);
        self.keep_open();
    }

    /// Keeps what is open, if that is wanted.
    pub(super) fn keep_open(self) {
        let Some(report) = self.question.report.get_untracked() else { return };
        let recent = self.recent;
        if recent.consent.get_untracked() != Consent::Keep || self.test.is_running() {
            return;
        }
        let now = clock::today_ms();
        if let Some(id) = self.files.inner.with(|inner| inner.kept.clone()) {
            // It was opened again.
            let run = recent.runs.with_untracked(|runs| runs.iter().find(|run| run.id == id).cloned());
            if let Some(run) = run {
                recent.put(&RecentRun { opened_ms: now, ..run });
            }
            return;
        }
        if recent.inner.with(|inner| inner.writing.is_some()) {
            return;
        }
        let files = self.files.inner.with(|inner| match inner.inputs.is_empty() {
            true => Vec::new(),
            false => inner.known.clone(),
        });
        let id = RecentRun::new_id(now, page::any_number());
        let run = RecentRun { id, opened_ms: now, bytes: None, facts: RunLine::of(&report, files) };
        if !recent.put(&run) {
            return recent.said.set(Refused::NoStorage.words());
        }
        match self.files.ask(SessionRequest::Keep(run.id.clone())) {
            Some(request) => recent.inner.with(|inner| inner.writing = Some((request, run))),
            None => recent.remove(vec![run.id], ""),
        }
    }

    fn written(self, request: RequestId) -> Option<RecentRun> {
        self.recent.inner.with(|inner| {
            let (_, run) = inner.writing.take_if(|(of, _)| *of == request)?;
            Some(run)
        })
    }

    /// The file of what is open is whole.
    pub(super) fn kept(self, request: RequestId, bytes: u64) {
        let Some(mut run) = self.written(request) else { return };
        let recent = self.recent;
        if recent.consent.get_untracked() != Consent::Keep {
            // The user has changed his mind meanwhile.
            return recent.remove(vec![run.id], "");
        }
        run.bytes = Some(bytes);
        if let Some(report) = self.question.report.get_untracked() {
            // The last report of a test has come meanwhile.
            run.facts = RunLine::of(&report, run.facts.files);
        }
        if !recent.put(&run) {
            recent.remove(vec![run.id], "");
            return recent.said.set(Refused::NoRoom.words());
        }
        let older = recent.inner.with(|inner| inner.older.take());
        let gone = recent.runs.with_untracked(|runs| to_go(runs, &run.id));
        recent.remove(older.into_iter().chain(gone).collect(), "");
        self.files.inner.with(|inner| inner.kept = Some(run.id));
        self.put_address(Entry::Replaced);
    }

    /// Where there was no room, older runs make it.
    pub(super) fn not_kept(self, request: RequestId, why: Refused) {
        let Some(run) = self.written(request) else { return };
        let recent = self.recent;
        // What is open may be more of a run that is kept: that one stays.
        let older = recent.inner.with(|inner| inner.older.clone());
        let oldest = recent.runs.with_untracked(|runs| oldest(runs, &run.id, older.as_deref()));
        let oldest = oldest.filter(|_| why == Refused::NoRoom);
        // No file is left of it.
        storage::remove(&RecentRun::key(&run.id));
        recent.load();
        spawn_local(async move {
            match oldest {
                Some(oldest) if recent.removed(&oldest).await => self.keep_open(),
                _ => recent.said.set(why.words()),
            }
        });
    }

    /// The run that was kept before the one that is open, if both are kept. Tracks.
    pub fn previous_run(self) -> Option<String> {
        let open = self.recent.runs.with(|_| self.files.inner.with(|inner| inner.kept.clone()))?;
        let is_other = |run: &&RecentRun| run.id != open && run.bytes.is_some();
        self.recent.runs.with_untracked(|runs| runs.iter().find(is_other).map(|run| run.id.clone()))
    }

    /// Removes a run from the browser; one that is open stays open.
    pub fn remove_run(self, id: String) {
        self.recent.said.set("");
        self.forget_kept(|kept| *kept == id);
        self.recent.remove(vec![id], NOT_REMOVED);
    }

    /// Removes all runs, those of a later version too.
    pub fn remove_all_runs(self) {
        self.recent.said.set("");
        self.forget_kept(|_| true);
        let ids = storage::keys().iter().filter_map(|key| RecentRun::id_of(key).map(str::to_owned)).collect();
        self.recent.remove(ids, NOT_REMOVED);
    }

    /// What is open is not kept any more.
    fn forget_kept(self, is: impl FnOnce(&String) -> bool) {
        if self.files.inner.with(|inner| inner.kept.take_if(|kept| is(kept))).is_some() {
            self.put_address(Entry::Replaced);
        }
    }

    /// Follows what other tabs keep and remove.
    pub(super) fn watch_recent(self) {
        page::listen(leptos::ev::storage, move |event| {
            let recent = self.recent;
            let key = event.key();
            if key.as_deref().is_none_or(|key| key == Consent::KEY) {
                recent.consent.set(Consent::read(storage::get(Consent::KEY).as_deref()));
            }
            if key.as_deref().is_none_or(|key| RecentRun::id_of(key).is_some()) {
                recent.load();
                let ids = recent.runs.with_untracked(|runs| runs.iter().map(|run| run.id.clone()).collect::<Vec<_>>());
                self.forget_kept(|kept| !ids.contains(kept));
            }
        });
    }
}
