//! The paths of the line reader against each other: the same samples and the same skipped lines, whatever the text.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use sloscope_store::Column;

use super::super::damage::{cases, damage, damaged};
use super::super::lines::{Line, LineSplitter, TakeLines};
use super::*;

type Rows = Vec<(String, Vec<i64>, Vec<u64>, Vec<Vec<String>>)>;

/// All samples, in a form that can be compared.
fn rows(file: &SampleFile) -> Rows {
    let tags = |id: TagSetId| {
        let mut tags: Vec<_> = file.store.tags.iter(id).map(|(k, v)| format!("{k}={v}")).collect();
        tags.sort_unstable();
        tags
    };
    let column = |c: &Column| {
        let bits = c.samples().map(|s| s.value.to_bits()).collect();
        (c.name.clone(), c.samples().map(|s| s.time).collect(), bits, c.samples().map(|s| tags(s.tag_set)).collect())
    };
    file.store.columns().map(column).collect()
}

/// Reads a line with both paths; they must agree on the result and on what is skipped.
fn both(line: &[u8]) {
    let read = |only_any| {
        let mut json = K6Json { only_any, ..K6Json::default() };
        let mut diagnostics = Diagnostics::default();
        // Twice: the second time meets the memory of the first.
        json.line(1, line, &mut diagnostics);
        json.line(2, line, &mut diagnostics);
        let file = json.finish();
        (rows(&file), diagnostics, file.utc_offset_minutes)
    };
    assert_eq!(read(false), read(true), "{}", String::from_utf8_lossy(line));
}

const LINES: [&str; 9] = [
    r#"{"metric":"http_reqs","type":"Point","data":{"time":"2026-11-23T21:41:16.71Z","value":1,"tags":{"a":"b","c":"d"}}}"#,
    r#"{"type":"Point","data":{"time":"2026-11-23T21:41:16+05:30","value":2.5e-05,"tags":null},"metric":"m"}"#,
    r#"{"metric":"m","type":"Point","data":{"time":"2026-11-23T21:41:16Z","value":-0,"tags":{},"metadata":{"vu":"1"}}}"#,
    r#"{"metric":"m","type":"Point","data":{"tags":{"q":""\u0041"},"value":0.1,"time":"2026-11-23T21:41:16Z"}}"#,
    r#"{"metric":"m","type":"Point","data":{"time":"2026-11-23T21:41:16Z","value":"1","tags":{"é":"ü"}}}"#,
    r#"{"metric":"m","type":"Metric","data":{"name":"m","type":"trend","contains":"time","thresholds":["p(95)<1"],"submetrics":null}}"#,
    r#"{"metric":"m","type":"Point","data":{"time":"2026-11-23T21:41:16Z","value":1,"value":2,"tags":{"a":"b","a":"c"}}}"#,
    r#"{"metric":"m","type":"Point","extra":[1,{"x":2}],"data":{"time":"2026-11-23T21:41:16Z","value":1,"tags":{"a":null,"b":3}}}"#,
    r#" { "metric" : "m" , "type" : "Point", "data" : { "time":"2026-11-23T21:41:16Z", "value":1 } } "#,
];

#[test]
fn the_two_paths_agree() {
    LINES.iter().for_each(|line| both(line.as_bytes()));
}

/// Reads a text with and without what is known by its bytes; cut into slices.
fn both_texts(text: &[u8], slice: usize) {
    struct All<'a>(&'a mut K6Json, &'a mut Diagnostics);
    impl TakeLines for All<'_> {
        fn ahead(&mut self, text: &[u8]) -> (usize, u64) {
            self.0.ahead(text, self.1)
        }
        fn line(&mut self, number: u64, line: Line<'_>) {
            if let Line::Text(text) = line {
                self.0.line(number, text, self.1);
            }
        }
    }
    let read = |only_any| {
        let mut json = K6Json { only_any, ..K6Json::default() };
        let (mut diagnostics, mut splitter) = (Diagnostics::default(), LineSplitter::default());
        for part in text.chunks(slice) {
            splitter.feed(part, &mut All(&mut json, &mut diagnostics));
        }
        splitter.finish(|number, line| All(&mut json, &mut diagnostics).line(number, line));
        let file = json.finish();
        (rows(&file), diagnostics, file.utc_offset_minutes)
    };
    assert_eq!(read(false), read(true), "{}", String::from_utf8_lossy(text));
}

