//! What the browser tells of the page that matters to a test from it: its origin, a service worker in the way, the
//! permissions for the local network. A worker gets the same.

use js_sys::{Function, Object, Promise, Reflect};
use sloscope_core::load::{BrowserPolicy, Permission, Space, host_of};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReferrerPolicy, RequestCredentials, RequestInit, RequestRedirect};

/// Tells a request which network its address is in, where the browser knows the option: one that says so is let through where
/// the user has allowed it (Local Network Access).
pub fn set_space(init: &RequestInit, space: Space) {
    thread_local! {
        static IS_KNOWN: bool = knows_spaces();
    }
    if IS_KNOWN.with(|known| *known) {
        let value = space.option().map_or(JsValue::UNDEFINED, JsValue::from_str);
        // An object of our own takes any property.
        let _ = Reflect::set(init, &JsValue::from_str("targetAddressSpace"), &value);
    }
}

/// A browser that does not know the option has no such attribute of requests.
fn knows_spaces() -> bool {
    let request = Reflect::get(&js_sys::global(), &JsValue::from_str("Request")).unwrap_or_default();
    let prototype = get(&request, "prototype").unwrap_or_default();
    Reflect::has(&prototype, &JsValue::from_str("targetAddressSpace")).unwrap_or(false)
}

/// Asks an address from the window, so that the browser asks its user; what comes back is of no interest. Nothing of a plan is
/// sent, and no redirect followed.
pub async fn ask_leave(url: &str) {
    let init = RequestInit::new();
    init.set_method("HEAD");
    init.set_redirect(RequestRedirect::Manual);
    init.set_credentials(RequestCredentials::Omit);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    set_space(&init, Space::of(host_of(url)));
    if let Some(window) = web_sys::window() {
        let _ = JsFuture::from(window.fetch_with_str_and_init(url, &init)).await;
    }
}

#[wasm_bindgen]
extern "C" {
    /// The one of web-sys has no permission for a network.
    type PermissionDescriptor;
    #[wasm_bindgen(method, setter)]
    fn set_name(this: &PermissionDescriptor, name: &str);
}

/// Chromium before 145 had one permission for both.
const BOTH: &str = "local-network-access";

fn get(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &JsValue::from_str(name)).ok().filter(JsValue::is_truthy)
}

pub async fn policy() -> BrowserPolicy {
    let global = JsValue::from(js_sys::global());
    let navigator = get(&global, "navigator").unwrap_or_default();
    let origin = get(&global, "location").and_then(|location| get(&location, "origin")?.as_string());
    BrowserPolicy {
        origin: origin.unwrap_or_default(),
        service_worker: get(&navigator, "serviceWorker").and_then(|sw| get(&sw, "controller")).is_some(),
        local_network: permission(&navigator, "local-network").await,
        loopback_network: permission(&navigator, "loopback-network").await,
    }
}

async fn permission(navigator: &JsValue, name: &str) -> Permission {
    let state = match state(navigator, name).await {
        Some(state) => Some(state),
        None => state(navigator, BOTH).await,
    };
    Permission::read(&state.unwrap_or_default())
}

/// Browsers without this permission refuse the question.
async fn state(navigator: &JsValue, name: &str) -> Option<String> {
    let permissions = get(navigator, "permissions")?;
    let query: Function = get(&permissions, "query")?.dyn_into().ok()?;
    let wanted: PermissionDescriptor = Object::new().unchecked_into();
    wanted.set_name(name);
    let asked: Promise = query.call1(&permissions, &wanted).ok()?.dyn_into().ok()?;
    let status = JsFuture::from(asked).await.ok()?;
    get(&status, "state")?.as_string()
}
