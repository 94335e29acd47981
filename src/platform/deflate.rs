//! Deflate by the browser's own streams: an address has room for a text that is packed, and files of kept runs are gzip.
//! So no module carries a compressor.

use js_sys::{Array, Function, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, ReadableStream};

use super::stream;

/// What is unpacked is not longer, in bytes: an address may come from anybody, and reading it takes the page's time.
pub const MOST: usize = 256 << 10;
/// Without a head or a checksum.
const RAW: &str = "deflate-raw";

/// `None` where the browser has no such streams, and for a text that [`unpack`] would refuse.
pub async fn pack(text: &str) -> Option<Vec<u8>> {
    if text.len() > MOST {
        return None;
    }
    all(through("CompressionStream", RAW, text.as_bytes()).ok()?, MOST).await.ok()
}

/// `None` for what was not packed so, was cut, or is too long.
pub async fn unpack(bytes: &[u8]) -> Option<String> {
    let text = all(through("DecompressionStream", RAW, bytes).ok()?, MOST).await.ok()?;
    String::from_utf8(text).ok()
}

/// A gzip member.
pub async fn gzip(bytes: &[u8]) -> Result<Vec<u8>, JsValue> {
    all(through("CompressionStream", "gzip", bytes)?, usize::MAX).await
}

fn through(class: &str, format: &str, bytes: &[u8]) -> Result<ReadableStream, JsValue> {
    let class: Function = Reflect::get(&js_sys::global(), &JsValue::from_str(class))?.dyn_into()?;
    let transform = Reflect::construct(&class, &Array::of1(&JsValue::from_str(format)))?;
    let stream = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes)))?.stream();
    let pipe: Function = Reflect::get(&stream, &JsValue::from_str("pipeThrough"))?.dyn_into()?;
    pipe.call1(&stream, &transform)?.dyn_into()
}

/// All bytes of a stream; an error if there are more than `most`.
async fn all(stream: ReadableStream, most: usize) -> Result<Vec<u8>, JsValue> {
    let mut all = Vec::new();
    stream::each_chunk(stream, |chunk| {
        all.extend_from_slice(chunk);
        all.len() <= most
    })
    .await?;
    if all.len() > most { Err(JsValue::NULL) } else { Ok(all) }
}
