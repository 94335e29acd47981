//! The plan in the page's address: packed, and without what may be secret unless its author wants that in it. Opening such
//! an address shows the plan and starts nothing.
//!
//! ```text
//! #/run?v=1&plan=BASE64URL(deflate(JSON))&left=headers,rows
//! ```

use std::time::Duration;

use leptos::leptos_dom::helpers::set_timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sloscope_core::load::{Keep, for_link, from_address, left_out_words, plan_json, to_address};

use super::draft::Draft;
use crate::components::button::button;
use crate::components::element::{Element, Listen, classed, dynamic, el};
use crate::platform::{address, clipboard, deflate};
use crate::route::{self, Route};
use crate::state::session::Session;

/// The address follows the plan when it has not changed for so long.
const SETTLED: Duration = Duration::from_millis(500);
/// A longer address is cut by what people send it with.
const LONGEST: usize = 16_000;
const VERSION: &str = "v=1&plan=";

/// What a link holds only if its author says so, as bits: those of `Keep`.
const CHOICES: [(usize, &str, &str); 4] = [
    (1, "keep-headers", "values of headers (keys, tokens)"),
    (2, "keep-rows", "data rows"),
    (4, "keep-queries", "query strings"),
    (8, "keep-bodies", "bodies"),
];

/// Shows the plan of an address; false if it has none.
pub fn open(session: Session, hash: &str) -> bool {
    let (_, question) = route::parts(hash);
    let Some(packed) = question.strip_prefix(VERSION).filter(|_| Route::parse(hash) == Route::Run) else {
        return false;
    };
    let draft = session.draft;
    if draft.links.with_untracked(|known| known.iter().any(|link| link == question)) {
        // It was written here: the draft knows more than the address.
        return true;
    }
    let question = question.to_owned();
    let (packed, left) = packed.split_once("&left=").unwrap_or((packed, ""));
    let (bytes, left) = (from_address(packed), left_out_words(left));
    spawn_local(async move {
        let text = match &bytes {
            Some(bytes) => deflate::unpack(bytes).await,
            None => None,
        };
        let Some(text) = text else {
            return draft.notes.set(vec![
                "The address holds a plan that cannot be read: it was cut or changed, or is longer than the 256 KiB that an address may hold. What is shown is the example."
                    .to_owned(),
            ]);
        };
        let mut notes = vec!["This plan came with the address. Nothing was sent.".to_owned()];
        notes.extend(left.map(|left| format!("Whoever made the link left out: {left}. Fill in what the test needs.")));
        draft.links.update(|known| known.push(question));
        draft.notes.set(notes);
        draft.write(text);
    });
    true
}

/// The address of the plan as it stands; `None` if it is too long for one, or the browser cannot pack it.
async fn pack(draft: Draft) -> Option<String> {
    let keep = draft.keep.get_untracked();
    let has = |bit| keep & bit != 0;
    let keep = Keep { headers: has(1), rows: has(2), queries: has(4), bodies: has(8) };
    let plan = draft.written.with_untracked(|written| written.plan.clone())?;
    let (plan, left) = for_link(&plan, keep);
    let packed = to_address(&deflate::pack(&plan_json(&plan)).await?);
    let left = if left.is_empty() { String::new() } else { format!("&left={}", left.join(",")) };
    Some(format!("{VERSION}{packed}{left}")).filter(|link| link.len() <= LONGEST)
}

async fn put(session: Session) -> bool {
    let link = pack(session.draft).await;
    let packed = link.is_some();
    let link = link.unwrap_or_default();
    session.draft.links.update(|known| known.push(link.clone()));
    session.draft.link.set(link);
    session.put_plan();
    packed
}

/// The address follows the plan from its first change on.
pub fn follow(session: Session) {
    let draft = session.draft;
    let latest = StoredValue::new(0usize);
    Effect::new(move || {
        draft.written.track();
        draft.keep.track();
        let plain = draft.is_plain();
        latest.update_value(|number| *number += 1);
        let number = latest.get_value();
        if plain && draft.link.with_untracked(String::is_empty) {
            return;
        }
        set_timeout(
            move || {
                if latest.try_get_value() == Some(number) {
                    spawn_local(async move {
                        put(session).await;
                    });
                }
            },
            SETTLED,
        );
    });
}

/// What the link holds, and a way to copy it.
pub fn section(session: Session) -> Element {
    let draft = session.draft;
    let said = RwSignal::new("");
    let choice = move |(bit, name, label): (usize, &'static str, &'static str)| {
        let field = dynamic(move || {
            let on = draft.keep.get() & bit != 0;
            el("input")
                .attr("type", "checkbox")
                .attr("data-field", name)
                .attr("checked", on)
                .listen("change", move |_| draft.keep.update(|keep| *keep ^= bit))
        });
        el("label").child(field).child(el("span").child(label))
    };
    let copy = button("copy-link", "Copy a link to this plan", move || {
        spawn_local(async move {
            let there = put(session).await;
            let link = format!("{}#{}?{}", address::page(), Route::Run.hash(), draft.link.get_untracked());
            said.set(match there {
                false => "The plan is too long for an address: save it as plan.json.",
                true if clipboard::copy(&link).await => "Copied. Opening it shows the plan and starts nothing.",
                true => "The browser did not allow to copy: the page's address is the link.",
            });
        });
    });
    let status = dynamic(move || el("span").child(said.get()));
    classed("fieldset", "run-link")
        .child(el("legend").child(
            "The page's address holds the plan, without user names and passwords in addresses. Put into it, too:",
        ))
        .children(CHOICES.map(choice))
        .child(
            classed("div", "run-actions")
                .child(copy)
                .child(classed("span", "hint").attr("role", "status").child(status)),
        )
}
