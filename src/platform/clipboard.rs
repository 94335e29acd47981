//! The clipboard.

use wasm_bindgen_futures::JsFuture;

/// Copies a text; false where the browser does not allow it (an insecure origin, a denied permission).
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    // Absent on insecure origins, whatever the type says.
    let navigator = window.navigator();
    let there = js_sys::Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|c| !c.is_undefined());
    there && JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}
