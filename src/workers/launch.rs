//! Starting a worker, from the page or from another worker: the same few steps. Dropping it ends it, and gives its
//! memory back.
//!
//! ```text
//! worker.js: "ready" <- { glue, module }; its module: "started" <- the first request, and what came meanwhile; any other
//! word: it has died
//! ```

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Reflect;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::run::scope;

/// What the module of a worker says when it waits for requests.
pub const STARTED: &str = "started";

/// What comes from a worker.
pub enum Heard {
    Message(JsValue),
    /// It has ended; the text is for the developers.
    Died(String),
}

/// A running worker.
pub struct Launched {
    worker: Worker,
    /// What it is to be sent once it has started; `None` from then on.
    waiting: Rc<RefCell<Option<Vec<JsValue>>>>,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn(ErrorEvent)>,
}

impl Launched {
    /// Starts a worker and hands it the first request; what it says goes to `hear`.
    pub fn new(script: &str, start: JsValue, first: JsValue, hear: impl Fn(Heard) + 'static) -> Result<Self, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(script, &options)?;
        let hear: Rc<dyn Fn(Heard)> = Rc::new(hear);
        let waiting = Rc::new(RefCell::new(Some(vec![first])));
        let on_message = {
            let (worker, hear, waiting) = (worker.clone(), hear.clone(), waiting.clone());
            Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                let data = event.data();
                match data.as_string().as_deref() {
                    Some("ready") => post(&worker, &start),
                    Some(STARTED) => {
                        let waiting = waiting.take();
                        waiting.iter().flatten().for_each(|message| post(&worker, message));
                    }
                    Some(word) => hear(Heard::Died(word.to_owned())),
                    None => hear(Heard::Message(data)),
                }
            })
        };
        let on_error = Closure::<dyn Fn(ErrorEvent)>::new(move |event: ErrorEvent| {
            event.prevent_default();
            // A worker whose script does not come gives a plain event, without a message.
            let message = Reflect::get(&event, &JsValue::from_str("message")).ok().and_then(|m| m.as_string());
            hear(Heard::Died(message.unwrap_or_else(|| "worker.js could not be loaded".to_owned())));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self { worker, waiting, _on_message: on_message, _on_error: on_error })
    }

    /// Starts another worker of this worker's kind.
    pub fn same(first: JsValue, hear: impl Fn(Heard) + 'static) -> Result<Self, JsValue> {
        let start = js_sys::Object::new();
        let glue = Reflect::get(&scope(), &JsValue::from_str("glue"))?;
        for (key, value) in [("glue", glue), ("module", wasm_bindgen::module())] {
            Reflect::set(&start, &JsValue::from_str(key), &value)?;
        }
        Self::new(&scope().location().href(), start.into(), first, hear)
    }

    pub fn post(&self, message: &JsValue) {
        match self.waiting.borrow_mut().as_mut() {
            Some(waiting) => waiting.push(message.clone()),
            None => post(&self.worker, message),
        }
    }
}

impl Drop for Launched {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

fn post(worker: &Worker, message: &JsValue) {
    if let Err(error) = worker.post_message(message) {
        panic!("a message cannot be sent to the worker: {error:?}");
    }
}
