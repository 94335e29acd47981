//! Packed files: any bytes as such a file, and as what is in one whose checksum is right.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use sloscope_core::packed::{Kept, pack, unpack};
use sloscope_core::report::Query;
use sloscope_core::run::session_of_kept;

use super::files::read;
use crate::exports;

const FIRST_LINE: &[u8] = b"sloscope.samples/1\n";

pub fn packed(input: &[u8]) {
    let _ = unpack(input);
    let _ = unpack(&[FIRST_LINE, input].concat());
    let mut encoder = GzEncoder::new(FIRST_LINE.to_vec(), Compression::fast());
    encoder.write_all(input).expect("into memory");
    let Ok(kept) = unpack(&encoder.finish().expect("into memory")) else { return };
    let once = pack(kept.clone());
    let again = unpack(&once).expect("what was packed is unpacked");
    assert!(pack(again) == once, "packed again, it is the same");
    exports::all(&session_of_kept(kept), &Query::default(), input);
}

/// Of a file as it is, what is in the packed one.
pub fn sections(file: &[u8]) -> Vec<u8> {
    let packed = pack(Kept { sources: vec![read("file", file, &[])], ..Kept::default() });
    let mut plain = Vec::new();
    let rest = packed.strip_prefix(FIRST_LINE).expect("the first line");
    GzDecoder::new(rest).read_to_end(&mut plain).expect("gzip");
    plain
}
