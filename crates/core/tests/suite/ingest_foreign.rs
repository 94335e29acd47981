//! Whatever is dropped: no panic, the same answer however the bytes are cut, and a sentence that says what the file
//! looks like and what to do.

use crate::support::{fixture, packed, read, read_in};
use serde_json::json;
use sloscope_core::ingest::{Content, Format, Reader, Source};

/// Reads in slices of three sizes; the answers must be equal. Checks that it is named, and that there is advice.
fn named(bytes: &[u8], looks_like: &str) -> Source {
    let source = read(bytes);
    for slice in [1, 7, 64 * 1024] {
        let other = read_in(bytes, slice);
        let what = |s: &Source| format!("{:?} {:?} {:?}", s.info, s.content, s.diagnostics);
        assert_eq!(what(&other), what(&source), "in slices of {slice}");
    }
    let Content::Unreadable(why) = &source.content else { panic!("{looks_like}: read as {:?}", source.info.format) };
    assert_eq!(source.info.format, Format::Unknown);
    assert!(why.looks_like.contains(looks_like), "{looks_like:?} is not in {:?}", why.looks_like);
    assert!(why.advice.len() > 20 && why.advice.ends_with(['.', '?']), "{looks_like}: advice {:?}", why.advice);
    source
}

fn advises(bytes: &[u8], looks_like: &str, advice: &str) {
    let Content::Unreadable(why) = named(bytes, looks_like).content else { unreachable!() };
    assert!(why.advice.contains(advice), "{looks_like}: {advice:?} is not in {:?}", why.advice);
}

#[test]
fn nothing_at_all() {
    advises(b"", "empty file", "disk");
    advises(b" \n\t\r\n ", "white space", "disk");
    advises(b"\xef\xbb\xbf", "empty file", "disk");
    let empty = packed(b"");
    advises(&empty, "empty file", "disk");
    for length in [2, 3, 9, 10, empty.len() - 9] {
        advises(&empty[..length], "gzip file that ends", "fetch it again");
    }
    // Damaged: what came before is a few words, but that is not what the file is.
    let mut damaged = packed(b"some words\n");
    damaged.truncate(damaged.len() - 8);
    advises(&damaged, "damaged gzip file", "fetch it again");
    named(b"x", "text");
    named(b"\xff", "binary");
    named(b"{", "ends in the middle");
    named(b"[", "ends in the middle");
    named(b"<", "text that begins with <");
    named(b"0", "text");
}

/// Nobody reads a film to its end, and what it is does not depend on how it is cut. An archive may hold options.
#[test]
fn of_a_binary_file_the_beginning_is_enough() {
    let of = |head: &[u8]| [head, &[0; 200_000]].concat();
    for (bytes, is_done) in [(of(b"\x89PNG\r\n\x1a\n"), true), (of(b"PK\x03\x04"), true), (of(&tar()), false)] {
        let what = |s: &Source| format!("{:?} {:?} {:?}", s.info, s.content, s.diagnostics);
        for slice in [1000, 64 * 1024] {
            assert_eq!(what(&read_in(&bytes, slice)), what(&read(&bytes)), "in slices of {slice}");
        }
        let mut reader = Reader::new("x");
        reader.feed(&bytes[..4095]);
        assert!(!reader.is_done());
        reader.feed(&bytes[4095..]);
        assert_eq!(reader.is_done(), is_done);
    }
}

fn tar() -> Vec<u8> {
    fixture("cases/privacy/archive.tar")[..512].to_vec()
}

#[test]
fn binary_files() {
    let zeros = [0u8; 64];
    let with = |head: &[u8]| [head, &zeros].concat();
    named(&with(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "PNG image");
    named(&with(b"\xff\xd8\xff\xe0\0\x10JFIF"), "JPEG image");
    named(&with(b"GIF89a"), "GIF image");
    named(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "PDF");
    advises(&with(b"PK\x03\x04\x14\0\0\0results.json"), "ZIP archive", "Unpack");
    named(&with(b"PK\x03\x04\x14\0\0\0xl/workbook.xml"), "Excel workbook");
    advises(&with(b"\x28\xb5\x2f\xfd"), "zstd", "zstd -d");
    advises(&with(b"\xfd7zXZ\0"), "xz", "xz -d");
    advises(&with(b"BZh91AY&SY"), "bzip2", "bzip2 -d");
    named(&with(b"7z\xbc\xaf\x27\x1c"), "7-Zip");
    named(&with(b"SQLite format 3\0"), "SQLite");
    named(&with(b"\x7fELF\x02"), "program");
    advises(&packed(&packed(b"{}")), "gzip file inside a gzip file", "gzip -d");
    let utf16: Vec<u8> = "{\"metrics\": {}}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    advises(&utf16, "UTF-16 without a byte order mark", "UTF-8");
    let mut state = 1u64;
    let random: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    })
    .take(100_000)
    .collect();
    named(&random, "binary");
}

