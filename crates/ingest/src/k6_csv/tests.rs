//! The paths of the CSV reader against each other: the same samples and the same skipped rows, whatever the text.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::super::damage::{cases, damage, damaged};
use super::*;

/// All that was found, in a form that can be compared.
fn read(text: &[u8], slice: usize, only_any: bool) -> String {
    let mut csv = K6Csv { only_any, ..K6Csv::new() };
    let mut diagnostics = Diagnostics::default();
    text.chunks(slice).for_each(|part| csv.feed(part, &mut diagnostics));
    let samples = csv.samples();
    let file = csv.finish(&mut diagnostics);
    assert_eq!(samples + u64::from(file.store.samples() > samples), file.store.samples());
    let columns: Vec<_> = file
        .store
        .columns()
        .map(|c| (&c.name, c.samples().map(|s| (s.time, s.value.to_bits(), s.tag_set)).collect::<Vec<_>>()))
        .collect();
    let tags: Vec<Vec<_>> =
        (0..file.store.tags.len()).map(|id| file.store.tags.iter(TagSetId(id as u32)).collect()).collect();
    format!("{columns:?} {tags:?} {:?} {diagnostics:?}", file.time_step)
}

fn both(text: &[u8], slice: usize) {
    let (fast, slow) = (read(text, slice, false), read(text, slice, true));
    assert!(fast == slow, "slices of {slice}: {}\n{fast}\n{slow}", String::from_utf8_lossy(text));
}

const HEADER: &str = "metric_name,timestamp,metric_value,group,name,status,extra_tags,metadata\n";

/// Rows as k6 writes them, with some that it would not.
fn rows(number: usize) -> impl Strategy<Value = String> {
    let tags = select(&[
        ",::setup,GET /health,200,,",
        ",,\"quoted, with comma\",200,a=1&b=2,vu=1",
        ",,\"two \"\"quotes\"\"\",404,,",
        ",,\"a\nline\",404,,",
        ",,GET /,503,,",
    ]);
    let value =
        prop_oneof![(0..2_u8).prop_map(f64::from), (0..1_000_000_u32).prop_map(|value| f64::from(value) / 1000.0)];
    let one = (tags, 0..6, 0..1_000_000_000_u32, vec((value, 0..24), 4));
    vec(one, number).prop_map(|all| {
        let rows = all.iter().enumerate().flat_map(|(at, (tags, kind, fraction, values))| {
            let time = match kind {
                0 => format!("2026-11-23T22:10:{:02}.{fraction}Z", at % 60),
                1 => format!("17954718{:02}123", at % 60),
                _ => format!("17954718{:02}", at / 4 % 60),
            };
            let metrics = ["http_reqs", "http_req_duration", "\"my, own\"", "checks"];
            metrics.into_iter().zip(values).map(move |(metric, (value, odd))| {
                let row = format!("{metric},{time},{value:.6}{tags}");
                let row = match odd {
                    0 => row.replacen(',', ", ", 1),
                    1 => row + ",",
                    2 => format!("\"{metric}\",{time},1.0{tags}"),
                    3 => String::new(),
                    4 => row + "\r",
                    5 => format!("{metric},{time},+1{tags}"),
                    _ => row,
                };
                row + "\n"
            })
        });
        HEADER.to_owned() + &rows.collect::<String>()
    })
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn the_two_paths_agree_however_rows_are_cut(text in rows(30)) {
        for slice in [1, 7, 100, 1 << 16] {
            both(text.as_bytes(), slice);
        }
        let other = text.replacen("metric_name,timestamp", "timestamp,metric_name", 1);
        both(other.as_bytes(), 100);
        both(text.replace('\n', "\r\n").as_bytes(), 100);
    }
}

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn the_two_paths_agree_on_damaged_rows(
        text in rows(8),
        damage in damage(b"\",\r\n. 09eE+-TZ:\x00\xff", 4),
        slice in select(&[33, 1000, 1 << 16]),
    ) {
        both(&damaged(&text, &damage, HEADER.len()), slice);
    }
}

#[test]
fn most_rows_take_the_fast_path() {
    let tags = ",::setup,GET /health,200,,";
    let text: String = (0..100).map(|at| format!("http_reqs,17954718{:02},{at}.5{tags}\n", at / 10)).collect();
    let mut csv = K6Csv::new();
    let mut diagnostics = Diagnostics::default();
    csv.feed(HEADER.as_bytes(), &mut diagnostics);
    csv.feed(&text.as_bytes()[..text.len() / 2], &mut diagnostics);
    let ahead = csv.ahead(text.as_bytes(), &mut diagnostics);
    assert_eq!(ahead, text.len(), "rows that were learned");
}

#[test]
fn the_two_paths_agree_on_fixtures() {
    for bytes in [
        &include_bytes!("../../../../tests/fixtures/v2.2/csv_formats/unix.csv")[..],
        include_bytes!("../../../../tests/fixtures/v2.2/csv_formats/unix_milli.csv"),
        include_bytes!("../../../../tests/fixtures/v2.2/csv_formats/unix_nano.csv"),
        include_bytes!("../../../../tests/fixtures/v2.2/csv_formats/rfc3339.csv"),
        include_bytes!("../../../../tests/fixtures/v2.2/csv_formats/rfc3339_nano.csv"),
        include_bytes!("../../../../tests/fixtures/v2.2/default_only/results.csv"),
        include_bytes!("../../../../tests/fixtures/v2.2/default_mrs/results.csv"),
    ] {
        for slice in [1, 7, 100, 1 << 16] {
            both(bytes, slice);
        }
    }
}
