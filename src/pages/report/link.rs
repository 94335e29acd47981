//! Copying the address of what is shown; where others would need files for it, one that holds the report itself, too.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sloscope_core::format;
use sloscope_core::report::left_out_of_link;
use sloscope_core::sharing::Sharing;

use super::Page;
use crate::components::button::button;
use crate::components::element::{Element, Part, dynamic, el};
use crate::platform::{address, clipboard};
use crate::workers::protocol::Export;

/// Said of a link that holds the report.
const WITHOUT_SAMPLES: &str = " It holds this report without its samples: no windows, filters and charts.";

/// The button, and what became of it.
pub fn link(page: Page) -> (Element, Part) {
    // What was said, and what the button is called that copies a link with the report: nothing where there is none.
    let (said, offer) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let start = button("copy-link", "Copy link", move || {
        offer.set(String::new());
        begin(page, said, offer);
    });
    let status = dynamic(move || {
        let label = offer.get();
        let copy = (!label.is_empty()).then(|| button("copy-held", label, move || held(page, said, None)));
        el("span").child(said.get()).child(" ").children(copy)
    });
    (start.attr("class", "primary"), status)
}

const NAMES: &str =
    "Not copied: links, filters and edited objectives have the names of the files. Take them off, or keep the names.";

/// Copies the address, and says what it does not hold.
fn begin(page: Page, said: RwSignal<String>, offer: RwSignal<String>) {
    let session = page.session;
    let has_names = session
        .question
        .query
        .with_untracked(|query| query.objectives.is_some() || !query.tags.is_empty() || !query.without.is_empty());
    let replaces = session.preferences.sharing.with_untracked(Sharing::replaces);
    if replaces && (has_names || !session.files.links().is_empty()) {
        return said.set(NAMES.to_owned());
    }
    let link = session.link();
    let mut what = session.question.query.with_untracked(left_out_of_link).map_or_else(String::new, |why| {
        format!(" It leaves out the edited objectives ({why}): save them as objectives.json and send the file, too.")
    });
    let beyond = session.files.beyond_address();
    what.push_str(beyond.unwrap_or_default());
    // A page that is a file on the disk has no address for others.
    let offers = beyond.is_some() && !address::host().is_empty();
    put(page, said, link, what, offers.then_some(offer));
}

/// Makes a link that holds the report as it is shown now, to offer it or to copy it.
fn held(page: Page, said: RwSignal<String>, offer: Option<RwSignal<String>>) {
    page.session.export(Export::Held, move |held| {
        let link = held.map(|held| page.session.held_link(&held));
        match (link, offer) {
            (Ok(link), Some(offer)) => {
                offer.set(format!("Copy a link that holds the report ({})", format::bytes(link.len() as u64)));
            }
            (Ok(link), None) => put(page, said, link, WITHOUT_SAMPLES.to_owned(), None),
            (Err(why), _) => said.update(|said| said.extend([" ", why.words()])),
        }
    });
}

fn put(page: Page, said: RwSignal<String>, link: String, what: String, offer: Option<RwSignal<String>>) {
    spawn_local(async move {
        said.set(match clipboard::copy(&link).await {
            true => format!("Link copied.{what}"),
            false => "The browser did not allow it: copy the address of this page.".to_owned(),
        });
        if offer.is_some() {
            held(page, said, offer);
        }
    });
}
