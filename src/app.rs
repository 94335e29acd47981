//! The app: header, the page of the current route, what may be dropped anywhere, and what is going on.

use std::sync::Arc;

use leptos::prelude::*;
use sloscope_page_state::Route;
use sloscope_view::tabs::Tab;

use crate::components::element::{Element, Listen, classed, dynamic, el};
use crate::components::host::Host;
use crate::components::{activity, drop_zone, header, keep_runs};
use crate::pages::{live, part, report, start};
use crate::platform::effect::effect;
use crate::platform::page;
use crate::state::session::Session;

pub fn app(host: Host) -> Element {
    let session = Session::new();
    page::listen(leptos::ev::popstate, move |_| session.follow_address());
    page::listen(leptos::ev::hashchange, move |_| session.follow_address());
    session.follow_address();
    session.watch_page();
    session.open_handed();
    let skip =
        el("a").attr("class", "skip").attr("href", "#main").child("Skip to the content").listen("click", |event| {
            event.prevent_default();
            // Of a report that is the verdict.
            page::focus(if page::find("#verdict-title").is_some() { "verdict-title" } else { "main" });
        });
    let there = Memo::new(move |_| session.question.report.with(Option::is_some));
    let findings = dynamic(move || match (session.address.route.get(), there.get()) {
        (Route::Report, true) => el("a")
            .attr("class", "skip")
            .attr("href", "#/report?tab=summary")
            .child("Skip to the findings")
            .listen("click", move |event| {
                event.prevent_default();
                session.show_tab(Tab::Summary);
                page::bring_soon("#findings-title".to_owned());
            }),
        _ => el("span").attr("hidden", ""),
    });
    let shown = dynamic(move || {
        let page = match (session.address.route.get(), there.get()) {
            (Route::Report, true) => current_report(session, host),
            (Route::Run, _) => part::form(session),
            (Route::Compare, _) => part::comparison(session),
            _ => start::start(session),
        };
        // Another tag for each page: what is left of one is never taken for a part of the other.
        match session.address.route.get_untracked() {
            // The question comes with the report, so that it does not move it.
            Route::Report => classed("div", "page").child(keep_runs::above_report(session)).child(page),
            Route::Start => classed("section", "page").attr("aria-labelledby", "start-title").child(page),
            Route::Run | Route::Compare => classed("article", "page").attr("aria-labelledby", "part-title").child(page),
        }
    });
    classed("div", "app")
        .attr("data-app", "")
        .child(el("nav").attr("aria-label", "Skip").child(skip).child(findings))
        .child(header::header(session))
        .child(el("main").attr("id", "main").attr("tabindex", "-1").child(live::panel(session)).child(shown))
        .child(activity::activity(session))
        .child(drop_zone::drop_anywhere(session))
}

/// The report page with the newest report; it is shown only while there is one.
fn current_report(session: Session, host: Host) -> Element {
    let Some(first) = session.question.report.get_untracked() else { return el("article") };
    let report = RwSignal::new(first);
    effect(move || {
        // The first one is drawn already.
        if let Some(newest) =
            session.question.report.get().filter(|newest| !Arc::ptr_eq(newest, &report.get_untracked()))
        {
            report.set(newest);
        }
    });
    report::report_page(session, host, report.into())
}
