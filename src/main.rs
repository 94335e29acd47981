//! The browser side of sloscope: one WebAssembly module for the page and for its workers.

fn main() {}
