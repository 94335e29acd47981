//! The report, top to bottom: the sections of the view, and those that only a page has.
//!
//! ```text
//! stored report, unread inputs, banner, warnings, brush, findings | overview | objectives + editor | overall | latency | load, stages | charts |
//! metrics | breakdown | checks, errors | reading, sources | remarks
//! ```
//! A section is drawn again when a new report is delivered to it; what was open in it stays open.

mod actions;
mod acts;
mod breakdown;
mod brush;
mod charts;
mod delivery;
mod export;
mod narrow;
mod nav;
mod remarks;

use std::sync::Arc;

use leptos::prelude::*;
use sloscope_core::report::Report;
use sloscope_view::sections::{
    banner, breakdown as breakdown_found, checks, errors, findings, latency, load, metrics, objectives, overall,
    overview, reading, runs, section, sources, stages, timeline,
};
use sloscope_view::state::Zone;

use self::delivery::Delivery;
use crate::components::charts::Board;
use crate::components::disclosure::Disclosures;
use crate::components::element::{Element, classed};
use crate::components::host::Host;
use crate::components::objectives_editor;
use crate::platform::page as window;
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
    zone: RwSignal<Zone>,
    breakdown: breakdown::View,
}

pub fn report_page(session: Session, host: Host, report: Signal<Arc<Report>>) -> Element {
    let zone = RwSignal::new(Zone::File);
    let board = Board::new(session);
    let going = Memo::new(move |_| {
        session.test.running.with(|run| run.as_ref().is_some_and(|run| run.phase != RunPhase::Over))
    });
    let page =
        Page { report, session, disclosures: host.disclosures, board, going, zone, breakdown: breakdown::View::new() };
    host.enter(page);
    charts::watched(board);
    let mut delivery = Delivery::default();
    let sections = sections(page, &mut delivery);
    let (whole, busy) = (RwSignal::new(false), RwSignal::new(!going.get_untracked()));
    delivery.start(page, whole, busy);
    Effect::new(move || session.test.set_drawn(whole.get()));
    // What is not shown need not be drawn.
    on_cleanup(move || session.test.set_drawn(true));
    let is_busy = move || (session.question.computing.get() || busy.get()).to_string();
    let at_first = untrack(is_busy);
    // An attribute that is not drawn: all sections would be drawn with it.
    Effect::new(move || window::set_attribute(".report", "aria-busy", &is_busy()));
    classed("article", "report").attr("aria-busy", at_first).child(nav::nav()).child(sections)
}

fn sections(page: Page, delivery: &mut Delivery) -> Element {
    let (session, board) = (page.session, page.board);
    let objectives = section("objectives", "Objectives")
        .child(delivery.part(|_, report| objectives::table(report)))
        .child(objectives_editor::editor(session, page.report));
    let breakdown = section("breakdown", "Breakdown")
        .child(delivery.part(move |_, report| breakdown::choice(page, report)))
        .child(delivery.part(|_, report| breakdown_found::found(report)));
    classed("div", "report-sections")
        .child(delivery.part(|_, report| runs::choice(report)))
        .child(delivery.part(|_, report| banner::stored(report)))
        .child(delivery.part(|_, report| banner::unread(report)))
        .child(delivery.part(|_, report| banner::banner(report)))
        .child(delivery.part(banner::warnings))
        .child(brush::brush(page, board))
        .child(delivery.part(findings::findings))
        .child(actions::actions(page))
        .child(delivery.part(move |_, report| narrow::narrow(page, report)))
        .child(delivery.part(overview::overview))
        .child(objectives)
        .child(delivery.part(|_, report| overall::overall(report)))
        .child(delivery.part(|_, report| latency::latency(report)))
        .child(delivery.part(|_, report| load::load(report)))
        .child(delivery.part(|_, report| stages::stages(report)))
        .child(delivery.part(timeline::timeline))
        .child(charts::charts(page, board))
        .child(delivery.part(|_, report| metrics::metrics(report)))
        .child(breakdown)
        .child(delivery.part(|_, report| checks::checks(report)))
        .child(delivery.part(|_, report| errors::errors(report)))
        .child(delivery.part(|_, report| reading::reading(report)))
        .child(delivery.part(|_, report| sources::sources(report)))
        .child(section("remarks", "What was changed before this run").child(remarks::remarks(page)))
}
