//! A clock that only goes forward, in ms; works in the page and in workers.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Performance;

thread_local! {
    static PERFORMANCE: Option<Performance> =
        Reflect::get(&js_sys::global(), &JsValue::from_str("performance")).ok().and_then(|p| p.dyn_into().ok());
}

/// `performance` of the page or of the worker.
pub fn performance() -> Option<Performance> {
    PERFORMANCE.with(Clone::clone)
}

/// `performance.now()`; 0 where there is none.
pub fn now_ms() -> f64 {
    PERFORMANCE.with(|performance| performance.as_ref().map_or(0.0, Performance::now))
}

/// The same on a clock that a page and its workers share; 1970 is near its zero, but it does not follow the clock on the wall.
pub fn shared_ms() -> f64 {
    origin_ms() + now_ms()
}

/// Zero of `performance.now()`, on the shared clock.
pub fn origin_ms() -> f64 {
    PERFORMANCE.with(|performance| performance.as_ref().map_or(0.0, Performance::time_origin))
}

/// Today, `2026-11-25`, by the computer's own clock and time zone.
pub fn day() -> String {
    let now = js_sys::Date::new_0();
    format!("{}-{:02}-{:02}", now.get_full_year(), now.get_month() + 1, now.get_date())
}

/// Lets the page take in what came meanwhile, and goes on in a task of its own.
pub async fn next_task() {
    pause(0).await;
}

/// Goes on after so many ms, in a task of its own. Of the page; a worker has no window.
pub async fn pause(ms: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let timer =
            web_sys::window().map(|window| window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms));
        if !matches!(timer, Some(Ok(_))) {
            // Without a timer it goes on at once; a resolver does not fail.
            let _ = resolve.call0(&JsValue::NULL);
        }
    });
    // A timer does not fail.
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
}
