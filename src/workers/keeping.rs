//! What is open as a packed file, in the browser or for others, and reading such a file: in the worker that holds the
//! samples.

use std::cell::RefCell;
use std::io::{BufReader, Read};

use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Uint8Array};
use sloscope_core::packed::{self, FIRST_LINE, Kept, Packer, Run, run_of_html, unpack_from};
use sloscope_core::run::kept_run;
use sloscope_core::sharing::{Replacements, Sharing};
use sloscope_protocol::{InputFailure, Refused};
use wasm_bindgen::JsValue;
use web_sys::File;

use super::saving;
use super::session::SESSION;
use crate::platform::deflate;
use crate::platform::private_files::{self, NewFile, Slices};

/// Bytes of a file that are read at once.
const BUFFER: usize = 1 << 18;

thread_local! {
    /// What was read. It shares its samples with the session.
    static HELD: RefCell<Option<Kept>> = const { RefCell::new(None) };
}

/// Holds back what was read, in case it is to be kept.
pub fn hold(kept: Kept) {
    HELD.set(Some(kept));
}

/// Writes what is open to a file; answers its bytes. If that fails no file is left.
pub async fn keep(name: &str) -> Result<u64, Refused> {
    let kept = held()?;
    let file = NewFile::create(name).await.map_err(why)?;
    match write(file, Packer::new(kept)).await {
        Ok(bytes) => Ok(bytes),
        Err(error) => {
            private_files::remove(name).await;
            Err(why(error))
        }
    }
}

/// Writes what is open, as it may be handed on, to a file in memory.
pub async fn save(sharing: Sharing) -> Result<File, Refused> {
    let parts = Array::of1(&Uint8Array::from(FIRST_LINE));
    let kept = held()?;
    let mut replacements = Replacements::of(&sharing, [&kept], []);
    for section in Packer::new(kept.replaced(&mut replacements).for_others(sharing.keep_queries)) {
        parts.push(&Uint8Array::from(&deflate::gzip(&section).await.map_err(|_| Refused::NoFile)?[..]));
        TimeoutFuture::new(0).await;
    }
    saving::file("run.slo", &parts)
}

pub fn held() -> Result<Kept, Refused> {
    let run = || SESSION.with_borrow(|session| session.as_ref().and_then(kept_run));
    HELD.with_borrow(Clone::clone).or_else(run).ok_or(Refused::NotHeld)
}

fn why(error: JsValue) -> Refused {
    if private_files::is_full(&error) { Refused::NoRoom } else { Refused::NoStorage }
}

async fn write(mut file: NewFile, packer: Packer) -> Result<u64, JsValue> {
    match write_all(&mut file, packer).await {
        Ok(()) => file.close(),
        Err(error) => {
            file.give_up();
            Err(error)
        }
    }
}

/// Each section is a gzip member of its own.
async fn write_all(file: &mut NewFile, packer: Packer) -> Result<(), JsValue> {
    file.write(FIRST_LINE)?;
    for section in packer {
        file.write(&deflate::gzip(&section).await?)?;
        // Questions are answered in between.
        TimeoutFuture::new(0).await;
    }
    Ok(())
}

/// The file of a run that is kept; `called` is the name of the run.
pub async fn file(id: &str, called: &str) -> Result<File, InputFailure> {
    private_files::open(id).await.map_err(|_| {
        let what = "This browser does not keep this run: it was removed, or another browser keeps it.";
        failure(called, what, "Open the files of the run again.")
    })
}

/// What such a file holds, or a report's HTML file; `told` gets the bytes as they are read.
pub async fn read(file: File, is_html: bool, called: &str, told: impl FnMut(u64)) -> Result<Kept, InputFailure> {
    let unread = |_| failure(called, "The browser does not read this file.", "Open the files of the run again.");
    let mut slices = BufReader::with_capacity(BUFFER, Told(Slices::of(file).await.map_err(unread)?, told));
    let kept = match is_html {
        false => unpack_from(slices),
        true => {
            let mut file = Vec::new();
            // What is missing at its end is missing in the run.
            let _ = slices.read_to_end(&mut file);
            run_of_html(&file).ok_or(packed::Refused::Damaged).and_then(Run::read)
        }
    };
    kept.map_err(|refused| failure(called, refused.what(), refused.advice()))
}

/// It stands behind other files.
pub fn not_first(called: &str) -> InputFailure {
    failure(called, "A kept run can be opened alone, or with files behind it.", "Open one kept run at a time.")
}

fn failure(name: &str, what: &str, advice: &str) -> InputFailure {
    InputFailure { name: name.to_owned(), what: what.to_owned(), advice: advice.to_owned() }
}

struct Told<F>(Slices, F);

impl<F: FnMut(u64)> Read for Told<F> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let bytes = self.0.read(into)?;
        (self.1)(bytes as u64);
        Ok(bytes)
    }
}
