//! Reading a byte stream of the browser, chunk by chunk: files and responses are the same here.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    ReadableStream, ReadableStreamByobReader, ReadableStreamDefaultReader, ReadableStreamGetReaderOptions,
    ReadableStreamReaderMode,
};

/// What is read at once, at most.
const CHUNK: u32 = 1 << 20;

/// What is handed out at once: little enough to stay close to the processor.
const SLICE: u32 = 1 << 18;

/// Hands out each chunk, as long as `take` wants more; between chunks the worker takes in messages. The error is the
/// browser's.
pub async fn each_chunk(stream: ReadableStream, take: impl FnMut(&[u8]) -> bool) -> Result<(), JsValue> {
    Body::of(&stream).each(take).await
}

/// A stream of which the beginning may be looked at before it is read.
pub struct Body {
    chunks: Chunks,
    /// What was looked at.
    head: Vec<u8>,
    ended: bool,
}

impl Body {
    pub fn of(stream: &ReadableStream) -> Self {
        Self { chunks: Chunks::of(stream), head: Vec::new(), ended: false }
    }

    /// How it begins: so many bytes at least, where it has them. Why it breaks off is said by whoever reads it.
    pub async fn head(&mut self, bytes: usize) -> &[u8] {
        while self.head.len() < bytes {
            let Ok(Some(chunk)) = self.next().await else { break };
            self.head.extend(chunk.to_vec());
            self.chunks.give_back(&chunk);
        }
        &self.head
    }

    /// Hands out all of it, as [`each_chunk`] does.
    pub async fn each(mut self, mut take: impl FnMut(&[u8]) -> bool) -> Result<(), JsValue> {
        if !std::mem::take(&mut self.head).chunks(SLICE as usize).all(&mut take) {
            self.chunks.cancel();
            return Ok(());
        }
        let mut buffer = vec![0; SLICE as usize];
        while let Some(chunk) = self.next().await? {
            for start in (0..chunk.length()).step_by(SLICE as usize) {
                let slice = chunk.subarray(start, (start + SLICE).min(chunk.length()));
                let room = &mut buffer[..slice.length() as usize];
                slice.copy_to(room);
                if !take(room) {
                    self.chunks.cancel();
                    return Ok(());
                }
            }
            self.chunks.give_back(&chunk);
        }
        Ok(())
    }

    async fn next(&mut self) -> Result<Option<Uint8Array>, JsValue> {
        // Its buffer has gone with its end.
        if self.ended {
            return Ok(None);
        }
        let result = JsFuture::from(self.chunks.read()).await?;
        self.ended = Reflect::get(&result, &JsValue::from_str("done"))?.is_truthy();
        let chunk = Reflect::get(&result, &JsValue::from_str("value"))?;
        Ok((!self.ended).then(|| chunk.unchecked_into()))
    }
}

/// A small text file beside the page.
pub async fn text_beside(name: &str) -> Result<String, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let response: web_sys::Response = JsFuture::from(window.fetch_with_str(name)).await?.unchecked_into();
    match response.ok() {
        true => Ok(JsFuture::from(response.text()?).await?.as_string().unwrap_or_default()),
        false => Err(JsValue::NULL),
    }
}

/// The text of a file.
pub async fn text_of(file: &web_sys::File) -> Result<String, JsValue> {
    Ok(JsFuture::from(file.text()).await?.as_string().unwrap_or_default())
}

/// Why the browser could not read on.
pub fn reason(error: &JsValue) -> String {
    error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message())).unwrap_or_default()
}

/// Chunks into one buffer that goes to and fro, which is what Chromium reads files fastest with; or as they come, where a
/// stream does not offer that.
enum Chunks {
    IntoOurs(ReadableStreamByobReader, Uint8Array),
    AsTheyCome(ReadableStreamDefaultReader),
}

impl Chunks {
    fn of(stream: &ReadableStream) -> Self {
        let options = ReadableStreamGetReaderOptions::new();
        options.set_mode(ReadableStreamReaderMode::Byob);
        // Not `get_reader_with_options`, which does not catch that a stream has no such reader.
        let get = Reflect::get(stream, &JsValue::from_str("getReader")).map(JsCast::unchecked_into);
        let reader = get.and_then(|get: js_sys::Function| get.call1(stream, &options));
        match reader {
            Ok(reader) => Self::IntoOurs(reader.unchecked_into(), Uint8Array::new_with_length(CHUNK)),
            Err(_) => Self::AsTheyCome(stream.get_reader().unchecked_into()),
        }
    }

    fn read(&self) -> js_sys::Promise {
        match self {
            Self::IntoOurs(reader, room) => reader.read_with_array_buffer_view(room),
            Self::AsTheyCome(reader) => reader.read(),
        }
    }

    /// The chunk was copied: its buffer takes the next one.
    fn give_back(&mut self, chunk: &Uint8Array) {
        if let Self::IntoOurs(_, room) = self {
            *room = Uint8Array::new(&chunk.buffer());
        }
    }

    /// Nothing more is needed. Whether the browser minds does not matter.
    fn cancel(&self) {
        match self {
            Self::IntoOurs(reader, _) => drop(reader.cancel()),
            Self::AsTheyCome(reader) => drop(reader.cancel()),
        }
    }
}
