//! The start: what is to be known before, leave for hosts that are not this machine and for what goes beyond the caps, a
//! look at the target, and off it goes.

use leptos::prelude::*;
use sloscope_core::load::{Cap, Plan, caps, hosts, in_short, is_loopback, is_practice};

use super::form::section as part;
use super::{calibrate, plan_text, probe};
use crate::components::button::button;
use crate::components::element::{Element, Listen, classed, dynamic, el};
use crate::platform::address;
use crate::state::draft::Draft;
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

/// Each cap that was raised, by what it is raised to: another plan asks again.
fn is_raised(raised: &[String], cap: &Cap) -> bool {
    raised.contains(&cap.choice)
}

pub fn section(session: Session, draft: Draft) -> Element {
    let typed = RwSignal::new(String::new());
    let raised = RwSignal::new(Vec::<String>::new());
    let plan = move || draft.written.with(|written| written.plan.clone());
    let leave = dynamic(move || {
        let foreign = plan().and_then(|plan| bar(&plan, ""));
        match foreign {
            None => el("span").attr("hidden", ""),
            Some(Bar::Unknown) => classed("p", "grave")
                .child("A placeholder names the host of a request. A test is started only at hosts that stand in the plan: give it targets."),
            Some(Bar::Type) => classed("div", "run-field")
                .child(el("label").attr("for", "run-host").child("Type each host that is not this machine, to say that you may load-test it"))
                .child(
                    el("input")
                        .attr("id", "run-host")
                        .attr("type", "text")
                        .attr("autocomplete", "off")
                        .attr("spellcheck", "false")
                        .attr("data-field", "host")
                        .listen("input", move |event| typed.set(event_target_value(&event))),
                ),
        }
    });
    let beyond = dynamic(move || {
        let caps = draft.plan().map(|plan| caps(&plan)).unwrap_or_default();
        let none = caps.is_empty();
        classed("div", "run-caps").attr("hidden", none).children(caps.into_iter().map(|cap| cap_choice(raised, cap)))
    });
    let allowed = move || {
        let plan = draft.plan()?;
        let raised = raised.with(|raised| caps(&plan).iter().all(|cap| is_raised(raised, cap)));
        (raised && typed.with(|typed| bar(&plan, typed).is_none())).then_some(plan)
    };
    let looking = probe::Looking::new();
    let calibration = calibrate::Calibration::new(draft);
    let free = move || session.test.running.with(|running| running.as_ref().is_none_or(|r| r.phase == RunPhase::Over));
    let start = dynamic(move || {
        let (ready, looked) = (allowed().is_some() && free() && !looking.is_going(), looking.of(draft));
        let begin = move || match allowed() {
            Some(plan) if looked.is_some() => session.run(plan),
            Some(plan) => looking.start(plan, untrack(|| draft.text()), move |plan| session.run(plan)),
            None => {}
        };
        let practice = plan().is_some_and(|plan| is_practice(&plan));
        let label = match (looked, practice) {
            (None, false) => "Look at the target and start",
            (None, true) => "Look at the target and start the practice",
            (Some(true), false) => "Start the test",
            (Some(true), true) => "Start the practice",
            (Some(false), _) => "Start anyway",
        };
        let label = button("start-run", label, begin).attr("class", "primary").attr("disabled", !ready);
        let short = draft.plan().map(|plan| in_short(&plan)).unwrap_or_default();
        classed("div", "run-start").child(label).child(classed("span", "hint").child(short))
    });
    let practice = dynamic(move || {
        let practice = plan().is_some_and(|plan| is_practice(&plan));
        classed("p", "run-practice").attr("data-practice", "").attr("hidden", !practice).child(
            "Practice: the requests go to a small file of this page's own host. Report and files are marked: no measurement of a service.",
        )
    });
    part("run-start-title", "Start")
        .child(plan_text::mistakes(draft))
        .child(practice)
        .child(probe::before(looking, draft))
        .child(calibrate::section(calibration, free))
        .child(leave)
        .child(beyond)
        .child(probe::section(looking, allowed, draft))
        .child(start)
}

fn cap_choice(raised: RwSignal<Vec<String>>, cap: Cap) -> Element {
    let on = raised.with(|raised| is_raised(raised, &cap));
    let choice = cap.choice.clone();
    let check = el("input")
        .attr("type", "checkbox")
        .attr("data-field", "raise-cap")
        .attr("data-cap", cap.name)
        .attr("checked", on);
    let check = check.listen("change", move |_| {
        raised.update(|raised| match raised.iter().position(|known| *known == choice) {
            Some(at) => drop(raised.remove(at)),
            None => raised.push(choice.clone()),
        });
    });
    let words = el("span").child(el("strong").child(cap.choice)).child(". ").child(cap.meaning);
    el("label").child(check).child(words)
}