#[test]
fn markup() {
    named(b"<!DOCTYPE html><html><head><title>News</title></head></html>", "web page");
    advises(b"<html><body>Please log in <input type=password></body></html>", "login", "download it again");
    advises(b"<!doctype html><title>K6 Load Test</title><!-- k6-reporter -->", "k6-reporter", "JSON.stringify(data)");
    named(b"<!doctype html><html><title>k6 report</title></html>", "dashboard report without its data");
    advises(b"<?xml version=\"1.0\"?>\n<testsuites tests=\"3\"><testsuite/></testsuites>", "JUnit", "summary");
    named(b"<?xml version=\"1.0\"?><testResults version=\"1.2\"><httpSample/></testResults>", "JMeter results");
    named(b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "SVG");
    named(b"<?xml version=\"1.0\"?><feed/>", "XML");
}

#[test]
fn scripts_and_manifests() {
    let script =
        b"import http from 'k6/http';\nexport const options = { vus: 1, thresholds: { http_reqs: ['rate>1'] } };\n";
    advises(script, "k6 script", "k6 inspect");
    advises(b"export default function () { console.log(1); }\n", "JavaScript", "k6 run --out");
    advises(b"apiVersion: k6.io/v1alpha1\nkind: TestRun\nmetadata:\n  name: x\n", "k6-operator", "--out");
    named(b"apiVersion: v1\nkind: Pod\n", "Kubernetes");
    named(b"config:\n  target: http://x\n  phases:\n    - duration: 60\n", "Artillery script");
    named(b"---\na: 1\nb:\n  - c\n", "YAML");
    named(b"#!/bin/sh\nk6 run x.js\n", "script");
}

#[test]
fn what_k6_prints() {
    for name in ["v2.2/seed_60s", "v0.38/default", "v0.57/thresholds_fail", "v2.2/plain_handlesummary", "v2.2/sigkill"]
    {
        advises(&fixture(&format!("{name}/stdout.txt")), "what k6 prints", "--summary-export");
    }
}

