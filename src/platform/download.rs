//! Handing a text, or a picture, to the user as a file.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, Document, HtmlAnchorElement, HtmlCanvasElement, HtmlImageElement,
    Url,
};

use super::clock;

const LATER_MS: u32 = 60_000;

/// Saves a text under a name; false if the browser refused.
pub fn save(name: &str, mime: &str, text: &str) -> bool {
    try_save(name, mime, text).is_ok()
}

fn try_save(name: &str, mime: &str, text: &str) -> Result<(), JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type(mime);
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    try_save_blob(name, &Blob::new_with_str_sequence_and_options(&parts, &kind)?)
}

/// Saves a file that is there; false if the browser refused.
pub fn save_blob(name: &str, file: &Blob) -> bool {
    try_save_blob(name, file).is_ok()
}

fn try_save_blob(name: &str, file: &Blob) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|w| w.document()).ok_or(JsValue::NULL)?;
    let url = Url::create_object_url_with_blob(file)?;
    follow(&document, &url, name)?;
    // Some browsers begin to save only after the click is over.
    clock::after(LATER_MS, move || drop(Url::revoke_object_url(&url))).forget();
    Ok(())
}

/// Follows a link that saves what it leads to.
fn follow(document: &Document, url: &str, name: &str) -> Result<(), JsValue> {
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(url);
    link.set_download(name);
    link.click();
    Ok(())
}

/// Draws an SVG file at twice its size and saves that as a PNG. Nothing is saved where the browser refuses.
pub fn save_png(name: String, svg: &str) {
    let svg = svg.to_owned();
    leptos::task::spawn_local(async move {
        // The button has nothing to tell beyond what the browser shows.
        drop(try_save_png(&name, &svg).await);
    });
}

async fn try_save_png(name: &str, svg: &str) -> Result<(), JsValue> {
    const SCALE: f64 = 2.0;
    let document = web_sys::window().and_then(|w| w.document()).ok_or(JsValue::NULL)?;
    let kind = BlobPropertyBag::new();
    kind.set_type("image/svg+xml");
    let parts = js_sys::Array::of1(&JsValue::from_str(svg));
    let url = Url::create_object_url_with_blob(&Blob::new_with_str_sequence_and_options(&parts, &kind)?)?;
    let image = HtmlImageElement::new()?;
    image.set_src(&url);
    let loaded = JsFuture::from(image.decode()).await;
    Url::revoke_object_url(&url)?;
    loaded?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
    let (width, height) = (f64::from(image.width()) * SCALE, f64::from(image.height()) * SCALE);
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context: CanvasRenderingContext2d = canvas.get_context("2d")?.ok_or(JsValue::NULL)?.unchecked_into();
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)?;
    follow(&document, &canvas.to_data_url_with_type("image/png")?, name)
}
