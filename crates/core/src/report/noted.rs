//! Remarks as a browser keeps them, for all of its tabs: each field knows its version and the one that it was written on, so
//! that two tabs that change a field at the same time lose neither text.
//!
//! The clock and the number of a tab are the caller's.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Remarks;

/// Version of the record; one of a later version is left alone.
const VERSION: u32 = 2;
/// The tab and the moment that fields of version 1, which were texts only, count as written by and at.
const FIRST: (u64, u64) = (0, 1);
/// A field knows of so many tabs: those that wrote last.
const TABS: usize = 16;

/// The remarks on one run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    pub server: Field,
    pub test: Field,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    pub text: String,
    /// What other tabs wrote at the same time, until the user has decided on it.
    #[serde(default)]
    pub others: BTreeSet<String>,
    /// Which tab wrote the text, and when, in ms since 1970.
    by: u64,
    at: u64,
    /// What is in it, or was replaced by its user: by tab, up to when.
    seen: BTreeMap<u64, u64>,
}

#[derive(Serialize, Deserialize)]
struct Record {
    version: u32,
    server: Field,
    test: Field,
}

#[derive(Deserialize)]
struct FirstRecord {
    server: String,
    test: String,
}

#[derive(Deserialize)]
struct AnyRecord {
    version: u32,
}

impl Noted {
    /// Reads what was kept; `None` if a later version of sloscope wrote it. What is no record at all holds nothing.
    pub fn read(text: &str) -> Option<Self> {
        let version = serde_json::from_str::<AnyRecord>(text).map_or(0, |record| record.version);
        match version {
            0 => Some(Self::default()),
            1 => Some(serde_json::from_str::<FirstRecord>(text).map(Self::upgraded).unwrap_or_default()),
            VERSION => Some(serde_json::from_str::<Record>(text).map(Self::of).unwrap_or_default()),
            _ => None,
        }
    }

    fn upgraded(record: FirstRecord) -> Self {
        let (by, at) = FIRST;
        let field = |text| Field { text, by, at, seen: BTreeMap::from([FIRST]), ..Field::default() };
        Self { server: field(record.server), test: field(record.test) }
    }

    fn of(record: Record) -> Self {
        Self { server: record.server, test: record.test }
    }

    /// The inverse of [`Noted::read`].
    pub fn write(&self) -> String {
        let Self { server, test } = self.clone();
        serde_json::to_string(&Record { version: VERSION, server, test }).unwrap_or_default()
    }

    /// What this tab has, together with what was kept; the same whichever of the two is asked. Where that is not what was
    /// kept, it has to be kept anew.
    pub fn merge(&self, other: &Self) -> Self {
        Self { server: self.server.merge(&other.server), test: self.test.merge(&other.test) }
    }

    pub fn remarks(&self) -> Remarks {
        Remarks { server: self.server.text.clone(), test: self.test.text.clone() }
    }
}

impl Field {
    /// The user has written, in this tab.
    pub fn edit(&mut self, text: &str, now_ms: u64, tab: u64) {
        // Clocks go back now and then; versions do not.
        (self.by, self.at) = (tab, now_ms.max(self.at + 1));
        self.seen.insert(tab, self.at);
        while self.seen.len() > TABS {
            let oldest = self.seen.iter().min_by_key(|(_, at)| **at).map(|(tab, _)| *tab);
            oldest.and_then(|tab| self.seen.remove(&tab));
        }
        text.clone_into(&mut self.text);
    }

    /// The user has decided on the other texts: they are added, or go.
    pub fn settle(&mut self, add: bool, now_ms: u64, tab: u64) {
        let mut text = self.text.clone();
        for other in std::mem::take(&mut self.others).into_iter().filter(|_| add) {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&other);
        }
        self.edit(&text, now_ms, tab);
    }

    fn has(&self, tab: u64, at: u64) -> bool {
        self.seen.get(&tab).is_some_and(|seen| *seen >= at)
    }

    fn has_all_of(&self, other: &Self) -> bool {
        let newer = self.at != other.at || self.others.is_superset(&other.others);
        newer && other.seen.iter().all(|(tab, at)| self.has(*tab, *at))
    }

    fn merge(&self, other: &Self) -> Self {
        if self.has_all_of(other) {
            return self.clone();
        }
        if other.has_all_of(self) {
            return other.clone();
        }
        let (newer, older) = if (self.at, self.by) > (other.at, other.by) { (self, other) } else { (other, self) };
        let mut field = newer.clone();
        field.others.extend(older.others.iter().cloned());
        if !newer.has(older.by, older.at) && newer.text != older.text && !older.text.is_empty() {
            field.others.insert(older.text.clone());
        }
        for (tab, at) in &older.seen {
            let seen = field.seen.entry(*tab).or_default();
            *seen = (*seen).max(*at);
        }
        field
    }
}
