//! The bar that stays in sight above every tab: which run this is, its verdict, the part that is shown, and the tabs.

use leptos::prelude::*;
use sloscope_core::report::words;
use sloscope_view::disclosure::disclosure;
use sloscope_view::figures::icon;
use sloscope_view::name::name;
use sloscope_view::state::{Disclosure, ViewState};
use sloscope_view::tabs::Tab;

use super::{Page, actions, brush, keys, narrow, tabs};
use crate::components::element::{Element, Listen, Part, classed, dynamic, el};

pub fn bar(page: Page) -> Element {
    let part = dynamic(move || narrow::narrow(page, &page.report.get()));
    // Beside the tabs: the overview of time must not move while a span is marked in it.
    let chips = dynamic(move || narrow::chips(page, &page.report.get()));
    let share = Disclosure::new("share".to_owned()).by_hand_only();
    let share = disclosure(share, "Share", move |_: &dyn ViewState| actions::actions(page));
    classed("div", "report-bar")
        .child(
            classed("div", "bar-row")
                .child(run(page))
                .child(brush::brush(page, page.board))
                .child(part)
                .child(classed("div", "share").child(share))
                .child(classed("div", "keys").child(keys::help())),
        )
        .child(classed("div", "tab-row").child(tabs::links(page)).child(chips))
}

/// The verdict and the run's name: the way back to the Summary.
fn run(page: Page) -> Part {
    dynamic(move || {
        let report = page.report.get();
        let verdict = report.verdict;
        let sign = classed("span", "bar-verdict")
            .attr("data-verdict", verdict.as_str())
            .child(el("span").attr("aria-hidden", "true").child(icon(verdict)))
            .child(verdict.label());
        let label = report.runs.get(report.query.run).map(|run| classed("span", "bar-name").child(name(&run.label)));
        let link = classed("a", "bar-run").attr("href", "#/report").child(sign).children(label);
        let link = link.listen("click", move |event| {
            event.prevent_default();
            tabs::show(page, Tab::Summary);
        });
        match words::is_part(&report) {
            true => link.attr("title", "The verdict on the part of the run that is shown"),
            false => link,
        }
    })
}
