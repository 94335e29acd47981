//! Keeps the screen, and with it the computer, awake (Screen Wake Lock), where the browser has that and the page is seen.

use std::cell::{Cell, RefCell};

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

thread_local! {
    static WANTED: Cell<bool> = const { Cell::new(false) };
    static LOCK: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

/// Asks for it, or gives it back. A browser takes it away from a page that is hidden: ask again when it is seen.
pub fn keep(awake: bool) {
    WANTED.set(awake);
    if !awake {
        if let Some(lock) = LOCK.take() {
            // One that is gone already needs no release.
            let _ = call(&lock, "release", None);
        }
        return;
    }
    let navigator = web_sys::window().map(|window| JsValue::from(window.navigator()));
    let lock = navigator.and_then(|n| Reflect::get(&n, &JsValue::from_str("wakeLock")).ok()).filter(JsValue::is_truthy);
    let Some(asked) = lock.and_then(|lock| call(&lock, "request", Some("screen"))) else { return };
    wasm_bindgen_futures::spawn_local(async move {
        // A refusal (little battery, a hidden page) changes nothing: a sleep is noticed and reported.
        let Ok(lock) = JsFuture::from(asked).await else { return };
        if WANTED.get() {
            LOCK.set(Some(lock));
        } else {
            let _ = call(&lock, "release", None);
        }
    });
}

fn call(object: &JsValue, name: &str, argument: Option<&str>) -> Option<Promise> {
    let function: Function = Reflect::get(object, &JsValue::from_str(name)).ok()?.dyn_into().ok()?;
    let argument = argument.map_or(JsValue::UNDEFINED, JsValue::from_str);
    function.call1(object, &argument).ok()?.dyn_into().ok()
}
