//! Starting a worker, from the page or from another worker: the same few steps. Dropping it ends it, and gives its
//! memory back. Whatever becomes of a worker is heard: an error, parts that do not come, and an end without a word.
//!
//! ```text
//! worker.js: "ready" <- { glue, module, life }; "held": it holds the lock `life` until it ends; its module: "started" <-
//! its role, and what came meanwhile; any other word: it has died
//! ```

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Interval;
use js_sys::{Function, Math, Object, Promise, Reflect};
use sloscope_protocol::Death;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ErrorEvent, MessageEvent, RequestCache, RequestInit, Worker, WorkerOptions, WorkerType};

use super::modules::Parts;
use crate::platform::clock;

/// What the module of a worker says when it waits for its role.
pub const STARTED: &str = "started";

/// A worker may take so many seconds to start, since its parts may have to be fetched; one that others wait for, so many;
/// and a script, which is small, where there is a copy of it.
const START_S: u32 = 20;
const START_SOON_S: u32 = 10;
const SCRIPT_S: u32 = 4;
/// What a worker said before its end may come a little after the end itself.
const LAST_WORDS_MS: u32 = 300;

#[wasm_bindgen]
extern "C" {
    /// What worker.js gets.
    type StartMessage;
    #[wasm_bindgen(method, setter)]
    fn set_glue(this: &StartMessage, glue: &JsValue);
    #[wasm_bindgen(method, setter)]
    fn set_module(this: &StartMessage, module: &JsValue);
    #[wasm_bindgen(method, setter)]
    fn set_life(this: &StartMessage, life: &str);

    /// Of the page, or of a worker.
    #[wasm_bindgen(js_name = fetch)]
    fn fetch_anywhere(address: &JsValue, options: &RequestInit) -> Promise;
}

/// What comes from a worker.
pub enum WorkerEvent {
    Message(JsValue),
    /// It has ended, or did not start.
    Died(Death),
}

/// Hears of them. One type for all: what starts a worker is there once in a module.
pub type OnEvent = Box<dyn Fn(WorkerEvent)>;

/// A running worker.
pub struct Launched(Rc<Inner>);

struct Inner {
    worker: RefCell<Worker>,
    /// What it is to be sent once it has started; `None` from then on.
    waiting: RefCell<Option<Vec<JsValue>>>,
    parts: RefCell<Parts>,
    /// The name of the lock that it holds until it ends; a copy has one of its own.
    life: RefCell<String>,
    script_is_there: Cell<bool>,
    seconds: Cell<u32>,
    /// So many may pass until it starts.
    most_s: u32,
    /// Nobody wants to hear of it any more.
    over: Cell<bool>,
    on_event: OnEvent,
    handlers: RefCell<Option<Handlers>>,
    late: RefCell<Option<Interval>>,
}

struct Handlers {
    on_message: Closure<dyn Fn(MessageEvent)>,
    on_error: Closure<dyn Fn(ErrorEvent)>,
}

impl Launched {
    /// Starts a worker and hands it its role, which is `first`; what it says goes to `on_event`. Where the host of its
    /// parts is not reached, their copy is started.
    pub fn new(parts: Parts, first: JsValue, on_event: OnEvent) -> Result<Self, JsValue> {
        Self::within(START_S, parts, first, on_event)
    }

    /// The same where others wait for it.
    pub fn soon(parts: Parts, first: JsValue, on_event: OnEvent) -> Result<Self, JsValue> {
        Self::within(START_SOON_S, parts, first, on_event)
    }

    fn within(most_s: u32, parts: Parts, first: JsValue, on_event: OnEvent) -> Result<Self, JsValue> {
        let inner = Rc::new(Inner {
            worker: RefCell::new(create(&parts.script())?),
            parts: RefCell::new(parts),
            life: RefCell::new(life()),
            waiting: RefCell::new(Some(vec![first])),
            script_is_there: Cell::new(false),
            seconds: Cell::new(0),
            most_s,
            over: Cell::new(false),
            on_event,
            handlers: RefCell::new(None),
            late: RefCell::new(None),
        });
        let weak = || Rc::downgrade(&inner);
        let on_message = {
            let inner = weak();
            Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                if let Some(inner) = inner.upgrade() {
                    inner.message(event.data());
                }
            })
        };
        let on_error = {
            let inner = weak();
            Closure::<dyn Fn(ErrorEvent)>::new(move |event: ErrorEvent| {
                event.prevent_default();
                if let Some(inner) = inner.upgrade() {
                    inner.error(&event);
                }
            })
        };
        let late = weak();
        let late = Interval::new(1000, move || {
            if let Some(inner) = late.upgrade() {
                inner.second();
            }
        });
        inner.handlers.replace(Some(Handlers { on_message, on_error }));
        inner.late.replace(Some(late));
        inner.listen();
        Ok(Self(inner))
    }

    pub fn post(&self, message: &JsValue) {
        match self.0.waiting.borrow_mut().as_mut() {
            Some(waiting) => waiting.push(message.clone()),
            None => self.0.post(message),
        }
    }
}

impl Drop for Launched {
    fn drop(&mut self) {
        self.0.end();
    }
}

fn life() -> String {
    format!("sloscope {}", Math::random())
}

