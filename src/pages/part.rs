//! The pages of the parts that are modules of their own: the title of each, and the place that the part draws itself into
//! (`pages/run`, `pages/compare`).

use leptos::prelude::*;

use crate::components::button::button;
use crate::components::element::{Element, classed, dynamic, el};
use crate::state::part::{Part, PartPhase};
use crate::state::session::Session;

pub fn form(session: Session) -> Element {
    page(
        session,
        session.form,
        ["run", "Run a test", "form of a test"],
        "Requests start at planned times and do not wait for answers, as with k6's arrival-rate executors.",
    )
}

pub fn comparison(session: Session) -> Element {
    page(
        session,
        session.comparison,
        ["comparing", "Compare", "page of comparisons"],
        "Did it help? Two sides of runs: what is worse, what is better, what is the same, and what nobody can know.",
    )
}

fn page(session: Session, part: Part, [class, title, what]: [&'static str; 3], lead: &'static str) -> Element {
    session.show_part(part);
    let loading = dynamic(move || match part.phase.get() {
        PartPhase::Late => classed("p", "hint").attr("data-form", "loading").child(format!("Loading the {what} …")),
        PartPhase::Failed(why) => classed("div", "run-failed")
            .attr("data-form", "failed")
            .child(
                classed("p", "grave")
                    .child(format!("The {what} could not be loaded: {why}. Check the connection, then try again.")),
            )
            .child(button("load-form", "Try again", move || part.load())),
        PartPhase::Away | PartPhase::Loading | PartPhase::There => el("span").attr("hidden", ""),
    });
    classed("div", class)
        .child(el("h1").attr("id", "part-title").child(title))
        .child(classed("p", "lead").child(lead))
        .child(classed("div", "run-loading").attr("role", "status").child(loading))
        .child(classed("div", "run-place").attr("id", part.place()))
}
