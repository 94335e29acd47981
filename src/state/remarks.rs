//! What was changed before a run, noted by the user and kept in the browser, by the run, for all of its tabs.

use leptos::prelude::*;
use sloscope_core::report::{DurationFrom, Field, Noted, Report};

use super::question::Question;
use crate::platform::{clock, page, storage};

/// Whether the browser keeps what was written.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Kept {
    #[default]
    Written,
    /// A private window, or its storage is full.
    Refused,
    /// What it keeps is of a later version of sloscope, and is left alone.
    Newer,
}

/// A run is known by its start and what it counts: the same files opened again, in any form, are the same run.
fn key(report: &Report) -> String {
    let start = report.run.start.unwrap_or_default();
    let run = &report.run;
    // What samples say of the length was written otherwise once; from first to last sample it is always the same.
    let of_samples = run.observed_ms.filter(|_| run.duration_from == Some(DurationFrom::ObservedSpan));
    let duration = of_samples.or(run.duration_ms).unwrap_or_default().round();
    format!("sloscope.remarks.{start}.{duration}")
}

fn load(report: &Report) -> Noted {
    storage::get(&key(report)).and_then(|text| Noted::read(&text)).unwrap_or_default()
}

/// Keeps them, together with what another tab has kept meanwhile.
fn save(report: &Report, noted: &mut Noted) -> Kept {
    let key = key(report);
    match storage::get(&key).map(|text| Noted::read(&text)) {
        Some(None) => return Kept::Newer,
        Some(Some(kept)) => *noted = noted.merge(&kept),
        None => {}
    }
    if storage::set(&key, &noted.write()) { Kept::Written } else { Kept::Refused }
}

#[derive(Clone, Copy)]
pub struct RunRemarks {
    pub noted: RwSignal<Noted>,
    /// A number that no other tab has.
    tab: u64,
}

impl RunRemarks {
    pub fn new() -> Self {
        Self { noted: RwSignal::default(), tab: page::any_number() }
    }

    /// Those of the run that is open now.
    pub(super) fn load(self, report: &Report) {
        self.noted.set(load(report));
    }

    /// The user writes, or decides on what another tab wrote: `change` gets the time and the number of this tab.
    pub fn write(self, report: &Report, change: impl Fn(&mut Noted, u64, u64)) -> Kept {
        let mut noted = self.noted.get_untracked();
        change(&mut noted, clock::today_ms(), self.tab);
        let kept = save(report, &mut noted);
        self.noted.set(noted);
        kept
    }

    /// Takes in what other tabs note on the same run.
    pub(super) fn watch(self, question: Question) {
        page::listen(leptos::ev::storage, move |event| {
            let report = question.report.get_untracked();
            let Some(report) = report.filter(|report| event.key().is_some_and(|of| of == key(report))) else { return };
            let Some(theirs) = event.new_value().and_then(|text| Noted::read(&text)) else { return };
            let mut noted = self.noted.get_untracked().merge(&theirs);
            if noted != theirs {
                // Another tab overwrote something. Whether the browser keeps it is said when the user writes.
                save(&report, &mut noted);
            }
            self.noted.set(noted);
        });
    }
}

/// One of the two fields.
pub type FieldOf = fn(&mut Noted) -> &mut Field;
