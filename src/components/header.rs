//! The header: the name, the way to the pages, what can always be done.

use leptos::prelude::*;
use sloscope_page_state::Route;

use super::element::{Element, classed, dynamic, el};
use crate::state::preferences::Theme;
use crate::state::session::Session;

pub fn header(session: Session) -> AnyView {
    let theme = session.preferences.theme;
    let there = Memo::new(move |_| session.question.report.with(Option::is_some));
    let pages = dynamic(move || {
        let mut pages = vec![page(session, Route::Start, "Open"), page(session, Route::Run, "Run a test")];
        pages.extend(there.get().then(|| page(session, Route::Report, "Report")));
        el("nav").at("aria-label", "Pages").all(pages)
    });
    let icon = el("img").at("src", "./icon.svg").at("alt", "").at("width", "20").at("height", "20");
    let brand = link(session, Route::Start).at("class", "brand").add(icon).text("sloscope");
    let switch = dynamic(move || {
        let text = match theme.get() {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        // Where there is no room the first word is only heard.
        let name = classed("span", "theme-name").text("Theme: ");
        let switch =
            classed("button", "quiet theme").at("type", "button").at("data-action", "theme").add(name).text(text);
        switch.on("click", move |_| theme.update(|t| *t = t.next()))
    });
    classed("header", "top").add(brand).view(pages).view(switch).into_any()
}

fn page(session: Session, route: Route, label: &'static str) -> Element {
    let link = link(session, route).text(label);
    if session.address.route.get() == route { link.at("aria-current", "page") } else { link }
}

fn link(session: Session, route: Route) -> Element {
    el("a").at("href", format!("#{}", route.hash())).on("click", move |event| {
        event.prevent_default();
        session.go(route);
    })
}
