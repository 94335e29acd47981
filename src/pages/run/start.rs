//! The start: what is to be known before, consent for hosts that are not this machine and for what goes beyond the caps, the
//! check of the target, and the foot of the page, which says what a start does or what is in its way.

use leptos::prelude::*;
use sloscope_core::load::{Cap, Plan, caps, hosts, hosts_words, is_loopback, is_practice, plan_size, rate_words};
use sloscope_core::{format, load::Problem};

use super::field::{Of, place};
use super::{calibrate, plan_fields, probe, request_fields, scenario_fields, sides_fields};
use crate::components::button::button;
use crate::components::element::{Element, Listen, classed, dynamic, el};
use crate::platform::{address, page};
use crate::state::draft::{Draft, Unread};
use crate::state::parent_page::ParentPage;

/// Whether the hosts of a plan keep it from being started.
enum Bar {
    /// The host has to be typed.
    Type(String),
    /// A placeholder names the host: nobody can say which it is.
    Unknown,
}

fn bar(plan: &Plan, typed: &str) -> Option<Bar> {
    let own = address::host();
    for host in hosts(plan) {
        let Some(host) = host else { return Some(Bar::Unknown) };
        let said = typed.split_whitespace().any(|word| word.eq_ignore_ascii_case(&host));
        if host != own && !is_loopback(&host) && !said {
            return Some(Bar::Type(host));
        }
    }
    None
}

/// Each cap that was raised, by what it is raised to: another plan asks again.
fn is_raised(raised: &[String], cap: &Cap) -> bool {
    raised.contains(&cap.choice)
}

/// What is in the way of a start, and the field where it is put right.
struct Blocker {
    said: String,
    field: Option<String>,
}

impl Blocker {
    fn new(said: impl Into<String>, field: Option<&str>) -> Self {
        Self { said: said.into(), field: field.map(str::to_owned) }
    }
}

#[derive(Clone, Copy)]
pub struct Start {
    page: ParentPage,
    draft: Draft,
    typed: RwSignal<String>,
    raised: RwSignal<Vec<String>>,
    looking: probe::Looking,
    calibration: calibrate::Calibration,
}

impl Start {
    pub fn new(page: ParentPage, draft: Draft) -> Self {
        Self {
            page,
            draft,
            typed: RwSignal::default(),
            raised: RwSignal::default(),
            looking: probe::Looking::new(),
            calibration: calibrate::Calibration::new(draft),
        }
    }

    /// No test runs.
    fn is_free(self) -> bool {
        !self.page.running.get()
    }

    /// The plan, if it may be sent.
    fn allowed(self) -> Option<Plan> {
        let plan = self.draft.plan()?;
        let raised = self.raised.with(|raised| caps(&plan).iter().all(|cap| is_raised(raised, cap)));
        (raised && self.typed.with(|typed| bar(&plan, typed).is_none())).then_some(plan)
    }

    /// What keeps the test from being started; the first of it.
    fn blocker(self) -> Option<Blocker> {
        let fields = to_correct(self.draft);
        if let Some(first) = fields.first() {
            let count = format::counted(fields.len() as u64, "field");
            return Some(Blocker::new(format!("{count} to correct: {}", first.label), Some(&first.id)));
        }
        if self.draft.is_reading() {
            return Some(Blocker::new("The text is being read.", None));
        }
        let Some(plan) = self.draft.plan() else {
            return Some(Blocker::new("1 field to correct: The plan as JSON", Some("plan-text")));
        };
        match self.typed.with(|typed| bar(&plan, typed)) {
            Some(Bar::Unknown) => {
                return Some(Blocker::new("1 field to correct: URL. A placeholder names the host", Some("card-url")));
            }
            Some(Bar::Type(host)) => return Some(Blocker::new(format!("Type the host: {host}"), Some("run-host"))),
            None => {}
        }
        let cap = self.raised.with(|raised| caps(&plan).into_iter().find(|cap| !is_raised(raised, cap)));
        if let Some(cap) = cap {
            return Some(Blocker::new(format!("Confirm: {}", cap.choice), Some(cap_id(&cap))));
        }
        if self.looking.is_going() {
            return Some(Blocker::new("Checking the target …", None));
        }
        (!self.is_free()).then(|| Blocker::new("A test is running.", None))
    }

    /// What is to be known of browser and machine.
    pub fn remarks(self) -> Element {
        let free = move || self.is_free();
        el("section")
            .attr("aria-labelledby", "run-browser-title")
            .child(el("h2").attr("id", "run-browser-title").child("This browser"))
            .child(probe::before(self.looking, self.draft))
            .child(calibrate::section(self.calibration, free))
    }