fn create(script: &str) -> Result<Worker, JsValue> {
    let options = WorkerOptions::new();
    // A copy is no module (copy.js).
    let is_copy = script.starts_with("blob:");
    options.set_type(if is_copy { WorkerType::Classic } else { WorkerType::Module });
    Worker::new_with_options(script, &options)
}

impl Inner {
    fn listen(&self) {
        let worker = self.worker.borrow();
        if let Some(handlers) = self.handlers.borrow().as_ref() {
            worker.set_onmessage(Some(handlers.on_message.as_ref().unchecked_ref()));
            worker.set_onerror(Some(handlers.on_error.as_ref().unchecked_ref()));
        }
    }

    fn has_started(&self) -> bool {
        self.waiting.borrow().is_none()
    }

    fn message(self: &Rc<Self>, data: JsValue) {
        match data.as_string().as_deref() {
            Some("ready") => {
                self.script_is_there.set(true);
                let parts = self.parts.borrow();
                let start: StartMessage = Object::new().unchecked_into();
                start.set_glue(&parts.glue());
                start.set_module(&parts.module());
                start.set_life(&self.life.borrow());
                self.post(&start);
            }
            Some("held") => self.watch(),
            Some(STARTED) => {
                self.late.take();
                let waiting = self.waiting.take();
                waiting.iter().flatten().for_each(|message| self.post(message));
            }
            Some(word) => match Death::of_word(word, self.has_started()) {
                death @ Death::NotLoaded(_) if !self.has_started() => self.not_loaded(death),
                death => self.died(death),
            },
            None => (self.on_event)(WorkerEvent::Message(data)),
        }
    }

    fn error(self: &Rc<Self>, event: &ErrorEvent) {
        // A worker whose script does not come gives a plain event, without a message.
        let message = Reflect::get(event, &"message".into()).ok().and_then(|m| m.as_string());
        let not_there = message.is_none() && !self.script_is_there.get();
        let word = message.unwrap_or_else(|| "worker.js could not be loaded".to_owned());
        let death = Death::of_word(&word, self.has_started());
        if not_there { self.not_loaded(death) } else { self.died(death) }
    }

    /// A part of it did not come: its copy is started where the host is gone.
    fn not_loaded(self: &Rc<Self>, death: Death) {
        let inner = self.clone();
        spawn_local(async move {
            let parts = inner.parts.borrow().clone();
            // A host that answers lacks the file: a copy would hide that.
            let spare = parts.spare().is_some() && !answers(&parts.glue()).await;
            if !spare || !inner.start_spare() {
                inner.died(death);
            }
        });
    }

    /// Waits for its start, of which a browser does not tell that it takes long.
    fn second(self: &Rc<Self>) {
        let seconds = self.seconds.get() + 1;
        self.seconds.set(seconds);
        if seconds == SCRIPT_S && !self.script_is_there.get() {
            self.start_spare();
        }
        if seconds == self.most_s {
            let what = if self.script_is_there.get() { "the module of a worker" } else { "worker.js" };
            self.died(Death::NotLoaded(format!("{what} did not come within {seconds} s")));
        }
    }

    /// Starts the copy instead, if there is one.
    fn start_spare(&self) -> bool {
        let spare = self.parts.borrow().spare().filter(|_| !self.over.get());
        let Some((worker, spare)) = spare.and_then(|spare| Some((create(&spare.script()).ok()?, spare))) else {
            return false;
        };
        self.silence();
        self.parts.replace(spare);
        self.life.replace(life());
        self.worker.replace(worker);
        self.listen();
        true
    }

    /// Hears of its end, however it comes: then another gets the lock that it holds.
    fn watch(self: &Rc<Self>) {
        let (inner, life) = (Rc::downgrade(self), self.life.borrow().clone());
        let name = JsValue::from_str(&life);
        let ended = Closure::once_into_js(move || {
            let ended = move || {
                // Its copy may have taken its place.
                if let Some(inner) = inner.upgrade().filter(|inner| *inner.life.borrow() == life) {
                    inner.died(Death::Ended("the worker has ended without a word".to_owned()));
                }
            };
            clock::after(LAST_WORDS_MS, ended).forget();
        });
        let get = |of: &JsValue, name: &str| Reflect::get(of, &name.into());
        let locks = get(&js_sys::global(), "navigator").and_then(|navigator| get(&navigator, "locks"));
        let request = locks.as_ref().ok().and_then(|locks| get(locks, "request").ok()?.dyn_into::<Function>().ok());
        if let (Some(request), Ok(locks)) = (request, locks) {
            // A browser that gave the lock gives it again.
            let _ = request.call2(&locks, &name, &ended);
        }
    }

    fn died(&self, death: Death) {
        if !self.over.replace(true) {
            (self.on_event)(WorkerEvent::Died(death));
        }
    }

    fn post(&self, message: &JsValue) {
        if let Err(error) = self.worker.borrow().post_message(message) {
            panic!("a message cannot be sent to the worker: {error:?}");
        }
    }

    fn silence(&self) {
        let worker = self.worker.borrow();
        worker.set_onmessage(None);
        worker.set_onerror(None);
        worker.terminate();
    }

    fn end(&self) {
        self.over.set(true);
        self.silence();
    }
}

/// Whether the host of an address answers at all.
async fn answers(address: &JsValue) -> bool {
    let options = RequestInit::new();
    options.set_method("HEAD");
    options.set_cache(RequestCache::NoStore);
    JsFuture::from(fetch_anywhere(address, &options)).await.is_ok()
}
