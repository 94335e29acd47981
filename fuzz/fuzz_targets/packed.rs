//! The target `packed` of crates/fuzz under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| sloscope_fuzz::run("packed", input));
