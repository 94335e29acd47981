//! Files of results: read whole, in slices, packed, as UTF-16, in parts. All must give the same.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use sloscope_core::export::json_text_with;
use sloscope_core::ingest::{Content, Format, Reader, Source, Split};
use sloscope_core::load::SplitMix;
use sloscope_core::report::Query;
use sloscope_core::run::Session;

use super::{below, choices};
use crate::exports;

/// Between the files of one input.
pub const NEXT_FILE: u8 = 0x1e;

pub fn samples(input: &[u8]) {
    let random = &mut choices(input);
    let whole = same_however_read(input, random);
    in_parts(input, &whole, random);
    exports::all(&Session::new(vec![whole]), &query(input), input);
}

pub fn documents(input: &[u8]) {
    let whole = same_however_read(input, &mut choices(input));
    exports::all(&Session::new(vec![whole]), &query(input), input);
}

pub fn session(input: &[u8]) {
    let sources = input.split(|byte| *byte == NEXT_FILE).take(4);
    let sources = sources.enumerate().map(|(at, bytes)| read(&format!("file-{at}"), bytes, &[]));
    let session = Session::new(sources.collect());
    for run in 0..session.runs().min(3) {
        exports::all(&session, &Query { run, ..query(input) }, input);
    }
}

/// A report that was stored; what is written of it is read back the same.
pub fn stored(input: &[u8]) {
    let session = Session::new(vec![same_however_read(input, &mut choices(input))]);
    for run in 0..session.runs().min(3) {
        exports::all(&session, &Query { run, ..query(input) }, input);
        let report = session.report(&Query { run, ..Query::default() });
        let Some(report) = report.filter(|report| report.stored.is_some()) else { continue };
        // Texts may lose what hides secrets once: from then on they are the same.
        let once = json_text_with(&report, true);
        let again = |text: &str| {
            let report = Session::new(vec![read("file", text.as_bytes(), &[])]).report(&Query::default());
            report.map(|report| json_text_with(&report, true))
        };
        let twice = again(&once).unwrap_or_else(|| panic!("what was written is not read:\n{once}"));
        assert_eq!(again(&twice).as_ref(), Some(&twice), "a stored report is the same when it is read again");
    }
}

/// A question for it, by the input: mostly none in particular.
fn query(input: &[u8]) -> Query {
    let random = &mut choices(input);
    match below(random, 6) {
        0 => sloscope_core::report::read_address("v=1&from=2s&to=7s&by=scenario"),
        1 => sloscope_core::report::read_address("v=1&where=scenario=s&by=name~&by=status&without=status=200"),
        _ => Query::default(),
    }
}

pub fn read(name: &str, bytes: &[u8], cuts: &[usize]) -> Source {
    let mut reader = Reader::new(name);
    let mut at = 0;
    for cut in cuts.iter().copied().chain([bytes.len()]) {
        reader.feed(&bytes[at..cut]);
        at = cut;
    }
    reader.finish()
}

/// Everything that was read, without the size of the file as stored.
fn seen(source: &Source) -> String {
    let content = match &source.content {
        Content::Samples(file) => samples_of(file),
        Content::Several(parts) => parts
            .iter()
            .map(|(format, content)| match content {
                Content::Samples(file) => format!("{format:?} {}", samples_of(file)),
                other => format!("{format:?} {other:?}"),
            })
            .collect(),
        other => format!("{other:?}"),
    };
    format!("{:?}\n{:?}\n{content}", source.info.format, source.diagnostics)
}

fn samples_of(file: &sloscope_core::ingest::SampleFile) -> String {
    let mut text = format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?}\n",
        file.thresholds,
        file.submetrics,
        file.utc_offset_minutes,
        file.time_step,
        file.guessed_types,
        file.declarations,
        file.restarts
    );
    for column in file.store.columns() {
        text.push_str(&format!("{} {:?} {:?}\n", column.name, column.kind, column.contains));
        for sample in column.samples() {
            let tags: Vec<_> = file.store.tags.iter(sample.tag_set).collect();
            text.push_str(&format!("{} {:x} {tags:?}\n", sample.time, sample.value.to_bits()));
        }
    }
    text
}

