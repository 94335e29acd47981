//! The browser side of sloscope. Several WebAssembly modules are made of it, so that nobody waits for what he does not use:
//! the page (`main.rs`), what holds samples (`bin/worker.rs`), what sends load and handles plans (`bin/load.rs`) and what
//! writes exports (`bin/writer.rs`).
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

pub use workers::role::{load, worker, writer};
