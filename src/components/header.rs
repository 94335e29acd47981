//! The header: the name, the way to the pages, what can always be done.

use leptos::prelude::*;

use crate::route::Route;
use crate::state::preferences::{self, Theme};
use crate::state::session::Session;

#[component]
pub fn Header() -> impl IntoView {
    let session = expect_context::<Session>();
    let theme = preferences::theme();
    let go = move |route: Route| {
        move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            session.go(route);
        }
    };
    let current = move |route: Route| (session.route.get() == route).then_some("page");
    let there = move || session.report.with(Option::is_some);
    view! {
        <header class="top">
            <a class="brand" href="#/" on:click=go(Route::Start)><img src="./icon.svg" alt="" width="20" height="20"/>"sloscope"</a>
            <nav aria-label="Pages">
                <a href="#/" aria-current=move || current(Route::Start) on:click=go(Route::Start)>"Open"</a>
                <Show when=there>
                    <a href="#/report" aria-current=move || current(Route::Report) on:click=go(Route::Report)>"Report"</a>
                </Show>
            </nav>
            <button type="button" class="quiet theme" data-action="theme"
                on:click=move |_| theme.update(|t| *t = t.next())>
                {move || match theme.get() {
                    Theme::Auto => "Theme: auto",
                    Theme::Light => "Theme: light",
                    Theme::Dark => "Theme: dark",
                }}
            </button>
        </header>
    }
}
