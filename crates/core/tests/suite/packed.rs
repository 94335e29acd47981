//! Packed files, `sloscope.samples/3`: of every fixture, what is unpacked gives the report of what was packed.

use std::io::{Read, Write};

use flate2::read::GzDecoder;
use sloscope_core::export::json;
use sloscope_core::ingest::Source;
use sloscope_core::packed::{FIRST_LINE, Kept, Packer, Refused, pack, unpack};
use sloscope_core::report::{InputFailure, Query, Report, Window};
use sloscope_core::run::{Session, session_of_kept};

use crate::report_support::{files, fixtures, folders, read};
use crate::support::{read_named, root};

fn kept(sources: Vec<Source>) -> Kept {
    Kept { sources, ..Kept::default() }
}

fn questions() -> Vec<Query> {
    let window = Window { start_ms: 1000.0, end_ms: Window::LAST_MS };
    let group_by = vec!["name~".to_owned(), "status".to_owned()];
    vec![Query::default(), Query { window: Some(window), group_by, percentiles: vec![12.5], ..Query::default() }]
}

fn reports(session: &Session) -> Vec<Report> {
    let all = (0..session.runs()).flat_map(|run| questions().into_iter().map(move |query| Query { run, ..query }));
    all.map(|query| session.report(&query).expect("a report")).collect()
}

/// Queries that are left out have numbers in the order of a file, or of a report.
fn unnumbered(json: &str) -> String {
    let mut parts = json.split("[query");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("[query");
        out.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' '));
    }
    out
}

/// Answers how many reports were compared.
fn same(what: &str, made: impl Fn() -> Kept) -> usize {
    let first = reports(&session_of_kept(made()));
    let once = pack(made());
    let again = reports(&session_of_kept(unpack(&once).unwrap_or_else(|why| panic!("{what}: {why:?}"))));
    assert_eq!(first.len(), again.len(), "{what}");
    for (first, again) in first.iter().zip(&again) {
        assert_eq!(json(again).to_string(), json(first).to_string(), "{what}");
        assert_eq!(again, first, "{what}");
    }
    for keep in [true, false] {
        let shared = reports(&session_of_kept(unpack(&pack(made().for_others(keep))).expect("it is read")));
        for (first, shared) in first.iter().zip(&shared) {
            assert_eq!(unnumbered(&json(shared).to_string()), unnumbered(&json(first).to_string()), "{what}, {keep}");
        }
    }
    let twice = pack(unpack(&once).expect("it was read"));
    assert!(twice == once, "{what}: packed again, it is the same to the byte");
    first.len()
}

/// The sections of a packed file, one behind the other.
fn plain(packed: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    let rest = packed.strip_prefix(FIRST_LINE).expect("the first line");
    GzDecoder::new(rest).read_to_end(&mut plain).expect("gzip");
    plain
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(plain).expect("into memory");
    encoder.finish().expect("into memory")
}

fn repacked(plain: &[u8]) -> Vec<u8> {
    [FIRST_LINE, &gzip(plain)].concat()
}

#[test]
fn every_fixture_gives_the_same_report() {
    let mut compared = 0;
    for folder in folders(&fixtures()) {
        let files = files(&folder);
        compared += same(&folder.display().to_string(), || kept(files.iter().map(|file| read(file)).collect()));
        for file in files {
            compared += same(&file.display().to_string(), || kept(vec![read(&file)]));
        }
    }
    assert!(compared > 200, "{compared} reports");
}

#[test]
fn what_could_not_be_read_is_kept_as_well() {
    let failure = InputFailure { name: "gone.json".to_owned(), what: "It is gone.".to_owned(), advice: String::new() };
    let path = fixtures().join("v2.2/tz_kolkata");
    let sources = || files(&path).iter().map(|file| read(file)).collect();
    same("failures", || Kept { failures: vec![failure.clone()], ..kept(sources()) });
}

