//! Whether nothing of another origin can look into the page, by headers of its host: then its workers may share memory, and
//! its clock is finer.

use wasm_bindgen::JsValue;

/// Works in the page and in workers.
pub fn isolated() -> bool {
    js_sys::Reflect::get(&js_sys::global(), &JsValue::from_str("crossOriginIsolated")).is_ok_and(|is| is.is_truthy())
}
