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

/// Turns this window into the page.
pub fn page() {
    fatal::install();
    leptos::mount::mount_to_body(app::app);
}

/// Turns this worker's thread into a worker: the first message says of which role.
pub fn worker() {
    workers::role::start();
}
