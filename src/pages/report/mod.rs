//! The report, top to bottom; each section is a file of its own and draws a part of the core's report.
//!
//! ```text
//! stored report, unread inputs, banner, warnings, brush, findings | overview | objectives + editor | overall | latency | load, stages | charts |
//! metrics | breakdown | checks, errors | reading, sources | remarks
//! ```
//! A section is drawn again when a new report is delivered to it; what was open in it stays open.

mod actions;
mod banner;
mod breakdown;
mod breakdown_table;
mod brush;
mod charts;
mod checks;
mod delivery;
mod errors;
mod export;
mod findings;
mod latency;
mod load;
mod metrics;
mod narrow;
mod nav;
mod objective_detail;
mod objectives;
mod overall;
mod overview;
mod reading;
mod remarks;
mod rows;
mod runs;
mod sources;
mod stages;

use std::sync::Arc;

use leptos::prelude::*;
use sloscope_core::report::Report;
use sloscope_core::slo::Objective;

use self::delivery::Delivery;
use crate::components::charts::Board;
use crate::components::disclosure::Disclosures;
use crate::components::element::{Element, classed, el};
use crate::components::name::prose;
use crate::components::objectives_editor;
use crate::state::session::Session;
use crate::workers::protocol::RunPhase;

/// What the sections share.
#[derive(Clone, Copy)]
struct Page {
    report: Signal<Arc<Report>>,
    session: Session,
    disclosures: Disclosures,
    board: Board,
    /// The report is of a test that goes on.
    going: Memo<bool>,
    zone: RwSignal<overview::Zone>,
    breakdown: breakdown::View,
}

impl Page {
    /// Judges by these objectives instead of those that the files state.
    fn judge_by(self, objectives: Vec<Objective>) {
        let mut query = self.session.query.get_untracked();
        query.objectives = Some(objectives);
        self.session.ask(query);
    }
}

pub fn report_page(session: Session, report: Signal<Arc<Report>>) -> AnyView {
    let zone = RwSignal::new(overview::Zone::File);
    let disclosures = Disclosures::new();
    let board = Board::new(session, disclosures);
    let going =
        Memo::new(move |_| session.running.with(|run| run.as_ref().is_some_and(|run| run.phase != RunPhase::Over)));
    let page = Page { report, session, disclosures, board, going, zone, breakdown: breakdown::View::new() };
    let mut delivery = Delivery::default();
    let mut part = |draw| delivery.part(page, draw);
    let objectives = section("objectives", "Objectives")
        .view(part(objectives::table))
        .view(objectives_editor::editor(session, report));
    charts::watched(board);
    let remarks = section("remarks", "What was changed before this run").view(remarks::remarks(page));
    let sections = classed("div", "report-sections")
        .view(part(runs::choice))
        .view(part(banner::stored))
        .view(part(banner::unread))
        .view(part(banner::banner))
        .view(part(banner::warnings))
        .add(brush::brush(page, board))
        .view(part(findings::findings))
        .view(actions::actions(page))
        .view(part(narrow::narrow))
        .view(part(overview::overview))
        .add(objectives)
        .view(part(overall::overall))
        .view(part(latency::latency))
        .view(part(load::load))
        .view(part(stages::stages))
        .add(charts::charts(page, board))
        .view(part(metrics::metrics))
        .add(section("breakdown", "Breakdown").view(part(breakdown::choice)).view(part(breakdown::found)))
        .view(part(checks::checks))
        .view(part(errors::errors))
        .view(part(reading::reading))
        .view(part(sources::sources))
        .add(remarks);
    let (whole, busy) = (RwSignal::new(false), RwSignal::new(!going.get_untracked()));
    delivery.start(page, whole, busy);
    Effect::new(move || session.set_drawn(whole.get()));
    // What is not shown need not be drawn.
    on_cleanup(move || session.set_drawn(true));
    view! {
        <article class="report" aria-busy=move || (session.computing.get() || busy.get()).to_string()>
            {nav::nav()}
            {sections}
        </article>
    }
    .into_any()
}

/// A section with its heading, to which the list of sections leads.
fn section(id: &'static str, title: &'static str) -> Element {
    let heading = format!("{id}-title");
    classed("section", "part")
        .at("id", id)
        .at("aria-labelledby", heading.clone())
        .add(el("h2").at("id", heading).at("tabindex", "-1").text(title))
}

/// A sentence under a heading or a table.
fn hint(text: impl Into<std::borrow::Cow<'static, str>>) -> Element {
    prose(classed("p", "hint"), &text.into())
}
