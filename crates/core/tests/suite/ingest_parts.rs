//! A file that is read in parts gives what one reader finds, to the bit: samples, tag sets, report and diagnostics.

use crate::support::{fixture, read, root, unpacked};
use sloscope_core::ingest::{Content, Part, Receiving, Source, Split};
use sloscope_core::report::Query;
use sloscope_core::run::Session;

/// Reads parts that end at these places, in slices of so many bytes. They may be sent as bytes, as between
/// workers, whenever so many samples are packed.
fn in_parts(bytes: &[u8], ends: &[u64], slice: usize, send: Option<usize>) -> Option<Source> {
    let split = Split::of(&bytes[..bytes.len().min(Split::HEAD)], bytes.len() <= Split::HEAD)?;
    let mut from = 0;
    let mut parts: Vec<Part> = Vec::new();
    for to in ends.iter().copied().map(Some).chain([None]) {
        let mut reader = split.part(from, to);
        let start = usize::try_from(reader.start()).expect("in memory").min(bytes.len());
        let mut receiving = Receiving::default();
        for slice in bytes[start..].chunks(slice) {
            let more = reader.feed(slice);
            if let Some(bytes) = send.and_then(|at_least| reader.send(at_least)) {
                receiving.take(&bytes).expect("whole");
            }
            if !more {
                break;
            }
        }
        parts.push(match send {
            None => reader.finish(),
            Some(_) => {
                let (bytes, rest) = reader.finish_sending();
                receiving.take(&bytes).expect("whole");
                let rest = serde_json::to_string(&rest).expect("JSON");
                receiving.finish(serde_json::from_str(&rest).expect("JSON"))
            }
        });
        from = to.unwrap_or_default();
    }
    Some(split.source("file", parts))
}

fn evenly(bytes: &[u8], parts: u64) -> Vec<u64> {
    (1..parts).map(|at| bytes.len() as u64 * at / parts).collect()
}

/// All that later steps see of samples: metrics, ids of tag sets and tags included, in order.
fn everything(source: &Source) -> String {
    let Content::Samples(file) = &source.content else { panic!("no samples") };
    let columns: Vec<_> = file
        .store
        .columns()
        .map(|c| {
            let rows: Vec<_> = c.samples().map(|s| (s.time, s.tag_set, s.value.to_bits())).collect();
            (&c.name, c.kind, c.contains, rows)
        })
        .collect();
    let tags: Vec<Vec<(&str, &str)>> = (0..file.store.tags.len())
        .map(|id| file.store.tags.iter(sloscope_core::store::TagSetId(id as u32)).collect())
        .collect();
    let said = (&file.thresholds, &file.submetrics, &file.declarations);
    let rest = (said, file.utc_offset_minutes, file.time_step, &file.guessed_types);
    format!("{:?} {:?} {columns:?} {tags:?} {rest:?}", source.info, source.diagnostics)
}

fn same(name: &str, bytes: &[u8], ends: &[u64], slice: usize, wanted: &str) {
    for send in [None, Some(1)] {
        let got = in_parts(bytes, ends, slice, send).expect(name);
        assert!(everything(&got) == wanted, "{name}: parts that end at {ends:?}, slices of {slice}, sent: {send:?}");
    }
}

fn files(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() { files(&entry, found) } else { found.push(entry) }
    }
}

#[test]
fn every_fixture_gives_the_same_in_parts() {
    let (mut paths, mut compared) = (Vec::new(), 0);
    files(&root().join("tests/fixtures"), &mut paths);
    for path in paths {
        let name = path.to_string_lossy();
        let bytes = unpacked(&std::fs::read(&path).expect("a fixture"));
        let whole = read(&bytes);
        if in_parts(&bytes, &[], 1 << 16, None).is_none() {
            assert_ne!(whole.info.format, sloscope_core::ingest::Format::Ndjson, "{name} could be read in parts");
            continue;
        }
        let wanted = everything(&whole);
        let slices: &[usize] = if bytes.len() < 300_000 { &[1, 7, 100, 1 << 16] } else { &[1 << 16] };
        for slice in slices {
            for parts in [1, 2, 3, 5] {
                same(&name, &bytes, &evenly(&bytes, parts), *slice, &wanted);
            }
        }
        let report = |source| Session::new(vec![source]).report(&Query::default());
        let in_three = in_parts(&bytes, &evenly(&bytes, 3), 1 << 16, Some(1)).expect("parts");
        assert!(report(whole) == report(in_three), "{name}: the report differs");
        compared += 1;
    }
    assert!(compared > 10, "only {compared} fixtures could be read in parts");
}

