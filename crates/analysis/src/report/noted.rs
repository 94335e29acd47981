//! Remarks as a browser keeps them, for all of its tabs: each field knows its version and those that are in it, so that two
//! tabs that change a field at the same time lose neither text.
//!
//! The clock and the number of a tab are the caller's.

use serde::{Deserialize, Serialize};

const VERSION: u32 = 2;
/// The tab and the moment that fields of version 1, which were texts only, count as written by and at.
const FIRST: (u64, u64) = (0, 1);
/// A field knows of so many tabs: those that wrote last.
const TABS: usize = 16;

/// What was changed before the run, in the user's words: one change a line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remarks {
    /// Of the system under test.
    pub server: String,
    /// Of the test.
    pub test: String,
}

impl Remarks {
    /// The lines that say something.
    pub fn lines(text: &str) -> impl Iterator<Item = &str> {
        text.lines().map(str::trim).filter(|line| !line.is_empty())
    }

    /// Whether no line says anything.
    pub fn is_empty(&self) -> bool {
        Self::lines(&self.server).chain(Self::lines(&self.test)).next().is_none()
    }
}

/// The remarks on one run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Noted {
    /// What was changed in the system under test.
    pub server: Field,
    /// What was changed in the test.
    pub test: Field,
}

/// One text, with the versions of it that this tab knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// What the user sees and edits; may be empty.
    pub text: String,
    /// What other tabs wrote at the same time, until the user has decided on it; in order, each once.
    pub others: Vec<String>,
    /// The tab that wrote the text, and when, in ms since 1970: then what else is in it, or was replaced by its user.
    seen: Vec<(u64, u64)>,
}

/// What is kept. Version 1 had the texts only.
#[derive(Serialize, Deserialize)]
struct Record {
    version: u32,
    server: String,
    test: String,
    /// What was seen in the one field and in the other, each as `tab:time` after `tab:time`; then other texts, each after the
    /// letter of its field.
    #[serde(default)]
    more: Vec<String>,
}

const SERVER: char = 's';
const TEST: char = 't';

impl Noted {
    /// Reads what was kept; `None` if this version of sloscope cannot: a later one wrote it, so it is to be left alone.
    pub fn read(text: &str) -> Option<Self> {
        let record = serde_json::from_str::<Record>(text).ok().filter(|record| record.version <= VERSION)?;
        let mut more = record.more.into_iter();
        let mut seen = || {
            let version = |text: &str| {
                let (tab, at) = text.split_once(':')?;
                Some((tab.parse().ok()?, at.parse().ok()?))
            };
            let mut seen: Vec<_> = more.next().unwrap_or_default().split(' ').filter_map(version).collect();
            if seen.is_empty() {
                seen.push(FIRST);
            }
            seen
        };
        let mut server = Field { seen: seen(), text: record.server, others: Vec::new() };
        let mut test = Field { seen: seen(), text: record.test, others: Vec::new() };
        for other in more {
            if let Some(text) = other.strip_prefix(SERVER) {
                server.others.push(text.to_owned());
            } else if let Some(text) = other.strip_prefix(TEST) {
                test.others.push(text.to_owned());
            }
        }
        Some(Self { server, test })
    }

    /// The inverse of [`Noted::read`].
    pub fn write(&self) -> String {
        let mut more = Vec::new();
        for field in [&self.server, &self.test] {
            let seen: Vec<String> = field.seen.iter().map(|(tab, at)| format!("{tab}:{at}")).collect();
            more.push(seen.join(" "));
        }
        for (field, letter) in [(&self.server, SERVER), (&self.test, TEST)] {
            more.extend(field.others.iter().map(|text| format!("{letter}{text}")));
        }
        let Remarks { server, test } = self.remarks();
        serde_json::to_string(&Record { version: VERSION, server, test, more }).unwrap_or_default()
    }

    /// What this tab has, together with what was kept; the same whichever of the two is asked. Where that is not what was
    /// kept, it has to be kept anew.
    pub fn merge(&self, other: &Self) -> Self {
        Self { server: self.server.merge(&other.server), test: self.test.merge(&other.test) }
    }

    /// The texts as a report shows them, without those of other tabs.
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
            let at = field.others.iter().take_while(|known| *known < text).count();
            if field.others.get(at) != Some(text) {
                field.others.insert(at, text.clone());
            }
        }
        // The first is the version; the others in order, so that all tabs have the same.
        let rest = field.seen.split_off(1.min(field.seen.len()));
        for seen in rest.into_iter().chain(older.seen.iter().copied()) {
            if !field.has(seen) {
                field.seen.retain(|known| known.0 != seen.0);
                let at = field.seen.iter().skip(1).take_while(|known| (known.1, known.0) > (seen.1, seen.0)).count();
                field.seen.insert((1 + at).min(field.seen.len()), seen);
            }
        }
        field
    }
}
