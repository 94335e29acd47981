//! The browser side of sloscope. Several WebAssembly modules are made of it, so that nobody waits for what he does not use:
//! the page (`main.rs`), what holds samples (`bin/worker.rs`), what sends load and handles plans (`bin/load.rs`), what
//! writes exports (`bin/writer.rs`), what compares (`bin/comparer.rs`), and two parts of the page: the form of a test
//! (`bin/form.rs`) and comparisons (`bin/compare.rs`).
//!
//! It is thin: files go to a worker, the worker asks the core, the page shows what the core answered.

mod app;
mod components;
mod fatal;
mod pages;
mod part;
mod platform;
mod state;
mod workers;

use components::disclosure;
use components::host::Host;
use components::mount::mount;

/// Turns this window into the page.
pub fn page() {
    fatal::install();
    // Leptos starts its executor, and is the owner of what the app makes.
    leptos::mount::mount_to_body(|| {
        let host = Host::new();
        mount(app::app(host), host);
    });
}

/// Starts the form of a test, beside the page in its window.
pub fn form(port: web_sys::MessagePort) {
    fatal::install();
    // Numbers of lists that the page does not get to: both are in one document.
    disclosure::count_from(1 << 20);
    leptos::mount::mount_to_body(move || part::form(port));
}

/// Starts the page of comparisons, beside the page in its window.
pub fn comparison(port: web_sys::MessagePort) {
    fatal::install();
    disclosure::count_from(2 << 20);
    leptos::mount::mount_to_body(move || part::comparison(port));
}

pub use workers::role::{comparer, load, worker, writer};
