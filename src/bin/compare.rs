//! The module of the page of comparisons. It has nothing to do until the page starts it.

use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::MessagePort;

fn main() {}

/// Starts it at its end of the channel to the page.
#[wasm_bindgen]
pub fn start(port: MessagePort) {
    sloscope::comparison(port);
}
