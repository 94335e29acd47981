//! The plan in the page's address: packed, and without what may be secret unless its author wants that in it. Opening such
//! an address shows the plan and starts nothing.

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sloscope_core::load::{Keep, for_link, plan_json};
use sloscope_page_state::{Place, PlanLink};

use super::draft::Draft;
use super::kept::Kept;
use super::parent_page::ParentPage;
use crate::platform::effect::effect;
use crate::platform::{clock, deflate};

/// The address follows the plan when it has not changed for so long.
const SETTLED_MS: u32 = 500;

/// Links to a plan.
#[derive(Default)]
pub(super) struct Links {
    /// The one that stands in the address.
    pub(super) now: Option<PlanLink>,
    /// All that were written or opened here.
    known: Vec<PlanLink>,
}

/// Shows the plan of an address; false if it has none.
pub(super) fn open(draft: Draft, place: &Place) -> bool {
    let Place::Run(Some(link)) = place else { return false };
    if draft.links.with(|links| links.known.contains(link)) {
        // It was written here: the draft knows more than the address.
        return true;
    }
    let link = link.clone();
    spawn_local(async move {
        let text = match link.bytes() {
            Some(bytes) => deflate::unpack(&bytes).await,
            None => None,
        };
        let Some(text) = text else {
            return draft.notes.set(vec![
                "The address holds a plan that cannot be read: it was cut or changed, or is longer than the 256 KiB that an address may hold. What is shown is the example."
                    .to_owned(),
            ]);
        };
        let mut notes = vec!["This plan came with the address. Nothing was sent.".to_owned()];
        let left = link.left_out();
        notes.extend(left.map(|left| format!("The sender left out: {left}. Fill in what the test needs.")));
        draft.links.with(|links| links.known.push(link));
        draft.notes.set(notes);
        draft.write(text);
    });
    true
}

/// The link of the plan as it stands; `None` if it is too long for one, or the browser cannot pack it.
async fn pack(draft: Draft) -> Option<PlanLink> {
    let keep = draft.keep.get_untracked();
    let has = |bit| keep & bit != 0;
    let keep = Keep { headers: has(1), rows: has(2), queries: has(4), bodies: has(8) };
    let plan = draft.written.with_untracked(|written| written.plan.clone())?;
    let (plan, left) = for_link(&plan, keep);
    PlanLink::new(&deflate::pack(&plan_json(&plan)).await?, &left)
}

impl Draft {
    /// Writes the plan into the page's address; `None` if there is no link to it.
    pub async fn put_link(self, page: ParentPage) -> Option<PlanLink> {
        let link = pack(self).await;
        self.links.with(|links| {
            links.known.extend(link.clone());
            links.now.clone_from(&link);
        });
        page.put_link(link.as_ref());
        link
    }

    /// The address follows the plan from its first change on.
    pub fn put_changes(self, page: ParentPage) {
        let draft = self;
        let settling = Kept::<Option<Timeout>>::default();
        effect(move || {
            draft.written.track();
            draft.keep.track();
            settling.with(|slot| *slot = None);
            if draft.is_plain() && draft.links.with(|links| links.now.is_none()) {
                return;
            }
            let put = move || {
                spawn_local(async move {
                    draft.put_link(page).await;
                })
            };
            settling.with(|slot| *slot = Some(clock::after(SETTLED_MS, put)));
        });
    }
}
