//! The channel between the page and a part of it that is a module of its own in the same window: both ends.

use js_sys::Array;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sloscope_core::load::Plan;
use sloscope_protocol::{PackedPlan, PartReply, PartRequest};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageChannel, MessageEvent, MessagePort};

use super::transport;

#[wasm_bindgen]
extern "C" {
    type Boot;
    /// Of boot.js: fetches the module of this name, unless it is there, and hands it its end of the channel.
    #[wasm_bindgen(method, catch, js_name = startPart)]
    async fn start_part(this: &Boot, name: &str, port: &MessagePort) -> Result<JsValue, JsValue>;
}

/// One end of the channel. What comes before the other end listens waits for it.
pub struct End {
    port: MessagePort,
    _on_message: Closure<dyn Fn(MessageEvent)>,
}

impl End {
    /// Listens: to messages, and to what travels along.
    pub fn new<T: DeserializeOwned + 'static>(port: MessagePort, act: impl Fn(T, Array) + 'static) -> Self {
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let parts: Array = event.data().unchecked_into();
            match transport::read(&parts.shift()) {
                Ok(message) => act(message, parts),
                // Both ends are built from the same sources.
                Err(error) => panic!("a message cannot be read: {error}"),
            }
        });
        port.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        Self { port, _on_message: on_message }
    }

    pub fn post(&self, message: &impl Serialize, along: &[JsValue]) {
        let message = transport::message(message);
        along.iter().for_each(|part| {
            message.push(part);
        });
        // The other end is in the same window.
        drop(self.port.post_message(&message));
    }
}

/// The page's end.
pub struct Part {
    end: End,
    /// The end of the part.
    other: MessagePort,
}

impl Part {
    pub fn new(on_reply: impl Fn(PartReply) + 'static) -> Result<Self, JsValue> {
        let channel = MessageChannel::new()?;
        let end = End::new(channel.port1(), move |reply, _| on_reply(reply));
        Ok(Self { end, other: channel.port2() })
    }

    pub fn post(&self, request: &PartRequest, along: &[JsValue]) {
        self.end.post(request, along);
    }

    /// Fetches the module and starts it; fails with the reason, and can be tried again then.
    pub fn load(&self, name: &'static str) -> impl Future<Output = Result<(), String>> + use<> {
        let other = self.other.clone();
        async move {
            let boot: Boot = js_sys::global().unchecked_into();
            let started = boot.start_part(name, &other).await;
            started.map(drop).map_err(|error| String::from(js_sys::Object::from(error).to_string()))
        }
    }
}

/// A plan to be handed on by who cannot read it.
pub fn packed(plan: &Plan, practice: bool) -> PackedPlan {
    PackedPlan { bytes: transport::bytes(plan), practice }
}

/// The inverse of [`packed`].
pub fn plan_of(packed: &PackedPlan) -> Result<Plan, postcard::Error> {
    postcard::from_bytes(&packed.bytes)
}
