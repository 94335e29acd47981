//! Reading the inputs, in a reader: one after the other, a large file of k6's lines with the help of others.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Uint8Array;
use sloscope_core::ingest::{Part, Reader, Source, Split};
use sloscope_core::packed::{FAMILY, HTML, Kept};
use sloscope_core::report::words::{Medium, Trouble, unread, unread_phrase};
use sloscope_protocol::{InputFailure, InputKind, Progress};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, ReadableStream};

use super::helper::{self, Helper};
use super::modules::Parts;
use super::{keeping, remote_source};
use crate::platform::{address, clock, stream};

/// Progress is sent at most this often, in ms.
const TELL_EVERY: f64 = 60.0;
/// A smaller file is read before a helper has started.
const WORTH_HELP: u64 = 32 << 20;
/// More do not read faster: the browser hands out a file only so fast.
const MOST_WORKERS: u64 = 4;

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

/// An input before it is read.
struct Opening {
    name: String,
    length: Option<u64>,
    what: Result<Opened, InputFailure>,
}

enum Opened {
    File(File),
    Body(ReadableStream),
    /// Whole runs; in a report's HTML file, or as they are.
    Kept(File, bool),
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
    let mut files = files.into_iter();
    let mut openings = Vec::new();
    for input in inputs {
        match input {
            InputKind::File => {
                if let Some(file) = files.next() {
                    openings.push(opening_of_file(file).await);
                }
            }
            InputKind::Link(link) => openings.push(opening_of_link(&link).await),
            InputKind::Kept { id, name } => openings.push(opening_of_kept(&id, name).await),
        }
    }
    let lengths = openings.iter().filter(|o| o.what.is_ok()).map(|o| o.length);
    let progress = Progress { inputs: openings.len(), total: lengths.sum(), ..Progress::default() };
    let teller = Teller(Rc::new(RefCell::new((progress, f64::NEG_INFINITY))), help.tell);
    let mut read = Read::default();
    for (at, opening) in openings.into_iter().enumerate() {
        teller.change(|progress| {
            progress.input = at;
            progress.name.clone_from(&opening.name);
        });
        if let Ok(Opened::Kept(file, is_html)) = opening.what {
            let kept = keeping::read(file, is_html, &opening.name, |bytes| teller.more(bytes, 0)).await;
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

async fn opening_of_file(file: File) -> Opening {
    let (name, length) = (file.name(), Some(file.size() as u64));
    let head = head(&file).await;
    let is_html = head == HTML.as_bytes();
    let is_whole = is_html || head.starts_with(FAMILY);
    Opening { name, length, what: Ok(if is_whole { Opened::Kept(file, is_html) } else { Opened::File(file) }) }
}

/// How it begins: files of whole runs are known by that. What cannot be read is said by whoever reads it next.
async fn head(file: &File) -> Vec<u8> {
    let Ok(head) = file.slice_with_f64_and_f64(0.0, HTML.len() as f64) else { return Vec::new() };
    let head = JsFuture::from(head.array_buffer()).await;
    head.map(|head| Uint8Array::new(&head).to_vec()).unwrap_or_default()
}

fn failed(failure: InputFailure) -> Kept {
    Kept { sources: Vec::new(), failures: vec![failure], run: None }
}

async fn opening_of_kept(id: &str, name: String) -> Opening {
    let file = keeping::file(id, &name).await;
    Opening {
        name,
        length: file.as_ref().ok().map(|file| file.size() as u64),
        what: file.map(|file| Opened::Kept(file, false)),
    }
}

async fn opening_of_link(link: &str) -> Opening {
    let name = address::file_name(link);
    match remote_source::fetch(link).await {
        Ok(response) => {
            let empty =
                || remote_source::failure(link, "The server sent an empty answer.".to_owned(), "Check the address.");
            let what = response.body().map(Opened::Body).ok_or_else(empty);
            Opening { name, length: remote_source::length(&response), what }
        }
        Err(failure) => Opening { name, length: None, what: Err(failure) },
    }
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
    let stream = match opening.what? {
        Opened::Body(stream) => {
            medium = Medium::Link;
            stream
        }
        Opened::Kept(file, _) | Opened::File(file) => {
            if let Some((split, number)) = in_parts(&file, help.workers).await {
                let (source, broken, memory) = parts((&name, &file), split, number, (teller, &help.module)).await;
                *helpers_memory = (*helpers_memory).max(memory);
                let bytes = source.info.bytes;
                let broken = whole(&file, bytes, broken).await;
                return ended(name, medium, bytes, broken, || source);
            }
            of = Some(file.clone());
            file.stream()
        }
    };
    let mut reader = Reader::new(&name);
    let (mut bytes, mut done, mut idle) = (0, false, false);
    let end = stream::each_chunk(stream, |chunk| {
        let before = reader.samples();
        reader.feed(chunk);
        bytes += chunk.len() as u64;
        teller.more(chunk.len() as u64, reader.samples() - before);
        done = reader.is_done();
        // What a server sends may have no end.
        idle = !done && medium == Medium::Link && reader.is_idle();
        !done && !idle
    })
    .await;
    let mut broken = end.err().map(|error| Broken::Off(stream::reason(&error))).or(idle.then_some(Broken::NoData));
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