/// Some lines of everything that a file may hold.
fn odd_lines() -> String {
    let point = |metric: &str, second: u32, tags: &str| {
        format!(
            r#"{{"metric":"{metric}","type":"Point","data":{{"time":"2026-11-23T21:41:{second:02}+05:30","value":{second}.5,"tags":{{{tags}}}}}}}"#
        )
    };
    let metric = |kind: &str, contains: &str, threshold: &str| {
        format!(
            r#"{{"type":"Metric","data":{{"name":"mine","type":"{kind}","contains":"{contains}","thresholds":["{threshold}"],"submetrics":[{{"name":"mine{{a:{threshold}}}"}}]}},"metric":"mine"}}"#
        )
    };
    [
        point("mine", 1, r#""b":"1""#),
        metric("trend", "time", "avg<1"),
        "console output".to_owned(),
        point("http_reqs", 2, r#""a":"1","b":"1""#),
        String::new(),
        point("mine", 3, r#""c":"2""#),
        r#"{"metric":"mine","type":"Poi"#.to_owned(),
        metric("counter", "default", "count>1"),
        point("later", 4, r#""b":"1","a":"1""#),
        metric("counter", "nonsense", "avg<1"),
        "console output\r".to_owned(),
        point("mine", 5, r#""a":"1""#),
        r#"{"metric":"http_reqs","type":"Metric","data":{"type":"gauge","contains":"data","thresholds":[]}}"#
            .to_owned(),
        r#"{"not":"k6"}"#.to_owned(),
        point("http_reqs", 6, "").replace("+05:30", "Z"),
    ]
    .join("\n")
}

#[test]
fn every_place_can_be_a_border() {
    let text = odd_lines();
    let mark = format!("\u{feff}{text}");
    let with_end = format!("{text}\r\n\n");
    let cut = &text[..text.len() - 9];
    for bytes in [text.as_bytes(), mark.as_bytes(), with_end.as_bytes(), cut.as_bytes()] {
        let wanted = everything(&read(bytes));
        for end in 0..=bytes.len() as u64 + 2 {
            same("odd lines", bytes, &[end], 1, &wanted);
            same("odd lines", bytes, &[end], 1 << 16, &wanted);
            same("odd lines", bytes, &[end / 2, end, end + 1, end + 2], 100, &wanted);
        }
    }
    assert!(read(cut.as_bytes()).diagnostics.cut.is_some_and(|text| text.contains("(15)")), "the number is the file's");
}

/// More samples than a chunk holds: those of a request share time and tags, some values never change.
#[test]
fn full_chunks_are_joined_and_sent() {
    let mut text = String::new();
    for at in 0..30_000 {
        let time = format!("2026-11-23T21:{:02}:{:02}.{}Z", at / 600, at / 10 % 60, 1 + at % 10);
        for (metric, value) in [("http_reqs", 1.0), ("http_req_duration", f64::from(at).sqrt()), ("mine", 0.0)] {
            if at % 1000 == 0 {
                text += &format!(r#"{{"type":"Metric","metric":"{metric}","data":{{"type":"trend"}}}}"#);
                text.push('\n');
            }
            let tags = format!(r#"{{"n":"{}"}}"#, (at / 7) % (3 + at / 10_000));
            text += &format!(
                r#"{{"metric":"{metric}","type":"Point","data":{{"time":"{time}","value":{value},"tags":{tags}}}}}"#
            );
            text.push('\n');
        }
    }
    let wanted = everything(&read(text.as_bytes()));
    for parts in [1, 2, 3, 5] {
        same("many lines", text.as_bytes(), &evenly(text.as_bytes(), parts), 1 << 16, &wanted);
    }
}

#[test]
fn what_is_not_plain_lines_takes_one_reader() {
    let lines = fixture("v2.2/default_only/results.json");
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(lines.iter().flat_map(|b| u16::from(*b).to_le_bytes())).collect();
    let array = [b"[", lines.split(|b| *b == b'\n').next().unwrap_or_default(), b"]"].concat();
    let others: [&[u8]; 5] =
        [&crate::support::packed(&lines), &utf16, &array, b"", &fixture("v2.2/default_only/results.csv")];
    for bytes in others {
        assert!(Split::of(&bytes[..bytes.len().min(Split::HEAD)], bytes.len() <= Split::HEAD).is_none());
    }
    assert!(Split::of(&lines, true).is_some());
    let late = [vec![b'x'; Split::HEAD], lines].concat();
    assert!(Split::of(&late[..Split::HEAD], false).is_none(), "what is not known from the head is not split");
}
