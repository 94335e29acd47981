//! Lines that are like ones before, and lines that only look so.

use super::*;

const A: &str =
    r#"{"metric":"a","type":"Point","data":{"time":"2026-11-23T21:41:16.5Z","value":1.5,"tags":{"x":"y"}}}"#;
const B: &str = r#"{"metric":"b","type":"Point","data":{"time":"2026-11-23T21:41:17Z","value":2,"tags":{"x":"y"}}}"#;

#[test]
fn only_lines_like_learned_ones_are_read() {
    let mut points = Points::default();
    let mut rows = Vec::new();
    assert_eq!(points.scan(format!("{A}\n").as_bytes(), &mut rows), 0, "nothing is known yet");
    points.learn(A.as_bytes(), 7, 3);
    let text = format!("{A}\n{}\n{B}\n", A.replace("1.5", "-2e3"));
    assert_eq!(points.scan(text.as_bytes(), &mut rows), text.len() - B.len() - 1, "b is not known yet");
    points.learn(B.as_bytes(), 8, 3);
    let text = format!("{B}\n{A}\n{A}");
    assert_eq!(points.scan(text.as_bytes(), &mut rows), text.len() - A.len(), "the last line has no end");
    let got: Vec<_> = rows.iter().map(|r| (r.metric, r.tag_set, r.value)).collect();
    assert_eq!(got, [(7, 3, 1.5), (7, 3, -2e3), (8, 3, 2.0), (7, 3, 1.5)]);
    assert_eq!(rows[0].time - rows[2].time, -500_000_000);
}

#[test]
fn what_differs_in_a_byte_is_left() {
    let mut points = Points::default();
    points.learn(A.as_bytes(), 0, 0);
    let mut rows = Vec::new();
    for at in 0..A.len() {
        let mut text = format!("{A}\n").into_bytes();
        text[at] = b'q';
        assert_eq!(points.scan(&text, &mut rows), 0, "{}", String::from_utf8_lossy(&text));
    }
    assert!(rows.is_empty());
}

#[test]
fn times_are_those_of_the_parser() {
    let mut points = Points::default();
    points.learn(A.as_bytes(), 0, 0);
    let (mut rows, mut state, mut read) = (Vec::new(), 0x9e37_79b9_7f4a_7c15_u64, 0);
    for _ in 0..50_000 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let pick = |shift: u32, below: u64| (state >> shift) % below;
        let fraction = format!("{:010}", pick(20, 10_000_000_000));
        let fraction = match pick(3, 8) {
            0 => String::new(),
            1 => ".".to_owned(),
            n => format!(".{}", &fraction[..[1, 3, 6, 8, 9, 10][n as usize - 2]]),
        };
        let end = ["Z", "Z", "Z", "+05:30", "-00:01", "z", "", "Z1"][pick(40, 8) as usize];
        let second = [16, 16, 16, 17, 59, 60, 61][pick(50, 7) as usize];
        let time = format!("2026-11-23T21:41:{second:02}{fraction}{end}");
        rows.clear();
        let line = A.replace("2026-11-23T21:41:16.5Z", &time) + "\n";
        let length = points.scan(line.as_bytes(), &mut rows);
        let wanted = parse_rfc3339(time.as_bytes());
        assert_eq!(rows.first().map(|row| row.time), wanted.ok().map(|stamp| stamp.nanos), "{time}");
        assert_eq!(length, if wanted.is_ok() { line.len() } else { 0 });
        if let Ok(stamp) = wanted {
            assert_eq!(points.offset_minutes(), stamp.offset_minutes, "{time}");
            read += 1;
        }
    }
    assert!(read > 10_000);
}

#[test]
fn irregular_lines_are_not_learned() {
    let mut points = Points::default();
    for line in ["", "{}", r#"{"type":"Point","metric":"a","data":{"time":"t","value":1,"tags":{}}}"#] {
        points.learn(line.as_bytes(), 0, 0);
    }
    let mut rows = Vec::new();
    assert_eq!(points.scan(format!("{A}\n").as_bytes(), &mut rows), 0);
}

const ROW: &str = "a,1795470519,1.5,,true,\"x, y\",";

#[test]
fn rows_of_csv_are_read_like_learned_ones() {
    let mut points = Points::csv();
    points.learn(ROW.as_bytes(), 7, 3);
    points.learn(ROW.replace("a,", "b,").as_bytes(), 8, 3);
    let time = ROW.replace("1795470519", "2026-11-23T21:41:16.25+05:30");
    let millis = ROW.replace("1795470519", "1795470519250").replace("1.5", "-2e3");
    let text = [ROW, &time, &millis, &ROW.replace("a,", "b,"), &ROW.replace("true", "false")].join("\n");
    let mut rows = Vec::new();
    let read = points.scan(text.as_bytes(), &mut rows);
    assert_eq!(&text[read..], ROW.replace("true", "false"), "its end is not known");
    let second = 1_795_470_519_000_000_000;
    let wanted =
        [(second, 1.5, 7), (1_795_450_276_250_000_000, 1.5, 7), (second + 250_000_000, -2e3, 7), (second, 1.5, 8)];
    assert_eq!(rows.iter().map(|r| (r.time, r.value, r.metric)).collect::<Vec<_>>(), wanted);
    assert_eq!(points.step(), Some(1), "the finest");
    for odd in [" a,1,1,\n", "a, 1,1,,true,\n", "\"a\",1,1,,true,\n", "a,1,1\n", "a,,1.5,,true,\"x, y\",\n"] {
        assert_eq!(points.scan(odd.as_bytes(), &mut rows), 0, "{odd}");
    }
}
