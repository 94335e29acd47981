//! How the generator waits for the next arrival: by the finest timer that the browser has (measured in Chromium, lag p99
//! at 400 requests a second: Atomics.waitAsync 0.7 ms, scheduler.postTask 2.5 ms, setTimeout 5 ms and more).

use js_sys::{Array, Function, Int32Array, Object, Promise, Reflect, WebAssembly};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Shorter waits are not waits: replies must get their turn.
const SHORTEST_MS: f64 = 0.1;

pub enum Wakeup {
    /// Waits for a number in shared memory that nobody changes.
    WaitAsync(Function, Int32Array),
    /// The scheduler, its postTask, and a function that does nothing.
    PostTask(JsValue, Function, JsValue),
    Timeout(Function),
}

fn get(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &JsValue::from_str(name)).ok().filter(JsValue::is_truthy)
}

fn function(of: &JsValue, name: &str) -> Option<Function> {
    get(of, name)?.dyn_into().ok()
}

fn object(fields: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        // Setting a key of a fresh object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object
}

impl Wakeup {
    pub fn find() -> Self {
        let global: JsValue = js_sys::global().into();
        let timeout = || Self::Timeout(function(&global, "setTimeout").unwrap_or_default());
        wait_async(&global).or_else(|| post_task(&global)).unwrap_or_else(timeout)
    }

    pub fn name(&self) -> &'static str {
        match self {
            Self::WaitAsync(..) => "Atomics.waitAsync",
            Self::PostTask(..) => "scheduler.postTask",
            Self::Timeout(_) => "setTimeout",
        }
    }

    pub async fn sleep(&self, ms: f64) {
        let ms = ms.max(SHORTEST_MS);
        let promise = match self {
            Self::WaitAsync(wait, memory) => {
                let arguments = Array::of4(memory, &0.into(), &0.into(), &ms.into());
                let waiting = wait.apply(&JsValue::UNDEFINED, &arguments).ok();
                waiting.and_then(|waiting| get(&waiting, "value")?.dyn_into::<Promise>().ok())
            }
            Self::PostTask(scheduler, post, nothing) => {
                let options = object(&[("priority", "user-blocking".into()), ("delay", ms.max(1.0).into())]);
                post.call2(scheduler, nothing, &options).ok().and_then(|p| p.dyn_into().ok())
            }
            Self::Timeout(set) => Some(Promise::new(&mut |done, _| {
                // A timer does not fail.
                let _ = set.call2(&JsValue::UNDEFINED, &done, &ms.into());
            })),
        };
        if let Some(promise) = promise {
            // It is over, however it ended.
            let _ = JsFuture::from(promise).await;
        }
    }
}

/// A shared memory gives what waitAsync needs even where pages get no SharedArrayBuffer of their own.
fn wait_async(global: &JsValue) -> Option<Wakeup> {
    let wait = function(&get(global, "Atomics")?, "waitAsync")?;
    let of = object(&[("initial", 1.into()), ("maximum", 1.into()), ("shared", true.into())]);
    let memory = WebAssembly::Memory::new(&of).ok()?;
    Some(Wakeup::WaitAsync(wait, Int32Array::new(&memory.buffer())))
}

fn post_task(global: &JsValue) -> Option<Wakeup> {
    let scheduler = get(global, "scheduler")?;
    let post = function(&scheduler, "postTask")?;
    // The policy of the page allows no function of a text.
    let nothing = wasm_bindgen::closure::Closure::<dyn Fn()>::new(|| ()).into_js_value();
    Some(Wakeup::PostTask(scheduler, post, nothing))
}
