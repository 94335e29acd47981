//! The last resort: a panic ends in a dialog that says what happened and offers a way on, made of plain DOM, since
//! nothing else can be relied on then. It holds no user data: a place in the source and a message.

use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlDialogElement};

/// Shows panics of the page.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        // There is nobody left to tell if the dialog fails too.
        let _ = show(&describe(info));
    }));
}

/// What a panic says, for a report to the developers.
pub fn describe(info: &std::panic::PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let text = payload.downcast_ref::<&str>().map(|s| (*s).to_owned()).or_else(|| payload.downcast_ref().cloned());
    let place = info.location().map(|l| format!("{}:{}", l.file(), l.line())).unwrap_or_default();
    format!("sloscope {} at {place}: {}", env!("CARGO_PKG_VERSION"), text.unwrap_or_default())
}

fn show(report: &str) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|w| w.document()).ok_or(JsValue::NULL)?;
    let dialog: HtmlDialogElement = document.create_element("dialog")?.unchecked_into();
    dialog.set_class_name("fatal");
    dialog.set_attribute("aria-labelledby", "fatal-title")?;
    let title = child(&document, &dialog, "h2", "sloscope has stopped")?;
    title.set_id("fatal-title");
    child(
        &document,
        &dialog,
        "p",
        "A mistake in sloscope itself stopped the page. Your files are untouched, and nothing was sent anywhere. Reload the page and open them again.",
    )?;
    child(&document, &dialog, "pre", report)?;
    let reload = child(&document, &dialog, "button", "Reload the page")?;
    let again = Closure::<dyn Fn()>::new(|| {
        if let Some(window) = web_sys::window() {
            // A refused reload leaves the dialog.
            let _ = window.location().reload();
        }
    });
    reload.add_event_listener_with_callback("click", again.as_ref().unchecked_ref())?;
    again.forget();
    document.body().ok_or(JsValue::NULL)?.append_child(&dialog)?;
    dialog.show_modal()
}

fn child(document: &Document, parent: &Element, name: &str, text: &str) -> Result<Element, JsValue> {
    let element = document.create_element(name)?;
    element.set_text_content(Some(text));
    parent.append_child(&element)?;
    Ok(element)
}