    /// What is asked of the user, and what the check of the target found.
    pub fn asked(self) -> Element {
        let Self { draft, typed, raised, looking, .. } = self;
        let plan = move || draft.written.with(|written| written.plan.clone());
        let practice = dynamic(move || {
            let practice = plan().is_some_and(|plan| is_practice(&plan));
            classed("p", "run-practice").attr("data-practice", "").attr("hidden", !practice).child(
                "Practice: the requests go to a small file of this page's own host. Report and files are marked: no measurement of a service.",
            )
        });
        let host = dynamic(move || {
            match plan().and_then(|plan| bar(&plan, "")) {
            None => el("span").attr("hidden", ""),
            Some(Bar::Unknown) => classed("p", "grave")
                .child("A placeholder names the host of a request. A test is started only at hosts that stand in the plan: give it targets."),
            Some(Bar::Type(_)) => classed("div", "run-field")
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
            classed("div", "run-caps")
                .attr("hidden", none)
                .children(caps.into_iter().map(|cap| cap_choice(raised, cap)))
        });
        classed("div", "run-asked").child(practice).child(host).child(beyond).child(probe::found(looking, draft))
    }

    /// The size of the test, and the one button that starts it; or what is in its way.
    pub fn foot(self) -> Element {
        let size = dynamic(move || {
            let words = self.draft.written.with(|written| {
                let plan = written.plan.as_ref().filter(|plan| plan.is_bounded())?;
                Some((plan_size(plan), format!("{}, to {}", rate_words(plan), hosts_words(plan))))
            });
            let (size, rest) = words.unwrap_or_default();
            classed("p", "run-size").child(el("b").child(size)).child(" ").child(classed("span", "soft").child(rest))
        });
        let blocked = dynamic(move || {
            let Some(Blocker { said, field }) = self.blocker() else { return el("span").attr("data-blocked", "no") };
            match field {
                None => classed("span", "soft").attr("data-blocked", "wait").child(said),
                Some(id) => el("a").attr("data-blocked", "field").attr("href", format!("#{id}")).child(said).listen(
                    "click",
                    move |event| {
                        event.prevent_default();
                        page::reveal(&id);
                    },
                ),
            }
        });
        let look = dynamic(move || {
            let start = move || {
                if let Some(plan) = self.allowed() {
                    self.looking.start(plan, untrack(|| self.draft.text()), |_| probe::uncover());
                }
            };
            let ready = self.allowed().is_some() && !self.looking.is_going();
            button("look", "Check only", start).attr("class", "quiet").attr("disabled", !ready)
        });
        classed("div", "run-foot")
            .child(size)
            .child(el("span").attr("role", "status").child(blocked))
            .child(look)
            .child(dynamic(move || self.button()))
    }

    fn button(self) -> Element {
        let looked = self.looking.of(self.draft);
        let blocker = self.blocker();
        let (is_blocked, field) = (blocker.is_some(), blocker.and_then(|blocker| blocker.field));
        let begin = move || match self.allowed().filter(|_| !is_blocked) {
            Some(plan) if looked.is_some() => self.page.start(&plan),
            Some(plan) => {
                self.looking.start(plan, untrack(|| self.draft.text()), move |plan| self.page.start(&plan));
            }
            None => field.iter().for_each(|id| page::reveal(id)),
        };
        let practice = self.draft.written.with(|written| written.plan.as_ref().is_some_and(is_practice));
        let label = match (looked, practice) {
            (None, false) => "Check and start",
            (None, true) => "Check and start the practice",
            (Some(true), false) => "Start the test",
            (Some(true), true) => "Start the practice",
            (Some(false), _) => "Start anyway",
        };
        button("start-run", label, begin).attr("class", "primary").attr("aria-disabled", is_blocked.to_string())
    }
}

/// The fields that hold what cannot be read, or a mistake, each once.
fn to_correct(draft: Draft) -> Vec<Unread> {
    let mut found = draft.unread.get();
    draft.written.with(|written| {
        let Some(plan) = &written.plan else { return };
        for problem in &written.problems {
            let field = place_of(plan, problem);
            found.extend(field.filter(|field| found.iter().all(|known| known.id != field.id)));
        }
    });
    found
}

/// The field that shows a mistake.
fn place_of(plan: &Plan, problem: &Problem) -> Option<Unread> {
    let at = problem.index().unwrap_or(0);
    let of_plan = || {
        let lists: [&'static [_]; 6] = [
            &plan_fields::LOAD,
            &plan_fields::TIMEOUT,
            &plan_fields::TAGS,
            &plan_fields::DATA,
            &plan_fields::TARGET,
            &plan_fields::VERDICT,
        ];
        lists.into_iter().find_map(|list| place(plan, Of::Plan, list, problem))
    };
    let of_request = || {
        let lists: [&'static [_]; 3] = match at {
            0 => [&request_fields::FIRST_CHECKS, &request_fields::FIRST_HEADERS, &request_fields::FIRST_WEIGHT],
            _ => [&request_fields::FIELDS, &[], &[]],
        };
        lists.into_iter().find_map(|list| place(plan, Of::Request(at), list, problem))
    };
    place(plan, Of::Card, &request_fields::CARD, problem)
        .or_else(of_plan)
        .or_else(of_request)
        .or_else(|| place(plan, Of::Sides, &sides_fields::FIELDS, problem))
        .or_else(|| place(plan, Of::Scenario(at), &scenario_fields::FIELDS, problem))
}

fn cap_id(cap: &Cap) -> &'static str {
    match cap.name {
        "rate" => "cap-rate",
        "duration" => "cap-duration",
        _ => "cap-in-flight",
    }
}

fn cap_choice(raised: RwSignal<Vec<String>>, cap: Cap) -> Element {
    let on = raised.with(|raised| is_raised(raised, &cap));
    let choice = cap.choice.clone();
    let check = el("input")
        .attr("type", "checkbox")
        .attr("id", cap_id(&cap))
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
