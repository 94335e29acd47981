//! The charts of the open run. Those on the screen are asked for with each question and come before its report; those that
//! come into view later are asked for with the question that the shown report answers. While an answer is under way
//! nothing further is asked. The others follow when nothing else is to be done, so that paper has them too.

use std::sync::Arc;

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use sloscope_core::chart::{Chart, ChartAsk, ChartKind};
use sloscope_core::report::Query;
use sloscope_page_state::Pending;
use wasm_bindgen::JsValue;

use super::files::Files;
use super::kept::Kept;
use super::session::Session;
use crate::platform::clock;
use crate::workers::protocol::{RequestId, SessionRequest};

/// A chart as it was answered; `None` until then.
pub type Drawn = ArcRwSignal<Option<Arc<Chart>>>;

/// What is not on the screen is drawn after so long a pause.
const PAUSE_MS: u32 = 400;

#[derive(Clone, Copy, Default)]
pub struct Charts {
    inner: Kept<Inner>,
}

#[derive(Default)]
struct Inner {
    slots: Vec<Slot>,
    /// Under way: the question, and for which slots.
    asked: Pending<(Query, Vec<usize>)>,
    /// The pause before what is not on the screen.
    pause: Option<Timeout>,
}

struct Slot {
    kind: ChartKind,
    ask: Option<ChartAsk>,
    on_screen: bool,
    answered: Option<(Query, ChartAsk)>,
    /// The message that what is drawn came in.
    message: JsValue,
    drawn: Drawn,
}

impl Slot {
    /// The question as far as this chart follows it.
    fn question(&self, query: &Query) -> Query {
        let whole = self.ask.as_ref().is_some_and(|ask| ask.kind == ChartKind::Brush);
        Query { window: query.window.filter(|_| !whole), group_by: Vec::new(), ..query.clone() }
    }

    fn is_due(&self, query: &Query) -> bool {
        let Some(ask) = &self.ask else { return false };
        self.answered.as_ref().is_none_or(|(known, of)| of != ask || *known != self.question(query))
    }
}

impl Inner {
    fn slot(&mut self, kind: ChartKind) -> &mut Slot {
        let at = self.slots.iter().position(|slot| slot.kind == kind).unwrap_or_else(|| {
            let drawn = Drawn::default();
            self.slots.push(Slot {
                kind,
                ask: None,
                on_screen: false,
                answered: None,
                message: JsValue::UNDEFINED,
                drawn,
            });
            self.slots.len() - 1
        });
        &mut self.slots[at]
    }

    fn ask(&mut self, files: Files, query: &Query, slots: Vec<usize>) {
        let asks: Vec<ChartAsk> = slots.iter().filter_map(|at| self.slots[*at].ask.clone()).collect();
        if asks.is_empty() {
            return;
        }
        if let Some(id) = files.ask(SessionRequest::Charts(query.clone(), asks)) {
            self.asked.add(id, (query.clone(), slots));
        }
    }

    /// The worker has ended: what does not show what it is to show, in whatever size, is lost.
    fn lost(&mut self, query: &Query) -> Vec<Drawn> {
        self.asked.end();
        let mut lost = Vec::new();
        for slot in self.slots.iter_mut().filter(|slot| slot.is_due(query)) {
            let Some(ask) = slot.ask.clone() else { continue };
            let question = slot.question(query);
            let is_of_question = slot.answered.as_ref().is_none_or(|(known, _)| *known == question);
            let is_same = |of: &ChartAsk| {
                (of.turned, &of.series, &of.split, of.stat) == (ask.turned, &ask.series, &ask.split, ask.stat)
            };
            let is_shown = slot.drawn.with_untracked(|drawn| drawn.as_ref().is_some_and(|chart| is_same(&chart.ask)));
            if !(is_of_question && is_shown) {
                lost.push(slot.drawn.clone());
                slot.answered = Some((question, ask));
            }
        }
        lost
    }

    fn due(&self, query: &Query, on_screen: bool) -> Vec<usize> {
        let due = self.slots.iter().enumerate().filter(|(_, s)| s.on_screen == on_screen && s.is_due(query));
        due.map(|(at, _)| at).collect()
    }
}

impl Charts {
    /// A chart: a signal that lives as long as the page.
    pub fn chart(self, kind: ChartKind) -> Drawn {
        self.inner.with(|inner| inner.slot(kind).drawn.clone())
    }

