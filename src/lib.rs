//! The browser side of sloscope. Two WebAssembly modules are made of it, so that the start page need not wait for what
//! reads files: the page (`main.rs`) and the worker of a run (`bin/worker.rs`).
//!
//! It is thin: files go to a worker, the worker asks the core, the page shows what the core answered.

mod app;
mod components;
mod fatal;
mod pages;
mod platform;
mod state;
mod workers;

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

/// Turns this worker's thread into a worker: the first message says of which role.
pub fn worker() {
    workers::role::start();
}
