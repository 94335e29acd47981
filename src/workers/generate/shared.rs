//! Counters that several workers see, in memory that they share.

use js_sys::{Atomics, Int32Array};
use sloscope_core::load::Counters;

pub struct Shared(pub Int32Array);

/// What it was; an index that a plan does not have would be a defect.
fn was(found: Result<i32, wasm_bindgen::JsValue>) -> u32 {
    found.map_or_else(|error| panic!("a counter of the generators is not there: {error:?}"), |number| number as u32)
}

impl Counters for Shared {
    fn get(&self, at: usize) -> u32 {
        was(Atomics::load(&self.0, at as u32))
    }

    fn add(&self, at: usize, number: u32) -> u32 {
        was(Atomics::add(&self.0, at as u32, number as i32))
    }

    fn subtract(&self, at: usize, number: u32) {
        was(Atomics::sub(&self.0, at as u32, number as i32));
    }

    fn set(&self, at: usize, old: u32, new: u32) -> bool {
        was(Atomics::compare_exchange(&self.0, at as u32, old as i32, new as i32)) == old
    }
}