    /// The message that a drawn chart came in.
    pub(super) fn message(self, kind: ChartKind) -> JsValue {
        self.inner.with(|inner| inner.slot(kind).message.clone())
    }

    /// There are none: asking again would not help.
    pub(super) fn refused(self, id: RequestId) {
        self.inner.with(|inner| {
            let Some((query, slots)) = inner.asked.take(id) else { return };
            for at in slots {
                let slot = &mut inner.slots[at];
                slot.answered = slot.ask.clone().map(|ask| (slot.question(&query), ask));
            }
        });
    }

    /// Another run is open: nothing drawn is of it.
    pub(super) fn forget(self) {
        let drawn = self.inner.with(|inner| {
            inner.asked.end();
            let forget = |slot: &mut Slot| {
                slot.answered = None;
                slot.drawn.clone()
            };
            inner.slots.iter_mut().map(forget).collect::<Vec<_>>()
        });
        for drawn in drawn {
            drawn.set(None);
        }
    }

    /// The run has grown: what is drawn is of what was there before, and stays until it is drawn anew.
    pub(super) fn outdate(self) {
        self.inner.with(|inner| inner.slots.iter_mut().for_each(|slot| slot.answered = None));
    }
}

impl Session {
    /// Tells what a chart is to be, and whether it is on the screen; draws what is missing.
    pub fn place_charts(self, places: Vec<(ChartAsk, bool)>) {
        self.charts.inner.with(|inner| {
            // What has no place in the page is not asked for.
            for slot in &mut inner.slots {
                slot.ask = None;
            }
            for (ask, on_screen) in places {
                let slot = inner.slot(ask.kind);
                (slot.ask, slot.on_screen) = (Some(ask), on_screen);
            }
        });
        self.draw_charts();
    }

    /// Asks for what is on the screen, and is to come with the answer of a question.
    pub(super) fn ask_charts_on_screen(self, query: &Query) {
        self.charts.inner.with(|inner| {
            let due = inner.due(query, true);
            inner.ask(self.files, query, due);
        });
    }

    /// Asks for what is on the screen and was not answered; else, after a pause, for what is not on it.
    pub(super) fn draw_charts(self) {
        let Some(query) = self.question.shown() else { return };
        let mut lost = Vec::new();
        self.charts.inner.with(|inner| {
            if self.files.is_dead() {
                return lost = inner.lost(&query);
            }
            if !inner.asked.is_empty() || !self.question.is_idle() {
                return;
            }
            let due = inner.due(&query, true);
            if !due.is_empty() {
                inner.ask(self.files, &query, due);
            } else if !self.test.is_running() && inner.pause.is_none() && !inner.due(&query, false).is_empty() {
                // What sends requests is not held up for what nobody sees.
                inner.pause = Some(clock::after(PAUSE_MS, move || self.draw_hidden()));
            }
        });
        for drawn in lost {
            drawn.set(None);
        }
    }

    /// Asks for one that is not on the screen, if nothing else is to be done.
    fn draw_hidden(self) {
        let question = self.question.shown();
        self.charts.inner.with(|inner| {
            inner.pause = None;
            let Some(query) = question.filter(|_| inner.asked.is_empty() && self.question.is_idle()) else { return };
            let next = inner.due(&query, false).into_iter().take(1).collect();
            inner.ask(self.files, &query, next);
        });
    }

    pub(super) fn charts_drawn(self, id: RequestId, charts: Vec<Chart>, message: &JsValue) {
        let (mut changed, mut hidden) = (Vec::new(), false);
        self.charts.inner.with(|inner| {
            let Some((query, slots)) = inner.asked.take(id) else { return };
            hidden = slots.iter().all(|at| !inner.slots[*at].on_screen);
            for (at, chart) in slots.into_iter().zip(charts) {
                if let Some(slot) = inner.slots.get_mut(at) {
                    slot.answered = Some((slot.question(&query), chart.ask.clone()));
                    slot.message = message.clone();
                    changed.push((slot.drawn.clone(), chart));
                }
            }
        });
        // What draws them may ask for others.
        for (drawn, chart) in changed {
            drawn.set(Some(Arc::new(chart)));
        }
        self.draw_charts();
        if hidden && !self.test.is_running() {
            // Once begun, the others follow without a pause.
            self.draw_hidden();
        }
    }
}
