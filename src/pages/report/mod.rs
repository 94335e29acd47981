//! The report: what stands above it, the bar that stays in sight, and the open tab.
//!
//! ```text
//! choice of a run, stored report, unread inputs
//! bar: verdict and name | overview with the window | part of the run | share      (stays at the top)
//!      Summary  Timeline  Endpoints  Objectives  Errors & checks  All metrics  Files & notes  Everything
//! the sections of the open tab
//! ```
//! Only the open tab is drawn. A section is drawn again when a new report is delivered to it; what was open in it stays open.

mod actions;
mod acts;
mod bar;
mod breakdown;
mod brush;
mod charts;
mod delivery;
mod export;
mod keys;
mod link;
mod narrow;
mod paper;
mod remarks;
mod save;
mod sharing;
mod tabs;

use std::sync::Arc;

use leptos::prelude::*;
use sloscope_core::report::Report;
use sloscope_view::name::prose;
use sloscope_view::sections::{banner, runs};
use sloscope_view::state::Zone;

use self::delivery::Delivery;
use crate::components::charts::Board;
use crate::components::disclosure::Disclosures;
use crate::components::element::{Element, classed, dynamic, el};
use crate::components::host::Host;
use crate::components::objectives_editor::Editor;
use crate::platform::effect::effect;
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
    editor: Editor,
}

pub fn report_page(session: Session, host: Host, report: Signal<Arc<Report>>) -> Element {
    let going = Memo::new(move |_| {
        session.test.running.with(|run| run.as_ref().is_some_and(|run| run.phase != RunPhase::Over))
    });
    let page = Page {
        report,
        session,
        disclosures: host.disclosures,
        board: Board::new(session),
        going,
        zone: RwSignal::new(Zone::File),
        breakdown: breakdown::View::new(),
        editor: Editor::new(session, host.disclosures, report),
    };
    host.enter(page);
    charts::watched(page.board);
    keys::listen(page);
    paper::name(page);
    let (whole, busy) = (RwSignal::new(false), RwSignal::new(!going.get_untracked()));
    effect(move || session.test.set_drawn(whole.get()));
    // What is not shown need not be drawn.
    on_cleanup(move || session.test.set_drawn(true));
    let is_busy = move || (session.question.computing.get() || busy.get()).to_string();
    let at_first = untrack(is_busy);
    // An attribute that is not drawn: all sections would be drawn with it.
    effect(move || window::set_attribute(".report", "aria-busy", &is_busy()));
    let above = dynamic(move || {
        let report = report.get();
        classed("div", "report-above")
            .child(runs::choice(&report))
            .child(banner::stored(&report))
            .child(banner::unread(&report))
            .children(session.address.left_out.get().map(left_out))
    });
    let tab = dynamic(move || {
        let mut delivery = Delivery::default();
        let sections = tabs::sections(page, session.address.tab.get(), &mut delivery);
        untrack(|| delivery.start(page, whole, busy));
        sections
    });
    classed("article", "report").attr("aria-busy", at_first).child(above).child(bar::bar(page)).child(tab)
}

/// What of a link is not shown.
fn left_out(reason: String) -> Element {
    let title = "This is not all that the link asks for";
    classed("aside", "warnings")
        .attr("aria-label", title)
        .attr("data-left-out", "")
        .child(el("h2").child(title))
        .child(prose(el("p"), &reason))
}
