//! How messages travel between the page and its workers: as bytes (postcard), each the first part of an array; what cannot
//! be bytes, such as files, follows.

use js_sys::{Array, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};

/// A message as bytes.
pub fn write(message: &impl Serialize) -> JsValue {
    match postcard::to_allocvec(message) {
        Ok(bytes) => Uint8Array::from(bytes.as_slice()).into(),
        Err(error) => panic!("a message cannot be written: {error}"),
    }
}

/// The inverse of [`write`].
pub fn read<T: DeserializeOwned>(message: &JsValue) -> Result<T, postcard::Error> {
    let bytes = message.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).unwrap_or_default();
    postcard::from_bytes(&bytes)
}

/// A message to a worker.
pub fn message(message: &impl Serialize) -> Array {
    Array::of1(&write(message))
}
