//! A look at the target before the test: two requests of the plan, half a second apart, and what they tell in words.

use leptos::prelude::*;
use sloscope_core::load::{End, Load, Outcome, Plan, look_words};
use sloscope_core::time::NANOS_PER_S;

use super::draft::Draft;
use crate::components::button::button;
use crate::components::element::{Element, classed, dynamic, el};
use crate::workers::host::Probe;
use crate::workers::protocol::{RunPhase, Said};

/// What a look at the target found.
#[derive(Clone, Default)]
pub enum Look {
    #[default]
    None,
    Going,
    Died(String),
    /// For the plan as it was written then.
    Found {
        text: String,
        outcomes: Vec<Outcome>,
    },
}

/// The plan with two requests, and no more.
fn two_requests(plan: &Plan) -> Plan {
    let mut two = plan.clone();
    two.scenarios.truncate(1);
    for scenario in &mut two.scenarios {
        (scenario.start, scenario.max_vus, scenario.pre_allocated_vus) = (0, 2, 2);
        scenario.load = Load::Constant { rate: 2, time_unit: NANOS_PER_S, duration: NANOS_PER_S };
        scenario.graceful_stop = plan.timeout;
    }
    two.warm_up = 0;
    two
}

#[derive(Clone, Copy)]
pub struct Looking {
    pub look: RwSignal<Look>,
    probe: StoredValue<Option<Probe>, LocalStorage>,
}

impl Looking {
    pub fn new() -> Self {
        Self { look: RwSignal::default(), probe: StoredValue::new_local(None) }
    }

    fn start(self, plan: Plan, text: String) {
        self.look.set(Look::Going);
        let found = std::cell::RefCell::new(Vec::new());
        let hear = move |said: Result<Said, String>| match said {
            Ok(said) => {
                found.borrow_mut().extend(said.outcomes);
                if said.running.phase == RunPhase::Over {
                    self.look.set(Look::Found { text: text.clone(), outcomes: found.take() });
                }
            }
            Err(why) => self.look.set(Look::Died(why)),
        };
        match Probe::start(two_requests(&plan), hear) {
            Ok(probe) => self.probe.set_value(Some(probe)),
            Err(error) => self.look.set(Look::Died(format!("{error:?}"))),
        }
    }
}

/// `allowed` is the plan, if it may be sent.
pub fn section(looking: Looking, allowed: impl Fn() -> Option<Plan> + Copy + Send + 'static, draft: Draft) -> Element {
    let look = dynamic(move || {
        let ready = allowed().is_some() && !matches!(looking.look.get(), Look::Going);
        let start = move || {
            if let Some(plan) = allowed() {
                looking.start(plan, draft.text.get_untracked());
            }
        };
        button("look", "Look at the target: two requests", start).flag("disabled", !ready)
    });
    let found = dynamic(move || drawn(draft, &looking.look.get()));
    classed("div", "run-text").view(look).add(el("div").at("aria-live", "polite").view(found))
}

fn drawn(draft: Draft, look: &Look) -> Element {
    let state = |state: &'static str, text: String| el("p").at("data-look", state).text(text);
    match look {
        Look::None => el("span").at("hidden", ""),
        Look::Going => state("going", "Two requests are under way.".to_owned()),
        Look::Died(text) => state("failed", format!("The worker that sends requests has ended: {text}")),
        Look::Found { text, .. } if *text != draft.text.get() => {
            state("outdated", "The plan has changed since the last look.".to_owned())
        }
        Look::Found { outcomes, .. } => match draft.plan() {
            Some(plan) => words(&plan, outcomes),
            None => el("span").at("hidden", ""),
        },
    }
}

fn words(plan: &Plan, outcomes: &[Outcome]) -> Element {
    let ok = outcomes.iter().all(|outcome| matches!(outcome.end, End::Response(_)));
    let sentences = look_words(plan, outcomes);
    let item = |text: String| el("li").text(text);
    let mut found = classed("div", "look").at("data-look", if ok { "answered" } else { "failed" });
    found = found.add(el("ul").all(sentences.sentences.into_iter().map(item)));
    found.all(sentences.snippet.map(|snippet| el("pre").text(snippet)))
}
