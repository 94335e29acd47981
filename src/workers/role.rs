//! The worker's side: it says that it has started, and takes the role that its first message tells, one of those that its
//! module has.

use js_sys::{Array, WebAssembly};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sloscope_protocol::{CompareRole, Death, Holder, LoadRole, Role, WorkerRole};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, File, MessageEvent};

use super::launch::STARTED;
use super::{comparer, generate, helper, live, plan_service, reader, transport, writer};
use crate::fatal;

pub fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

pub fn tell(reply: &impl Serialize) {
    // A page that has gone hears nothing, and this worker with it.
    drop(scope().post_message(&transport::write(reply)));
}

/// The same with a file that follows. A file and not its address: that of a worker is of no use to a page that is a file on the
/// disk.
pub fn tell_with(reply: &impl Serialize, file: Option<File>) {
    let Some(file) = file else { return tell(reply) };
    let message = transport::message(reply);
    message.push(&file);
    drop(scope().post_message(&message));
}

/// Tells whoever started this worker that it is of no use any more.
pub fn tell_death(death: &Death) {
    drop(scope().post_message(&JsValue::from_str(&death.word())));
}

/// Bytes of this worker's memory; it never shrinks.
pub fn wasm_memory() -> u64 {
    let memory: WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    u64::from(memory.buffer().unchecked_into::<js_sys::ArrayBuffer>().byte_length())
}

/// Turns this thread into a worker that holds samples, or that reads some for another.
pub fn worker() {
    start(|role, parts| match role {
        WorkerRole::Reader { inputs, query, workers } => {
            reader::start(inputs, parts.iter().map(JsCast::unchecked_into).collect(), query, workers);
        }
        WorkerRole::Run { plan, query, generators } => {
            live::start(&plan, query, generators, parts.shift().unchecked_ref());
        }
        WorkerRole::Helper(part) => spawn_local(helper::serve(part, parts.shift().unchecked_into())),
    });
}

/// Turns this thread into a worker that sends the requests of a plan, or reads or writes one.
pub fn load() {
    start(|role, parts| match role {
        LoadRole::Plan(request) => plan_service::answer(*request),
        LoadRole::Generator { plan, place, probe } => {
            generate::start(*plan, place, probe, parts.shift().unchecked_into());
        }
    });
}

/// Turns this thread into a worker that writes texts.
pub fn writer() {
    start(|holder: Holder, _| writer::start(holder));
}

/// Turns this thread into a worker that compares two sides.
pub fn comparer() {
    start(|role: CompareRole, parts| comparer::start(role, &parts));
}

/// Waits for the role, which is a type of this module alone.
fn start<R: Role + 'static>(take: impl Fn(R, Array) + 'static) {
    std::panic::set_hook(Box::new(|info| tell_death(&Death::Ended(fatal::describe(info)))));
    on_message(take);
    drop(scope().post_message(&JsValue::from_str(STARTED)));
}

/// From now on messages are of this kind; what travels along follows.
pub fn on_message<T: DeserializeOwned + 'static>(act: impl Fn(T, Array) + 'static) {
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let parts: Array = event.data().unchecked_into();
        match transport::read(&parts.shift()) {
            Ok(message) => act(message, parts),
            // Both ends are built from the same sources.
            Err(error) => panic!("a message cannot be read: {error}"),
        }
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // It may be called at this moment, and the next one takes its place only once.
    on_message.forget();
}
