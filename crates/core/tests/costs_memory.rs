//! Memory while reading: a long first line takes three times its own length at most, whatever it is. What the process
//! took at most is known on Linux; elsewhere nothing is measured, and only what was read is checked. One test: the peak is
//! that of the whole process.

use sloscope_core::ingest::{Content, Reader, Source};

const LINE: usize = 16 << 20;
/// For what the test itself takes, and the rest of the reader.
const ASIDE: usize = 24 << 20;

/// The most memory that was in use at once, in bytes.
fn peak() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<usize>().ok().map(|kb| kb * 1024)
}

fn read(begin: &str, middle: &str, end: &str, rest: &str) -> Source {
    let mut reader = Reader::new("results.json");
    reader.feed(begin.as_bytes());
    let slice = middle.repeat((1 << 16) / middle.len());
    for _ in 0..LINE / slice.len() {
        reader.feed(slice.as_bytes());
    }
    reader.feed(end.as_bytes());
    reader.feed(rest.as_bytes());
    reader.finish()
}

#[test]
fn a_long_first_line_takes_three_times_its_length_at_most() {
    let point = |tag: &str| {
        format!(
            "{{\"metric\":\"http_reqs\",\"type\":\"Point\",\"data\":{{\"time\":\"2026-11-23T21:00:00Z\",\"value\":1,\
             \"tags\":{{\"s\":\"{tag}"
        )
    };
    let samples = (point("1") + "\"}}}\n").repeat(100);
    let long = point("");
    // What a line begins with, is full of and ends with, and how many samples there are with those behind it.
    let cases: [(&str, &str, &str, u64); 7] = [
        ("", "x", "\n", 100),
        ("", "[", "\n", 100),
        ("{\"a\":\"", "y", "\"}\n", 100),
        ("{\"a\":[", "1,", "1]}\n", 100),
        ("{\"type\":\"Point\",\"metric\":\"m\",\"more\":[", "{},", "0],\"data\":{}}\n", 100),
        ("[1,", "\"\",", "2]\n", 100),
        (&long, "z", "\"}}}\n", 101),
    ];
    let before = peak();
    for (begin, middle, end, expected) in cases {
        for rest in [samples.as_str(), ""] {
            let source = read(begin, middle, end, rest);
            if !rest.is_empty() {
                let Content::Samples(file) = source.content else { panic!("no samples behind {begin}{middle}") };
                assert_eq!(file.store.samples(), expected, "{begin}{middle}");
            }
            if let Some((before, after)) = before.zip(peak()) {
                let took = after - before;
                assert!(took <= 3 * LINE + ASIDE, "{begin}{middle} took {} MiB", took >> 20);
            }
        }
    }
}
