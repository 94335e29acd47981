//! The app: header, the page of the current route, what may be dropped anywhere, and what is going on.

use std::sync::Arc;

use leptos::prelude::*;

use crate::components::{activity::Activity, drop_zone::DropAnywhere, header::Header};
use crate::pages::{report::ReportPage, start::StartPage};
use crate::platform::page;
use crate::route::Route;
use crate::state::session::Session;

#[component]
pub fn App() -> impl IntoView {
    let session = Session::new();
    provide_context(session);
    page::listen(leptos::ev::popstate, move |_| session.follow_address());
    page::listen(leptos::ev::hashchange, move |_| session.follow_address());
    session.follow_address();
    let there = Memo::new(move |_| session.report.with(Option::is_some));
    let skip = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        page::focus("main");
    };
    view! {
        <div class="app" data-app="">
            <a class="skip" href="#main" on:click=skip>"Skip to the content"</a>
            <Header/>
            <main id="main" tabindex="-1">
                {move || match (session.route.get(), there.get()) {
                    (Route::Report, true) => view! { <CurrentReport/> }.into_any(),
                    _ => view! { <StartPage/> }.into_any(),
                }}
            </main>
            <Activity/>
            <DropAnywhere/>
        </div>
    }
}

/// The report page with the newest report; it is shown only while there is one.
#[component]
fn CurrentReport() -> impl IntoView {
    let session = expect_context::<Session>();
    session.report.get_untracked().map(|first| {
        let report = RwSignal::new(first);
        Effect::new(move || {
            // The first one is drawn already.
            if let Some(newest) = session.report.get().filter(|newest| !Arc::ptr_eq(newest, &report.get_untracked())) {
                report.set(newest);
            }
        });
        view! { <ReportPage report/> }
    })
}
