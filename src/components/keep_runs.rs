//! Whether the browser keeps runs: the question, which is asked once, and what is said where it does not keep one.

use leptos::prelude::*;
use sloscope_page_state::Route;
use sloscope_page_state::recent::{Consent, question};

use super::button::button;
use super::element::{Element, Part, classed, dynamic, el};
use crate::state::session::Session;

/// Above a report: the question, until it is answered, and why this run is not kept.
pub fn above_report(session: Session) -> Part {
    let recent = session.recent;
    let there = Memo::new(move |_| {
        let going = session.test.running.with(Option::is_some) && session.test.is_running();
        session.address.route.get() == Route::Report && session.question.report.with(Option::is_some) && !going
    });
    dynamic(move || match (there.get(), recent.consent.get()) {
        (true, Consent::Open) => ask(session),
        (true, _) => said(session),
        (false, _) => el("span").attr("hidden", ""),
    })
}

/// The question with its two answers.
pub fn ask(session: Session) -> Element {
    let words = el("p").child(el("b").child("Keep recent runs in this browser?")).child(" ").child(question());
    let answer = |name, label: &'static str, keeps| button(name, label, move || session.set_keeping(keeps));
    classed("div", "keep-runs").attr("role", "group").attr("aria-label", "Keep recent runs").child(words).child(
        classed("span", "actions").child(answer("keep-runs", "Keep", true).attr("class", "primary")).child(answer(
            "keep-no-runs",
            "Not now",
            false,
        )),
    )
}

/// Why a run is not kept, or not removed.
pub fn said(session: Session) -> Element {
    let said = session.recent.said;
    match said.get() {
        "" => el("span").attr("hidden", ""),
        words => classed("div", "keep-runs").child(el("p").attr("role", "status").child(words)).child(button(
            "close-said",
            "Close",
            move || said.set(""),
        )),
    }
}
