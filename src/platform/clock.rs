//! A clock that only goes forward, in ms; works in the page and in workers.

use gloo_timers::callback::Timeout;
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

/// The clock on the wall, in ms since 1970. It may be put forward or back.
pub fn today_ms() -> u64 {
    js_sys::Date::now() as u64
}

/// Today, `2026-11-25`, by the computer's own clock and time zone.
pub fn day() -> String {
    let now = js_sys::Date::new_0();
    format!("{}-{:02}-{:02}", now.get_full_year(), now.get_month() + 1, now.get_date())
}

/// Calls a function after so many ms, unless it is dropped before. The function is of one type: what calls it is in a
/// module once.
pub fn after(ms: u32, act: impl FnOnce() + 'static) -> Timeout {
    let act: Box<dyn FnOnce()> = Box::new(act);
    Timeout::new(ms, act)
}
