//! The role of a comparer: it reads the runs of both sides, keeps their samples and compares them, again and again. Nothing is
//! read or copied for another question.

use std::cell::RefCell;

use js_sys::Array;
use sloscope_core::compare::{Comparison, Overlay, compare, offers, overlay, sides};
use sloscope_core::export;
use sloscope_core::run::{Session, session_of_kept};
use sloscope_protocol::{
    Answer, CompareAnswer, CompareAsk, CompareReply, CompareRequest, CompareRole, CompareText, Compared, Refused,
    Request, SideRead, SidesRead,
};
use sloscope_view::comparison::html_file;
use wasm_bindgen::JsCast;
use web_sys::File;

use super::modules::Parts;
use super::reading::{self, Help, ReadInput};
use super::role::{on_message, tell, wasm_memory};

thread_local! {
    /// What was read for the baseline and for the candidate; of one set of files the second is absent.
    static READ: RefCell<Option<(Session, Option<Session>)>> = const { RefCell::new(None) };
    /// The last comparison, which texts are made of.
    static LAST: RefCell<Option<Compared>> = const { RefCell::new(None) };
}

/// Where readers are travels along, and behind it the files.
pub fn start(role: CompareRole, along: &Array) {
    on_message(|request: Request<CompareRequest>, _| {
        tell(&CompareReply::Answer(Answer { id: request.id, body: answer(request.body) }));
    });
    let module: Parts = along.shift().unchecked_into();
    let files: Vec<File> = along.iter().map(JsCast::unchecked_into).collect();
    let CompareRole { sides: [first, second], workers } = role;
    wasm_bindgen_futures::spawn_local(async move {
        let of_first = first.len();
        let both = second.is_empty();
        let help = Help { workers, module, tell: |progress| tell(&CompareReply::Progress(progress)) };
        let read = reading::inputs(first.into_iter().chain(second).collect(), files, help).await;
        let mut inputs = read.inputs.into_iter();
        let first = session(inputs.by_ref().take(of_first));
        let second = (!both).then(|| session(inputs));
        let sides = [Some(&first), second.as_ref()].map(|side| side.map(side_read).unwrap_or_default());
        READ.set(Some((first, second)));
        let wasm_memory = wasm_memory() + read.helpers_memory;
        tell(&CompareReply::Opened(Box::new(SidesRead { sides, wasm_memory })));
    });
}

/// All runs of a side. What is noted of a run that was kept is not looked at where there are several.
fn session(inputs: impl Iterator<Item = ReadInput>) -> Session {
    let mut found: Vec<_> = inputs.map(|input| input.found).collect();
    match found.len() {
        1 => session_of_kept(found.remove(0)),
        _ => {
            let (mut sources, mut failures) = (Vec::new(), Vec::new());
            for one in found {
                sources.extend(one.sources);
                failures.extend(one.failures);
            }
            Session::with_failures(sources, failures)
        }
    }
}

fn side_read(session: &Session) -> SideRead {
    SideRead {
        runs: session.list().into_iter().map(|run| run.label).collect(),
        unread: session.unread().to_vec(),
        offers: offers(session),
    }
}

fn answer(request: CompareRequest) -> Result<CompareAnswer, Refused> {
    match request {
        CompareRequest::Compare(ask) => READ.with_borrow(|read| {
            let (first, second) = read.as_ref().ok_or(Refused::NoComparison)?;
            let compared = compared(&ask, first, second.as_ref());
            LAST.set(compared.as_ref().ok().cloned());
            Ok(CompareAnswer::Compared(compared.map(Box::new)))
        }),
        CompareRequest::Write(what, keep_queries) => LAST.with_borrow(|last| {
            let Compared { comparison, overlay } = last.as_ref().ok_or(Refused::NoComparison)?;
            Ok(CompareAnswer::Text(text(what, comparison, overlay, keep_queries)))
        }),
    }
}

fn compared(ask: &CompareAsk, first: &Session, second: Option<&Session>) -> Result<Compared, String> {
    let (first, second) = match second {
        Some(second) if ask.swapped => (second, Some(first)),
        _ => (first, second),
    };
    let sides = sides(&ask.sides, first, second)?;
    let comparison = compare(&sides, &ask.question)?;
    let overlay = overlay(&sides, &comparison, &ask.overlay);
    Ok(Compared { comparison, overlay })
}

fn text(what: CompareText, comparison: &Comparison, overlay: &Overlay, keep_queries: bool) -> String {
    match what {
        CompareText::Markdown => export::comparison_markdown(comparison, keep_queries),
        CompareText::Html => html_file(comparison, overlay.clone(), keep_queries),
    }
}
