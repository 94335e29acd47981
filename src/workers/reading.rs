//! Reading the inputs, in a reader: one after the other, a large file of k6's lines with the help of others.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use sloscope_core::ingest::{Part, Reader, Source, Split};
use sloscope_core::packed::Kept;
use sloscope_core::report::words::{Medium, Trouble, unread, unread_phrase};
use sloscope_protocol::{InputFailure, InputKind, Progress};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::helper::{self, Helper};
use super::modules::Parts;
use super::opening::{self, Opened, Opening, Whole};
use super::{keeping, saving};
use crate::platform::stream::Body;
use crate::platform::{clock, stream};

/// Progress is sent at most this often, in ms.
const TELL_EVERY: f64 = 60.0;
/// A smaller file is read before a helper has started.
const WORTH_HELP: u64 = 32 << 20;
/// More do not read faster: the browser hands out a file only so fast.
const MOST_WORKERS: u64 = 4;

/// A file of whole runs that comes over a link is held as a whole, and a server may send without an end.
const MOST_OF_LINK: u64 = 2 << 30;

/// What became of the inputs.
#[derive(Default)]
pub struct Read {
    /// In order.
    pub inputs: Vec<ReadInput>,
    /// Bytes of memory that helpers took.
    pub helpers_memory: u64,
}

/// What was read of an input.
pub struct ReadInput {
    /// The name of a run that was kept: it has all files of the run, and what its samples do not tell.
    pub kept: Option<String>,
    pub found: Kept,
}

/// Who helps to read a large file, and who hears how far reading got.
pub struct Help {
    /// How many workers read it.
    pub workers: u32,
    /// The module of readers.
    pub module: Parts,
    pub tell: fn(Progress),
}

/// Reads all inputs.
pub async fn inputs(inputs: Vec<InputKind>, files: Vec<File>, help: Help) -> Read {
    let openings = opening::all(inputs, files).await;
    let lengths = openings.iter().filter(|o| o.what.is_ok()).map(|o| o.length);
    let progress = Progress { inputs: openings.len(), total: lengths.sum(), ..Progress::default() };
    let teller = Teller(Rc::new(RefCell::new((progress, f64::NEG_INFINITY))), help.tell);
    let mut read = Read::default();
    for (at, opening) in openings.into_iter().enumerate() {
        teller.change(|progress| {
            progress.input = at;
            progress.name.clone_from(&opening.name);
        });
        if let Ok(Opened::Kept(whole, is_html)) = opening.what {
            let kept = kept(whole, is_html, &opening.name, &teller).await;
            read.inputs.push(ReadInput { kept: Some(opening.name), found: kept.unwrap_or_else(failed) });
            continue;
        }
        let found = one(opening, &teller, &help, &mut read.helpers_memory).await;
        let whole = |(source, failure): (_, Option<_>)| Kept {
            sources: vec![source],
            failures: failure.into_iter().collect(),
            run: None,
        };
        read.inputs.push(ReadInput { kept: None, found: found.map_or_else(failed, whole) });
    }
    teller.change(|progress| progress.computing = true);
    teller.tell(true);
    read
}

fn failed(failure: InputFailure) -> Kept {
    Kept { sources: Vec::new(), failures: vec![failure], run: None }
}

/// Reads a file of whole runs. What comes over a link is all there before it is read.
async fn kept(whole: Whole, is_html: bool, name: &str, teller: &Teller) -> Result<Kept, InputFailure> {
    let body = match whole {
        Whole::File(file) => return keeping::read(file, is_html, name, |bytes| teller.more(bytes, 0)).await,
        Whole::Body(body) => body,
    };
    let (parts, mut bytes) = (Array::new(), 0);
    let end = body.each(|slice| {
        parts.push(&Uint8Array::from(slice));
        bytes += slice.len() as u64;
        teller.more(slice.len() as u64, 0);
        bytes <= MOST_OF_LINK
    });
    if let Err(error) = end.await {
        return Err(unread(name, Medium::Link, Trouble::BrokeOff(bytes, &stream::reason(&error))));
    }
    let file = (bytes <= MOST_OF_LINK).then(|| saving::file(name, &parts).ok()).flatten();
    let too_large = || InputFailure {
        name: name.to_owned(),
        what: "This browser cannot hold it: a link to a whole run may have up to 2 GiB.".to_owned(),
        advice: "Download the file and drop it here.".to_owned(),
    };
    keeping::read(file.ok_or_else(too_large)?, is_html, name, |_| {}).await
}

/// Reads one input. If it breaks off, what came before is kept and the failure says so.
async fn one(
    opening: Opening,
    teller: &Teller,
    help: &Help,
    helpers_memory: &mut u64,
) -> Result<(Source, Option<InputFailure>), InputFailure> {
    let name = opening.name;
    let (mut of, mut medium) = (None, Medium::File);
    let body = match opening.what? {
        Opened::Body(body) | Opened::Kept(Whole::Body(body), _) => {
            medium = Medium::Link;
            body
        }
        Opened::File(file) | Opened::Kept(Whole::File(file), _) => {
            if let Some((split, number)) = in_parts(&file, help.workers).await {
                let (source, broken, memory) = parts((&name, &file), split, number, (teller, &help.module)).await;
                *helpers_memory = (*helpers_memory).max(memory);
                let bytes = source.info.bytes;
                let broken = whole(&file, bytes, broken).await;
                return ended(name, medium, bytes, broken, || source);
            }
            of = Some(file.clone());
            Body::of(&file.stream())
        }
    };
    let mut reader = Reader::new(&name);
    let (mut bytes, mut done, mut idle) = (0, false, false);
    let end = body.each(|chunk| {
        let before = reader.samples();
        reader.feed(chunk);
        bytes += chunk.len() as u64;
        teller.more(chunk.len() as u64, reader.samples() - before);
        done = reader.is_done();
        // What a server sends may have no end.
        idle = !done && medium == Medium::Link && reader.is_idle();
        !done && !idle
    });
    let mut broken =
        end.await.err().map(|error| Broken::Off(stream::reason(&error))).or(idle.then_some(Broken::NoData));
    if let Some(file) = of {
        if done {
            bytes = file.size() as u64;
        }
        broken = whole(&file, bytes, broken).await;
    }
    ended(name, medium, bytes, broken, || {
        let mut source = reader.finish();
        source.info.bytes = bytes;
        source
    })
}

