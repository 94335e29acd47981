//! The role of a reader: it reads the inputs, keeps the samples and answers questions on them. It is the database; the page
//! never holds a sample.

use sloscope_core::packed::Kept;
use sloscope_core::report::Query;
use sloscope_core::run::session_of_kept;
use sloscope_protocol::{InputKind, Opened, ReaderReply};
use web_sys::File;

use super::role::{on_message, tell, wasm_memory};
use super::{keeping, reading, session};

pub fn start(inputs: Vec<InputKind>, files: Vec<File>, query: Query, workers: u32) {
    on_message(|request, _| session::answer(request, |answer| tell(&ReaderReply::Answer(answer))));
    wasm_bindgen_futures::spawn_local(async move {
        let read = reading::inputs(inputs, files, workers).await;
        let kept = Kept { sources: read.sources, failures: read.failures.clone(), run: read.run };
        keeping::hold(kept.clone());
        let session = session_of_kept(kept);
        let (report, sources) = (session.report(&query), session.sources().to_vec());
        session::SESSION.set(Some(session));
        let wasm_memory = wasm_memory() + read.helpers_memory;
        tell(&ReaderReply::Opened(Box::new(Opened { report, sources, failures: read.failures, wasm_memory })));
    });
}
