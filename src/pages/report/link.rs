//! Copying the address of what is shown; where others would need files for it, one that holds the report itself, too.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sloscope_core::format;
use sloscope_core::report::left_out_of_link;

use super::Page;
use crate::components::button::button;
use crate::components::element::{Element, Part, dynamic, el};
use crate::platform::{address, clipboard};
use crate::workers::protocol::Export;

/// What was said of the last copy, and how long a link with the report is, or why there is none.
#[derive(Clone, Copy)]
struct Copied {
    said: RwSignal<String>,
    held: RwSignal<Option<Result<usize, &'static str>>>,
}

/// The button, and what became of it.
pub fn link(page: Page) -> (Element, Part) {
    let copied = Copied { said: RwSignal::default(), held: RwSignal::default() };
    let start = button("copy-link", "Copy link", move || begin(page, copied)).attr("class", "primary");
    let status = dynamic(move || {
        let said = el("span").child(copied.said.get());
        match copied.held.get() {
            None => said,
            Some(Err(why)) => said.child(format!(" {why}")),
            Some(Ok(length)) => {
                let label = format!("Copy a link that holds the report ({})", format::bytes(length as u64));
                said.child(" ").child(button("copy-held", label, move || {
                    // Of what is shown now.
                    held(page, copied, move |link| put(copied, link, WITHOUT_SAMPLES));
                }))
            }
        }
    });
    (start, status)
}

const WITHOUT_SAMPLES: &str = " It holds this report without its samples: no windows, filters and charts.";

/// Copies the address, and says what it does not hold.
fn begin(page: Page, copied: Copied) {
    let session = page.session;
    let link = session.link();
    let mut what = session.question.query.with_untracked(left_out_of_link).map_or_else(String::new, |why| {
        format!(" It leaves out the edited objectives ({why}): save them as objectives.json and send the file, too.")
    });
    let beyond = session.files.beyond_address();
    what.push_str(beyond.unwrap_or_default());
    copied.held.set(None);
    put(copied, link, &what);
    // A page that is a file on the disk has no address for others.
    if beyond.is_some() && !address::host().is_empty() {
        held(page, copied, move |link| copied.held.set(Some(Ok(link.len()))));
    }
}

/// Makes a link that holds the report.
fn held(page: Page, copied: Copied, then: impl FnOnce(String) + 'static) {
    page.session.export(Export::Held, move |held| match held {
        Ok(held) => then(page.session.held_link(&held)),
        Err(why) => copied.held.set(Some(Err(why.words()))),
    });
}

fn put(copied: Copied, link: String, what: &str) {
    let done = format!("Link copied.{what}");
    spawn_local(async move {
        copied.said.set(match clipboard::copy(&link).await {
            true => done,
            false => "The browser did not allow it: copy the address of this page.".to_owned(),
        });
    });
}