fn cuts(length: usize, random: &mut SplitMix) -> Vec<usize> {
    let number = 1 + below(random, 12);
    let mut cuts: Vec<usize> = (0..number).map(|_| below(random, length + 1)).collect();
    cuts.sort_unstable();
    cuts
}

fn same_however_read(input: &[u8], random: &mut SplitMix) -> Source {
    let whole = read("file", input, &[]);
    let wanted = seen(&whole);
    let cuts = cuts(input.len(), random);
    assert_eq!(seen(&read("file", input, &cuts)), wanted, "cut at {cuts:?}");
    if below(random, 4) == 0 {
        let bytes: Vec<usize> = (0..input.len()).collect();
        assert_eq!(seen(&read("file", input, &bytes)), wanted, "byte by byte");
    }
    let is_text = std::str::from_utf8(input).is_ok() && !input.starts_with(&[0xef, 0xbb, 0xbf]);
    match below(random, 4) {
        // An archive is binary, and an empty file has its own words.
        0 if !input.is_empty() && !input.starts_with(&[0x1f, 0x8b]) => {
            let packed = packed(input, random);
            let cuts = self::cuts(packed.len(), random);
            let source = read("file", &packed, &cuts);
            assert!(
                seen(&source) == wanted || matches!(source.content, Content::Unreadable(_)),
                "packed:\n{}\nand plain:\n{wanted}",
                seen(&source)
            );
        }
        1 if is_text && !input.starts_with(&[0]) && !input.is_empty() && whole.info.format != Format::Archive => {
            let text = String::from_utf8_lossy(input);
            let little = below(random, 2) == 0;
            let bytes = std::iter::once(0xfeff).chain(text.encode_utf16());
            let bytes: Vec<u8> =
                bytes.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect();
            let cuts = self::cuts(bytes.len(), random);
            let source = read("file", &bytes, &cuts);
            let is_known = |source: &Source| !matches!(source.content, Content::Unreadable(_));
            assert!(
                seen(&source) == wanted || !is_known(&whole) && !is_known(&source),
                "as UTF-16:\n{}\nand as UTF-8:\n{wanted}",
                seen(&source)
            );
        }
        _ => {}
    }
    whole
}

/// One gzip member, or two.
fn packed(input: &[u8], random: &mut SplitMix) -> Vec<u8> {
    let at = if below(random, 2) == 0 { input.len() } else { below(random, input.len() + 1) };
    let mut all = Vec::new();
    for part in [&input[..at], &input[at..]] {
        if part.is_empty() && !all.is_empty() {
            continue;
        }
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(part).expect("into memory");
        all.extend(encoder.finish().expect("into memory"));
    }
    all
}

/// A file of lines that is read from several places at once.
fn in_parts(input: &[u8], whole: &Source, random: &mut SplitMix) {
    let head = &input[..input.len().min(Split::HEAD)];
    let Some(split) = Split::of(head, head.len() == input.len()) else { return };
    let mut ends = cuts(input.len(), random);
    ends.dedup();
    let begins: Vec<usize> = std::iter::once(0).chain(ends.iter().copied().filter(|at| *at > 0)).collect();
    let parts = begins.iter().enumerate().map(|(at, from)| {
        let to = begins.get(at + 1).map(|to| *to as u64);
        let mut reader = split.part(*from as u64, to);
        let start = usize::try_from(reader.start()).unwrap_or(0).min(input.len());
        for slice in input[start..].chunks(1 + below(random, 4096)) {
            if !reader.feed(slice) {
                break;
            }
        }
        reader.finish()
    });
    let parts: Vec<_> = parts.collect();
    assert_eq!(seen(&split.source("file", parts)), seen(whole), "read in parts that begin at {begins:?}");
}
