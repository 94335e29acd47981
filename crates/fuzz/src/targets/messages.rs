//! Messages between the page and its workers: any bytes, read as each of the types. The protocol is the page's own
//! source, compiled in as it is.

#[allow(dead_code, reason = "what only the page's workers say is not called")]
#[path = "../../../../src/workers/death.rs"]
mod death;
#[expect(dead_code, reason = "what needs a browser is not called")]
#[path = "../../../../src/workers/protocol.rs"]
mod protocol;

use protocol::{GeneratorReply, Reply, Request};
use serde::Serialize;
use serde::de::DeserializeOwned;

use sloscope_core::ingest::{Receiving, SentPart, Split};
use sloscope_core::load::PlanDraft;
use sloscope_core::report::{Query, Report};

use super::texts::run;
use super::{below, choices};
use crate::exports;

pub fn messages(input: &[u8]) {
    same::<Request>(input);
    same::<Reply>(input);
    same::<GeneratorReply>(input);
    same::<SentPart>(input);
    same::<Report>(input);
    // A question of any kind, of a run that there is; a list of thousands of anything is not asked.
    let asked = match postcard::from_bytes::<Request>(input) {
        Ok(Request::Query { query, asks, .. } | Request::Charts { query, asks }) => Some((query, asks)),
        _ => postcard::from_bytes::<Query>(input).ok().map(|query| (query, Vec::new())),
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
    let requests = [
        Request::Open { inputs: Vec::new(), query: query.clone(), workers: 2 },
        Request::Query { number: 1, query: query.clone(), asks: asks.clone() },
        Request::Charts { query: query.clone(), asks },
        Request::Run { plan: plan.clone(), query, generators: 1 },
        Request::Generate { plan: plan.clone(), place: 0, look: true },
    ];
    let replies = [
        Reply::Progress(protocol::Progress::default()),
        Reply::Running(protocol::Running::default()),
        Reply::Imported(Box::new(PlanDraft::of(*plan)), vec!["a note".to_owned()]),
    ];
    let said = GeneratorReply::Progress(Box::default());
    let mut all: Vec<Vec<u8>> = requests.iter().filter_map(|message| postcard::to_allocvec(message).ok()).collect();
    all.extend(replies.iter().filter_map(|message| postcard::to_allocvec(message).ok()));
    all.extend(postcard::to_allocvec(&said).ok());
    all
}
