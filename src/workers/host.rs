//! The page's side of the worker of a run: hands it requests, hears its replies. Dropping it ends it, which is also how
//! reading is cancelled and how its memory is given back.

use js_sys::{Array, Object, Reflect};
use sloscope_core::chart::ChartAsk;
use sloscope_core::load::Plan;
use sloscope_core::report::Query;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::File;

use super::death::Death;
use super::generator_pool::{self, GeneratorPool};
use super::launch::{Launched, Parts, WorkerEvent};
use super::protocol::{self, Export, GeneratorProgress, InputKind, Mark, PlanRequest, Reply, Request, Running, Saving};
use crate::platform::{address, page};

/// One that sends and a standby.
const GENERATORS: u32 = 2;
const MOST_GENERATORS: u32 = 8;

/// A running worker.
pub struct Engine(Launched);

impl Engine {
    /// Starts a worker that opens the inputs; every reply goes to `hear`, with the message that it came in.
    pub fn open(
        inputs: Vec<InputKind>,
        files: &[File],
        query: Query,
        on_reply: impl Fn(Reply, JsValue) + 'static,
    ) -> Result<Self, JsValue> {
        let first = message(&Request::Open { inputs, query, workers: workers() });
        files.iter().for_each(|file| {
            first.push(file);
        });
        Self::start(first, on_reply)
    }

    /// Starts a worker that runs a plan.
    pub fn run(plan: Plan, query: Query, on_reply: impl Fn(Reply, JsValue) + 'static) -> Result<Self, JsValue> {
        let plan = Box::new(plan);
        Self::start(message(&Request::Run { plan, query, generators: generators() }), on_reply)
    }

    /// Starts a worker that reads or writes a plan, and answers once.
    pub fn plan_service(ask: PlanRequest, on_reply: impl Fn(Reply) + 'static) -> Result<Self, JsValue> {
        Self::start(message(&Request::Plan(Box::new(ask))), move |reply, _| on_reply(reply))
    }

    /// Starts a worker that writes texts of replies of a worker that has ended; see [`Self::export_of`].
    pub fn writer(
        what: Export,
        reply: &JsValue,
        keep_queries: bool,
        on_reply: impl Fn(Reply) + 'static,
    ) -> Result<Self, JsValue> {
        Self::start(export_of(what, reply, keep_queries), move |reply, _| on_reply(reply))
    }

    fn start(first: Array, on_reply: impl Fn(Reply, JsValue) + 'static) -> Result<Self, JsValue> {
        let on_reply = move |heard| match heard {
            WorkerEvent::Message(data) => {
                let reply = protocol::read(&data)
                    .unwrap_or_else(|error| Reply::Died(Death::Ended(format!("a reply cannot be read: {error}"))));
                on_reply(reply, data);
            }
            WorkerEvent::Died(death) => on_reply(Reply::Died(death), JsValue::UNDEFINED),
        };
        Launched::new(parts(), spare(), first.into(), on_reply).map(Self)
    }

    /// Asks for a report; the answer comes as [`Reply::Report`] with this number. The charts come before it, as
    /// [`Reply::Charts`], if there are any.
    pub fn query(&self, number: u32, query: &Query, asks: Vec<ChartAsk>) {
        self.0.post(&message(&Request::Query { number, query: query.clone(), asks }));
    }

    /// Ends a run: what is under way may end, or is given up.
    pub fn stop(&self, at_once: bool) {
        self.0.post(&message(&Request::Stop { at_once }));
    }

    /// Asks for a file of a run; the answer comes as [`Reply::Saved`].
    pub fn save(&self, what: Saving, keep_queries: bool) {
        self.0.post(&message(&Request::Save(what, keep_queries)));
    }

    /// Asks for a text of the report; the answer comes as [`Reply::Exported`].
    pub fn export(&self, what: Export, query: Query, keep_queries: bool) {
        self.0.post(&message(&Request::Export { what, query, keep_queries }));
    }

    /// Asks for a text of a reply of a worker that has ended; the answer comes as [`Reply::Exported`].
    pub fn export_of(&self, what: Export, reply: &JsValue, keep_queries: bool) {
        self.0.post(&export_of(what, reply, keep_queries));
    }

    /// Tells what happened to the page while a run goes on.
    pub fn mark(&self, mark: Mark) {
        self.0.post(&message(&Request::Mark(mark)));
    }

    /// Asks for charts; the answer comes as [`Reply::Charts`].
    pub fn charts(&self, query: Query, asks: Vec<ChartAsk>) {
        self.0.post(&message(&Request::Charts { query, asks }));
    }
}

fn export_of(what: Export, reply: &JsValue, keep_queries: bool) -> Array {
    let message = message(&Request::ExportOf { what, keep_queries });
    message.push(reply);
    message
}

/// Generators that the page itself started, to look at a target; what they send becomes no run.
pub struct Probe(#[allow(dead_code, reason = "dropping it ends the workers")] GeneratorPool);

impl Probe {
    /// Sends what the plan says; every batch of outcomes, or why there are no more, goes to `hear`.
    pub fn start(plan: &Plan, on_reply: impl Fn(Result<GeneratorProgress, Death>) + 'static) -> Result<Self, JsValue> {
        let on_reply = move |said: Result<GeneratorProgress, Death>| match said {
            Ok(GeneratorProgress { running: Running { broken: Some(why), .. }, .. }) => {
                on_reply(Err(Death::Ended(why)))
            }
            said => on_reply(said),
        };
        let launch = |first, on_event| Launched::new(parts(), spare(), first, on_event);
        GeneratorPool::start(plan, generators(), true, launch, on_reply).map(Self)
    }
}

/// How many workers read a large file: as many as there are processors, unless the address says otherwise
/// (`?workers=2`, for measuring).
fn workers() -> u32 {
    let processors = web_sys::window().map_or(1.0, |window| window.navigator().hardware_concurrency());
    address::parameter("workers").and_then(|text| text.parse().ok()).unwrap_or(processors as u32)
}

/// How many workers send the requests of a plan, standbys included, unless the address says otherwise (`?generators=1`).
pub fn generators() -> u32 {
    let wanted = address::parameter("generators").and_then(|text| text.parse().ok());
    generator_pool::members(wanted.unwrap_or(GENERATORS).min(MOST_GENERATORS))
}

/// The script of a worker, and the addresses of its glue and module, which stand in the page's script element.
fn parts() -> Parts {
    let start = Object::new();
    let script = page::find("script[data-worker-glue]");
    for (key, attribute) in [("glue", "data-worker-glue"), ("module", "data-worker-wasm")] {
        let place = script.as_ref().and_then(|script| script.get_attribute(attribute));
        let address = place.and_then(|place| address::resolve(&place).ok()).unwrap_or_default();
        // Setting a key of a fresh object cannot fail.
        let _ = Reflect::set(&start, &key.into(), &address.into());
    }
    Parts { script: "./worker.js".to_owned(), start }
}

/// The copy of it that boot.js keeps in memory, once it is there.
fn spare() -> Option<Parts> {
    let copy = Reflect::get(&js_sys::global(), &"workerCopy".into()).ok().filter(JsValue::is_truthy)?;
    let script = Reflect::get(&copy, &"script".into()).ok()?.as_string()?;
    // Its module stands in it as worker.js wants it.
    Some(Parts { script, start: Object::assign(&Object::new(), copy.unchecked_ref()) })
}

fn message(request: &Request) -> Array {
    Array::of1(&protocol::write(request))
}
