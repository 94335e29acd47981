//! Helpers of a reader: each reads a part of a large file and hands over what it found, piece by piece, so
//! that no worker holds a sample twice. They end when their part is read, or with the worker that started them.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use js_sys::{Array, Uint8Array};
use sloscope_core::ingest::{Part, Receiving, Split};
use sloscope_protocol::{FilePart, HelperEnd, HelperReply, WorkerRole};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::File;

use super::launch::{Launched, WorkerEvent};
use super::modules::Parts;
use super::role::{scope, tell_death, wasm_memory};
use super::transport;
use crate::platform::stream;

/// Samples that are handed over at once: one or two megabytes.
const PIECE: usize = 150_000;

/// A part that was read by a helper.
pub struct Found {
    pub part: Part,
    pub broken: Option<String>,
    /// Bytes of memory that the helper took.
    pub wasm_memory: u64,
}

/// In a helper: reads a part of a file for the worker that started this one, and ends.
pub async fn serve(part: FilePart, file: File) {
    let mut reader = part.split.part(part.from, part.to);
    let tell = |bytes, samples, end, piece: Vec<u8>| {
        let piece = Uint8Array::from(piece.as_slice());
        let message = Array::of2(&transport::write(&HelperReply { bytes, samples, end }), &piece);
        // A parent that has gone hears nothing, and this worker with it.
        drop(scope().post_message_with_transfer(&message, &Array::of1(&piece.buffer())));
    };
    let end = read(&file, reader.start(), |chunk| {
        let more = reader.feed(chunk);
        let piece = reader.send(PIECE);
        tell(reader.bytes(), reader.samples(), None, piece.unwrap_or_default());
        more
    })
    .await;
    let (bytes, samples) = (reader.bytes(), reader.samples());
    let (piece, rest) = reader.finish_sending();
    let end = HelperEnd { rest, broken: end.err().map(|error| stream::reason(&error)), wasm_memory: wasm_memory() };
    tell(bytes, samples, Some(end), piece);
    scope().close();
}

/// Hands out a file from `start` on, as long as `take` wants more.
pub async fn read(file: &File, start: u64, take: impl FnMut(&[u8]) -> bool) -> Result<(), JsValue> {
    let rest = file.slice_with_f64_and_f64(start as f64, file.size())?;
    stream::each_chunk(rest.stream(), take).await
}

/// The other end: a helper that reads.
pub struct Helper {
    _worker: Launched,
    state: Rc<RefCell<State>>,
}

#[derive(Default)]
struct State {
    receiving: Receiving,
    end: Option<HelperEnd>,
    is_read: bool,
    waker: Option<Waker>,
    /// Told of already.
    bytes: u64,
    samples: u64,
}

impl Helper {
    /// Starts a helper of the module of readers; `progress` hears how many bytes and samples there are more. `None` where a worker cannot start
    /// workers. A helper that dies takes this worker with it: the page tells it, and has a way on.
    pub fn start(
        split: Split,
        (from, to): (u64, Option<u64>),
        file: &File,
        module: &Parts,
        progress: impl Fn(u64, u64) + 'static,
    ) -> Option<Self> {
        let first = transport::message(&WorkerRole::Helper(FilePart { split, from, to }));
        first.push(file);
        let state = Rc::new(RefCell::new(State::default()));
        let hearing = state.clone();
        let on_event = move |event| match event {
            // Its part is read: it has ended as it should.
            WorkerEvent::Died(_) if hearing.borrow().is_read => {}
            WorkerEvent::Died(death) => tell_death(&death),
            WorkerEvent::Message(data) => {
                let (bytes, samples) = hearing.borrow_mut().take_in(&data);
                progress(bytes, samples);
            }
        };
        let worker = Launched::soon(module.clone(), first.into(), Box::new(on_event)).ok()?;
        Some(Self { _worker: worker, state })
    }

    /// Waits until the part is read.
    pub async fn found(self) -> Found {
        let state = &self.state;
        let end = poll_fn(|context| {
            let mut state = state.borrow_mut();
            match state.end.take() {
                Some(end) => Poll::Ready(end),
                None => {
                    state.waker = Some(context.waker().clone());
                    Poll::Pending
                }
            }
        })
        .await;
        let receiving = std::mem::take(&mut state.borrow_mut().receiving);
        Found { part: receiving.finish(end.rest), broken: end.broken, wasm_memory: end.wasm_memory }
    }
}

impl State {
    /// Takes in a message; answers how many bytes and samples are new.
    fn take_in(&mut self, data: &JsValue) -> (u64, u64) {
        let data: &Array = data.unchecked_ref();
        let Ok(said) = transport::read::<HelperReply>(&data.get(0)) else {
            panic!("a helper's message cannot be read")
        };
        let piece = data.get(1).unchecked_into::<Uint8Array>().to_vec();
        if self.receiving.take(&piece).is_none() {
            panic!("what a helper found cannot be read");
        }
        let new = (said.bytes - self.bytes, said.samples - self.samples);
        (self.bytes, self.samples) = (said.bytes, said.samples);
        if said.end.is_some() {
            (self.end, self.is_read) = (said.end, true);
            if let Some(waker) = self.waker.take() {
                waker.wake();
            }
        }
        new
    }
}
