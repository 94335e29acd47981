//! The header: the name, the way to the pages, what can always be done.

use leptos::prelude::*;
use sloscope_page_state::Route;

use super::element::{Element, Listen, classed, dynamic, el};
use crate::platform::page;
use crate::state::preferences::Theme;
use crate::state::session::Session;

pub fn header(session: Session) -> Element {
    let theme = session.preferences.theme;
    let there = Memo::new(move |_| session.question.report.with(Option::is_some));
    let pages = dynamic(move || {
        let mut pages = vec![
            link_to(session, Route::Start, "Open"),
            link_to(session, Route::Run, "Run a test"),
            link_to(session, Route::Compare, "Compare"),
        ];
        pages.extend(there.get().then(|| link_to(session, Route::Report, "Report")));
        el("nav").attr("aria-label", "Pages").children(pages)
    });
    // That of the page, which is in the page where it is a file.
    let icon = page::find("link[rel=icon]").and_then(|link| link.get_attribute("href")).unwrap_or_default();
    let icon = el("img").attr("src", icon).attr("alt", "").attr("width", "20").attr("height", "20");
    let brand = link(session, Route::Start).attr("class", "brand").child(icon).child("sloscope");
    let switch = dynamic(move || {
        let text = match theme.get() {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        // Where there is no room the first word is only heard.
        let name = classed("span", "theme-name").child("Theme: ");
        let switch = classed("button", "quiet theme")
            .attr("type", "button")
            .attr("data-action", "theme")
            .child(name)
            .child(text);
        switch.listen("click", move |_| theme.update(|t| *t = t.next()))
    });
    classed("header", "top").child(brand).child(pages).child(switch)
}

fn link_to(session: Session, route: Route, label: &'static str) -> Element {
    let link = link(session, route).child(label);
    if session.address.route.get() == route { link.attr("aria-current", "page") } else { link }
}

fn link(session: Session, route: Route) -> Element {
    el("a").attr("href", format!("#{}", route.hash())).listen("click", move |event| {
        event.prevent_default();
        session.go(route);
    })
}
