//! A store on its way from the worker that read a part of a file to the one that keeps all: packed chunks as bytes while
//! the part is read, names and tags at its end.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use sloscope_scan::{Columns, Receiver, Sender};

use super::tags::SentTags;
use super::{Declared, Store, TagTable};

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
            sender.send(number, &mut column.rows, &mut bytes);
        }
        sender.forget();
        bytes
    }

    /// The rest, when all samples were sent.
    pub fn sent(&self) -> SentStore {
        let metrics = self.columns.iter().map(|column| (column.name.clone(), column.declared)).collect();
        SentStore { metrics, tags: self.tags.sent() }
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
        for (number, (name, declared)) in (0..).zip(rest.metrics) {
            let id = store.metric(&name);
            if let Some((kind, contains)) = declared {
                store.declare(id, kind, contains);
            }
            store.columns[id.0 as usize].rows = self.columns.remove(&number).unwrap_or_default();
        }
        store
    }
}
