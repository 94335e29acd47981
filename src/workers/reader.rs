//! The role of a reader: it reads the inputs, keeps the samples and answers questions on them. It is the database; the page
//! never holds a sample.

use sloscope_core::packed::Kept;
use sloscope_core::report::Query;
use sloscope_core::run::session_of_kept;
use sloscope_protocol::{InputKind, Opened, ReaderReply};
use web_sys::File;

use super::reading::{self, Help, ReadInput};
use super::role::{on_message, tell, tell_with, wasm_memory};
use super::{keeping, modules, session};

pub fn start(inputs: Vec<InputKind>, files: Vec<File>, query: Query, workers: u32) {
    on_message(|request, _| session::answer(request, |answer, file| tell_with(&ReaderReply::Answer(answer), file)));
    wasm_bindgen_futures::spawn_local(async move {
        let help = Help { workers, module: modules::own(), tell: |progress| tell(&ReaderReply::Progress(progress)) };
        let read = reading::inputs(inputs, files, help).await;
        let kept = joined(read.inputs);
        let failures = kept.failures.clone();
        keeping::hold(kept.clone());
        let session = session_of_kept(kept);
        let (report, sources) = (session.report(&query), session.sources().to_vec());
        session::SESSION.set(Some(session));
        let wasm_memory = wasm_memory() + read.helpers_memory;
        tell(&ReaderReply::Opened(Box::new(Opened { report, sources, failures, wasm_memory })));
    });
}

/// All inputs as one. What is noted of a run is noted of the first files.
fn joined(inputs: Vec<ReadInput>) -> Kept {
    let mut all = Kept { sources: Vec::new(), failures: Vec::new(), run: None };
    for ReadInput { kept, found } in inputs {
        if let Some(name) = kept.filter(|_| !all.sources.is_empty() && found.run.is_some()) {
            all.failures.push(keeping::not_first(&name));
            continue;
        }
        all.sources.extend(found.sources);
        all.failures.extend(found.failures);
        all.run = all.run.or(found.run);
    }
    all
}
