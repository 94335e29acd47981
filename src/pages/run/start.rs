//! The start: a look at the target, leave for hosts that are not this machine, and off it goes.

use leptos::prelude::*;
use sloscope_core::load::{Plan, hosts, in_short, is_loopback};

use super::draft::Draft;
use super::look;
use crate::components::button::button;
use crate::components::element::{Element, classed, dynamic, el};
use crate::platform::address;
use crate::state::session::Session;
use crate::workers::protocol::RunPhase;

/// What keeps a plan from being started.
enum Bar {
    /// The host has to be typed.
    Type,
    /// A placeholder names the host: nobody can say which it is.
    Unknown,
}

fn bar(plan: &Plan, typed: &str) -> Option<Bar> {
    let own = address::host();
    for host in hosts(plan) {
        let Some(host) = host else { return Some(Bar::Unknown) };
        let said = typed.split_whitespace().any(|word| word.eq_ignore_ascii_case(&host));
        if host != own && !is_loopback(&host) && !said {
            return Some(Bar::Type);
        }
    }
    None
}

pub fn section(session: Session, draft: Draft) -> Element {
    let typed = RwSignal::new(String::new());
    let leave = dynamic(move || {
        let foreign = draft.known.with(|plan| plan.as_ref().and_then(|plan| bar(plan, "")));
        match foreign {
            None => el("span").at("hidden", ""),
            Some(Bar::Unknown) => classed("p", "grave")
                .text("A placeholder names the host of a request. A test is started only at hosts that stand in the plan: give it targets."),
            Some(Bar::Type) => classed("div", "run-field")
                .add(el("label").at("for", "run-host").text("Type each host that is not this machine, to say that you may load-test it"))
                .add(
                    el("input")
                        .at("id", "run-host")
                        .at("type", "text")
                        .at("autocomplete", "off")
                        .at("spellcheck", "false")
                        .at("data-field", "host")
                        .on("input", move |event| typed.set(event_target_value(&event))),
                ),
        }
    });
    let allowed = move || draft.plan().filter(|plan| typed.with(|typed| bar(plan, typed).is_none()));
    let looking = look::Looking::new();
    let start = dynamic(move || {
        let free = session.running.with(|running| running.as_ref().is_none_or(|r| r.phase == RunPhase::Over))
            && !looking.is_going();
        let (ready, looked) = (allowed().is_some() && free, looking.is_of(draft));
        let short = draft.known.with(|plan| plan.as_ref().map(in_short)).unwrap_or_default();
        let begin = move || match allowed() {
            Some(plan) if looked => session.run(plan),
            Some(plan) => looking.start(plan, draft.text.get_untracked(), move |plan| session.run(plan)),
            None => {}
        };
        let label = if looked { "Start the test" } else { "Look at the target and start" };
        classed("div", "run-start")
            .add(button("start-run", label, begin).at("class", "primary").flag("disabled", !ready))
            .add(classed("span", "hint").text(short))
    });
    classed("section", "run-text")
        .at("aria-labelledby", "run-start-title")
        .add(el("h2").at("id", "run-start-title").text("Start"))
        .view(leave)
        .add(look::section(looking, allowed, draft))
        .view(start)
}
