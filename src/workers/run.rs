//! The worker of a run: reads the inputs, keeps the samples, answers queries. It is the database; the page never
//! holds a sample.

use std::cell::RefCell;

use js_sys::Array;
use sloscope_core::ingest::{Reader, Source};
use sloscope_core::run::Session;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, File, MessageEvent, ReadableStream};

use super::protocol::{InputFailure, InputKind, Opened, Progress, Reply, Request};
use super::{link, protocol};
use crate::fatal;
use crate::platform::{address, clock, stream};

/// Progress is told at most this often, in ms.
const TELL_EVERY: f64 = 60.0;

thread_local! {
    static SESSION: RefCell<Option<Session>> = const { RefCell::new(None) };
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn tell(reply: &Reply) {
    // A page that has gone hears nothing, and this worker with it.
    drop(scope().post_message(&protocol::write(reply)));
}

/// Turns this thread into the worker of a run.
pub fn start() {
    std::panic::set_hook(Box::new(|info| tell(&Reply::Died(fatal::describe(info)))));
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| {
        let parts: Array = event.data().unchecked_into();
        match protocol::read(&parts.shift()) {
            Ok(Request::Open { inputs, query }) => {
                let files = parts.iter().map(JsCast::unchecked_into).collect();
                wasm_bindgen_futures::spawn_local(async move {
                    let (session, failures) = open(inputs, files).await;
                    let (report, sources) = (session.report(&query), session.sources().to_vec());
                    SESSION.with_borrow_mut(|slot| *slot = Some(session));
                    tell(&Reply::Opened(Box::new(Opened { report, sources, failures })));
                });
            }
            Ok(Request::Query { number, query }) => {
                let report = SESSION.with_borrow(|session| session.as_ref().and_then(|s| s.report(&query)));
                if let Some(report) = report {
                    tell(&Reply::Report { number, report: Box::new(report) });
                }
            }
            Ok(Request::Charts { query, asks }) => {
                let charts = SESSION.with_borrow(|session| session.as_ref().map(|s| s.charts(&query, &asks)));
                tell(&Reply::Charts(charts.unwrap_or_default()));
            }
            Err(error) => panic!("a request cannot be read: {error}"),
        }
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    tell(&Reply::Started);
}

/// An input before it is read.
struct Opening {
    name: String,
    length: Option<u64>,
    stream: Result<ReadableStream, InputFailure>,
}

async fn open(inputs: Vec<InputKind>, files: Vec<File>) -> (Session, Vec<InputFailure>) {
    let mut files = files.into_iter();
    let mut openings = Vec::new();
    for input in inputs {
        match input {
            InputKind::File => openings.extend(files.next().map(|file| opening_of_file(&file))),
            InputKind::Link(link) => openings.push(opening_of_link(&link).await),
        }
    }
    let lengths = openings.iter().filter(|o| o.stream.is_ok()).map(|o| o.length);
    let mut teller = Teller {
        progress: Progress { inputs: openings.len(), total: lengths.sum(), ..Progress::default() },
        last: f64::NEG_INFINITY,
    };
    let (mut sources, mut failures) = (Vec::new(), Vec::new());
    for (at, opening) in openings.into_iter().enumerate() {
        teller.progress.input = at;
        teller.progress.name.clone_from(&opening.name);
        match read(opening, &mut teller).await {
            Ok((source, failure)) => {
                sources.push(source);
                failures.extend(failure);
            }
            Err(failure) => failures.push(failure),
        }
    }
    teller.progress.computing = true;
    teller.tell(true);
    (Session::new(sources), failures)
}

fn opening_of_file(file: &File) -> Opening {
    Opening { name: file.name(), length: Some(file.size() as u64), stream: Ok(file.stream()) }
}

async fn opening_of_link(link: &str) -> Opening {
    let name = address::file_name(link);
    match link::fetch(link).await {
        Ok(response) => {
            let empty = || link::failure(link, "The server sent an empty answer.".to_owned(), "Check the address.");
            Opening { name, length: link::length(&response), stream: response.body().ok_or_else(empty) }
        }
        Err(failure) => Opening { name, length: None, stream: Err(failure) },
    }
}

/// Reads one input. If it breaks off, what came before is kept and the failure says so.
async fn read(opening: Opening, teller: &mut Teller) -> Result<(Source, Option<InputFailure>), InputFailure> {
    let name = opening.name;
    let mut reader = Reader::new(&name);
    let before = teller.progress.samples;
    let mut bytes = 0;
    let end = stream::each_chunk(opening.stream?, |chunk| {
        reader.feed(chunk);
        bytes += chunk.len() as u64;
        teller.progress.read += chunk.len() as u64;
        teller.progress.samples = before + reader.samples();
        teller.tell(false);
    })
    .await;
    let Err(error) = end else { return Ok((reader.finish(), None)) };
    let failure = broken_off(name, bytes, &error);
    if bytes == 0 {
        return Err(failure);
    }
    let mut source = reader.finish();
    source.diagnostics.cut = Some(failure.what.clone());
    Ok((source, Some(failure)))
}

fn broken_off(name: String, bytes: u64, error: &JsValue) -> InputFailure {
    let reason = error.dyn_ref::<js_sys::Error>().map(|e| String::from(e.message())).unwrap_or_default();
    let what = match bytes {
        0 => format!("The file cannot be read ({reason})."),
        _ => format!("Reading broke off after {} ({reason}).", sloscope_core::format::bytes(bytes)),
    };
    let advice = "Is it a folder, or was it moved, changed or removed while it was read? Drop the file itself, once it is written to its end.";
    InputFailure { name, what, advice: advice.to_owned() }
}

/// Tells progress, not too often.
struct Teller {
    progress: Progress,
    last: f64,
}

impl Teller {
    fn tell(&mut self, at_once: bool) {
        let now = clock::now_ms();
        if at_once || now - self.last >= TELL_EVERY {
            self.last = now;
            tell(&Reply::Progress(self.progress.clone()));
        }
    }
}
