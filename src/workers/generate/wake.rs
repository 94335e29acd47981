//! How the generator waits for the next arrival: by the finest timer that the browser has (measured in Chromium, lag p99
//! at 400 requests a second: Atomics.waitAsync 0.7 ms, scheduler.postTask 2.5 ms, setTimeout 5 ms and more). Should that
//! fail to wake it once, a coarse timer does.

use std::cell::Cell;

use gloo_timers::callback::Interval;
use js_sys::{Function, Int32Array, Object, Promise, Reflect, WebAssembly};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    /// A promise whose outcome is of no interest.
    type Waiting;
    #[wasm_bindgen(method)]
    fn then(this: &Waiting, function: &Function);

    /// Options of postTask.
    type PostTaskOptions;
    #[wasm_bindgen(method, setter)]
    fn set_priority(this: &PostTaskOptions, priority: &str);
    #[wasm_bindgen(method, setter)]
    fn set_delay(this: &PostTaskOptions, ms: f64);

    /// What a memory is to be.
    #[wasm_bindgen(extends = Object)]
    type MemoryDescriptor;
    #[wasm_bindgen(method, setter)]
    fn set_initial(this: &MemoryDescriptor, pages: u32);
    #[wasm_bindgen(method, setter)]
    fn set_maximum(this: &MemoryDescriptor, pages: u32);
    #[wasm_bindgen(method, setter)]
    fn set_shared(this: &MemoryDescriptor, shared: bool);
}

use crate::platform::clock;

/// Shorter waits are not waits: replies must get their turn.
const SHORTEST_MS: f64 = 0.1;
/// A wake-up that did not come is noticed this often.
const PULSE_MS: u32 = 250;
/// Timers and clocks of a browser differ by this.
const EARLY_MS: f64 = 2.0;

thread_local! {
    /// When the next call is due; infinity while none is.
    static DUE: Cell<f64> = const { Cell::new(f64::INFINITY) };
}

pub struct Wakeup {
    by: By,
    /// What is called.
    tick: Function,
    _pulse: Interval,
}

enum By {
    /// Waits for a number in shared memory that nobody changes.
    WaitAsync(Function, Int32Array),
    /// The scheduler and its postTask.
    PostTask(JsValue, Function),
    Timeout(Function),
}

fn get(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &JsValue::from_str(name)).ok().filter(JsValue::is_truthy)
}

fn function(of: &JsValue, name: &str) -> Option<Function> {
    get(of, name)?.dyn_into().ok()
}

impl Wakeup {
    /// `tick` is called by `later`.
    pub fn find(tick: fn()) -> Self {
        let global: JsValue = js_sys::global().into();
        let timeout = || By::Timeout(function(&global, "setTimeout").unwrap_or_default());
        let by = wait_async(&global).or_else(|| post_task(&global)).unwrap_or_else(timeout);
        let due = move || {
            // A wake-up that comes after the pulse has stood in for it is for nothing.
            if clock::now_ms() >= DUE.get() - EARLY_MS {
                DUE.set(f64::INFINITY);
                tick();
            }
        };
        let pulse = Interval::new(PULSE_MS, due);
        Self { by, tick: Closure::<dyn Fn()>::new(due).into_js_value().unchecked_into(), _pulse: pulse }
    }

    pub fn name(&self) -> &'static str {
        match self.by {
            By::WaitAsync(..) => "Atomics.waitAsync",
            By::PostTask(..) => "scheduler.postTask",
            By::Timeout(_) => "setTimeout",
        }
    }

    /// After so many ms.
    pub fn later(&self, ms: f64) {
        DUE.set(clock::now_ms() + ms);
        self.call(&self.tick, ms);
    }

    pub async fn sleep(&self, ms: f64) {
        // Its executor cannot fail.
        let _ = JsFuture::from(Promise::new(&mut |done, _| self.call(&done, ms))).await;
    }

    /// A browser that has what was found at the start does not fail to call.
    fn call(&self, function: &Function, ms: f64) {
        let ms = ms.max(SHORTEST_MS);
        match &self.by {
            By::WaitAsync(wait, memory) => {
                let waiting = wait.call4(&JsValue::UNDEFINED, memory, &0.into(), &0.into(), &ms.into());
                if let Some(waiting) = waiting.ok().and_then(|waiting| get(&waiting, "value")) {
                    waiting.unchecked_into::<Waiting>().then(function);
                }
            }
            By::PostTask(scheduler, post) => {
                let options: PostTaskOptions = Object::new().unchecked_into();
                options.set_priority("user-blocking");
                options.set_delay(ms.max(1.0));
                let _ = post.call2(scheduler, function, &options);
            }
            By::Timeout(set) => {
                let _ = set.call2(&JsValue::UNDEFINED, function, &ms.into());
            }
        }
    }
}

/// A shared memory gives what waitAsync needs even where pages get no SharedArrayBuffer of their own.
fn wait_async(global: &JsValue) -> Option<By> {
    let wait = function(&get(global, "Atomics")?, "waitAsync")?;
    let of: MemoryDescriptor = Object::new().unchecked_into();
    of.set_initial(1);
    of.set_maximum(1);
    of.set_shared(true);
    let memory = WebAssembly::Memory::new(&of).ok()?;
    Some(By::WaitAsync(wait, Int32Array::new(&memory.buffer())))
}

fn post_task(global: &JsValue) -> Option<By> {
    let scheduler = get(global, "scheduler")?;
    let post = function(&scheduler, "postTask")?;
    Some(By::PostTask(scheduler, post))
}
