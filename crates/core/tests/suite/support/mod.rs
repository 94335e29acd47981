//! For all tests of core: fixtures, reading in slices, and a form of a source that can be compared.

use std::io::{Read, Write};
use std::path::PathBuf;

use flate2::read::MultiGzDecoder;
use sloscope_core::ingest::{Content, Reader, Source, Summary, SummaryMetric};
use sloscope_core::options::RunOptions;
use sloscope_core::series::Series;

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
            let rows = c.samples().map(|s| (s.time, s.value.to_bits(), tags(s.tag_set)));
            (c.name.clone(), format!("{:?} {:?}", c.kind, c.contains), rows.collect())
        })
        .collect()
}

/// The summary in a file, with the format that was found.
pub fn summary(source: &Source) -> &Summary {
    match &source.content {
        Content::Summary(summary) => summary,
        other => panic!("{}: no summary: {other:?}", source.info.name),
    }
}

/// The options in a file.
pub fn options(source: &Source) -> &RunOptions {
    match &source.content {
        Content::Options(options) => options,
        other => panic!("{}: no options: {other:?}", source.info.name),
    }
}

/// A metric of a summary, by k6's name of it.
pub fn metric<'a>(summary: &'a Summary, name: &str) -> &'a SummaryMetric {
    let series = Series::parse(name).expect(name);
    summary.metrics.iter().find(|m| m.series.same_as(&series)).unwrap_or_else(|| panic!("no {name}"))
}

/// The bytes with gzip.
pub fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).expect("into memory");
    encoder.finish().expect("into memory")
}
