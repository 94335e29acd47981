//! What is said of damaged files does not depend on how they were cut, and names what they are.

use crate::support::{fixture, packed, read, read_in, unpacked};
use sloscope_core::ingest::{Content, Source};

fn said(source: &Source) -> String {
    format!(
        "{:?} {:?} {:?}",
        source.info.compression,
        source.diagnostics,
        match &source.content {
            Content::Samples(file) => format!("{} samples", file.store.samples()),
            other => format!("{other:?}"),
        }
    )
}

#[test]
fn the_place_of_damage_in_gzip_is_the_same_however_the_input_was_cut() {
    // The first byte of the case tells how to cut it.
    let case = fixture("cases/safe/gz_damage_byte_depends_on_cut.bin");
    let plain = unpacked(&fixture("cases/step_stall.json.gz"));
    let whole = packed(&plain[..plain.len().min(2_000_000)]);
    let mut inputs = vec![case[1..].to_vec(), case];
    for share in [0.001, 0.1, 0.4, 0.9, 0.999] {
        let at = (whole.len() as f64 * share) as usize;
        for damage in [0x01u8, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes.iter_mut().skip(at.max(12)).take(64).for_each(|byte| *byte ^= damage);
            inputs.push(bytes);
        }
        inputs.push(whole[..at].to_vec());
    }
    let mut damaged = 0;
    for input in inputs {
        let wanted = said(&read(&input));
        damaged += usize::from(wanted.contains("damaged after byte") || wanted.contains("does not go on after byte"));
        for slice in [1, 2, 7, 512, 4096, 65_535, 65_536, 65_537, 300_000] {
            assert_eq!(said(&read_in(&input, slice)), wanted, "{} bytes in slices of {slice}", input.len());
        }
    }
    assert!(damaged >= 3, "{damaged} of the inputs are damaged inside");
}

#[test]
fn a_broken_json_array_is_called_one() {
    let named = |text: &str| match read(text.as_bytes()).content {
        Content::Unreadable(why) => why.looks_like,
        other => panic!("{text}: {other:?}"),
    };
    for (text, place) in [
        ("[1,2,x]", "line 1, column 6"),
        ("[true false]", "line 1, column 7"),
        ("[null, oops]", "line 1, column 8"),
        ("[-1.5e3,, 2]", "line 1, column 9"),
        ("[{\"a\":1},\n{\"b\":2},]", "line 2, column 9"),
        ("[{\"a\":1} {\"b\":2}]", "line 1, column 10"),
        ("[\"a\", oops]", "line 1, column 7"),
    ] {
        assert_eq!(named(text), format!("a JSON array with a mistake in {place}"), "{text}");
    }
    for text in ["[", "[1,2", "[{", "[[1],[2", "[\"a\",\"b", "[{\"a\":1},"] {
        assert_eq!(named(text), "a JSON array that ends in the middle", "{text}");
    }
    // Known by what is in it.
    let point = r#"{"metric":"a","type":"Point","data":{"time":"2026-01-01T00:00:00Z","value":1}}"#;
    assert!(named(&format!("[{}", &point[..40])).starts_with("k6 results that end"), "{}", named(&point[..40]));
    let cut = read(format!("[{point},{point},").as_bytes()).diagnostics.cut.expect("cut");
    assert!(cut.starts_with("the JSON array ends before its end"), "{cut}");
    // Lines that begin with a bracket and are no JSON.
    for text in ["[2026-11-23 21:41:16] started", "[info] x", "[12:30] y", "[1234 main] z", "[x]"] {
        assert!(!named(text).contains("JSON"), "{text}: {}", named(text));
    }
}
