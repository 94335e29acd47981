//! The browser side of sloscope: one WebAssembly module for the page and for its workers.
//!
//! It is thin: files go to a worker, the worker asks the core, the page shows what the core answered.

mod app;
mod components;
mod fatal;
mod pages;
mod platform;
mod route;
mod state;
mod workers;

use wasm_bindgen::JsCast;

fn main() {
    if js_sys::global().is_instance_of::<web_sys::Window>() {
        fatal::install();
        leptos::mount::mount_to_body(app::app);
    } else {
        workers::run::start();
    }
}
