//! Reading samples from real files: every line is used, however the input is cut, however it is packed.

use std::io::Write;

use crate::support::{canonical, fixture, read, read_in, unpacked};
use flate2::{Compression, write::GzEncoder};
use sloscope_core::ingest::{Content, Encoding, Format, SkipReason, Source};

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(plain).expect("memory");
    encoder.finish().expect("memory")
}

fn samples(source: &Source) -> u64 {
    match &source.content {
        Content::Samples(file) => file.store.samples(),
        other => panic!("{}: {other:?}", source.info.name),
    }
}

/// Fixture and samples, counted with `grep -c '"type":"Point"'`, or CSV rows with `wc -l`.
const FILES: [(&str, u64); 12] = [
    ("v0.38/default/results.json", 134),
    ("v0.38/thresholds_fail/results.json.gz", 14_513),
    ("v0.57/thresholds_fail/results.json.gz", 21_468),
    ("v1.8/thresholds_fail_mrs/results.json.gz", 21_537),
    ("v2.2/thresholds_fail/results.json.gz", 42_951),
    ("v2.2/tz_kolkata/results.json", 67),
    ("v2.2/odd_tags/results.json.gz", 4_609),
    ("v2.2/ws/results.json.gz", 35_590),
    ("v2.2/grpc/results.json", 647),
    ("v2.2/default_only/results.csv", 268),
    ("v2.2/system_tags_min/results.csv", 39),
    ("v2.2/csv_formats/unix_nano.csv", 26),
];

#[test]
fn every_sample_is_read() {
    for (name, count) in FILES {
        let source = read(&fixture(name));
        assert_eq!(samples(&source), count, "{name}");
        assert!(source.diagnostics.is_clean(), "{name}: {:?}", source.diagnostics);
    }
}

#[test]
fn the_result_does_not_depend_on_slices() {
    for (name, _) in FILES {
        let bytes = fixture(name);
        let whole = canonical(&read(&bytes));
        let sizes: &[usize] = if unpacked(&bytes).len() < 300_000 { &[1, 7, 100, 65_536] } else { &[97, 65_536] };
        for size in sizes {
            assert!(canonical(&read_in(&bytes, *size)) == whole, "{name} in slices of {size}");
        }
    }
}

#[test]
fn all_time_formats_of_csv_agree() {
    let wanted = canonical(&read(&fixture("v2.2/csv_formats/unix.csv")));
    for format in ["unix_milli", "unix_micro", "unix_nano", "rfc3339", "rfc3339_nano"] {
        let got = canonical(&read(&fixture(&format!("v2.2/csv_formats/{format}.csv"))));
        let names = |c: &crate::support::Canonical| c.iter().map(|m| (m.0.clone(), m.2.len())).collect::<Vec<_>>();
        assert_eq!(names(&got), names(&wanted), "{format}");
        // Each format is a run of its own, a few seconds apart.
        let hour = |c: &crate::support::Canonical| c[0].2[0].0 / 3_600_000_000_000;
        assert_eq!(hour(&got), hour(&wanted), "{format}");
    }
}

#[test]
fn packings_and_encodings_change_nothing() {
    let plain = unpacked(&fixture("v2.2/tz_kolkata/results.json"));
    let wanted = canonical(&read(&plain));
    let text = String::from_utf8(plain.clone()).expect("UTF-8");
    let half = plain.len() / 2;
    let utf16 = |little: bool| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(|u: u16| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
    };
    let variants = [
        ("gzip", gzip(&plain)),
        ("two members", [gzip(&plain[..half]), gzip(&plain[half..])].concat()),
        ("garbage after gzip", [gzip(&plain), b"garbage".to_vec()].concat()),
        ("BOM", [b"\xef\xbb\xbf".to_vec(), plain.clone()].concat()),
        ("CRLF", text.replace('\n', "\r\n").into_bytes()),
        ("UTF-16 LE", utf16(true)),
        ("UTF-16 BE", utf16(false)),
        ("no last newline", text.trim_end().as_bytes().to_vec()),
        ("array", format!("[{}]", text.trim_end().replace('\n', ",\n")).into_bytes()),
        ("one line", text.replace('\n', "").into_bytes()),
    ];
    for (name, bytes) in &variants {
        for size in [11, 65_536] {
            let source = read_in(bytes, size);
            assert!(canonical(&source) == wanted, "{name}: {:?}", source.diagnostics);
            assert_eq!(source.diagnostics.cut, None, "{name}");
        }
    }
    assert_eq!(read(&variants[5].1).info.encoding, Encoding::Utf16Le);
    assert_eq!(read(&variants[8].1).info.format, Format::JsonArray);
    assert_eq!(read(&variants[9].1).info.format, Format::JsonConcatenated);
}

