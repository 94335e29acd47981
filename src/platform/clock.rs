//! A clock that only goes forward, in ms; works in the page and in workers.

use js_sys::{Function, Reflect};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Performance;

// Of the page and of workers alike.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(function: &Function, ms: i32);
    #[wasm_bindgen(js_name = setInterval)]
    fn set_interval(function: &Function, ms: i32) -> JsValue;
    #[wasm_bindgen(js_name = clearInterval)]
    fn clear_interval(timer: &JsValue);
}

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

/// Lets the page take in what came meanwhile, and goes on in a task of its own.
pub async fn next_task() {
    pause(0).await;
}

/// Goes on after so many ms, in a task of its own.
pub async fn pause(ms: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| set_timeout(&resolve, ms));
    // A timer does not fail.
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
}

/// Calls a function again and again until it is dropped. Time in which the computer sleeps or the page is frozen counts as
/// one call at most, so a number of calls is a time in which others could have acted, too.
pub struct Ticks {
    timer: JsValue,
    _tick: Closure<dyn Fn()>,
}

impl Ticks {
    pub fn every(ms: i32, tick: impl Fn() + 'static) -> Self {
        let tick = Closure::<dyn Fn()>::new(tick);
        Self { timer: set_interval(tick.as_ref().unchecked_ref(), ms), _tick: tick }
    }
}

impl Drop for Ticks {
    fn drop(&mut self) {
        clear_interval(&self.timer);
    }
}