/// Why an input is not what it was when it was chosen.
enum Broken {
    /// The browser's words.
    Off(String),
    /// It has no end that is known, and k6 data came no more.
    NoData,
    /// It was read to its end, which is not that of the file that was chosen.
    Changed,
}

/// A browser that has read a file of another length, or reads it no more, has read one that changed meanwhile.
async fn whole(file: &File, bytes: u64, broken: Option<Broken>) -> Option<Broken> {
    let first = file.slice_with_f64_and_f64(0.0, 1.0).ok()?;
    let readable = JsFuture::from(first.array_buffer()).await.is_ok();
    let all = broken.is_none() && bytes == file.size() as u64;
    // Some browsers call it an error of the network.
    if readable && (all || broken.is_some()) { broken } else { Some(Broken::Changed) }
}

fn ended(
    name: String,
    medium: Medium,
    bytes: u64,
    broken: Option<Broken>,
    source: impl FnOnce() -> Source,
) -> Result<(Source, Option<InputFailure>), InputFailure> {
    let Some(broken) = broken else { return Ok((source(), None)) };
    let trouble = match &broken {
        Broken::Off(reason) => Trouble::BrokeOff(bytes, reason),
        Broken::NoData => Trouble::NoData(bytes),
        // A folder is not readable either.
        Broken::Changed if bytes == 0 => Trouble::BrokeOff(0, ""),
        Broken::Changed => Trouble::Changed,
    };
    let failure = unread(&name, medium, trouble);
    if bytes == 0 {
        return Err(failure);
    }
    let mut source = source();
    source.diagnostics.cut = Some(unread_phrase(&failure));
    Ok((source, Some(failure)))
}

/// Is it worth while to read this file in parts, and in how many?
async fn in_parts(file: &File, workers: u32) -> Option<(Split, u64)> {
    let size = file.size() as u64;
    let number = u64::from(workers).min(MOST_WORKERS).min(size / (WORTH_HELP / 2));
    if size < WORTH_HELP || number < 2 {
        return None;
    }
    let head = file.slice_with_f64_and_f64(0.0, Split::HEAD as f64).ok()?;
    // A file that cannot be read is reported by the reader.
    let head = JsFuture::from(head.array_buffer()).await.ok()?;
    let split = Split::of(&Uint8Array::new(&head).to_vec(), false)?;
    Some((split, number))
}

/// Reads a file in so many parts: the first here, the others by helpers. Answers the source, why it ends before its end,
/// and the memory of the helpers.
async fn parts(
    (name, file): (&str, &File),
    split: Split,
    number: u64,
    (teller, module): (&Teller, &Parts),
) -> (Source, Option<Broken>, u64) {
    let border = |at: u64| if at == number { None } else { Some(file.size() as u64 / number * at) };
    let mut first_end = border(1);
    let mut helpers = Vec::new();
    for at in 1..number {
        let teller = teller.clone();
        let span = (border(at).unwrap_or_default(), border(at + 1));
        match Helper::start(split, span, file, module, move |bytes, samples| teller.more(bytes, samples)) {
            Some(helper) => helpers.push(helper),
            // This browser's workers cannot start workers.
            None => {
                helpers.clear();
                first_end = None;
                break;
            }
        }
    }
    let mut reader = split.part(0, first_end);
    let (mut bytes, mut samples) = (0, 0);
    let end = helper::read(file, reader.start(), |chunk| {
        let more = reader.feed(chunk);
        teller.more(reader.bytes() - bytes, reader.samples() - samples);
        (bytes, samples) = (reader.bytes(), reader.samples());
        more
    })
    .await;
    let mut broken = end.err().map(|error| stream::reason(&error));
    let mut parts: Vec<Part> = vec![reader.finish()];
    let mut memory = 0;
    for helper in helpers {
        // What comes behind a gap is not counted.
        if broken.is_none() {
            let found = helper.found().await;
            memory += found.wasm_memory;
            broken = found.broken;
            parts.push(found.part);
        }
    }
    (split.source(name, parts), broken.map(Broken::Off), memory)
}

/// Sends progress, not too often: what this worker and its helpers read, and when it was sent last.
#[derive(Clone)]
struct Teller(Rc<RefCell<(Progress, f64)>>, fn(Progress));

impl Teller {
    fn change(&self, how: impl FnOnce(&mut Progress)) {
        how(&mut self.0.borrow_mut().0);
    }

    fn more(&self, bytes: u64, samples: u64) {
        self.change(|progress| {
            progress.read += bytes;
            progress.samples += samples;
        });
        self.tell(false);
    }

    fn tell(&self, at_once: bool) {
        let now = clock::now_ms();
        let (progress, last) = &mut *self.0.borrow_mut();
        if at_once || now - *last >= TELL_EVERY {
            *last = now;
            (self.1)(progress.clone());
        }
    }
}
