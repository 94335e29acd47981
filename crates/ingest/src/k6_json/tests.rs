//! The paths of the line reader against each other: the same samples and the same skipped lines, whatever the text.

use sloscope_store::Column;

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

/// Numbers below a bound, the same in each run.
fn random() -> impl FnMut(usize) -> usize {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    }
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

#[test]
fn whole_texts_agree_however_they_are_cut_and_damaged() {
    let mut random = random();
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
    let clean: String = (0..12).map(|id| request(id, id as f64 * 1.25e-3)).collect();
    for slice in [1, 7, 100, 1 << 16] {
        both_texts(clean.as_bytes(), slice);
    }
    let odd = b"\"{}[],:\\09.eE+-nZT \x00\xff\n\r";
    for _ in 0..3_000 {
        let mut text = clean.clone().into_bytes();
        for _ in 0..=random(4) {
            let at = random(text.len());
            match random(4) {
                0 => text[at] = odd[random(odd.len())],
                1 => drop(text.remove(at)),
                2 => text.insert(at, odd[random(odd.len())]),
                _ => text.truncate(at.max(600)),
            }
        }
        both_texts(&text, [33, 1000, 1 << 16][random(3)]);
    }
}

/// Lines as k6 writes them and as others do: few metrics, tags and seconds, so that many are like ones before.
fn random_lines(random: &mut impl FnMut(usize) -> usize, number: usize) -> String {
    let mut text = String::new();
    for _ in 0..number {
        let digits = [0, 1, 3, 6, 8, 9, 10][random(7)];
        let fraction = format!(".{:010}", random(10_000_000_000));
        let fraction = if digits == 0 { "" } else { &fraction[..=digits] };
        let time = format!("2026-11-23T21:41:{:02}{fraction}{}", random(3), ["Z", "Z", "+05:30", "-01:00"][random(4)]);
        let tags = [r#"{"a":"b","c":"d"}"#, r#"{"c":"d","a":"b"}"#, r#"{"a":"\u0062"}"#, "{}", "null"][random(5)];
        for _ in 0..=random(3) {
            let metric = ["http_reqs", "http_req_duration", "é", r#"q\"q"#][random(4)];
            let value = match random(4) {
                0 => format!("{}", random(3)),
                1 => format!("{}.{:06}", random(1000), random(1_000_000)),
                2 => format!("{:?}", f64::from_bits((random(1 << 31) as u64) << 32 | random(1 << 31) as u64)),
                _ => format!("-{}e{}", random(10), random(40)),
            };
            let (open, space) = [("", ""), ("", ""), ("", ""), (" ", ""), ("", " ")][random(5)];
            text += &match random(12) {
                0 => format!(r#"{{"type":"Point","metric":"{metric}","data":{{"value":{value},"time":"{time}"}}}}"#),
                1 => format!(r#"{{"type":"Metric","metric":"{metric}","data":{{"type":"trend","contains":"time"}}}}"#),
                2 => "console output".to_owned(),
                _ => format!(
                    r#"{open}{{"metric":"{metric}","type":"Point","data":{{"time":"{time}","value":{space}{value},"tags":{tags}}}}}"#
                ),
            };
            text += ["\n", "\n", "\n", "\r\n", "\n\n"][random(5)];
        }
    }
    text
}

#[test]
fn random_texts_agree() {
    let mut random = random();
    for _ in 0..400 {
        let text = random_lines(&mut random, 20);
        for slice in [1, 7, 100, 1 << 16] {
            both_texts(text.as_bytes(), slice);
        }
    }
}

#[test]
fn the_two_paths_agree_on_damaged_lines() {
    let mut random = random();
    let odd = b"\"{}[],:\\09.eE+-nZT \x00\xff";
    for round in 0..20_000 {
        let mut line = LINES[round % LINES.len()].as_bytes().to_vec();
        for _ in 0..=random(2) {
            if line.is_empty() {
                break;
            }
            let at = random(line.len());
            match random(4) {
                0 => line[at] = odd[random(odd.len())],
                1 => drop(line.remove(at)),
                2 => line.insert(at, odd[random(odd.len())]),
                _ => line.truncate(at.max(1)),
            }
        }
        both(&line);
    }
}
