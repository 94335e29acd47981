//! The role of a comparer: it reads the runs of both sides, keeps their samples and compares them, again and again. Nothing is
//! read or copied for another question.

use std::cell::RefCell;

use js_sys::Array;
use sloscope_core::compare::{Comparison, Overlay, compare, offers, overlay, sides};
use sloscope_core::export;
use sloscope_core::packed::Kept;
use sloscope_core::run::{Session, session_of_kept};
use sloscope_core::sharing::{Replacements, Sharing, shared_limits, shared_sides, tags_of_sides};
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
    static READ: RefCell<Option<(Read, Option<Read>)>> = const { RefCell::new(None) };
    /// The last comparison, which texts are made of, and the question to which it is the answer.
    static LAST: RefCell<Option<(CompareAsk, Compared)>> = const { RefCell::new(None) };
}

/// What was read of a side, and the session on it, which shares its samples.
type Read = (Kept, Session);

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
        let first = read_side(inputs.by_ref().take(of_first));
        let second = (!both).then(|| read_side(inputs));
        let sides = [Some(&first), second.as_ref()].map(|side| side.map(|of| side_read(&of.1)).unwrap_or_default());
        READ.set(Some((first, second)));
        let wasm_memory = wasm_memory() + read.helpers_memory;
        tell(&CompareReply::Opened(Box::new(SidesRead { sides, wasm_memory })));
    });
}

/// All runs of a side. What is noted of a run that was kept is not looked at where there are several.
fn read_side(inputs: impl Iterator<Item = ReadInput>) -> Read {
    let mut found: Vec<Kept> = inputs.map(|input| input.found).collect();
    let kept = match found.len() {
        1 => found.remove(0),
        _ => {
            let mut all = Kept::default();
            for one in found {
                all.sources.extend(one.sources);
                all.failures.extend(one.failures);
            }
            all
        }
    };
    (kept.clone(), session_of_kept(kept))
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
            let compared = compared(&ask, &first.1, second.as_ref().map(|of| &of.1));
            LAST.set(compared.as_ref().ok().cloned().map(|compared| (*ask, compared)));
            Ok(CompareAnswer::Compared(compared.map(Box::new)))
        }),
        CompareRequest::Write(what, sharing) => LAST.with_borrow(|last| {
            let (ask, compared) = last.as_ref().ok_or(Refused::NoComparison)?;
            let Compared { comparison, overlay } = match sharing.replaces() {
                true => &READ.with_borrow(|read| shared(ask, &sharing, read.as_ref()).ok_or(Refused::NoComparison))?,
                false => compared,
            };
            Ok(CompareAnswer::Text(text(what, comparison, overlay, sharing.keep_queries)))
        }),
    }
}

/// The same comparison of the same samples, with other names.
fn shared(ask: &CompareAsk, sharing: &Sharing, read: Option<&(Read, Option<Read>)>) -> Option<Compared> {
    let ((first, _), second) = read?;
    let second = second.as_ref().map(|of| &of.0);
    let tags = tags_of_sides(&ask.sides, &ask.question.limits);
    let mut replacements = Replacements::of(sharing, [first].into_iter().chain(second), &tags);
    let mut ask = ask.clone();
    ask.sides = shared_sides(&ask.sides, &mut replacements);
    ask.question.limits = shared_limits(&ask.question.limits, &mut replacements);
    let mut session = |kept: &Kept| session_of_kept(kept.clone().replaced(&mut replacements));
    let (first, second) = (session(first), second.map(session));
    compared(&ask, &first, second.as_ref()).ok()
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
