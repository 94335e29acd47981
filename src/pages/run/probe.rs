//! A check of the target before the test: two requests of each side of the plan, half a second apart, and what they tell in words.
//! Before that, what can be said without asking.

use leptos::prelude::*;
use sloscope_core::load::{BrowserPolicy, End, Outcome, Plan, Remark, followed_words, probe_plan, probe_words};

use crate::components::element::{Element, Part, classed, dynamic, el};
use crate::platform::{browser_policy, page};
use crate::state::draft::Draft;
use crate::workers::host::{Probe, WorkerResult};
use crate::workers::protocol::{GeneratorProgress, Redirected, RunPhase};

/// Where the result is shown.
const RESULT: &str = "run-check";

/// What a look at the target found.
#[derive(Clone, Default)]
pub enum TargetProbe {
    #[default]
    None,
    Going,
    Died(String),
    /// For the plan as it was written then.
    Found {
        text: String,
        outcomes: Vec<Outcome>,
        /// Where a redirect led that was followed.
        redirected: Option<Redirected>,
    },
}

#[derive(Clone, Copy)]
pub struct Looking {
    pub look: RwSignal<TargetProbe>,
    pub around: RwSignal<BrowserPolicy>,
    probe: StoredValue<Option<Probe>, LocalStorage>,
}

impl Looking {
    pub fn new() -> Self {
        let around = RwSignal::default();
        let looking = Self { look: RwSignal::default(), around, probe: StoredValue::new_local(None) };
        looking.look_around();
        looking
    }

    fn look_around(self) {
        // A page that was left meanwhile needs no answer.
        leptos::task::spawn_local(async move { drop(self.around.try_set(browser_policy::policy().await)) });
    }

    /// Asks the target; `then` is called if nothing speaks against the test.
    pub fn start(self, plan: Plan, text: String, then: impl Fn(Plan) + 'static) {
        let two = probe_plan(&plan);
        self.look.set(TargetProbe::Going);
        let found = std::cell::RefCell::new(Vec::new());
        let on_progress = move |said: WorkerResult<GeneratorProgress>| match said {
            Ok(said) => {
                found.borrow_mut().extend(said.outcomes);
                if said.running.phase == RunPhase::Over {
                    let outcomes = found.take();
                    let good = self.around.with_untracked(|around| probe_words(&plan, &outcomes, around)).good;
                    self.look.set(TargetProbe::Found {
                        text: text.clone(),
                        outcomes,
                        redirected: said.running.redirected,
                    });
                    // Its worker has done its work, but this is a call of it.
                    leptos::task::spawn_local(async move { drop(self.probe.try_set_value(None)) });
                    // The look may have made the browser ask its user.
                    self.look_around();
                    // Where it speaks against the test, it is to be seen.
                    match good {
                        true => then(plan.clone()),
                        false => uncover(),
                    }
                }
            }
            Err(why) => self.look.set(TargetProbe::Died(why.to_string())),
        };
        leptos::task::spawn_local(async move {
            let asked = self.around.try_with_untracked(|around| around.to_ask(&two)).unwrap_or_default();
            for url in &asked {
                browser_policy::ask_leave(url).await;
            }
            match Probe::start(&two, on_progress) {
                Ok(probe) => drop(self.probe.try_set_value(Some(probe))),
                Err(error) => drop(self.look.try_set(TargetProbe::Died(format!("{error:?}")))),
            }
        });
    }

    /// The target was looked at for this plan: `Some(true)` if nothing speaks against the test.
    pub fn of(self, draft: Draft) -> Option<bool> {
        let now = draft.text();
        let plan = draft.plan()?;
        self.look.with(|look| match look {
            TargetProbe::Found { text, outcomes, .. } if *text == now => {
                Some(self.around.with(|around| probe_words(&plan, outcomes, around)).good)
            }
            _ => None,
        })
    }

    pub fn is_going(self) -> bool {
        self.look.with(|look| matches!(look, TargetProbe::Going))
    }
}

/// Brings what the check found into sight, once it is drawn.
pub fn uncover() {
    request_animation_frame(|| page::uncover(RESULT));
}

/// What the check found.
pub fn found(looking: Looking, draft: Draft) -> Element {
    let found = dynamic(move || drawn(draft, looking, &looking.look.get()));
    el("div").attr("id", RESULT).attr("aria-live", "polite").child(found)
}

fn drawn(draft: Draft, looking: Looking, look: &TargetProbe) -> Element {
    let state = |state: &'static str, text: String| el("p").attr("data-look", state).child(text);
    match look {
        TargetProbe::None => el("span").attr("hidden", ""),
        TargetProbe::Going => {
            let asks = draft.plan().is_some_and(|plan| looking.around.with(|around| !around.to_ask(&plan).is_empty()));
            let asks = if asks { " The browser may ask whether this page may reach the target: allow it." } else { "" };
            let count = if draft.plan().is_some_and(|plan| plan.sides.is_some()) { "Four" } else { "Two" };
            state("going", format!("{count} requests are under way.{asks}"))
        }
        TargetProbe::Died(text) => state(
            "failed",
            format!("Nothing came of the check: {text}. Check again; if that does not help, reload the page."),
        ),
        TargetProbe::Found { text, .. } if *text != draft.text() => {
            state("outdated", "The plan has changed since the last check.".to_owned())
        }
        TargetProbe::Found { outcomes, redirected, .. } => match draft.plan() {
            Some(plan) => looking.around.with(|around| words(&plan, outcomes, redirected.as_ref(), around)),
            None => el("span").attr("hidden", ""),
        },
    }
}

/// What can be said without asking.
pub fn before(looking: Looking, draft: Draft) -> Part {
    dynamic(move || {
        let plan = draft.plan();
        let remarks = plan.map(|plan| looking.around.with(|around| around.words(&plan))).unwrap_or_default();
        let none = remarks.is_empty();
        let item = |remark: Remark| el("li").attr("data-grave", remark.grave).child(remark.text);
        classed("ul", "run-notes").attr("data-before", "").attr("hidden", none).children(remarks.into_iter().map(item))
    })
}

fn words(plan: &Plan, outcomes: &[Outcome], redirected: Option<&Redirected>, around: &BrowserPolicy) -> Element {
    let ok = !outcomes.is_empty() && outcomes.iter().all(|outcome| matches!(outcome.end, End::Response(_)));
    let mut sentences = probe_words(plan, outcomes, around);
    sentences.sentences.extend(redirected.map(|redirect| followed_words(&redirect.to, redirect.away)));
    let item = |text: String| el("li").child(text);
    let mut found = classed("div", "look").attr("data-look", if ok { "answered" } else { "failed" });
    found = found.child(el("ul").children(sentences.sentences.into_iter().map(item)));
    let anyway = "The test was not started.";
    found
        .children(sentences.snippet.map(|snippet| {
            // It scrolls: the keyboard must get there.
            el("pre")
                .attr("tabindex", "0")
                .attr("role", "region")
                .attr("aria-label", "Server settings to paste")
                .child(snippet)
        }))
        .children((!sentences.good).then(|| classed("p", "grave").child(anyway)))
}
