//! Keeping what is open in the browser, as a packed file, and reading such a file: in the worker that holds the samples.

use std::cell::RefCell;
use std::io::{BufReader, Read};

use gloo_timers::future::TimeoutFuture;
use sloscope_core::packed::{FIRST_LINE, Kept, Packer, unpack_from};
use sloscope_core::run::kept_run;
use sloscope_protocol::{InputFailure, Refused};
use wasm_bindgen::JsValue;
use web_sys::File;

use super::session::SESSION;
use crate::platform::deflate;
use crate::platform::private_files::{self, NewFile, Slices};

/// Bytes of a file that are read at once.
const BUFFER: usize = 1 << 18;

thread_local! {
    /// What was read, until it is kept. It shares its samples with the session.
    static HELD: RefCell<Option<Kept>> = const { RefCell::new(None) };
}

/// Holds back what was read, in case it is to be kept.
pub fn hold(kept: Kept) {
    HELD.set(Some(kept));
}

/// Writes what is open to a file; answers its bytes. If that fails no file is left.
pub async fn keep(name: &str) -> Result<u64, Refused> {
    let run = || SESSION.with_borrow(|session| session.as_ref().and_then(kept_run));
    let kept = HELD.with_borrow(Clone::clone).or_else(run).ok_or(Refused::NotHeld)?;
    let file = NewFile::create(name).await.map_err(why)?;
    match write(file, Packer::new(kept)).await {
        Ok(bytes) => {
            HELD.set(None);
            Ok(bytes)
        }
        Err(error) => {
            private_files::remove(name).await;
            Err(why(error))
        }
    }
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

/// What such a file holds; `told` gets the bytes as they are read.
pub fn read(file: File, called: &str, told: impl FnMut(u64)) -> Result<Kept, InputFailure> {
    let unread = |_| failure(called, "The browser does not read this file.", "Open the files of the run again.");
    let slices = BufReader::with_capacity(BUFFER, Told(Slices::of(file).map_err(unread)?, told));
    unpack_from(slices).map_err(|refused| failure(called, refused.what(), refused.advice()))
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
