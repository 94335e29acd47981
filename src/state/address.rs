//! The address bar: the one place of the page that reads and writes it. What its hash holds is `sloscope_page_state::Place`;
//! the links to results stand in its query.

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use sloscope_core::chart::{ChartAsk, ChartKind};
use sloscope_page_state::recent::write_gone;
use sloscope_page_state::{Place, PlanLink, Route, followed};
use sloscope_view::tabs::Tab;

use super::input::Input;
use super::kept::Kept;
use super::session::Session;
use crate::platform::address::{self, Entry};
use crate::platform::{clock, page};
use crate::workers::protocol::{Linked, PartRequest};

/// Questions that follow each other faster make one entry of the history: a gesture is one step back.
const SETTLED_MS: u32 = 400;

#[derive(Clone, Copy)]
pub struct AddressBar {
    pub route: RwSignal<Route>,
    /// The tab of the report.
    pub tab: RwSignal<Tab>,
    /// What the chart of any metric is of.
    pub chart: RwSignal<ChartAsk>,
    /// The order of the breakdown; empty for the usual one.
    pub sort: RwSignal<String>,
    /// What of the address is not shown, in words, until something else is asked.
    pub left_out: RwSignal<Option<String>>,
    /// Writes the address once no other question follows.
    settling: Kept<Option<Timeout>>,
}

impl AddressBar {
    pub fn new() -> Self {
        let place = Self::place();
        let route = RwSignal::new(place.route());
        let (tab, chart, sort) = match place {
            Place::Report(tab, _, chart, sort) => (tab, *chart, sort),
            _ => (Tab::default(), ChartAsk::new(ChartKind::Series, 0, 0), String::new()),
        };
        let left_out = RwSignal::new(Place::left_out(&address::hash()));
        let (tab, chart, sort) = (RwSignal::new(tab), RwSignal::new(chart), RwSignal::new(sort));
        Self { route, tab, chart, sort, left_out, settling: Kept::default() }
    }

    /// What it holds now.
    pub(super) fn place() -> Place {
        Place::read(&address::hash())
    }
}

impl Session {
    /// Goes to a route, as a new entry of the history.
    pub fn go(self, route: Route) {
        self.address.route.set(route);
        self.put_address(Entry::New);
        page::scroll_to_top();
    }

    /// Shows a tab of the report, as a new entry of the history.
    pub fn show_tab(self, tab: Tab) {
        if self.address.tab.get_untracked() != tab {
            self.address.tab.set(tab);
            self.put_address(Entry::New);
        }
    }

    /// The question in force is written into the address if no other one follows.
    pub fn settle_address(self) {
        if self.address.left_out.with_untracked(Option::is_some) {
            self.address.left_out.set(None);
        }
        let settling = clock::after(SETTLED_MS, move || self.put_address(Entry::New));
        self.address.settling.with(|slot| *slot = Some(settling));
    }

    /// Writes the place, and the question in force or the plan, into the address.
    pub(super) fn put_address(self, entry: Entry) {
        self.address.settling.with(|slot| *slot = None);
        let (hash, sources) = (self.place().write(), self.sources());
        let gone = match self.address.route.get_untracked() {
            Route::Compare => self.comparison.link.with(|link| link.state.clone()),
            _ => self.files.gone().map(|names| write_gone(&names)).unwrap_or_default(),
        };
        if hash != address::hash() || address::sources() != sources || address::state() != gone {
            address::put(&sources, &hash, &gone, entry);
        }
    }

    /// What the address carries of what is open. A kept run, and a report that it holds, are part of the address of the report
    /// alone: other pages do not open them. A comparison has its own.
    pub(super) fn sources(self) -> Vec<String> {
        let is_in = |source: &String| match self.address.route.get_untracked() {
            Route::Report => true,
            Route::Compare => false,
            Route::Start | Route::Run => !Input::is_of_report(source),
        };
        self.files.sources().into_iter().filter(is_in).collect()
    }

    /// The address of what is shown, to hand on: as a page of its own, where this one is in a frame.
    pub fn link(self) -> String {
        self.put_address(Entry::New);
        address::href().replace("?embed=&", "?").replace("?embed=#", "#")
    }

    /// The address of this tab, with the report itself in it.
    pub fn held_link(self, held: &str) -> String {
        let (page, tab) = (address::page(), self.address.tab.get_untracked().name());
        format!("{page}#{}?tab={tab}&held={held}", Route::Report.hash())
    }

    /// What is shown. Does not track.
    pub fn place(self) -> Place {
        match self.address.route.get_untracked() {
            Route::Start => Place::Start,
            Route::Report => Place::Report(
                self.address.tab.get_untracked(),
                self.question.query.get_untracked(),
                Box::new(self.address.chart.get_untracked()),
                self.address.sort.get_untracked(),
            ),
            Route::Run => Place::Run(self.form.link.with(|link| link.question.as_deref().and_then(PlanLink::read))),
            Route::Compare => {
                Place::Compare(self.comparison.link.with(|link| link.question.clone()).unwrap_or_default())
            }
        }
    }

    /// The address has changed by the user's hand: follow it.
    pub fn follow_address(self) {
        self.address.settling.with(|slot| *slot = None);
        let place = AddressBar::place();
        let route = self.address.route;
        if route.get_untracked() != place.route() {
            route.set(place.route());
        }
        if let Place::Compare(question) = &place {
            let link = Linked { question: Some(question.clone()), state: address::state(), is_step: false };
            self.comparison.link.with(|known| *known = link);
        }
        [self.form, self.comparison].iter().for_each(|part| part.post(&PartRequest::Moved));
        if let Place::Report(tab, _, chart, sort) = &place {
            if *tab != self.address.tab.get_untracked() {
                self.address.tab.set(*tab);
            }
            // Elsewhere an address does not hold it.
            if tab.shows(Tab::Timeline) && **chart != self.address.chart.get_untracked() {
                self.address.chart.set((**chart).clone());
            }
            if tab.shows(Tab::Endpoints) && *sort != self.address.sort.get_untracked() {
                self.address.sort.set(sort.clone());
            }
        }
        let wanted = address::sources();
        if !wanted.is_empty() && wanted != self.sources() && wanted != self.files.sources() {
            self.open(wanted.into_iter().map(Input::of_address).collect());
        } else if let (Place::Report(_, found, ..), true) = (place, self.question.has_report()) {
            let old = self.question.query.get_untracked();
            let query = followed(&address::hash(), found, &old);
            let is_kept = query.objectives.is_some();
            self.address.left_out.set(Place::left_out(&address::hash()).filter(|_| !is_kept));
            if query != old {
                self.put_question(query);
            }
        }
    }
}
