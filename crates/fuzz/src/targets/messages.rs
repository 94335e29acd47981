//! Messages between the page and its workers: any bytes, read as each of the types.

use serde::Serialize;
use serde::de::DeserializeOwned;

use sloscope_core::ingest::{Receiving, SentPart, Split};
use sloscope_core::load::PlanDraft;
use sloscope_core::report::{Query, Report};
use sloscope_core::sharing::Sharing;
use sloscope_protocol::{
    Answer, CompareReply, CompareRequest, CompareRole, CompareText, GeneratorReply, GeneratorRequest, HelperReply,
    Holder, Imported, LoadRole, PackedPlan, PartReply, PartRequest, Progress, ReaderReply, Refused, Request, RequestId,
    RunReply, RunRequest, SessionRequest, WorkerRole, WriterRequest, Written,
};

use super::texts::run;
use super::{below, choices};
use crate::exports;

pub fn messages(input: &[u8]) {
    same::<WorkerRole>(input);
    same::<LoadRole>(input);
    same::<Holder>(input);
    same::<Request<SessionRequest>>(input);
    same::<ReaderReply>(input);
    same::<RunRequest>(input);
    same::<RunReply>(input);
    same::<Request<WriterRequest>>(input);
    same::<Answer<String>>(input);
    same::<PlanDraft>(input);
    same::<Imported>(input);
    same::<Written>(input);
    same::<HelperReply>(input);
    same::<GeneratorRequest>(input);
    same::<GeneratorReply>(input);
    same::<PartRequest>(input);
    same::<PartReply>(input);
    same::<CompareRole>(input);
    same::<Request<CompareRequest>>(input);
    same::<CompareReply>(input);
    same::<SentPart>(input);
    same::<Report>(input);
    // A question of any kind, of a run that there is; a list of thousands of anything is not asked.
    let asked = match postcard::from_bytes::<Request<SessionRequest>>(input).map(|request| request.body) {
        Ok(SessionRequest::Report(query)) => Some((query, Vec::new())),
        Ok(SessionRequest::Charts(query, asks) | SessionRequest::Shared(_, query, asks, _)) => Some((query, asks)),
        Ok(SessionRequest::Save(_) | SessionRequest::Keep(_) | SessionRequest::Manifest(_)) => None,
        Err(_) => postcard::from_bytes::<Query>(input).ok().map(|query| (query, Vec::new())),
    };
    if let Some((query, asks)) = asked {
        exports::all(run(), &query, input);
        run().charts(&query, &asks);
    }
}

/// What is read is written as it was read.
fn same<T: Serialize + DeserializeOwned>(input: &[u8]) {
    let Ok(message) = postcard::from_bytes::<T>(input) else { return };
    let written = postcard::to_allocvec(&message).expect("a message");
    let again: T = postcard::from_bytes(&written).expect("a message that was written");
    assert_eq!(postcard::to_allocvec(&again).expect("a message"), written);
}

/// Samples that are handed over, whole or damaged.
pub fn parts(input: &[u8]) {
    let mut received = Receiving::default();
    let _ = received.take(input);
    let head = &input[..input.len().min(Split::HEAD)];
    let Some(split) = Split::of(head, true) else { return };
    let mut reader = split.part(0, None);
    reader.feed(input);
    let sent = reader.send(1);
    let (last, rest) = reader.finish_sending();
    let random = &mut choices(input);
    let mut received = Receiving::default();
    let mut intact = true;
    for mut bytes in sent.into_iter().chain([last]) {
        if below(random, 3) == 0 && !bytes.is_empty() {
            let at = below(random, bytes.len());
            bytes[at] ^= 1 << below(random, 8);
            intact = false;
        }
        if received.take(&bytes).is_none() {
            assert!(!intact, "what was sent is taken");
            return;
        }
    }
    if intact {
        let source = split.source("file", [received.finish(rest)]);
        exports::all(&sloscope_core::run::Session::new(vec![source]), &Query::default(), input);
    }
}

/// Messages as they are sent, to start from.
pub fn examples() -> Vec<Vec<u8>> {
    let query = sloscope_core::report::read_address("v=1&from=2s&to=7s");
    let asks = vec![sloscope_core::chart::ChartAsk::new(sloscope_core::chart::ChartKind::Rate, 640, 200)];
    let plan = Box::new(sloscope_core::load::seed_example(false));
    let packed = PackedPlan { bytes: postcard::to_allocvec(&plan).unwrap_or_default(), practice: false };
    let ask = |id, body| Request { id: RequestId(id), body };
    let run = |body| postcard::to_allocvec(&RunRequest::Ask(Box::new(ask(3, body))));
    let messages = [
        postcard::to_allocvec(&WorkerRole::Reader { inputs: Vec::new(), query: query.clone(), workers: 2 }),
        postcard::to_allocvec(&WorkerRole::Run { plan: packed.clone(), query: query.clone(), generators: 1 }),
        postcard::to_allocvec(&LoadRole::Generator { plan: plan.clone(), place: 0, probe: true }),
        postcard::to_allocvec(&ask(1, SessionRequest::Report(query.clone()))),
        postcard::to_allocvec(&ask(2, SessionRequest::Charts(query.clone(), asks))),
        postcard::to_allocvec(&ask(6, SessionRequest::Manifest(Sharing::default()))),
        run(SessionRequest::Report(query)),
        postcard::to_allocvec(&ReaderReply::Progress(Progress::default())),
        postcard::to_allocvec(&RunReply::Running(Box::default())),
        postcard::to_allocvec(&Answer::<String> { id: RequestId(4), body: Err(Refused::NoReport) }),
        postcard::to_allocvec(&Imported::Plan(Box::new(PlanDraft::of(*plan)), vec!["a note".to_owned()])),
        postcard::to_allocvec(&GeneratorReply::Progress(Box::default())),
        postcard::to_allocvec(&PartRequest::Edit(packed.clone())),
        postcard::to_allocvec(&PartReply::Start(packed)),
        postcard::to_allocvec(&PartRequest::Compare(None)),
        postcard::to_allocvec(&CompareRole { sides: [Vec::new(), Vec::new()], workers: 2 }),
        postcard::to_allocvec(&Request {
            id: RequestId(5),
            body: CompareRequest::Write(CompareText::Markdown, Sharing::default()),
        }),
        postcard::to_allocvec(&CompareReply::Opened(Box::default())),
    ];
    messages.into_iter().filter_map(Result::ok).collect()
}
