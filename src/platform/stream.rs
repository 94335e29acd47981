//! Reading a byte stream of the browser, chunk by chunk: files and responses are the same here.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, ReadableStreamDefaultReader};

/// Hands out each chunk; between chunks the worker takes in messages. The error is the browser's.
pub async fn each_chunk(stream: ReadableStream, mut sink: impl FnMut(&[u8])) -> Result<(), JsValue> {
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let (done, value) = (JsValue::from_str("done"), JsValue::from_str("value"));
    let mut buffer = Vec::new();
    loop {
        let result = JsFuture::from(reader.read()).await?;
        if Reflect::get(&result, &done)?.is_truthy() {
            return Ok(());
        }
        let chunk: Uint8Array = Reflect::get(&result, &value)?.unchecked_into();
        buffer.resize(chunk.length() as usize, 0);
        chunk.copy_to(&mut buffer);
        sink(&buffer);
    }
}
