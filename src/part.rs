//! A part of the page as a module of its own ("Run a test", "Compare"): the page loads it when it is opened, and it draws
//! itself into the place that the page has for it.

use std::cell::RefCell;

use js_sys::Array;
use leptos::prelude::*;
use web_sys::MessagePort;

use crate::components::element::Element;
use crate::components::host::Host;
use crate::components::mount::{Mounted, mount_in};
use crate::pages::{compare, run};
use crate::state::comparing::Comparison;
use crate::state::draft::Draft;
use crate::state::parent_page::ParentPage;
use crate::state::part::place;
use crate::workers::protocol::PartRequest;

/// What is drawn, and what owns its signals.
struct Shown {
    owner: Owner,
    mounted: Option<Mounted>,
}

/// The form of a test. What was written stays when it is not shown.
pub fn form(port: MessagePort) {
    let (page, draft) = (ParentPage::default(), Draft::default());
    hear(
        port,
        page,
        "form",
        move |_| run::run(page, draft),
        move |request, files| page.form_asked(draft, request, &files),
    );
}

/// Comparisons. What was read stays when they are not shown.
pub fn comparison(port: MessagePort) {
    let page = ParentPage::default();
    let comparison = Comparison::new(page);
    let draw = move |host| compare::compare(comparison, host);
    hear(port, page, "compare", draw, move |request, files| comparison.asked(request, files));
}

/// Hears the page from now on: what is not about the place of the part goes to `act`, with what travels along.
fn hear(
    port: MessagePort,
    page: ParentPage,
    name: &'static str,
    draw: impl Fn(Host) -> Element + 'static,
    act: impl Fn(PartRequest, Array) + 'static,
) {
    let host = Host::new();
    let Some(owner) = Owner::current() else { return };
    let shown = RefCell::new(None::<Shown>);
    page.hear(port, move |request, along| {
        let shows = matches!(request, PartRequest::Show);
        if !shows && !matches!(request, PartRequest::Hide) {
            return act(request, along);
        }
        if let Some(shown) = shown.take() {
            drop(shown.mounted);
            shown.owner.cleanup();
        }
        if shows {
            let owner = owner.child();
            let mounted = owner.with(|| mount_in(&place(name), || draw(host), host));
            shown.replace(Some(Shown { owner, mounted }));
        }
    });
}
