//! Remarks as a browser keeps them, for all of its tabs: each field knows its version and those that are in it, so that two
//! tabs that change a field at the same time lose neither text.
//!
//! The clock and the number of a tab are the caller's.

use serde::{Deserialize, Serialize};

use super::Remarks;

const VERSION: u32 = 2;
/// The tab and the moment that fields of version 1, which were texts only, count as written by and at.
const FIRST: (u64, u64) = (0, 1);
/// A field knows of so many tabs: those that wrote last.
const TABS: usize = 16;

/// The remarks on one run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Noted {
    pub server: Field,
    pub test: Field,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    pub text: String,
    /// What other tabs wrote at the same time, until the user has decided on it; in order, each once.
    pub others: Vec<String>,
    /// The tab that wrote the text, and when, in ms since 1970: then what else is in it, or was replaced by its user.
    seen: Vec<(u64, u64)>,
}

/// What is kept; in version 1 without what was seen.
#[derive(Serialize, Deserialize)]
struct Record {
    version: u32,
    server: String,
    test: String,
    /// As `tab:time` after `tab:time`.
    #[serde(default)]
    server_seen: String,
    #[serde(default)]
    test_seen: String,
    #[serde(default)]
    server_others: Vec<String>,
    #[serde(default)]
    test_others: Vec<String>,
}

impl Noted {
    /// Reads what was kept; `None` if this version of sloscope cannot: a later one wrote it, so it is to be left alone.
    pub fn read(text: &str) -> Option<Self> {
        let record = serde_json::from_str::<Record>(text).ok().filter(|record| record.version <= VERSION)?;
        let version =
            |text: &str| text.split_once(':').and_then(|(tab, at)| Some((tab.parse().ok()?, at.parse().ok()?)));
        let field = |text, others, seen: String| {
            let mut seen: Vec<_> = seen.split(' ').filter_map(version).collect();
            if seen.is_empty() {
                seen.push(FIRST);
            }
            Field { text, others, seen }
        };
        Some(Self {
            server: field(record.server, record.server_others, record.server_seen),
            test: field(record.test, record.test_others, record.test_seen),
        })
    }

    /// The inverse of [`Noted::read`].
    pub fn write(&self) -> String {
        let seen =
            |field: &Field| field.seen.iter().map(|(tab, at)| format!("{tab}:{at}")).collect::<Vec<_>>().join(" ");
        let (server_seen, test_seen) = (seen(&self.server), seen(&self.test));
        let Self { server, test } = self.clone();
        let record = Record {
            version: VERSION,
            server: server.text,
            test: test.text,
            server_seen,
            test_seen,
            server_others: server.others,
            test_others: test.others,
        };
        serde_json::to_string(&record).unwrap_or_default()
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
    /// The version of the text.
    fn version(&self) -> (u64, u64) {
        self.seen.first().copied().unwrap_or_default()
    }

    /// The user has written, in this tab.
    pub fn edit(&mut self, text: &str, now_ms: u64, tab: u64) {
        // Clocks go back now and then; versions do not.
        let at = now_ms.max(self.version().1 + 1);
        self.seen.retain(|seen| seen.0 != tab);
        self.seen.insert(0, (tab, at));
        self.seen.truncate(TABS);
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

    fn has(&self, (tab, at): (u64, u64)) -> bool {
        self.seen.iter().any(|seen| seen.0 == tab && seen.1 >= at)
    }

    fn has_all_of(&self, other: &Self) -> bool {
        let newer = self.version() != other.version() || other.others.iter().all(|text| self.others.contains(text));
        newer && other.seen.iter().all(|seen| self.has(*seen))
    }

    fn merge(&self, other: &Self) -> Self {
        if self.has_all_of(other) {
            return self.clone();
        }
        if other.has_all_of(self) {
            return other.clone();
        }
        let key = |field: &Self| (field.version().1, field.version().0);
        let (newer, older) = if key(self) > key(other) { (self, other) } else { (other, self) };
        let mut field = newer.clone();
        let lost = !newer.has(older.version()) && newer.text != older.text && !older.text.is_empty();
        for text in older.others.iter().chain(lost.then_some(&older.text)) {
            if !field.others.contains(text) {
                field.others.push(text.clone());
            }
        }
        field.others.sort_unstable();
        for seen in &older.seen {
            if !field.has(*seen) {
                field.seen.retain(|known| known.0 != seen.0);
                field.seen.push(*seen);
            }
        }
        // The first is the version; the others in order, so that all tabs have the same.
        if let [_, rest @ ..] = &mut field.seen[..] {
            rest.sort_unstable_by_key(|seen| std::cmp::Reverse((seen.1, seen.0)));
        }
        field
    }
}
