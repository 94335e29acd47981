//! Packed files: any bytes as such a file, and as what is in one of two members whose checksums are right.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use sloscope_core::packed::{FIRST_LINE, Kept, pack, unpack};
use sloscope_core::report::Query;
use sloscope_core::run::session_of_kept;

use super::files::read;
use crate::exports;

/// Version 1 has no checksum over all sections, which no change would pass.
const WITHOUT_COUNTS: &[u8] = b"sloscope.samples/1\n";
/// The last section of version 2, with its kind and length.
const END: usize = 21;

pub fn packed(input: &[u8]) {
    let _ = unpack(input);
    let _ = unpack(&[FIRST_LINE, input].concat());
    let (some, rest) = input.split_at(input.len() / 2);
    let Ok(kept) = unpack(&[WITHOUT_COUNTS, &gzip(some), &gzip(rest)].concat()) else { return };
    let once = pack(kept.clone());
    let again = unpack(&once).expect("what was packed is unpacked");
    assert!(pack(again) == once, "packed again, it is the same");
    exports::all(&session_of_kept(kept), &Query::default(), input);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("into memory");
    encoder.finish().expect("into memory")
}

/// Of a file as it is, what is in the packed one, as version 1 has it.
pub fn sections(file: &[u8]) -> Vec<u8> {
    let packed = pack(Kept { sources: vec![read("file", file, &[])], ..Kept::default() });
    let mut plain = Vec::new();
    let rest = packed.strip_prefix(FIRST_LINE).expect("the first line");
    GzDecoder::new(rest).read_to_end(&mut plain).expect("gzip");
    plain.truncate(plain.len() - END);
    plain.extend(b"E\0\0\0\0");
    plain
}
