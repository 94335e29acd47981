//! How messages travel between the page and its workers: as bytes (postcard). What cannot be bytes, such as files, follows
//! them in an array; to a worker there always is one.

use js_sys::{Array, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};

/// A message as bytes of a script.
pub fn write(message: &impl Serialize) -> JsValue {
    Uint8Array::from(bytes(message).as_slice()).into()
}

/// A message as bytes.
pub fn bytes(message: &impl Serialize) -> Vec<u8> {
    written(postcard::to_allocvec(message))
}

// What does not depend on the message is there once in a module.
fn written(bytes: Result<Vec<u8>, postcard::Error>) -> Vec<u8> {
    match bytes {
        Ok(bytes) => bytes,
        Err(error) => panic!("a message cannot be written: {error}"),
    }
}

/// The inverse of [`write`].
pub fn read<T: DeserializeOwned>(message: &JsValue) -> Result<T, postcard::Error> {
    postcard::from_bytes(&received(message))
}

fn received(message: &JsValue) -> Vec<u8> {
    let first = if Array::is_array(message) { next(message) } else { message.clone() };
    first.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).unwrap_or_default()
}

/// A message to a worker.
pub fn message(message: &impl Serialize) -> Array {
    Array::of1(&write(message))
}

/// What follows the bytes of a message that was read.
pub fn next(message: &JsValue) -> JsValue {
    message.dyn_ref::<Array>().map(Array::shift).unwrap_or_default()
}
