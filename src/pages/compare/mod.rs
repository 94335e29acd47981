//! The page of comparisons, a module of its own: the two sides, the question, the answer. The page around it is
//! `pages/part.rs`.

mod brush;
mod choose;
mod question;
mod split;
mod states;

use std::sync::Arc;

use leptos::ev::Event;
use leptos::prelude::*;
use sloscope_core::chart::Chart;
use sloscope_view::action::{Action, OnComparison};
use sloscope_view::comparison;
use sloscope_view::state::{Disclosure, ListState, ViewState};

use crate::components::disclosure::Disclosures;
use crate::components::element::{Element, Listen, classed, dynamic, el};
use crate::components::host::{Acts, Host};
use crate::state::comparing::{Comparison, SidesPhase};

pub fn compare(page: Comparison, host: Host) -> Element {
    host.enter(Acting { page, disclosures: host.disclosures, mark: RwSignal::new(None) });
    classed("div", "compare-page")
        .child(choose::choose(page))
        .child(split::split(page))
        .child(states::dropped(page))
        .child(dynamic(move || states::state(page)))
        .child(dynamic(move || asked(page)))
        .child(answer(page))
}

/// The question, once there is something to ask.
fn asked(page: Comparison) -> Element {
    match page.phase.with(|phase| matches!(phase, SidesPhase::Read)) {
        true => classed("div", "compare-asked").child(question::question(page)),
        false => el("span").attr("hidden", ""),
    }
}

fn answer(page: Comparison) -> Element {
    // The comparison is drawn anew with a new answer only.
    let shown = dynamic(move || {
        page.answer.with(|answer| match answer {
            Some(Ok((compared, overlay))) => comparison::comparison(compared, Some(overlay)),
            Some(Err(why)) => states::refused(why),
            None => el("span").attr("hidden", ""),
        })
    });
    let said = dynamic(move || {
        let busy = page.computing.get();
        let words = if busy { "Comparing …" } else { page.said.get() };
        classed("p", "hint compare-said").attr("role", "status").attr("data-busy", busy).child(words)
    });
    let hosts = page.replace_hosts;
    let tick = el("input").attr("type", "checkbox").attr("data-field", "replace-hosts");
    let tick = tick.attr("checked", hosts.get_untracked()).listen("change", move |_| hosts.update(|is| *is ^= true));
    let choice = classed("label", "keep").child(tick).child("Copy and save host-1, host-2, … in place of host names");
    classed("div", "compare-answer").child(said).child(shown).child(choice)
}

struct Acting {
    page: Comparison,
    disclosures: Disclosures,
    mark: brush::Mark,
}

impl ViewState for Acting {
    fn is_open(&self, disclosure: &Disclosure) -> bool {
        self.disclosures.is_open(disclosure)
    }

    fn list(&self, name: &str) -> ListState {
        self.disclosures.list(name)
    }

    fn is_paper(&self) -> bool {
        self.disclosures.is_paper()
    }

    fn with_gestures(&self, plot: Element, chart: &Arc<Chart>) -> Element {
        brush::brush(self.page, self.mark, plot, chart)
    }
}

impl Acts for Acting {
    fn act(&self, action: &Action, event: &Event) {
        let Action::Compare(action) = action else { return self.disclosures.act(action, event) };
        match action {
            OnComparison::CopyMarkdown => self.page.copy_markdown(),
            OnComparison::SaveHtml => self.page.save_html(),
            OnComparison::Align(align) => self.page.change(|asked| asked.align = align.clone()),
            OnComparison::Anyway(anyway) => self.page.change(|asked| asked.question.anyway = *anyway),
            OnComparison::SingleRun(single) => self.page.change(|asked| asked.question.single_run = *single),
        }
    }
}