#[test]
fn a_cut_file_gives_what_it_has() {
    // k6 was killed: a gzip without a trailer; `zcat` gives 67,928 whole lines.
    let killed = read(&fixture("v2.2/sigkill/results.json.gz"));
    assert!(killed.diagnostics.cut.is_some());
    assert_eq!(killed.diagnostics.used, 67_928);
    let packed = fixture("v2.2/thresholds_fail/results.json.gz");
    let part = read(&packed[..packed.len() * 2 / 3]);
    assert!(
        part.diagnostics.cut.as_deref().is_some_and(|c| c.contains("ends before its end")),
        "{:?}",
        part.diagnostics
    );
    assert!(samples(&part) > 1000);
    let mut damaged = packed.clone();
    let middle = damaged.len() / 2;
    damaged[middle..middle + 64].fill(0xff);
    let source = read(&damaged);
    assert!(samples(&source) > 1000 && source.diagnostics.cut.is_some(), "{:?}", source.diagnostics);
}

#[test]
fn foreign_lines_are_counted_with_their_numbers() {
    let source = read(&fixture("v2.2/no_tags/json-to-stdout.txt"));
    assert_eq!(source.info.format, Format::Ndjson);
    let plain = unpacked(&fixture("v2.2/tz_kolkata/results.json"));
    let mut lines: Vec<&[u8]> = plain.split(|b| *b == b'\n').filter(|l| !l.is_empty()).collect();
    let count = lines.len() as u64;
    lines.insert(0, b"     execution: local");
    lines.insert(3, br#"{"level":"info"}"#);
    lines.insert(5, br#"{"metric":"http_reqs","type":"Point","data":{"time":"yesterday","value":1}}"#);
    lines.insert(7, br#"{"metric":"http_reqs","type":"Po"#);
    let source = read(&lines.join(&b'\n'));
    let found: Vec<_> = source.diagnostics.skipped.iter().map(|s| (s.reason, s.count, s.first_lines.clone())).collect();
    let wanted = [
        (SkipReason::NotJson, 1, vec![1]),
        (SkipReason::NotK6, 1, vec![4]),
        (SkipReason::BadSample, 1, vec![6]),
        (SkipReason::BrokenJson, 1, vec![8]),
    ];
    assert_eq!(found, wanted);
    assert_eq!(source.diagnostics.used, count);
    let cut = read(&plain[..plain.len() - 40]);
    assert_eq!(cut.diagnostics.skipped[0].reason, SkipReason::CutLine);
    assert_eq!(cut.diagnostics.used, count - 1);
}

#[test]
fn csv_rows_that_do_not_fit_are_counted() {
    let text = "metric_name,timestamp,metric_value,scenario,extra_tags,metadata,mine\n\
                http_reqs,1795470076,1.000000,a,x=1&y=2,vu=1,z\n\
                http_reqs,soon,1.000000,a,,,\n\
                http_reqs,1795470077\n\
                \"odd,\"\"name\",1795470077.5,1,,,,\n\
                my_rate,1795470078,0,,,,\nmy_rate,1795470078,1,,,,\n";
    let source = read(text.as_bytes());
    let Content::Samples(file) = &source.content else { panic!("{source:?}") };
    let reqs = file.store.by_name("http_reqs").expect("http_reqs");
    let samples: Vec<_> = reqs.samples().collect();
    let tags: Vec<_> = file.store.tags.iter(samples[0].tag_set).collect();
    assert_eq!(samples.iter().map(|s| s.time).collect::<Vec<_>>(), [1_795_470_076_000_000_000]);
    assert!([("scenario", "a"), ("x", "1"), ("y", "2"), ("mine", "z")].iter().all(|t| tags.contains(t)), "{tags:?}");
    assert_eq!(file.guessed_types, ["my_rate"]);
    assert_eq!(file.time_step, 1_000_000_000);
    let found: Vec<_> = source.diagnostics.skipped.iter().map(|s| (s.reason, s.first_lines.clone())).collect();
    assert_eq!(found, [(SkipReason::BadSample, vec![3, 5]), (SkipReason::BadRow, vec![4])]);
}
