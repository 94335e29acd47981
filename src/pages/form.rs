//! The page "Run a test": its title, and the place of the form, which is a module of its own (`pages/run`).

use leptos::prelude::*;

use super::run::PLACE;
use crate::components::button::button;
use crate::components::element::{Element, classed, dynamic, el};
use crate::state::form::FormPhase;
use crate::state::session::Session;

pub fn form(session: Session) -> Element {
    session.show_form();
    let loading =
        dynamic(move || match session.form.phase.get() {
            FormPhase::Late => classed("p", "hint").attr("data-form", "loading").child("Loading the form …"),
            FormPhase::Failed(why) => classed("div", "run-failed")
                .attr("data-form", "failed")
                .child(classed("p", "grave").child(format!(
                    "The form of a test could not be loaded: {why}. Check the connection, then try again."
                )))
                .child(button("load-form", "Try again", move || session.load_form())),
            FormPhase::Away | FormPhase::Loading | FormPhase::There => el("span").attr("hidden", ""),
        });
    classed("div", "run")
        .child(el("h1").attr("id", "run-title").child("Run a test"))
        .child(
            classed("p", "lead").child(
                "Requests start at planned times and do not wait for answers, as with k6's arrival-rate executors.",
            ),
        )
        .child(classed("div", "run-loading").attr("role", "status").child(loading))
        .child(classed("div", "run-place").attr("id", PLACE))
}
