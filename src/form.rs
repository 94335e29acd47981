//! The form of a test ("Run a test"), as a module of its own: the page loads it when it is opened, and it draws itself into
//! the place that the page has for it.

use std::cell::RefCell;

use leptos::prelude::*;
use web_sys::MessagePort;

use crate::components::host::Host;
use crate::components::mount::{Mounted, mount_in};
use crate::pages::run;
use crate::state::draft::Draft;
use crate::state::parent_page::ParentPage;

/// What is drawn, and what owns its signals.
struct Shown {
    owner: Owner,
    mounted: Option<Mounted>,
}

/// Hears the page from now on. What was written stays when the form is not shown.
pub fn form(port: MessagePort) {
    let (page, draft, host) = (ParentPage::default(), Draft::default(), Host::new());
    let Some(owner) = Owner::current() else { return };
    let shown = RefCell::new(None::<Shown>);
    page.hear(port, draft, move |show| {
        if let Some(shown) = shown.take() {
            drop(shown.mounted);
            shown.owner.cleanup();
        }
        if show {
            let owner = owner.child();
            let mounted = owner.with(|| mount_in(run::PLACE, || run::run(page, draft), host));
            shown.replace(Some(Shown { owner, mounted }));
        }
    });
}
