//! Handing a text to the user as a file.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

const LATER: std::time::Duration = std::time::Duration::from_secs(60);

/// Saves a text under a name; false if the browser refused.
pub fn save(name: &str, mime: &str, text: &str) -> bool {
    try_save(name, mime, text).is_ok()
}

fn try_save(name: &str, mime: &str, text: &str) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|w| w.document()).ok_or(JsValue::NULL)?;
    let kind = BlobPropertyBag::new();
    kind.set_type(mime);
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let url = Url::create_object_url_with_blob(&Blob::new_with_str_sequence_and_options(&parts, &kind)?)?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // Some browsers begin to save only after the click is over.
    leptos::prelude::set_timeout(move || drop(Url::revoke_object_url(&url)), LATER);
    Ok(())
}
