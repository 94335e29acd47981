//! What is open as one file, `sloscope.samples/3` (docs/packed-samples.md): every sample as it is kept, and all else that
//! was read of the files. Reading it gives the same sources, and so the same reports.
//!
//! The first line has the version; gzip of sections follows, with checksums. Samples have the form in which workers hand
//! them over (`scan::Sender`), all else is JSON ([`v1`]). Version 2 has the same sections and a last one that counts them
//! ([`end`]). A new version of the JSON gets a module with types of its own and a `From` the version before it. The page
//! compresses with the browser's own gzip, so its modules carry no compressor.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]
#![deny(missing_docs)]

mod end;
mod in_html;
mod manifest;
mod replace;
mod shared;
mod sharing;
mod sound;
mod v1;

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use serde_json::Value;
use sloscope_dataset::{InputFailure, Note};
use sloscope_ingest::Source;
use sloscope_model::format::without_users;
use sloscope_scan::Sender;
use sloscope_store::{Receiving, Store};

use self::end::Seen;
pub use self::in_html::{HTML, Holds, Run, run_of_html};
pub use self::manifest::Manifest;
pub use self::replace::{Renamed, Replacements};
pub use self::sharing::{Rename, Sharing};

/// The first line of what is written. Gzip of all that a [`Packer`] hands out follows, in one member or several.
pub const FIRST_LINE: &[u8] = b"sloscope.samples/3\n";

/// What the first line of every such file begins with; its version and the end of the line follow.
pub const FAMILY: &[u8] = b"sloscope.samples/";
/// The version whose last section is empty.
const WITHOUT_COUNTS: u32 = 1;
const VERSION: u32 = 3;

// Kinds of sections.
/// JSON: all but samples. The first one.
const ABOUT: u8 = b'A';
/// JSON: metrics and tags of the next store.
const STORE: u8 = b'T';
/// Samples of this store.
const SAMPLES: u8 = b'S';
/// What came before it, counted; nothing follows.
const END: u8 = b'E';

/// What is open, as it was read: a session is made of it.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// The files, in the order in which they were opened.
    pub sources: Vec<Source>,
    /// Inputs that could not be read, or not as a whole.
    pub failures: Vec<InputFailure>,
    /// Of a run from the page: what its samples do not tell. `None` of files.
    pub run: Option<Vec<Note>>,
}

impl Kept {
    /// All but samples as JSON, and the samples of each file that has any: for files that keep them in another form. Nothing
    /// that tells the users of addresses is in the JSON; `SentStore::without_users` is for the samples.
    pub fn into_parts(self) -> (Vec<u8>, Vec<Store>) {
        let (about, stores) = v1::About::of(self);
        let mut about = serde_json::to_value(about).unwrap_or_default();
        leave_out_users(&mut about);
        (serde_json::to_vec(&about).unwrap_or_default(), stores)
    }

    /// The inverse of [`Kept::into_parts`], of what may be anything; `None` if it does not fit together.
    pub fn of_parts(about: &[u8], stores: Vec<Store>) -> Option<Self> {
        let about: Value = serde_json::from_slice(about).ok().filter(sound::is_sound)?;
        serde_json::from_value::<v1::About>(about).ok()?.kept(stores)
    }
}

/// Why a file cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It does not begin as such a file does.
    Foreign,
    /// A later version of sloscope wrote it.
    Newer,
    /// It is cut, or was changed.
    Damaged,
}

impl Refused {
    /// A sentence: what happened.
    pub fn what(self) -> &'static str {
        match self {
            Self::Foreign => "This is not a run that sloscope packed.",
            Self::Newer => "A later version of sloscope packed this run.",
            Self::Damaged => "This packed run is damaged: it is cut, or was changed.",
        }
    }

    /// What to do.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Foreign | Self::Damaged => "Open the files of the run again.",
            Self::Newer => "Update sloscope (reload the page), or open the files of the run again.",
        }
    }
}

/// The sections, one by one, so that a worker can answer questions in between: up to a megabyte of samples at a time.
pub struct Packer {
    about: Option<Vec<u8>>,
    stores: std::vec::IntoIter<Store>,
    /// The one that is written, with what was sent of it.
    now: Option<(Store, Sender)>,
    seen: Seen,
    /// Of all stores that were begun.
    samples: u64,
    ended: bool,
}

impl Packer {
    /// Nothing that tells the users of addresses gets in: see `SECURITY.md`.
    pub fn new(kept: Kept) -> Self {
        let (about, stores) = kept.into_parts();
        Self {
            about: Some(about),
            stores: stores.into_iter(),
            now: None,
            seen: Seen::default(),
            samples: 0,
            ended: false,
        }
    }

