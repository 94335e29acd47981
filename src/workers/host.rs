//! The page's side of a worker: starts it, hands it requests, hears its replies, ends it. Dropping it ends it, which
//! is also how reading is cancelled and how its memory is given back.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Object, Reflect};
use sloscope_core::report::Query;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, File, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::protocol::{self, InputKind, Reply, Request};

/// A running worker.
pub struct Engine {
    worker: Worker,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn(ErrorEvent)>,
}

impl Engine {
    /// Starts a worker that opens the inputs; every reply goes to `hear`.
    pub fn open(
        inputs: Vec<InputKind>,
        files: &[File],
        query: Query,
        hear: impl Fn(Reply) + 'static,
    ) -> Result<Self, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options("./worker.js", &options)?;
        let hear: Rc<dyn Fn(Reply)> = Rc::new(hear);
        let first = message(&Request::Open { inputs, query });
        files.iter().for_each(|file| {
            first.push(file);
        });
        let first = RefCell::new(Some(first));
        let on_message = {
            let (worker, hear) = (worker.clone(), hear.clone());
            Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                let data = event.data();
                // worker.js itself speaks in words, its module in bytes.
                if let Some(word) = data.as_string() {
                    return match word.as_str() {
                        "ready" => post(&worker, &start_message()),
                        _ => hear(Reply::Died(word)),
                    };
                }
                let reply = protocol::read(&data)
                    .unwrap_or_else(|error| Reply::Died(format!("a reply cannot be read: {error}")));
                match reply {
                    Reply::Started => {
                        if let Some(first) = first.take() {
                            post(&worker, &first);
                        }
                    }
                    reply => hear(reply),
                }
            })
        };
        let on_error = Closure::<dyn Fn(ErrorEvent)>::new(move |event: ErrorEvent| {
            event.prevent_default();
            // A worker whose script does not come gives a plain event, without a message.
            let message = Reflect::get(&event, &JsValue::from_str("message")).ok().and_then(|m| m.as_string());
            hear(Reply::Died(message.unwrap_or_else(|| "worker.js could not be loaded".to_owned())));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self { worker, _on_message: on_message, _on_error: on_error })
    }

    /// Asks for a report; the answer comes as [`Reply::Report`] with this number.
    pub fn query(&self, number: u32, query: &Query) {
        post(&self.worker, &message(&Request::Query { number, query: query.clone() }));
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// What worker.js waits for: the addresses of the worker's glue and module, which stand in the page's script element.
fn start_message() -> JsValue {
    let message = Object::new();
    let script = web_sys::window()
        .and_then(|w| w.document())
        .and_then(|d| d.query_selector("script[data-worker-glue]").ok().flatten());
    for (key, attribute) in [("glue", "data-worker-glue"), ("module", "data-worker-wasm")] {
        let place = script.as_ref().and_then(|script| script.get_attribute(attribute));
        let address = place.and_then(|place| crate::platform::address::resolve(&place).ok()).unwrap_or_default();
        // Setting a key of a fresh object cannot fail.
        let _ = Reflect::set(&message, &JsValue::from_str(key), &JsValue::from_str(&address));
    }
    message.into()
}

fn message(request: &Request) -> Array {
    Array::of1(&protocol::write(request))
}

fn post(worker: &Worker, message: &JsValue) {
    if let Err(error) = worker.post_message(message) {
        panic!("a message cannot be sent to the worker: {error:?}");
    }
}
