//! Has a worker's first collection of garbage before a test: in Chromium the first one of a heap comes when 10 MB have
//! gathered and stops the thread for 20 to 35 ms, some ten seconds into a test of 400 requests a second; those after it
//! come every second or two and take 5 (seen in Chromium's own trace).

use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Object, Promise, WeakRef};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use super::wake::Wakeup;

/// Numbers in an array of garbage: 256 KiB.
const NUMBERS: u32 = 32 * 1024;
/// Arrays that are held at a time: what is held for a moment is not collected in passing.
const HELD: usize = 8;
/// Browsers that collect later than this, or never tell, are not waited for.
const MOST: usize = 512;
/// A test does not wait longer for this, in ms.
const PATIENCE_MS: u32 = 3000;

/// Makes garbage until some has been collected, or it takes too long.
pub async fn settle(wakeup: Rc<Wakeup>) {
    let settled = future_to_promise(async move {
        collect(&wakeup).await;
        Ok(JsValue::UNDEFINED)
    });
    let over = future_to_promise(async {
        TimeoutFuture::new(PATIENCE_MS).await;
        Ok(JsValue::UNDEFINED)
    });
    // Neither fails.
    let _ = JsFuture::from(Promise::race(&Array::of2(&settled, &over))).await;
}

async fn collect(wakeup: &Wakeup) {
    let gone = WeakRef::new(&Object::new());
    let mut held = std::collections::VecDeque::new();
    for _ in 0..MOST {
        // What is weakly held stays for as long as the task goes on.
        wakeup.sleep(0.0).await;
        if gone.deref().is_none() {
            return;
        }
        held.push_back(Array::new_with_length(NUMBERS).fill(&JsValue::from_f64(0.5), 0, NUMBERS));
        if held.len() > HELD {
            held.pop_front();
        }
    }
}
