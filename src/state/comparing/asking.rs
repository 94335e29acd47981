//! The question of a comparison and its answer: one is under way, and only the newest waits.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sloscope_core::compare::OverlayAsk;
use sloscope_core::sharing::Sharing;

use super::{Answered, Asked, Comparison, SidesPhase};
use crate::platform::{clipboard, clock, download, page};
use crate::state::kept::Kept;
use crate::workers::protocol::{Answer, CompareAnswer, CompareAsk, CompareRequest, CompareText, Refused, RequestId};

/// The narrowest and the widest lanes.
const WIDTHS: (f64, f64) = (280.0, 1400.0);
/// What is left and right of a lane.
const AROUND: f64 = 34.0;
/// Two charts stand side by side from this width on.
const TWO: f64 = 860.0;
/// A window whose size has not changed for so long is at rest.
const SETTLED_MS: u32 = 300;

impl Comparison {
    /// Changes the question.
    pub fn change(self, change: impl FnOnce(&mut Asked)) {
        let mut asked = self.asked.get_untracked();
        change(&mut asked);
        if asked == self.asked.get_untracked() {
            return;
        }
        self.asked.set(asked);
        self.put(true);
        self.ask();
    }

    /// Draws both sides once more if their place has another width.
    pub(super) fn fit(self) {
        let drawn = self.inner.with(|inner| inner.drawn.clone());
        if place_width() > 0.0 && drawn.is_some_and(|drawn| drawn != overlay(drawn.align.clone())) {
            self.ask();
        }
    }

    /// Does that whenever the window has come to rest with another size.
    pub(super) fn fit_always(self) {
        let settling = Kept::default();
        page::listen(leptos::ev::resize, move |_| {
            settling.with(|slot| *slot = Some(clock::after(SETTLED_MS, move || self.fit())));
        });
    }

    /// One set of files is not two sides until something says what each is.
    pub fn is_split(self) -> bool {
        !self.both.get() || self.asked.with(|asked| asked.sides.splits())
    }

    /// Asks for the comparison in force.
    pub(super) fn ask(self) {
        if !matches!(self.phase.get_untracked(), SidesPhase::Read) {
            return;
        }
        if !untrack(|| self.is_split()) {
            self.answer.set(None);
            return;
        }
        let asked = self.asked.get_untracked();
        self.computing.set(true);
        self.inner.with(|inner| {
            if inner.under_way.is_some() {
                inner.waits = true;
                return;
            }
            let ask = CompareAsk {
                sides: asked.sides,
                swapped: inner.swapped,
                question: asked.question,
                overlay: overlay(asked.align),
            };
            inner.waits = false;
            inner.drawn = Some(ask.overlay.clone());
            inner.under_way = inner.worker.as_ref().map(|worker| worker.ask(CompareRequest::Compare(Box::new(ask))));
        });
    }

    pub(super) fn answered(self, answer: Answer<CompareAnswer>) {
        let text = self.inner.with(|inner| inner.text.take_if(|(of, _)| *of == answer.id));
        match answer.body {
            Ok(CompareAnswer::Compared(compared)) => {
                self.compared(answer.id, compared.map(|compared| (compared.comparison.into(), compared.overlay.into())))
            }
            Ok(CompareAnswer::Text(written)) => text.into_iter().for_each(|(_, then)| then(written.clone())),
            Err(why) => self.refused(answer.id, why),
        }
    }

    fn refused(self, id: RequestId, why: Refused) {
        self.said.set(why.words());
        self.compared(id, Err(why.words().to_owned()));
    }

    fn compared(self, id: RequestId, compared: Answered) {
        let waits = self.inner.with(|inner| {
            let of_this = inner.under_way.take_if(|known| *known == id).is_some();
            of_this.then_some(inner.waits)
        });
        match waits {
            // It is of an older question: the newest one follows.
            Some(true) => self.ask(),
            Some(false) => {
                self.computing.set(false);
                self.said.set("");
                // One set of files may be no two sides any more.
                self.answer.set(untrack(|| self.is_split()).then_some(compared));
            }
            None => {}
        }
    }

    fn write(self, what: CompareText, then: impl FnOnce(String) + 'static) {
        self.said.set("Writing …");
        let sharing = Sharing { replace_hosts: self.replace_hosts.get_untracked(), ..Sharing::default() };
        self.inner.with(|inner| {
            let id = inner.worker.as_ref().map(|worker| worker.ask(CompareRequest::Write(what, sharing)));
            inner.text = id.map(|id| (id, Box::new(then) as _));
        });
    }

    /// Copies what is shown as Markdown.
    pub fn copy_markdown(self) {
        self.write(CompareText::Markdown, move |text| self.copy(text));
    }

    /// Saves what is shown as one HTML file.
    pub fn save_html(self) {
        self.write(CompareText::Html, move |text| {
            let saved = download::save("sloscope-comparison.html", "text/html", &text);
            self.said.set(if saved { "Saved." } else { "The browser did not save it." });
        });
    }

    /// Copies the address, and says what it lacks.
    pub fn copy_link(self) {
        let link = self.link();
        self.copy(link);
    }

    fn copy(self, text: String) {
        spawn_local(async move {
            let copied = clipboard::copy(&text).await;
            self.said.set(if copied { "Copied." } else { "The browser did not allow it." });
        });
    }
}

/// As wide as the comparison is now; 0 while it is not on the page. Its place has no box of its own.
fn place_width() -> f64 {
    page::find(".compare-page").map_or(0.0, |page| page.get_bounding_client_rect().width())
}

fn overlay(align: sloscope_core::compare::Align) -> OverlayAsk {
    let width = Some(place_width()).filter(|width| *width > 0.0).unwrap_or(WIDTHS.1);
    let half = if width < TWO { width - AROUND } else { (width - 16.0) / 2.0 - AROUND };
    let pixels = |width: f64| width.clamp(WIDTHS.0, WIDTHS.1) as u16;
    OverlayAsk { width: pixels(width - AROUND), half: pixels(half), align }
}