/// A format that cannot read a file of before any more has got another version.
#[test]
fn each_version_is_still_read() {
    let sources: Vec<Source> = files(&fixtures().join("v2.2/tz_kolkata")).iter().map(|file| read(file)).collect();
    for version in [1, 2, 3] {
        let path = root().join(format!("crates/core/tests/data/packed-v{version}.slo"));
        if !path.exists() && std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, pack(kept(sources.clone()))).expect("writable");
        }
        let packed = std::fs::read(&path).expect("the file");
        assert!(packed.starts_with(format!("sloscope.samples/{version}\n").as_bytes()));
        let report = session_of_kept(unpack(&packed).expect("it is read")).report(&Query::default());
        assert_eq!(report, Session::new(sources.clone()).report(&Query::default()));
    }
}

#[test]
fn users_of_addresses_stay_out() {
    let point = |url: &str, at: u32| {
        format!(
            r#"{{"type":"Point","metric":"http_reqs","data":{{"time":"2026-11-23T21:41:0{at}Z","value":1,"tags":{{"url":"{url}","error":"dial {url}"}}}}}}"#
        )
    };
    let lines = [
        point("https://alice:hunter2@host/x", 1),
        "console: see https://bob:secret3@host/y".to_owned(),
        point("https://bob:secret3@host/x", 2),
        point("https://host/x", 3),
    ]
    .join("\n");
    let source = || read_named("results.json", lines.as_bytes(), 1 << 20);
    same("users", || kept(vec![source()]));
    let text = String::from_utf8_lossy(&plain(&pack(kept(vec![source()])))).into_owned();
    for secret in ["alice", "hunter2", "bob", "secret3"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert!(text.contains(r#""users":[]"#) && text.contains("https://host/x [user 2 left out]"), "{text}");
    // Together with another file they are what marks in files are.
    let more = || read_named("more.json", point("https://host/x [user 1 left out]", 4).as_bytes(), 1 << 20);
    let unpacked = unpack(&pack(kept(vec![source()]))).expect("it is read").sources;
    let query = Query { group_by: vec!["url".to_owned()], ..Query::default() };
    let report = Session::new(unpacked.into_iter().chain([more()]).collect()).report(&query).expect("a report");
    assert!(report.unread.is_empty(), "{:?}", report.unread);
}

#[test]
fn foreign_newer_and_damaged_files_are_refused() {
    let whole = pack(kept(vec![read(&fixtures().join("v2.2/tz_kolkata/results.json"))]));
    assert!(unpack(&whole).is_ok());
    assert_eq!(unpack(b"").err(), Some(Refused::Foreign));
    assert_eq!(unpack(b"{\"type\":\"Metric\"}").err(), Some(Refused::Foreign));
    let newer = [b"sloscope.samples/4\n", &whole[FIRST_LINE.len()..]].concat();
    assert_eq!(unpack(&newer).err(), Some(Refused::Newer));
    for line in ["sloscope.samples/0\n", "sloscope.samples/x\n", "sloscope.samples/", "sloscope.samples/1"] {
        assert_eq!(unpack(line.as_bytes()).err(), Some(Refused::Damaged), "{line:?}");
    }
    for at in [FIRST_LINE.len(), FIRST_LINE.len() + 20, whole.len() / 2, whole.len() - 1] {
        assert_eq!(unpack(&whole[..at]).err(), Some(Refused::Damaged), "cut at {at}");
    }
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    assert_eq!(unpack(&changed).err(), Some(Refused::Damaged));
    // With a checksum that is right: what is in it does not fit.
    let plain = plain(&whole);
    let metrics = String::from_utf8_lossy(&plain).find("\"metrics\":[[\"").expect("metrics") + 13;
    let other = |at: usize, by: &[u8]| repacked(&[&plain[..at], by, &plain[at + by.len()..]].concat());
    assert!(unpack(&repacked(&plain)).is_ok());
    assert_eq!(unpack(&other(0, b"B")).err(), Some(Refused::Damaged), "another kind of section");
    assert_eq!(unpack(&other(metrics, b"\"")).err(), Some(Refused::Damaged), "no JSON");
    assert_eq!(unpack(&repacked(&plain[..plain.len() - 5])).err(), Some(Refused::Damaged), "no end");
    assert_eq!(unpack(&repacked(&[&plain[..], b"x"].concat())).err(), Some(Refused::Damaged), "more than the end");
    assert_eq!(unpack(&[&whole[..], b"x"].concat()).err(), Some(Refused::Damaged), "more than gzip");
}

/// The page compresses section by section.
#[test]
fn several_members_are_read_as_one() {
    let path = fixtures().join("v2.2/tz_kolkata/results.json");
    let members: Vec<Vec<u8>> = Packer::new(kept(vec![read(&path)])).map(|section| gzip(&section)).collect();
    assert!(members.len() > 3, "{} members", members.len());
    let file = |members: &[Vec<u8>]| [FIRST_LINE, &members.concat()].concat();
    let whole = unpack(&file(&members)).expect("it is read");
    assert!(pack(whole) == pack(kept(vec![read(&path)])), "the same as of one member");
    for some in 0..members.len() {
        assert_eq!(unpack(&file(&members[..some])).err(), Some(Refused::Damaged), "cut behind member {some}");
    }
    // Each member has its own checksum; what is wrong is their order and number.
    for at in 0..members.len() {
        let mut some = members.clone();
        let taken = some.remove(at);
        assert_eq!(unpack(&file(&some)).err(), Some(Refused::Damaged), "without member {at}");
        some.insert(at, taken.clone());
        some.insert(at, taken);
        assert_eq!(unpack(&file(&some)).err(), Some(Refused::Damaged), "member {at} twice");
        some.remove(at);
        some.swap(at, (at + 1) % members.len());
        assert_eq!(unpack(&file(&some)).err(), Some(Refused::Damaged), "member {at} and the next one swapped");
    }
    let more = [&members[..], &[gzip(b"x")]].concat();
    assert_eq!(unpack(&file(&more)).err(), Some(Refused::Damaged), "a member behind the end");
}

/// What is handed on has neither lines of a console nor queries; selectors fit what is left.
#[test]
fn queries_and_consoles_stay_out_of_files_for_others() {
    let point = |url: &str, at: u32| {
        format!(
            r#"{{"type":"Point","metric":"http_reqs","data":{{"time":"2026-11-23T21:41:0{at}Z","value":1,"tags":{{"url":"{url}","error":"dial {url}"}}}}}}"#
        )
    };
    let declared = r#"{"type":"Metric","data":{"name":"http_reqs","type":"counter","contains":"default","thresholds":[],"submetrics":[{"name":"http_reqs{url:https://host/x?token=two}","suffix":"url:https://host/x?token=two","tags":{"url":"https://host/x?token=two"}}]},"metric":"http_reqs"}"#;
    let lines = [
        declared.to_owned(),
        point("https://host/x?token=one", 1),
        "console: token=three".to_owned(),
        point("https://host/x?token=two", 2),
    ]
    .join("\n");
    let source = || read_named("results.json", lines.as_bytes(), 1 << 20);
    let packed = |keep| String::from_utf8_lossy(&plain(&pack(kept(vec![source()]).for_others(keep)))).into_owned();
    for secret in ["token=one", "token=two"] {
        assert!(packed(true).contains(secret) && !packed(false).contains(secret), "{secret}");
    }
    assert!(!packed(true).contains("token=three"));
    let shared = unpack(&pack(kept(vec![source()]).for_others(false))).expect("it is read");
    let report = session_of_kept(shared).report(&Query::default()).expect("a report");
    let of_two = report.metrics.iter().find(|metric| !metric.series.tags.is_empty()).expect("the sub-metric");
    assert_eq!(of_two.samples, Some(1), "{}", of_two.series);
}
