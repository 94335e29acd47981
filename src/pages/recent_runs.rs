//! The list of runs that the browser keeps, on the start page: what each came to, opening and removing them.

use leptos::prelude::*;
use sloscope_page_state::recent::{Consent, MOST_RUNS, MOST_SIZE, RecentRun, kept_words};

use crate::components::button::button;
use crate::components::element::{Element, Listen, Part, classed, dynamic, el};
use crate::components::figures::icon;
use crate::components::keep_runs;
use crate::components::name::named;
use crate::platform::page;
use crate::state::session::{Input, Session};

const HEADS: [(&str, &str); 6] = [
    ("started", "Started"),
    ("length", "Length"),
    ("requests", "Requests"),
    ("p95", "p95"),
    ("failed", "Failed"),
    ("objectives", "Objectives"),
];

pub fn recent_runs(session: Session) -> Part {
    let recent = session.recent;
    dynamic(move || {
        let runs = recent.runs.get();
        let whole: Vec<&RecentRun> = runs.iter().filter(|run| run.bytes.is_some()).collect();
        let consent = recent.consent.get();
        let mut section =
            classed("section", "recent").attr("aria-labelledby", "recent-title").child(head(session, &runs));
        section = section.child(keep_runs::said(session));
        if consent == Consent::Open {
            section = section.child(keep_runs::ask(session));
        }
        if !whole.is_empty() {
            section = section.child(table(session, &whole));
        } else if consent == Consent::Keep {
            section = section.child(el("p").child("None yet. The next run that you open is kept here."));
        }
        if consent != Consent::Open {
            section = section.child(switch(session, consent));
        }
        section
    })
}

fn head(session: Session, runs: &[RecentRun]) -> Element {
    let head = classed("div", "recent-head").child(el("h2").attr("id", "recent-title").child("Recent runs"));
    if runs.is_empty() {
        return head;
    }
    let all = button("remove-runs", "Remove all", move || {
        if page::confirm(
            "Remove all runs that this browser keeps? Their files elsewhere stay; tests from this page are gone.",
        ) {
            session.remove_all_runs();
            page::move_focus("#recent-title");
        }
    });
    head.child(el("small").child(kept_words(runs))).child(all.attr("class", "quiet"))
}

/// The choice can be changed at any time.
fn switch(session: Session, consent: Consent) -> Element {
    let tick = el("input")
        .attr("type", "checkbox")
        .attr("data-field", "keep-runs")
        .attr("checked", consent == Consent::Keep)
        .listen("change", move |event| session.set_keeping(event_target_checked(&event)));
    let words = format!("Keep the last {MOST_RUNS} runs in this browser, {MOST_SIZE} at most");
    classed("label", "keep").child(tick).child(words)
}

fn table(session: Session, runs: &[&RecentRun]) -> Element {
    let head = |(class, name): (&'static str, &'static str)| classed("th", class).attr("scope", "col").child(name);
    let heads = el("tr")
        .child(el("th").attr("scope", "col").child("Verdict"))
        .child(classed("th", "t").attr("scope", "col").child("Run"))
        .children(HEADS.map(head))
        .child(el("td"));
    let rows: Vec<Element> = runs.iter().map(|run| row(session, run)).collect();
    classed("div", "table-wrap").child(
        el("table")
            .child(classed("caption", "visually-hidden").child("Recent runs, the one that was opened last first"))
            .child(el("thead").child(heads))
            .child(el("tbody").children(rows)),
    )
}

fn row(session: Session, run: &RecentRun) -> Element {
    let verdict = run.verdict();
    let sign = classed("span", "run-verdict")
        .child(el("span").attr("aria-hidden", "true").child(icon(verdict)))
        .child(verdict.label());
    let (id, facts) = (run.id.clone(), &run.facts);
    let link = named(el("a"), &facts.name)
        .attr("href", format!("?src={}#/report", Input::kept(&id)))
        .attr("data-action", "open-run")
        .listen("click", move |event| {
            event.prevent_default();
            session.open(vec![Input::Kept(id.clone())]);
        });
    let id = run.id.clone();
    let remove = button("remove-run", "Remove", move || {
        session.remove_run(id.clone());
        page::move_focus("#recent-title");
    });
    let values = [&facts.started, &facts.length, &facts.requests, &facts.p95, &facts.failed, &facts.objectives];
    let cell = |((class, _), value): ((&'static str, &'static str), &String)| {
        classed("td", class).child(if value.is_empty() { "–".to_owned() } else { value.clone() })
    };
    el("tr")
        .key(run.id.clone())
        .attr("data-kept", run.id.clone())
        .attr("data-verdict", verdict.as_str())
        .child(el("td").child(sign))
        .child(classed("th", "t").attr("scope", "row").child(link).child(el("small").child(run.origin())))
        .children(HEADS.into_iter().zip(values).map(cell).collect::<Vec<_>>())
        .child(el("td").child(remove.attr("class", "quiet").attr("aria-label", format!("Remove {}", facts.name))))
}
