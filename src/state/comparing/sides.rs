//! Choosing the sides of a comparison, and reading them.

use leptos::prelude::*;
use web_sys::File;

use super::{Chosen, Comparison, SidesPhase};
use crate::platform::{address, clock, page};
use crate::state::input::Input;
use crate::state::phase::{Loading, left};
use crate::workers::host::{Comparer, WorkerResult};
use crate::workers::protocol::{CompareReply, Death, InputFailure, InputKind, Progress};

/// The area of a side, by its place.
pub const AREAS: [&str; 2] = ["baseline", "candidate"];

impl Comparison {
    /// Adds to a side. The first files on a page where both sides are of one set go there.
    pub fn add(self, side: usize, more: Vec<Chosen>) {
        if more.is_empty() {
            return;
        }
        let side = if self.both.get_untracked() { 0 } else { side };
        self.lost.update(|lost| {
            for chosen in &more {
                // What is chosen again is not lost; without names any file is one of them.
                let at = lost[side].iter().position(|name| *name == chosen.name || name.is_empty());
                at.into_iter().for_each(|at| drop(lost[side].remove(at)));
            }
        });
        self.sides.update(|sides| sides[side].extend(more));
        self.changed();
    }

    pub fn remove(self, side: usize, at: usize) {
        self.sides.update(|sides| {
            if at < sides[side].len() {
                sides[side].remove(at);
            }
        });
        self.changed();
    }

    /// Everything from the beginning.
    pub fn clear(self) {
        self.sides.set(Default::default());
        self.lost.set(Default::default());
        self.asked.set(Default::default());
        self.changed();
    }

    /// Both sides are of one set of files, or each of its own.
    pub fn set_both(self, both: bool) {
        if self.both.get_untracked() == both {
            return;
        }
        self.both.set(both);
        if both {
            self.sides.update(|[first, second]| first.append(second));
            self.lost.update(|[first, second]| first.append(second));
        } else {
            // What says which part of the files a side is says nothing of other files.
            self.asked.update(|asked| {
                (asked.sides.by, asked.sides.blocks, asked.sides.aa, asked.question.aa) = (None, None, false, false);
            });
        }
        self.changed();
    }

    /// The baseline becomes the candidate, and the candidate the baseline. Nothing is read again.
    pub fn swap(self) {
        self.asked.update(|asked| asked.sides = asked.sides.swapped());
        if !self.both.get_untracked() {
            self.sides.update(|[first, second]| std::mem::swap(first, second));
            self.lost.update(|[first, second]| std::mem::swap(first, second));
            self.inner.with(|inner| inner.swapped = !inner.swapped);
            self.read.update(|read| {
                if let Some(read) = read {
                    let mut swapped = (**read).clone();
                    swapped.sides.reverse();
                    *read = swapped.into();
                }
            });
        }
        self.put(true);
        self.ask();
    }

    /// What is open becomes the candidate; the baseline is this, or stays to be chosen.
    pub(super) fn compare_open(self, with: Option<Chosen>) {
        self.both.set(false);
        self.lost.set(Default::default());
        self.asked.set(Default::default());
        self.sides.set([with.into_iter().collect(), self.open.get_untracked()]);
        self.changed();
    }

    /// Files that were dropped: on a side they are its own; with one side empty they are the other's; else the user is asked.
    pub(super) fn take_dropped(self, files: Vec<File>, at: (i32, i32)) {
        let files: Vec<Chosen> = files.into_iter().map(Chosen::file).collect();
        let on = AREAS.iter().position(|area| page::covers(&format!(".side-area[data-side={area}]"), at));
        match on.or(self.both.get_untracked().then_some(0)) {
            Some(side) => self.add(side, files),
            None => self.dropped.update(|dropped| dropped.extend(files)),
        }
    }

    /// The files that were dropped go to this side, or nowhere.
    pub fn put_dropped(self, side: Option<usize>) {
        let files = self.dropped.try_update(std::mem::take).unwrap_or_default();
        side.into_iter().for_each(|side| self.add(side, files.clone()));
    }

    fn changed(self) {
        self.put(false);
        self.read_sides();
    }

    /// Ends reading: nothing is chosen wrong, and nothing is compared.
    pub fn cancel(self) {
        self.forget();
        self.phase.set(SidesPhase::Choosing);
    }

    fn forget(self) {
        self.inner.with(|inner| *inner = Default::default());
        self.read.set(None);
        self.answer.set(None);
        self.computing.set(false);
    }

    /// Reads both sides with a new worker, if there are both.
    pub fn read_sides(self) {
        self.forget();
        let both = self.both.get_untracked();
        let sides = self.sides.get_untracked();
        let needed = if both { 1 } else { 2 };
        if sides.iter().take(needed).any(Vec::is_empty)
            || self.lost.with_untracked(|lost| lost.iter().any(|l| !l.is_empty()))
        {
            return self.phase.set(SidesPhase::Choosing);
        }
        let mut files = Vec::new();
        let mut kinds: [Vec<InputKind>; 2] = Default::default();
        for (kinds, chosen) in kinds.iter_mut().zip(&sides).take(needed) {
            for one in chosen {
                match kind(one, &mut files) {
                    Ok(kind) => kinds.push(kind),
                    Err(failure) => return self.phase.set(SidesPhase::Refused(failure)),
                }
            }
        }
        let started = clock::now_ms();
        let progress = Progress { inputs: kinds.iter().map(Vec::len).sum(), ..Progress::default() };
        self.phase.set(SidesPhase::Reading(Loading { progress, left_ms: None, started }));
        match Comparer::start(kinds, &files, move |reply| self.on_reply(reply)) {
            Ok(worker) => self.inner.with(|inner| inner.worker = Some(worker)),
            Err(error) => self.phase.set(SidesPhase::Died(Death::Ended(format!("{error:?}")))),
        }
    }

    fn on_reply(self, reply: WorkerResult<CompareReply>) {
        match reply {
            Ok(CompareReply::Progress(progress)) => self.phase.update(|phase| {
                if let SidesPhase::Reading(loading) = phase {
                    loading.left_ms = left(&progress, clock::now_ms() - loading.started);
                    loading.progress = progress;
                }
            }),
            Ok(CompareReply::Opened(read)) => {
                page::set_root_attribute("data-compare-memory", Some(&read.wasm_memory.to_string()));
                let mut read = *read;
                if self.inner.with(|inner| inner.swapped) {
                    read.sides.reverse();
                }
                self.read.set(Some(read.into()));
                self.phase.set(SidesPhase::Read);
                self.ask();
            }
            Ok(CompareReply::Answer(answer)) => self.answered(answer),
            Err(death) => {
                // This is a call of the worker: it is dropped later.
                self.computing.set(false);
                self.phase.set(SidesPhase::Died(death));
            }
        }
    }
}

/// An input as the worker gets it.
fn kind(chosen: &Chosen, files: &mut Vec<File>) -> Result<InputKind, InputFailure> {
    Ok(match &chosen.input {
        Input::File(file) => {
            files.push(file.clone());
            InputKind::File
        }
        Input::Link(link) => InputKind::Link(address::resolve(link).map_err(|what| InputFailure {
            name: chosen.name.clone(),
            what,
            advice: "Copy the address of the file itself, as in https://example.org/results.json.gz.".to_owned(),
        })?),
        Input::Kept(id) => InputKind::Kept { id: id.clone(), name: chosen.name.clone() },
    })
}
