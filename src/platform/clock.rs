//! A clock that only goes forward, in ms; works in the page and in workers.

use wasm_bindgen::{JsCast, JsValue};

/// `performance.now()`; 0 where there is none.
pub fn now_ms() -> f64 {
    let performance = js_sys::Reflect::get(&js_sys::global(), &JsValue::from_str("performance"));
    performance.ok().and_then(|p| p.dyn_into::<web_sys::Performance>().ok()).map_or(0.0, |p| p.now())
}