#[test]
fn other_tools() {
    let other = |bytes: &[u8], looks_like: &str| advises(bytes, looks_like, "k6");
    other(b"timeStamp,elapsed,label,responseCode\n1,2,a,200\n", "JMeter results (JTL, CSV)");
    other(b"RUN\tsimulations.Basic\tbasic\t1700000000000\t \t3.9.5\nUSER\tx\tSTART\t1\n", "Gatling");
    other(b"Type,Name,Request Count,Failure Count\nGET,/,5,0\n", "Locust");
    other(
        b"Requests      [total, rate, throughput]  500, 100.2, 99\nLatencies     [min, mean]  1ms, 2ms\n",
        "vegeta report",
    );
    other(br#"{"latencies":{"mean":1},"status_codes":{"200":5},"requests":5}"#, "vegeta report");
    other(b"{\"attack\":\"\",\"seq\":0,\"latency\":5}\n{\"attack\":\"\",\"seq\":1,\"latency\":5}\n", "vegeta results");
    other(br#"{"aggregate":{"counters":{"http.requests":5},"summaries":{}},"intermediate":[]}"#, "Artillery");
    other(b"Running 30s test @ http://x\n  12 threads and 400 connections\n  Thread Stats   Avg\nRequests/sec: 748868.53\n", "wrk");
    other(b"This is ApacheBench, Version 2.3\n", "ApacheBench");
    other(br#"[{"name":"/","method":"GET","num_requests":5,"response_times":{"1":2}}]"#, "Locust");
    advises(br#"{"log":{"version":"1.2","creator":{},"entries":[]}}"#, "HAR", "har-to-k6");
    advises(b"# HELP http_reqs x\n# TYPE http_reqs counter\nhttp_reqs 5\n", "Prometheus", "k6 run");
    advises(b"http_req_duration,method=GET,status=200 value=1.5 1795471260118000000\n", "InfluxDB", "k6 run");
    named(br#"{"schema":"sloscope.report/1","objectives_from":"default","metrics":{"http_reqs":{"count":1,"rate":2},"vus":{"value":1}}}"#, "a stored report with a mistake: verdict is missing");
}

#[test]
fn tables_and_logs() {
    advises(b"a,b,c\n1,2,3\n", "CSV, but not k6's", "--out csv");
    named(b"a;b;c\n1;2;3\n", "semicolons");
    advises(
        b"http_reqs,1795471260,1.000000,,,,true\nhttp_reqs,1795471260,1.000000,,,,true\n",
        "without its header",
        "metric_name",
    );
    named(b"2026-01-01 INFO started\n2026-01-01 ERROR failed\n", "log");
    named(b"[2026-11-23 21:41:16] INFO started\n[2026-11-23 21:41:17] INFO done\n", "log");
    named(b"time=\"x\" level=info msg=\"a\"\n", "log");
    named("Grüße, dies ist Text.\nUnd noch einer!\n".as_bytes(), "plain text");
    named(b"caf\xe9, na\xefve: Latin-1 is text too, a whole line of it", "text");
}

#[test]
fn json_that_is_not_k6s() {
    advises(b"{}", "empty object", "--summary-export");
    named(b"[]", "empty list");
    named(b"{\"a\":1,\"b\":[],\"c\":{},\"d\":4,\"e\":5}", "keys a, b, c, d, …");
    named(b"[1,2,3]", "a list of 3");
    named(b"{\"metrics\":{\"cpu\":{\"avg\":5,\"max\":9}}}", "JSON, but not k6's");
    named(b"{\"name\":\"x\",\"dependencies\":{}}", "package.json");
    named(b"{\"openapi\":\"3.0.0\"}", "OpenAPI");
    let nl: Vec<u8> = (0..2000).flat_map(|i| format!("{{\"n\":{i},\"msg\":\"data\"}}\n").into_bytes()).collect();
    named(&nl, "JSON, but not k6's");
    named(b"{\"a\":1e999}", "JSON, but not k6's");
    named(b"{\"a\":NaN}", "JSON, but not k6's");
    named(b"{\"a\":1,\"a\":2,\"a\":{}}", "JSON, but not k6's");
    let long = format!("{{\"{}\":\"{}\"}}", "k".repeat(300_000), "v".repeat(3_000_000));
    named(long.as_bytes(), "JSON, but not k6's (it has the keys kkk");
}

#[test]
fn damaged_json() {
    named("[".repeat(100_000).as_bytes(), "nested more than 128 deep");
    named("{\"a\":".repeat(100_000).as_bytes(), "nested more than 128 deep");
    advises(b"{\"a\": [1, 2,, 3]}", "mistake in line 1, column 13", "k6");
    let summary = fixture("v2.2/thresholds_fail/summary.json");
    for part in [100, 500, 4000, summary.len() - 3] {
        advises(&summary[..part], "ends in the middle", "run the test again");
    }
    let source = named(&summary[..4000], "a k6 summary that ends in the middle");
    assert_eq!(source.diagnostics.cut.as_deref(), Some("the JSON ends in the middle"));
    let gzip = packed(&summary);
    named(&gzip[..gzip.len() / 2], "a k6 summary that ends in the middle");
    let inspect = include_bytes!("../data/inspect.json");
    named(&inspect[..1200], "a k6 options file that ends in the middle");
    let wrong = String::from_utf8_lossy(&summary).replace("\"metrics\": {", "\"metrics\": {,");
    named(wrong.as_bytes(), "a k6 summary with a mistake in line");
}

/// k6's own files with one byte changed, cut anywhere, or twice in one: no panic, and the same for every slicing.
#[test]
fn damage_at_every_place() {
    let files = [
        fixture("v2.2/default_mrs/summary.json"),
        fixture("v2.2/empty/summary-data.json"),
        crate::support::unpacked(&fixture("v2.2/default_only/dashboard-record.ndjson.gz"))[..3000].to_vec(),
        json!({"thresholds": {"http_reqs": ["rate>1"]}, "scenarios": {"a": {"executor": "constant-vus", "duration": "1s"}}})
            .to_string()
            .into_bytes(),
    ];
    for bytes in files {
        for at in (0..bytes.len()).step_by(7) {
            let what = |source: Source| format!("{:?} {:?}", source.content, source.diagnostics);
            for replaced in [b'"', b'{', b'9', 0xff] {
                let mut damaged = bytes.clone();
                damaged[at] = replaced;
                assert_eq!(what(read_in(&damaged, 1000)), what(read_in(&damaged, 1 << 20)));
            }
            assert_eq!(what(read_in(&bytes[..at], 11)), what(read_in(&bytes[..at], 1 << 20)));
        }
        read(&[bytes.clone(), bytes].concat());
    }
}
