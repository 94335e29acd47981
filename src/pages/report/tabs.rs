//! The tabs of the report: the links to them, and the sections of each.

use leptos::prelude::*;
use sloscope_core::report::Cited;
use sloscope_view::sections::objectives::opens;
use sloscope_view::sections::{
    banner, breakdown as breakdown_found, checks, errors, findings, latency, load, metrics, objectives, overall,
    overview, panel, reading, section, sources, stages, timeline,
};
use sloscope_view::tabs::Tab;

use super::delivery::Delivery;
use super::{Page, actions, breakdown, charts, remarks};
use crate::components::element::{Element, Listen, classed, dynamic, el};
use crate::components::objectives_editor;
use crate::platform::effect::effect;
use crate::platform::page as window;

/// The links to the tabs.
pub fn links(page: Page) -> Element {
    let session = page.session;
    effect(move || {
        session.address.tab.track();
        window::show_chosen_tab();
    });
    let list = dynamic(move || {
        let open = session.address.tab.get();
        let link = |tab: Tab| {
            let link = el("a")
                .attr("href", format!("#/report?tab={}", tab.name()))
                .attr("data-tab", tab.name())
                .child(tab.label())
                .listen("click", move |event| {
                    event.prevent_default();
                    show(page, tab);
                });
            el("li").child(if tab == open { link.attr("aria-current", "page") } else { link })
        };
        el("ul").children(Tab::ALL.map(link))
    });
    classed("nav", "tabs").attr("aria-label", "Parts of the report").child(list)
}

/// Opens a tab, and shows it from its top.
pub fn show(page: Page, tab: Tab) {
    page.session.show_tab(tab);
    window::scroll_to_top();
}

/// Opens the tab of what a finding or the panel cites, brings it into sight, opened, and moves the focus to it.
pub fn show_cited(page: Page, cited: &Cited) {
    let id = cited.id();
    let (tab, focused) = match cited {
        Cited::Chart(_) => (Tab::Timeline, format!("#{id}")),
        Cited::Section(section) => (Tab::of_section(section), format!("#{id}-title")),
        Cited::Objective(at) => {
            let found = page.report.with_untracked(|report| report.objectives.get(usize::from(*at)).map(opens));
            if let Some(found) = found {
                page.disclosures.open(&found);
            }
            (Tab::Objectives, format!("[aria-controls='{id}']"))
        }
    };
    if !page.session.address.tab.get_untracked().shows(tab) {
        page.session.show_tab(tab);
    }
    window::bring_soon(focused);
}

/// The sections of a tab.
pub fn sections(page: Page, tab: Tab, delivery: &mut Delivery) -> Element {
    let mut shown = classed("div", "report-sections").attr("data-tab-shown", tab.name());
    if !tab.shows(Tab::Summary) {
        shown = shown.child(classed("h1", "visually-hidden").attr("id", "tab-title").child(tab.label()));
    }
    for one in Tab::ALL {
        if tab.shows(one) && one != Tab::All {
            shown = one_tab(page, one, tab, delivery, shown);
        }
    }
    shown
}

/// The sections of one, where `open` is that or everything.
fn one_tab(page: Page, tab: Tab, open: Tab, delivery: &mut Delivery, shown: Element) -> Element {
    match tab {
        Tab::Summary => {
            // What stands out comes first for readers and keys; where there is room it stands at the right.
            let (left, right) = (classed("div", "column"), classed("div", "column at-right"));
            // Everything has the whole timeline further down.
            let lanes = (open == Tab::Summary).then(|| delivery.part(timeline::summary));
            let left = lanes.into_iter().fold(left, Element::child);
            shown.child(delivery.part(panel::panel)).child(delivery.part(banner::warnings)).child(
                classed("div", "columns")
                    .child(right.child(delivery.part(findings::findings)))
                    .child(left.child(delivery.part(|_, report| stages::stages(report)))),
            )
        }
        Tab::Timeline => shown
            .child(delivery.part(timeline::timeline))
            .child(charts::charts(page, page.board))
            .child(delivery.part(|_, report| load::load(report))),
        Tab::Endpoints => {
            if open == Tab::Endpoints {
                breakdown::open(page);
            }
            let breakdown = section("breakdown", "Breakdown")
                .child(delivery.part(move |_, report| breakdown::choice(page, report)))
                .child(delivery.part(|_, report| breakdown_found::found(report)));
            shown.child(breakdown).child(delivery.part(|_, report| latency::latency(report)))
        }
        Tab::Objectives => {
            let objectives = section("objectives", "Objectives")
                .child(delivery.part(|_, report| objectives::table(report)))
                .child(objectives_editor::editor(page.editor));
            shown.child(objectives)
        }
        Tab::Errors => shown
            .child(delivery.part(|_, report| errors::errors(report)))
            .child(delivery.part(|_, report| checks::checks(report))),
        Tab::Metrics => shown
            .child(delivery.part(|_, report| overall::overall(report)))
            .child(delivery.part(|_, report| metrics::metrics(report))),
        Tab::Files => shown
            .child(delivery.part(overview::overview))
            .child(delivery.part(|_, report| reading::reading(report)))
            .child(delivery.part(|_, report| sources::sources(report)))
            .child(actions::add_files(page))
            .child(section("remarks", "Changes").child(remarks::remarks(page))),
        Tab::All => shown,
    }
}
