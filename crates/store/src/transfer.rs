//! A store on its way from the worker that read a part of a file to the one that keeps all: packed chunks as bytes while
//! the part is read, names and tags at its end. In a packed file it has the same form.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use sloscope_scan::{Columns, Receiver, Sender};

use super::tags::SentTags;
use super::{Declared, Store, TagTable};

/// Chunks that are written at once: up to a megabyte.
const SOME: usize = 8;

/// What a store has besides its samples.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SentStore {
    /// In the order of their ids: the name, and what the file itself said of type and contents.
    metrics: Vec<(String, Option<Declared>)>,
    tags: SentTags,
}

impl Store {
    /// Packed samples that were not sent yet.
    pub fn packed(&self) -> usize {
        self.columns.iter().map(|column| column.rows.packed()).sum()
    }

    /// Writes the packed samples as bytes; they are no longer in here.
    pub fn send(&mut self, sender: &mut Sender) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (number, column) in (0..).zip(&mut self.columns) {
            sender.send(number, &mut column.rows, usize::MAX, &mut bytes);
        }
        sender.forget();
        bytes
    }

    /// Writes some of the packed samples as bytes, of all columns in turn; `None` if there are no more.
    pub fn send_some(&mut self, sender: &mut Sender) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        for _ in 0..SOME {
            let mut turns = sender.turns(self.columns.len());
            let Some(at) = turns.find(|at| self.columns[*at].rows.packed() > 0) else { break };
            sender.took_turn(at);
            sender.send(u32::try_from(at).ok()?, &mut self.columns[at].rows, 1, &mut bytes);
        }
        sender.forget();
        (!bytes.is_empty()).then_some(bytes)
    }

    /// The rest, when all samples were sent.
    pub fn sent(&self) -> SentStore {
        let metrics = self.columns.iter().map(|column| (column.name.clone(), column.declared)).collect();
        SentStore { metrics, tags: self.tags.sent() }
    }
}

impl SentStore {
    /// For a file: without what distinguishes the users of addresses.
    pub fn without_users(mut self) -> Self {
        self.tags.forget_users();
        self
    }
}

/// A store that arrives.
#[derive(Debug, Default)]
pub struct Receiving {
    receiver: Receiver,
    columns: BTreeMap<u32, Columns>,
}

impl Receiving {
    /// Takes in the next bytes; `None` if they are not what [`Store::send`] wrote.
    pub fn take(&mut self, bytes: &[u8]) -> Option<()> {
        self.receiver.receive(bytes, &mut self.columns)
    }

    /// The store with the samples that arrived and the names and tags in `rest`; ids are those of the sender.
    pub fn finish(mut self, rest: SentStore) -> Store {
        let mut store = Store { tags: TagTable::received(rest.tags), ..Store::default() };
        self.give(rest.metrics, &mut store);
        store
    }

    /// The same of what comes from a file, which may be anything; `None` if it is no store.
    pub fn finish_file(mut self, rest: SentStore) -> Option<Store> {
        let mut store = Store { tags: TagTable::of_file(rest.tags)?, ..Store::default() };
        let metrics = rest.metrics.len();
        self.give(rest.metrics, &mut store);
        let all = self.columns.is_empty() && store.columns.len() == metrics;
        let sets = store.tags.len();
        (all && store.columns.iter().all(|column| column.rows.is_sound(sets))).then_some(store)
    }

    fn give(&mut self, metrics: Vec<(String, Option<Declared>)>, store: &mut Store) {
        for (number, (name, declared)) in (0..).zip(metrics) {
            let id = store.metric(&name);
            if let Some((kind, contains)) = declared {
                store.declare(id, kind, contains);
            }
            store.columns[id.0 as usize].rows = self.columns.remove(&number).unwrap_or_default();
        }
    }
}
