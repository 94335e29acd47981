//! For all tests of core: fixtures, reading in slices, and a form of a source that can be compared.
#![allow(dead_code)]

use std::io::Read;
use std::path::PathBuf;

use flate2::read::MultiGzDecoder;
use sloscope_core::ingest::{Content, Reader, Source};

/// The root of the project.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The bytes of a file under tests/fixtures.
pub fn fixture(name: &str) -> Vec<u8> {
    let path = root().join("tests/fixtures").join(name);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The bytes without gzip, as far as they go.
pub fn unpacked(bytes: &[u8]) -> Vec<u8> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return bytes.to_vec();
    }
    let mut plain = Vec::new();
    // A cut stream gives an error after what it has.
    let _ = MultiGzDecoder::new(bytes).read_to_end(&mut plain);
    plain
}

pub fn read(bytes: &[u8]) -> Source {
    read_in(bytes, 1 << 20)
}

pub fn read_in(bytes: &[u8], slice: usize) -> Source {
    read_named("file", bytes, slice)
}

pub fn read_named(name: &str, bytes: &[u8], slice: usize) -> Source {
    let mut reader = Reader::new(name);
    bytes.chunks(slice).for_each(|part| reader.feed(part));
    reader.finish()
}

/// Each metric with its samples: time, bits of the value, sorted tags.
pub type Canonical = Vec<(String, String, Vec<(i64, u64, Vec<String>)>)>;

pub fn canonical(source: &Source) -> Canonical {
    let Content::Samples(file) = &source.content else { panic!("no samples: {:?}", source.content) };
    let tags = |id| {
        let mut tags: Vec<String> = file.store.tags.iter(id).map(|(k, v)| format!("{k}={v}")).collect();
        tags.sort_unstable();
        tags
    };
    file.store
        .columns()
        .map(|c| {
            let rows = (0..c.len()).map(|i| (c.times[i], c.values[i].to_bits(), tags(c.tag_sets[i])));
            (c.name.clone(), format!("{:?} {:?}", c.kind, c.contains), rows.collect())
        })
        .collect()
}
