//! The page's side of its workers, one type for each role: hands them requests, hears their replies. Dropping one ends
//! it, which is also how reading is cancelled and how its memory is given back.

use std::cell::Cell;

use serde::de::DeserializeOwned;
use sloscope_core::load::{Pick, Plan, PlanDraft};
use sloscope_core::report::Query;
use sloscope_protocol::{
    Answer, CompareReply, CompareRequest, CompareRole, Death, Export, GeneratorProgress, Holder, Imported, InputKind,
    LoadRole, Mark, Module, PackedPlan, PlanFile, PlanRequest, ReaderReply, Request, RequestId, Role, RunReply,
    RunRequest, Running, SessionRequest, WorkerRole, WriterRequest, Written,
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::File;

use super::generator_pool::{self, GeneratorPool};
use super::launch::{Launched, WorkerEvent};
use super::modules;
use super::transport::{self, message};
use crate::platform::address;

/// One that sends and a standby.
const GENERATORS: u32 = 2;
const MOST_GENERATORS: u32 = 8;

thread_local! {
    static LAST_ID: Cell<u32> = const { Cell::new(0) };
}

/// A request with an id that no other request of this page has.
fn request<T>(body: T) -> Request<T> {
    let id = LAST_ID.get() + 1;
    LAST_ID.set(id);
    Request { id: RequestId(id), body }
}

/// What comes from a worker: what it says, or that it has ended.
pub type WorkerResult<T> = Result<T, Death>;

/// Starts a worker of the module that has the role, with what travels along; all that it says goes to `on_reply`, with the
/// message that it came in.
fn start<R: Role, T: DeserializeOwned>(
    role: &R,
    along: &[JsValue],
    on_reply: impl Fn(WorkerResult<T>, JsValue) + 'static,
) -> Result<Launched, JsValue> {
    let on_event = move |event| match event {
        WorkerEvent::Message(data) => {
            on_reply(transport::read(&data).map_err(unreadable), data);
        }
        WorkerEvent::Died(death) => on_reply(Err(death), JsValue::UNDEFINED),
    };
    let first = message(role);
    along.iter().for_each(|part| {
        first.push(part);
    });
    Launched::new(modules::of(R::MODULE), first.into(), Box::new(on_event))
}

fn unreadable(error: postcard::Error) -> Death {
    Death::Ended(format!("a reply cannot be read: {error}"))
}

/// The file that came with a reply.
pub fn file_of(message: &JsValue) -> File {
    transport::next(message).unchecked_into()
}

/// A worker that holds samples, and answers questions on them.
pub enum Engine {
    Reader(Launched),
    Run(Run),
}

impl Engine {
    /// Starts a worker that reads the inputs.
    pub fn reader(
        inputs: Vec<InputKind>,
        files: &[File],
        query: Query,
        on_reply: impl Fn(WorkerResult<ReaderReply>, JsValue) + 'static,
    ) -> Result<Self, JsValue> {
        let files: Vec<JsValue> = files.iter().map(JsValue::from).collect();
        start(&WorkerRole::Reader { inputs, query, workers: workers() }, &files, on_reply).map(Self::Reader)
    }

    /// Starts a worker that runs a plan.
    pub fn run(
        plan: PackedPlan,
        query: Query,
        on_reply: impl Fn(WorkerResult<RunReply>, JsValue) + 'static,
    ) -> Result<Self, JsValue> {
        let role = WorkerRole::Run { plan, query, generators: generators() };
        start(&role, &[modules::of(Module::Load).into()], on_reply).map(|worker| Self::Run(Run(worker)))
    }

    /// Asks a question; its answer has the same id.
    pub fn ask(&self, question: SessionRequest) -> RequestId {
        let request = request(question);
        let id = request.id;
        match self {
            Self::Reader(worker) => worker.post(&message(&request)),
            Self::Run(run) => run.0.post(&message(&RunRequest::Ask(Box::new(request)))),
        }
        id
    }

    /// Its role: whose replies a writer is to read.
    pub fn holder(&self) -> Holder {
        match self {
            Self::Reader(_) => Holder::Reader,
            Self::Run(_) => Holder::Run,
        }
    }

    pub fn as_run(&self) -> Option<&Run> {
        match self {
            Self::Reader(_) => None,
            Self::Run(run) => Some(run),
        }
    }
}

/// A worker that runs a plan.
pub struct Run(Launched);

impl Run {
    /// Ends the run: what is under way may end, or is given up.
    pub fn stop(&self, at_once: bool) {
        self.0.post(&message(&RunRequest::Stop { at_once }));
    }

    /// Tells what happened to the page while a run goes on.
    pub fn mark(&self, mark: Mark) {
        self.0.post(&message(&RunRequest::Mark(mark)));
    }
}

/// A worker that writes texts of what another one said.
pub struct Writer(Launched);

impl Writer {
    pub fn start(holder: Holder, on_answer: impl Fn(WorkerResult<Answer<String>>) + 'static) -> Result<Self, JsValue> {
        start(&holder, &[], move |answer, _| on_answer(answer)).map(Self)
    }

    /// Asks for a text of a reply.
    pub fn write(&self, what: Export, keep_queries: bool, reply: &JsValue) -> RequestId {
        let request = request(WriterRequest { what, keep_queries });
        let message = message(&request);
        message.push(reply);
        self.0.post(&message);
        request.id
    }
}

/// A worker that reads two sides and compares them.
pub struct Comparer(Launched);

impl Comparer {
    /// Starts a worker that reads the inputs of both sides; without those of the candidate both are of the same.
    pub fn start(
        sides: [Vec<InputKind>; 2],
        files: &[File],
        on_reply: impl Fn(WorkerResult<CompareReply>) + 'static,
    ) -> Result<Self, JsValue> {
        let module = JsValue::from(modules::of(Module::Worker));
        let along: Vec<JsValue> = std::iter::once(module).chain(files.iter().map(JsValue::from)).collect();
        let role = CompareRole { sides, workers: workers() };
        start(&role, &along, move |reply, _| on_reply(reply)).map(Self)
    }

    /// Asks for a comparison, or for a text of the last one.
    pub fn ask(&self, question: CompareRequest) -> RequestId {
        let request = request(question);
        self.0.post(&message(&request));
        request.id
    }
}

/// A worker that reads or writes one plan.
pub struct PlanService(#[allow(dead_code, reason = "dropping it ends the worker")] Launched);

impl PlanService {
    pub fn read(text: String, on_reply: impl Fn(WorkerResult<PlanDraft>) + 'static) -> Result<Self, JsValue> {
        Self::start(PlanRequest::Read(text), on_reply)
    }

    pub fn import(
        text: String,
        pick: Pick,
        on_reply: impl Fn(WorkerResult<Imported>) + 'static,
    ) -> Result<Self, JsValue> {
        Self::start(PlanRequest::Import { text, pick }, on_reply)
    }

    pub fn write(
        plan: Plan,
        file: PlanFile,
        on_reply: impl Fn(WorkerResult<Written>) + 'static,
    ) -> Result<Self, JsValue> {
        Self::start(PlanRequest::Write(Box::new(plan), file), on_reply)
    }

    fn start<T: DeserializeOwned>(
        request: PlanRequest,
        on_reply: impl Fn(WorkerResult<T>) + 'static,
    ) -> Result<Self, JsValue> {
        start(&LoadRole::Plan(Box::new(request)), &[], move |reply, _| on_reply(reply)).map(Self)
    }
}

/// Generators that the page itself started, to probe a target; what they send becomes no run.
pub struct Probe(#[allow(dead_code, reason = "dropping it ends the workers")] GeneratorPool);

impl Probe {
    /// Sends what the plan says; every batch of outcomes, or why there are no more, goes to `on_progress`.
    pub fn start(
        plan: &Plan,
        on_progress: impl Fn(WorkerResult<GeneratorProgress>) + 'static,
    ) -> Result<Self, JsValue> {
        let on_progress = move |said: WorkerResult<GeneratorProgress>| match said {
            Ok(GeneratorProgress { running: Running { broken: Some(why), .. }, .. }) => {
                on_progress(Err(Death::Ended(why)))
            }
            said => on_progress(said),
        };
        GeneratorPool::start(plan, generators(), true, &modules::of(Module::Load), on_progress).map(Self)
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