/// Three samples of each request, as k6 writes them.
fn clean() -> String {
    let request = |id: usize, value: f64| {
        let tags = format!(r#"{{"group":"","name":"n{}","status":"200"}}"#, id % 3);
        let time = format!("2026-11-23T21:41:{:02}.{}{}", id % 60, id + 1, ["Z", "Z", "+05:30"][id / 3 % 3]);
        let line = |metric: &str, value: f64| {
            format!(
                r#"{{"metric":"{metric}","type":"Point","data":{{"time":"{time}","value":{value},"tags":{tags}}}}}"#
            )
        };
        [line("http_reqs", 1.0), line("http_req_duration", value), line("http_req_failed", 0.0)].join("\n") + "\n"
    };
    (0..12).map(|id| request(id, id as f64 * 1.25e-3)).collect()
}

/// Lines as k6 writes them and as others do: few metrics, tags and seconds, so that many are like ones before.
fn lines() -> impl Strategy<Value = String> {
    let fraction = (select(&[0, 1, 3, 6, 8, 9, 10]), 0..10_000_000_000_u64).prop_map(|(digits, number)| match digits {
        0 => String::new(),
        _ => format!(".{number:010}")[..=digits].to_owned(),
    });
    let time = (0..3, fraction, select(&["Z", "Z", "+05:30", "-01:00"]))
        .prop_map(|(second, fraction, zone)| format!("2026-11-23T21:41:{second:02}{fraction}{zone}"));
    let tags = select(&[r#"{"a":"b","c":"d"}"#, r#"{"c":"d","a":"b"}"#, r#"{"a":"\u0062"}"#, "{}", "null"]);
    let value = prop_oneof![
        (0..3_u8).prop_map(|value| value.to_string()),
        (0..1000, 0..1_000_000).prop_map(|(whole, rest)| format!("{whole}.{rest:06}")),
        any::<u64>().prop_map(|bits| format!("{:?}", f64::from_bits(bits & 0x7fff_ffff_7fff_ffff))),
        (0..10, 0..40).prop_map(|(value, power)| format!("-{value}e{power}")),
    ];
    let sample = (
        select(&["http_reqs", "http_req_duration", "é", r#"q\"q"#]),
        value,
        select(&[("", ""), ("", ""), ("", ""), (" ", ""), ("", " ")]),
        0..12,
        select(&["\n", "\n", "\n", "\r\n", "\n\n"]),
    );
    let at_a_time = (time, tags, vec(sample, 1..=3)).prop_map(|(time, tags, samples)| {
        let line = |(metric, value, (open, space), kind, end): (&str, String, (&str, &str), i32, &str)| {
            let line = match kind {
                0 => format!(r#"{{"type":"Point","metric":"{metric}","data":{{"value":{value},"time":"{time}"}}}}"#),
                1 => format!(r#"{{"type":"Metric","metric":"{metric}","data":{{"type":"trend","contains":"time"}}}}"#),
                2 => "console output".to_owned(),
                _ => format!(
                    r#"{open}{{"metric":"{metric}","type":"Point","data":{{"time":"{time}","value":{space}{value},"tags":{tags}}}}}"#
                ),
            };
            line + end
        };
        samples.into_iter().map(line).collect::<String>()
    });
    vec(at_a_time, 1..=20).prop_map(|parts| parts.concat())
}

const ODD: &[u8] = b"\"{}[],:\\09.eE+-nZT \x00\xff\n\r";

#[test]
fn whole_texts_agree_however_they_are_cut() {
    for slice in [1, 7, 100, 1 << 16] {
        both_texts(clean().as_bytes(), slice);
    }
}

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn whole_texts_agree_however_they_are_damaged(damage in damage(ODD, 4), slice in select(&[33, 1000, 1 << 16])) {
        both_texts(&damaged(&clean(), &damage, 600), slice);
    }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn random_texts_agree(text in lines()) {
        for slice in [1, 7, 100, 1 << 16] {
            both_texts(text.as_bytes(), slice);
        }
    }
}

proptest! {
    #![proptest_config(cases(20_000))]

    #[test]
    fn the_two_paths_agree_on_damaged_lines(line in select(&LINES), damage in damage(&ODD[..ODD.len() - 2], 2)) {
        both(&damaged(line, &damage, 1));
    }
}