    fn step(&mut self) -> Option<(u8, Vec<u8>)> {
        if let Some(about) = self.about.take() {
            return Some((ABOUT, about));
        }
        if let Some((store, sender)) = &mut self.now
            && let Some(samples) = store.send_some(sender)
        {
            return Some((SAMPLES, samples));
        }
        let Some(mut store) = self.stores.next() else {
            return (!std::mem::replace(&mut self.ended, true)).then(|| (END, self.seen.end().bytes(self.samples)));
        };
        store.seal();
        self.samples += store.samples();
        let rest = serde_json::to_vec(&store.sent().without_users()).unwrap_or_default();
        self.now = Some((store, Sender::compact()));
        Some((STORE, rest))
    }
}

impl Iterator for Packer {
    type Item = Vec<u8>;

    /// The next section, not compressed.
    fn next(&mut self) -> Option<Vec<u8>> {
        let (kind, bytes) = self.step()?;
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let (head, bytes) = ([&[kind], &length.to_le_bytes()[..]].concat(), &bytes[..length as usize]);
        self.seen.section(&head, bytes);
        Some([&head, bytes].concat())
    }
}

/// The whole file at once.
pub fn pack(kept: Kept) -> Vec<u8> {
    let mut out = GzEncoder::new(FIRST_LINE.to_vec(), Compression::default());
    // Writing to memory does not fail.
    Packer::new(kept).for_each(|section| drop(out.write_all(&section)));
    out.finish().unwrap_or_default()
}

/// The inverse of [`pack`].
pub fn unpack(bytes: &[u8]) -> Result<Kept, Refused> {
    unpack_from(bytes)
}

/// The same of a file that is read bit by bit. One that cannot be read on is a damaged one.
pub fn unpack_from(mut from: impl Read) -> Result<Kept, Refused> {
    match version(&mut from)? {
        0 => Err(Refused::Damaged),
        version @ WITHOUT_COUNTS..=VERSION => read(from, version).ok_or(Refused::Damaged),
        _ => Err(Refused::Newer),
    }
}

/// Reads the first line, and nothing more.
fn version(from: &mut impl Read) -> Result<u32, Refused> {
    let mut family = [0; FAMILY.len()];
    from.read_exact(&mut family).ok().filter(|()| family == FAMILY).ok_or(Refused::Foreign)?;
    let mut digits = String::new();
    while digits.len() < 11 {
        let mut byte = [0];
        from.read_exact(&mut byte).map_err(|_| Refused::Damaged)?;
        match byte[0] {
            b'\n' => return digits.parse().map_err(|_| Refused::Damaged),
            byte => digits.push(char::from(byte)),
        }
    }
    Err(Refused::Damaged)
}

fn read(packed: impl Read, version: u32) -> Option<Kept> {
    let mut from = MultiGzDecoder::new(packed);
    let mut seen = Seen::default();
    let (kind, about) = section(&mut from, &mut seen)?;
    (kind == ABOUT).then_some(())?;
    let (mut stores, mut now) = (Vec::new(), None);
    loop {
        let before = seen.end();
        let (kind, bytes) = section(&mut from, &mut seen)?;
        if kind == SAMPLES {
            let (_, receiving): &mut (_, Receiving) = now.as_mut()?;
            receiving.take(&bytes)?;
            continue;
        }
        if let Some((rest, receiving)) = now.take() {
            stores.push(receiving.finish_file(rest)?);
        }
        match kind {
            STORE => now = Some((serde_json::from_slice(&bytes).ok()?, Receiving::default())),
            END => {
                let samples = stores.iter().map(Store::samples).sum();
                let stated = if version == WITHOUT_COUNTS { Vec::new() } else { before.bytes(samples) };
                (bytes == stated).then_some(())?;
                break;
            }
            _ => return None,
        }
    }
    // The last checksum is behind the last byte.
    let mut more = Vec::new();
    from.read_to_end(&mut more).ok()?;
    more.is_empty().then_some(())?;
    Kept::of_parts(&about, stores)
}

/// The next section: its kind, and what it holds.
fn section(from: &mut impl Read, seen: &mut Seen) -> Option<(u8, Vec<u8>)> {
    let mut head = [0; 5];
    from.read_exact(&mut head).ok()?;
    let [kind, length @ ..] = head;
    let length = u32::from_le_bytes(length);
    let mut bytes = Vec::new();
    // What a damaged length promises is not believed beforehand.
    let found = from.take(u64::from(length)).read_to_end(&mut bytes).ok()?;
    (found == length as usize).then_some(())?;
    seen.section(&head, &bytes);
    Some((kind, bytes))
}

/// Lines of consoles and texts of errors can have any address in them; tags lost their users when they were read.
fn leave_out_users(value: &mut Value) {
    match value {
        Value::String(text) => *text = without_users(text).into_owned(),
        Value::Array(list) => list.iter_mut().for_each(leave_out_users),
        Value::Object(fields) => fields.values_mut().for_each(leave_out_users),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
