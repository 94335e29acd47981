//! The worker of a run: reads the inputs, keeps the samples, answers queries. It is the database; the page never
//! holds a sample. The same module also serves as its helper.

use std::cell::RefCell;

use js_sys::{Array, WebAssembly};
use sloscope_core::chart::ChartAsk;
use sloscope_core::report::Query;
use sloscope_core::run::Session;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::death::Death;
use super::launch::STARTED;
use super::protocol::{Opened, Reply, Request};
use super::{generate, helper, live, plan_service, protocol, reading, saving};
use crate::fatal;

thread_local! {
    pub static SESSION: RefCell<Option<Session>> = const { RefCell::new(None) };
}

pub fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

pub fn tell(reply: &Reply) {
    // A page that has gone hears nothing, and this worker with it.
    drop(scope().post_message(&protocol::write(reply)));
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

fn tell_charts(query: &Query, asks: &[ChartAsk]) {
    let charts = SESSION.with_borrow(|session| session.as_ref().map(|s| s.charts(query, asks)));
    tell(&Reply::Charts(charts.unwrap_or_default()));
}

/// Turns this thread into the worker of a run, or into a helper of one.
pub fn start() {
    std::panic::set_hook(Box::new(|info| tell_death(&Death::Ended(fatal::describe(info)))));
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| {
        let parts: Array = event.data().unchecked_into();
        match protocol::read(&parts.shift()) {
            Ok(Request::Open { inputs, query, workers }) => {
                let files = parts.iter().map(JsCast::unchecked_into).collect();
                wasm_bindgen_futures::spawn_local(async move {
                    let read = reading::inputs(inputs, files, workers).await;
                    let session = Session::with_failures(read.sources, read.failures.clone());
                    let (report, sources) = (session.report(&query), session.sources().to_vec());
                    SESSION.with_borrow_mut(|slot| *slot = Some(session));
                    let wasm_memory = wasm_memory() + read.helpers_memory;
                    tell(&Reply::Opened(Box::new(Opened { report, sources, failures: read.failures, wasm_memory })));
                });
            }
            Ok(Request::Query { number, query, asks }) => {
                // What is on the screen comes first; the page draws it while the report is made.
                if !asks.is_empty() {
                    tell_charts(&query, &asks);
                }
                let report = SESSION.with_borrow(|session| session.as_ref().and_then(|s| s.report(&query)));
                if let Some(report) = report {
                    tell(&Reply::Report { number, report: Box::new(report) });
                }
            }
            Ok(Request::Part { split, from, to }) => {
                wasm_bindgen_futures::spawn_local(helper::serve(split, from, to, parts.shift().unchecked_into()));
            }
            Ok(Request::Charts { query, asks }) => tell_charts(&query, &asks),
            Ok(Request::Run { plan, query, generators }) => live::start(*plan, query, generators),
            Ok(Request::Stop { at_once }) => {
                // One of the two is here.
                live::stop(at_once);
                generate::stop(at_once);
            }
            Ok(Request::Mark(mark)) => live::mark(mark),
            Ok(Request::Save(what, keep_queries)) => saving::save(what, keep_queries),
            Ok(Request::Export { what, query, keep_queries }) => saving::export(what, &query, keep_queries),
            Ok(Request::ExportOf { what, keep_queries }) => saving::export_of(&what, &parts.shift(), keep_queries),
            Ok(Request::Plan(ask)) => tell(&plan_service::answer(*ask)),
            Ok(Request::Generate { plan, place, look }) => {
                generate::start(*plan, place, look, parts.shift().unchecked_into());
            }
            Ok(Request::Begin { zero_ms, began }) => generate::begin(zero_ms, began),
            Err(error) => panic!("a request cannot be read: {error}"),
        }
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    drop(scope().post_message(&JsValue::from_str(STARTED)));
}
