//! What the browser tells of the page that matters to a test from it: its origin, a service worker in the way, the
//! permission for the local network.

use js_sys::{Function, Object, Promise, Reflect};
use sloscope_core::load::Surroundings;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

fn get(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &JsValue::from_str(name)).ok().filter(JsValue::is_truthy)
}

pub async fn surroundings() -> Surroundings {
    let Some(window) = web_sys::window() else { return Surroundings::default() };
    let navigator = JsValue::from(window.navigator());
    Surroundings {
        origin: window.location().origin().unwrap_or_default(),
        service_worker: get(&navigator, "serviceWorker").and_then(|sw| get(&sw, "controller")).is_some(),
        local_network: permission(&navigator).await.unwrap_or_default(),
    }
}

/// Browsers without this permission refuse the question.
async fn permission(navigator: &JsValue) -> Option<String> {
    let permissions = get(navigator, "permissions")?;
    let query: Function = get(&permissions, "query")?.dyn_into().ok()?;
    let wanted = Object::new();
    Reflect::set(&wanted, &JsValue::from_str("name"), &JsValue::from_str("local-network-access")).ok()?;
    let asked: Promise = query.call1(&permissions, &wanted).ok()?.dyn_into().ok()?;
    let status = JsFuture::from(asked).await.ok()?;
    get(&status, "state")?.as_string()
}
