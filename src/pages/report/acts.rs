//! What the report's page answers the view, and does for it: the state of what is shown is in signals, and a reader's
//! actions become questions to the session, copies and files.

use std::sync::Arc;

use leptos::ev::Event;
use leptos::prelude::*;
use sloscope_core::chart::{Chart, ChartAsk, ChartKind};
use sloscope_core::report::Query;
use sloscope_core::time::{NANOS_PER_MS, Nanos};
use sloscope_view::action::Action;
use sloscope_view::figure;
use sloscope_view::sections::breakdown_table::first_row;
use sloscope_view::state::{Disclosure, ListState, ViewState, Zone};
use wasm_bindgen::JsCast;

use super::{Page, breakdown, export, narrow, tabs};
use crate::components::charts::{listen, overlay};
use crate::components::element::{Element, dynamic};
use crate::components::host::Acts;
use crate::platform::{download, intl, page};
use crate::workers::protocol::Export;

/// The height of a lane in a file of its own, in pixels.
const ALONE: u16 = 240;

/// In place of what nobody draws any more.
const LOST: &str = "Not drawn: the part of sloscope that computes has ended. Open the files again.";

impl ViewState for Page {
    fn is_open(&self, disclosure: &Disclosure) -> bool {
        self.disclosures.is_open(disclosure)
    }

    fn list(&self, name: &str) -> ListState {
        self.disclosures.list(name)
    }

    fn zone(&self) -> Zone {
        self.zone.get()
    }

    #[allow(clippy::cast_precision_loss)]
    fn local_offset(&self, at: Nanos) -> i16 {
        intl::offset_minutes(at as f64 / NANOS_PER_MS)
    }

    fn is_going(&self) -> bool {
        self.going.get()
    }

    fn is_paper(&self) -> bool {
        self.disclosures.is_paper()
    }

    fn objective_form(&self, at: Option<usize>) -> Option<Element> {
        self.editor.form(at)
    }

    fn breakdown_search(&self) -> String {
        self.breakdown.search.get()
    }

    fn breakdown_sort(&self) -> String {
        self.session.address.sort.get()
    }

    fn hidden_columns(&self) -> Vec<String> {
        self.breakdown.hidden.get()
    }

    fn first_row(&self) -> usize {
        self.breakdown.first.get()
    }

    fn breakdown_status(&self) -> &'static str {
        self.breakdown.said.get()
    }

    fn chart(&self, kind: ChartKind) -> Option<Arc<Chart>> {
        self.session.charts.chart(kind).get()
    }

    fn no_chart(&self) -> Option<&'static str> {
        self.session.files.is_dead().then_some(LOST)
    }

    fn with_gestures(&self, plot: Element, chart: &Arc<Chart>) -> Element {
        // Where a section is drawn anew its elements are others: keys go on where they were.
        let id = figure::id(chart.ask.kind);
        if page::has_focus(&id) {
            request_animation_frame(move || page::focus(&id));
        }
        let keys = match chart.time {
            Some(_) => {
                "Arrow keys move the cursor, with Shift they mark a span of time, Enter takes it, Escape shows the whole run."
            }
            None => "Arrow keys move the cursor.",
        };
        let (board, over) = (self.board, Arc::clone(chart));
        let plot = plot
            .attr("tabindex", "0")
            .attr("role", "application")
            .attr("aria-roledescription", "chart")
            .attr("aria-label", format!("{}. {keys}", chart.title))
            .child(dynamic(move || overlay(board, &over)));
        listen(plot, board, chart.ask.kind, chart)
    }

    fn marked_finding(&self) -> Option<usize> {
        self.board.finding.get()
    }

    fn cursor(&self, chart: &Arc<Chart>) -> Option<(usize, bool)> {
        let row = self.board.row(chart.ask.kind, chart)?;
        Some((row, self.board.cursor.get_untracked().is_some_and(|cursor| cursor.chart == chart.ask.kind)))
    }
}

impl Acts for Page {
    fn act(&self, action: &Action, event: &Event) {
        let view = self.breakdown;
        match action {
            Action::Toggle(_) | Action::SearchList(_) | Action::ShowMore(..) => self.disclosures.act(action, event),
            Action::SetZone(zone) => self.zone.set(*zone),
            Action::ChooseRun => {
                if let Ok(run) = event_target_value(event).parse() {
                    self.session.ask(Query { run, ..Query::default() });
                }
            }
            Action::Show(cited) => {
                // The hash is the route: the click scrolls instead.
                event.prevent_default();
                tabs::show_cited(*self, cited);
            }
            Action::SetWindow(window) => {
                // A marker in the timeline is a link, to the finding in a file.
                event.prevent_default();
                narrow::ask(*self, |query| query.window = Some(*window));
            }
            Action::MarkFinding(at) => self.board.finding.set(*at),
            Action::Only(tags) => {
                narrow::only(*self, tags.clone());
                // What was pressed may be gone: the next key takes the filter off.
                page::focus_soon(".chips [data-action=remove-filter]".to_owned());
            }
            Action::JudgeBy(objectives) => narrow::ask(*self, |query| query.objectives = Some(objectives.clone())),
            Action::EditObjective(at) => self.editor.edit(*at),
            Action::SearchBreakdown => {
                view.search.set(event_target_value(event));
                view.to_top();
            }
            Action::SortBreakdown(sort) => {
                self.session.address.sort.set(sort.clone());
                self.session.settle_address();
                view.to_top();
            }
            Action::ToggleColumn(head) => breakdown::toggle_column(*self, head),
            Action::AddPercentile => breakdown::add_percentile(*self, &event_target_value(event)),
            Action::ScrollBreakdown => self.scrolled(event),
            Action::CopyBreakdown => export::copy(self.session, Export::Breakdown, view.said),
            Action::SaveBreakdown => {
                export::save(self.session, Export::Breakdown, view.said, "sloscope-breakdown.csv", "text/csv");
            }
            Action::TurnScale(kind) => self.board.turned.update(|turned| toggle(turned, kind)),
            Action::SaveSvg(kind) => self.picture(*kind, |name, text| {
                // Where the browser saves nothing there is nothing to be seen, either.
                let _ = download::save(&format!("{name}.svg"), "image/svg+xml", &text);
            }),
            // The page of comparisons has it.
            Action::Compare(_) => {}
            Action::SavePng(kind) => {
                self.picture(*kind, |name, text| download::save_png(format!("{name}.png"), &text));
            }
        }
    }
}

impl Page {
    fn scrolled(&self, event: &Event) {
        let frame = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let Some(first) = frame.map(|frame| first_row(frame.scroll_top().max(0) as usize)) else { return };
        if first != self.breakdown.first.get_untracked() {
            self.breakdown.first.set(first);
        }
    }

    /// The chart as it is shown now, as SVG.
    fn picture(&self, kind: ChartKind, then: fn(String, String)) {
        let Some(chart) = self.session.charts.chart(kind).get_untracked() else { return };
        // A lane has its axis and its names beside it: in a file of its own it is a chart.
        let ask = match chart.ask.lane {
            true => ChartAsk { lane: false, height: ALONE, ..chart.ask.clone() },
            false => chart.ask.clone(),
        };
        self.session.export(Export::Picture(ask), move |text| {
            if let Ok(text) = text {
                then(format!("sloscope-{}", kind.name()), text);
            }
        });
    }
}

/// Takes out what is in a list, and puts in what is not.
pub(super) fn toggle<T: Clone + PartialEq>(list: &mut Vec<T>, one: &T) {
    match list.iter().position(|known| known == one) {
        Some(at) => drop(list.remove(at)),
        None => list.push(one.clone()),
    }
}
