//! The app: header, the page of the current route, what may be dropped anywhere, and what is going on.

use std::sync::Arc;

use leptos::prelude::*;
use sloscope_page_state::Route;

use crate::components::element::{classed, dynamic, el};
use crate::components::{activity, drop_zone, header};
use crate::pages::{report, run, start};
use crate::platform::page;
use crate::state::session::Session;

pub fn app() -> impl IntoView {
    let session = Session::new();
    page::listen(leptos::ev::popstate, move |_| session.follow_address());
    page::listen(leptos::ev::hashchange, move |_| session.follow_address());
    session.follow_address();
    session.watch_page();
    let skip = el("a").at("class", "skip").at("href", "#main").text("Skip to the content").on("click", |event| {
        event.prevent_default();
        page::focus("main");
    });
    let there = Memo::new(move |_| session.question.report.with(Option::is_some));
    let shown = dynamic(move || {
        let page = match (session.address.route.get(), there.get()) {
            (Route::Report, true) => current_report(session),
            (Route::Run, _) => run::run(session).into_any(),
            _ => start::start(session).into_any(),
        };
        // Another tag for each page: what is left of one is never taken for a part of the other.
        match session.address.route.get_untracked() {
            Route::Report => classed("div", "page").view(page),
            Route::Start => classed("section", "page").at("aria-labelledby", "start-title").view(page),
            Route::Run => classed("article", "page").at("aria-labelledby", "run-title").view(page),
        }
    });
    classed("div", "app")
        .at("data-app", "")
        .add(skip)
        .view(header::header(session))
        .add(el("main").at("id", "main").at("tabindex", "-1").view(run::live::panel(session)).view(shown))
        .view(activity::activity(session))
        .view(drop_zone::drop_anywhere(session))
}

/// The report page with the newest report; it is shown only while there is one.
fn current_report(session: Session) -> AnyView {
    let Some(first) = session.question.report.get_untracked() else { return ().into_any() };
    let report = RwSignal::new(first);
    Effect::new(move || {
        // The first one is drawn already.
        if let Some(newest) =
            session.question.report.get().filter(|newest| !Arc::ptr_eq(newest, &report.get_untracked()))
        {
            report.set(newest);
        }
    });
    report::report_page(session, report.into())
}
