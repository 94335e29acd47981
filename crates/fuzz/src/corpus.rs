//! What mutation starts from: the repository's fixtures, found when it runs, shortened to some kilobytes each, and short
//! texts of every grammar.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use sloscope_core::load::{plan_json, seed_example, stages_text};

use crate::targets::files::NEXT_FILE;

/// Samples are taken from the head of a file, documents whole.
const HEAD: usize = 6 * 1024;
const LARGEST_DOCUMENT: usize = 48 * 1024;

/// The folder of fixtures.
pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures")
}

/// The inputs that a target starts from, always in the same order.
pub fn corpus(target: &str) -> Vec<Vec<u8>> {
    let texts = |list: &[&str]| list.iter().map(|text| text.as_bytes().to_vec()).collect::<Vec<_>>();
    let mut found = match target {
        "samples" | "parts" => files().into_iter().filter(|file| is_samples(file)).map(head).collect(),
        "documents" => documents(),
        "session" => sessions(),
        "objectives" => [texts(&OBJECTIVES), named(&["obj-rate25.json", "objectives_not_read_back.json"])].concat(),
        "plan" => plans(),
        "import" => [texts(&CURL), named(&["har", "curl_empty.sh", "_options.json"]), texts(&[HAR, OPTIONS])].concat(),
        "form" => {
            [texts(&FORM), stages_text(&seed_example(true)).into_iter().map(String::into_bytes).collect()].concat()
        }
        "templates" => texts(&TEMPLATES),
        "link" => texts(&LINKS),
        "messages" => messages(),
        _ => Vec::new(),
    };
    found.extend(saved(target));
    found
}

/// Words of the grammars that a target reads.
pub fn dictionary(target: &str) -> &'static [&'static [u8]] {
    match target {
        "samples" | "documents" | "session" | "parts" => &FILE_WORDS,
        "objectives" | "form" => &LINE_WORDS,
        _ => &PLAN_WORDS,
    }
}

/// Inputs that once found something.
fn saved(target: &str) -> Vec<Vec<u8>> {
    let mut paths = Vec::new();
    walk(&fixtures().join("fuzz").join(target), &mut paths);
    paths.iter().filter_map(|path| fs::read(path).ok()).collect()
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    found.sort();
    for path in found {
        if path.is_dir() {
            walk(&path, paths);
        } else {
            paths.push(path);
        }
    }
}

/// All fixtures, unpacked.
fn files() -> Vec<Vec<u8>> {
    let mut paths = Vec::new();
    walk(&fixtures(), &mut paths);
    paths.retain(|path| !path.starts_with(fixtures().join("fuzz")));
    paths.iter().filter_map(|path| fs::read(path).ok()).map(|bytes| unpacked(&bytes)).collect()
}

/// Files whose names end so.
fn named(ends: &[&str]) -> Vec<Vec<u8>> {
    let mut paths = Vec::new();
    walk(&fixtures(), &mut paths);
    paths.retain(|path| ends.iter().any(|end| path.to_string_lossy().ends_with(end)));
    paths.iter().filter_map(|path| fs::read(path).ok()).collect()
}

fn unpacked(bytes: &[u8]) -> Vec<u8> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return bytes.to_vec();
    }
    let mut plain = Vec::new();
    // Of a file that is cut, what it has.
    let _ = MultiGzDecoder::new(bytes).take(4 * 1024 * 1024).read_to_end(&mut plain);
    plain
}

fn is_samples(file: &[u8]) -> bool {
    let head = &file[..file.len().min(2048)];
    let has = |word: &[u8]| head.windows(word.len()).any(|part| part == word);
    has(b"\"Point\"") || has(b"\"Metric\"") || has(b"metric_name,")
}

/// Whole lines from the start.
fn head(file: Vec<u8>) -> Vec<u8> {
    let head = &file[..file.len().min(HEAD)];
    let end = if head.len() == file.len() {
        head.len()
    } else {
        head.iter().rposition(|b| *b == b'\n').map_or(HEAD, |at| at + 1)
    };
    head[..end].to_vec()
}

fn documents() -> Vec<Vec<u8>> {
    let mut found: Vec<Vec<u8>> = files();
    found.retain(|file| !is_samples(file) && file.len() <= LARGEST_DOCUMENT && file.len() > 40);
    let options = found.iter().filter(|file| file.windows(10).any(|part| part == b"\"executor\"")).cloned();
    let metadata: Vec<Vec<u8>> = options
        .map(|options| {
            let options = String::from_utf8_lossy(&options).into_owned();
            format!("{{\"filename\":\"file:///s.js\",\"k6version\":\"1.0.0\",\"env\":{{\"A\":\"b\"}},\"options\":{options}}}").into_bytes()
        })
        .collect();
    found.extend(metadata.iter().map(|metadata| tar(&[("metadata.json", metadata), ("data", b"export default 1")])));
    found.extend(DOCUMENTS.iter().map(|text| text.as_bytes().to_vec()));
    found
}

/// The folders of runs: results, summaries and options together.
fn sessions() -> Vec<Vec<u8>> {
    let mut folders: Vec<PathBuf> = Vec::new();
    let mut paths = Vec::new();
    walk(&fixtures(), &mut paths);
    paths.iter().filter_map(|path| path.parent()).for_each(|folder| {
        if folders.last().is_none_or(|last| last != folder) {
            folders.push(folder.to_owned());
        }
    });
    let mut found = vec![small_run().into_iter().map(|(_, bytes)| bytes).collect::<Vec<_>>().join(&NEXT_FILE)];
    for folder in folders {
        let of = paths.iter().filter(|path| path.parent() == Some(&folder)).filter_map(|path| fs::read(path).ok());
        let short = |file: Vec<u8>| if is_samples(&file) { head(file) } else { file };
        let parts = of.map(|bytes| short(unpacked(&bytes))).filter(|file| (40..16 * 1024).contains(&file.len()));
        let parts: Vec<Vec<u8>> = parts.take(3).collect();
        if parts.len() > 1 {
            found.push(parts.join(&NEXT_FILE));
        }
    }
    found
}

/// A run of ten seconds, its summary and its options.
pub(crate) fn small_run() -> Vec<(String, Vec<u8>)> {
    let mut lines = String::new();
    for (metric, kind, contains) in [
        ("http_reqs", "counter", "default"),
        ("http_req_duration", "trend", "time"),
        ("http_req_failed", "rate", "default"),
        ("iterations", "counter", "default"),
        ("iteration_duration", "trend", "time"),
        ("checks", "rate", "default"),
        ("vus", "gauge", "default"),
    ] {
        lines.push_str(&format!(
            "{{\"type\":\"Metric\",\"data\":{{\"name\":\"{metric}\",\"type\":\"{kind}\",\"contains\":\"{contains}\",\"thresholds\":[],\"submetrics\":null}},\"metric\":\"{metric}\"}}\n"
        ));
    }
    for at in 0..40u32 {
        let (second, part) = (at / 4, at % 4 * 250);
        let time = format!("2026-01-01T00:00:{second:02}.{part:03}Z");
        let (failed, status) = if at % 9 == 0 { (1, "503") } else { (0, "200") };
        let tags = format!(
            "{{\"scenario\":\"s\",\"name\":\"http://h/item/{at}\",\"status\":\"{status}\",\"method\":\"GET\"}}"
        );
        for (metric, value) in [
            ("http_reqs", 1.0),
            ("http_req_duration", 5.0 + f64::from(at % 7)),
            ("http_req_failed", f64::from(failed)),
            ("iterations", 1.0),
            ("iteration_duration", 9.0),
            ("vus", 2.0),
        ] {
            lines.push_str(&format!(
                "{{\"metric\":\"{metric}\",\"type\":\"Point\",\"data\":{{\"time\":\"{time}\",\"value\":{value},\"tags\":{tags}}}}}\n"
            ));
        }
        lines.push_str(&format!(
            "{{\"metric\":\"checks\",\"type\":\"Point\",\"data\":{{\"time\":\"{time}\",\"value\":1,\"tags\":{{\"check\":\"ok\",\"group\":\"::g\",\"scenario\":\"s\"}}}}}}\n"
        ));
    }
    vec![("results.json".to_owned(), lines.into_bytes()), ("options.json".to_owned(), OPTIONS.as_bytes().to_vec())]
}

fn plans() -> Vec<Vec<u8>> {
    let mut found = vec![plan_json(&seed_example(false)).into_bytes(), plan_json(&seed_example(true)).into_bytes()];
    found.push(fs::read(fixtures().join("../../crates/core/tests/data/plan.json")).unwrap_or_default());
    found.extend(named(&["plan_100ramps.json"]));
    found
}

fn messages() -> Vec<Vec<u8>> {
    let query = sloscope_core::report::read_address("v=1&from=2s&to=7s&where=scenario=s&by=name~");
    let mut found = vec![postcard::to_allocvec(&query).unwrap_or_default()];
    let run = crate::targets::texts::run();
    found.extend(run.report(&query).and_then(|report| postcard::to_allocvec(&report).ok()));
    found.extend(crate::targets::messages::examples());
    found
}

/// A tar of regular files, as GNU and k6 write it.
fn tar(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut all = Vec::new();
    for (name, content) in entries {
        let mut header = [0u8; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
        header[257..262].copy_from_slice(b"ustar");
        all.extend_from_slice(&header);
        all.extend_from_slice(content);
        all.resize(all.len().next_multiple_of(512), 0);
    }
    all.resize(all.len() + 1024, 0);
    all
}

const OPTIONS: &str = r#"{"scenarios":{"s":{"executor":"ramping-arrival-rate","startTime":"0s","startRate":1,"timeUnit":"1s","preAllocatedVUs":2,"maxVUs":9,"stages":[{"duration":"5s","target":4},{"duration":"5s","target":4}]},"t":{"executor":"constant-arrival-rate","rate":3,"duration":"10s","preAllocatedVUs":1,"startTime":"12s"}},"thresholds":{"http_req_duration{scenario:s}":["p(95)<500",{"threshold":"p(99)<1000","abortOnFail":true,"delayAbortEval":"10s"}],"http_req_failed":["rate<0.01"],"checks":["rate>0.9"]},"summaryTrendStats":["avg","p(99)","count"]}"#;

const DOCUMENTS: [&str; 8] = [
    r#"{"metrics":{"http_reqs":{"count":100,"rate":10,"thresholds":{"count>5":false}},"http_req_duration":{"avg":1.5,"min":1,"med":1,"max":9,"p(90)":3,"p(95)":4},"http_req_failed":{"passes":1,"fails":99,"value":0.01},"checks":{"passes":9,"fails":1,"value":0.9},"vus":{"value":1,"min":1,"max":5}},"root_group":{"name":"","path":"","groups":{"g":{"name":"g","path":"::g","groups":{},"checks":{"c":{"name":"c","path":"::g::c","passes":9,"fails":1}}}},"checks":{}}}"#,
    r#"{"data":[{"type":"metrics","id":"http_reqs","attributes":{"type":"counter","contains":"default","tainted":null,"sample":{"count":5,"rate":1.5}}}]}"#,
    r#"{"version":"1","metadata":{"generated_at":"2026-01-01T00:00:10Z","k6_version":"2.2.0"},"config":{"duration":10,"script":"x"},"results":{"checks":{"metrics":[{"name":"checks_succeeded","type":"rate","values":{"matches":9,"total":10,"rate":0.9}},{"name":"checks_failed","type":"rate","values":{"matches":1,"total":10,"rate":0.1}}],"results":[{"name":"c","passes":9,"fails":1}]},"metrics":[{"name":"http_reqs","type":"counter","contains":"default","values":{"count":10,"rate":1}}]}}"#,
    r#"{"summary":{"p95_response_time":12.5,"avg_response_time":3,"total_requests":100,"rps":10}}"#,
    "{\"event\":\"param\",\"data\":{\"scenarios\":[\"s\"],\"thresholds\":{\"http_reqs\":[\"count>1\"]},\"aggregates\":{\"counter\":[\"count\",\"rate\"],\"gauge\":[\"value\"],\"rate\":[\"rate\"],\"trend\":[\"avg\",\"max\",\"p(95)\"]}}}\n{\"event\":\"metric\",\"data\":{\"http_reqs\":{\"type\":\"counter\",\"contains\":\"default\"},\"http_req_duration\":{\"type\":\"trend\",\"contains\":\"time\"},\"time\":{\"type\":\"gauge\",\"contains\":\"time\"}}}\n{\"event\":\"start\",\"data\":[[1795471795408]]}\n{\"event\":\"cumulative\",\"data\":[[1.5,2,1.9],[10,1.5],[1795471800408]]}\n{\"event\":\"threshold\",\"data\":{\"http_reqs\":[\"count>1\"]}}\n{\"event\":\"stop\",\"data\":[[1795471800408]]}\n",
    "<!DOCTYPE html><html><body><script id=\"data\" type=\"application/json; charset=utf-8; gzip; base64\">H4sIAAAAAAAA/6tWKkpNzE1VslIqSCxILFKyqgYAAAD//wMA</script></body></html>",
    "running (1m0s), 0/1 VUs\n{\"metrics\":{\"http_reqs\":{\"type\":\"counter\",\"contains\":\"default\",\"values\":{\"count\":NaN,\"rate\":1e999}}},\"root_group\":{}}\nlevel=info",
    "{\"http_req_duration\": [\"p(95)<500\"], \"http_req_failed{scenario:s}\": [\"rate<0.01\"]}",
];

const OBJECTIVES: [&str; 12] = [
    "p(95)<500",
    " rate >= 0x1p-2 ",
    "value===Inf",
    "p(99.9)!=1_000.5e3",
    "http_req_duration{scenario:car,name:\"a,b\"}",
    "m{'a:b':it's,\"x\":y\\\\\"z\\\"}",
    "{\"http_req_duration\": [\"p(95)<500\", {\"threshold\": \"p(99)<1000\", \"abortOnFail\": true, \"delayAbortEval\": \"10s\"}]}",
    "thresholds: { // promises\n http_req_duration: ['p(95)<500',], /* all */ 'checks{a:\"x,y\"}': [`rate>0.9`] },",
    "{\"options\": {\"thresholds\": {\"a\": [\"avg<1\"], \"b{c:d}\": [\"max<2\"], \"a\": [\"min>0\"]}}}",
    "na,me\nva\"l'ue\nmed<5",
    "scenario\n{a}:b,c\\\ncount>1",
    "{\"m{n:\\u00e9\\ud83d\\ude00}\": [{\"threshold\": \"avg<1\", \"delayAbortEval\": 5}]}",
];

const CURL: [&str; 7] = [
    "curl -X POST 'http://127.0.0.1:8088/clarify?ms=5' \\\n  -H \"Content-Type: application/json\" \\\n  --data-raw '{\"prompt\": \"a\"}'",
    "curl -sLXPATCH http://h/p --data-binary $'a\\nb\\'\\u00e9\\x41'",
    "curl -G -d q=1 --data-urlencode 'r=a b&c' http://h/p?x=y -u user:word --compressed -k",
    "curl --url http://h/a -o /dev/null -w '%{http_code}' -m 2.5 --retry 3 -b 'a=b' -A agent -e http://r/",
    "curl 'http://h/' -F 'file=@x' -F a=b --json '{\"a\":1}' -T up",
    "$ curl.exe \"https://h:8443/%20\" ^\n -H \"a: b\"",
    "curl -H @file -d @- http://[::1]:80/a#b",
];

const HAR: &str = r#"{"log":{"version":"1.2","entries":[{"request":{"method":"POST","url":"http://h/a?b=c","headers":[{"name":"X","value":"y"},{"name":"Cookie","value":"z"}],"queryString":[],"postData":{"mimeType":"application/json","text":"{}"}},"response":{"status":200}},{"request":{"method":"GET","url":"https://other/","headers":[]}}]}}"#;

const FORM: [&str; 12] = [
    "200 for 20s\n100 to 400 for 1m30s\n0 to 0 for 1ms",
    "to 400 for 1m\nto 0 for 10s",
    "status 200-299\nheader content-type contains json\nbody contains ok\njson items.0.id = 17\nduration < 50\nheader x\njson a",
    "http_req_duration: p(95)<500\nhttp_req_failed{name:a:b}: rate<0.01, abort after 10s\nchecks: rate>0.9, abort",
    "Content-Type: application/json\nX-A: b: c\nEmpty:",
    "prompt,id\n\"a, \"\"b\"\"\nc\",1\nd,2\n",
    "[{\"prompt\": \"a\", \"id\": 1}, {\"prompt\": \"b\", \"id\": null}]",
    "{\"columns\": [\"a\"], \"rows\": [[\"x\"], [2]], \"order\": \"random\"}",
    "1h2m3.5s",
    "0.000001ms",
    "277777777h",
    "4294967295",
];

const TEMPLATES: [&str; 7] = [
    "/a/{{prompt}}?id={{id}}&u={{$uuid}}&n={{$iteration}}",
    "{\"a\": \"{{prompt}}\", \"b\": {{{id}}}, \"c\": {{$rand 1 10}}}",
    "{{$rand -9223372036854775808 9223372036854775807}}",
    "http://h/user/17/item/3fa85f64-5717-4562-b3fc-2c963f66afa6?x=1\n/user/:name\n/file-*\n/static/**",
    "https://[::1]:80/%2e%2E/a;b=c/0x1F/2026-01-01#frag\n/*/:a/**",
    "{{ prompt }} {{{{id}}}} {{$rand 5 1}} {{unknown}}",
    "/é/%C3%A9/deadbeefdeadbeef\n**\n/:a-:b",
];

const LINKS: [&str; 7] = [
    "v=1&from=2s&to=7.5s&where=scenario%3Ds&without=status%3D503&by=name~&by=status&template=%2Fitem%2F%3Aid",
    "v=1&from=0&to=1m30s&objectives=%7B%22http_reqs%22%3A%5B%22count%3E1%22%5D%7D&p=99.9",
    "v=1&run=1&src=https%3A%2F%2Fexample.org%2Fa.json",
    "from=1us&to=9999999h&where==&where=a=&without=~=b",
    "q1YqLkksSVWyUjI0MlaqBQA",
    "XY0xDsIwDEX3nCLyTJMWJhaOwQFC4hZLSWw5LhJC3J2kAwOb3_P_9n4",
    "%",
];

const FILE_WORDS: [&[u8]; 44] = [
    b"{\"metric\":\"",
    b"\"type\":\"Point\"",
    b"\"type\":\"Metric\"",
    b"\"data\":{",
    b"\"time\":\"",
    b"\"value\":",
    b"\"tags\":{}",
    b"\"scenario\":\"s\"",
    b"http_req_duration",
    b"http_reqs",
    b"iterations",
    b"iteration_duration",
    b"dropped_iterations",
    b"http_req_failed",
    b"checks",
    b"vus",
    b"vus_max",
    b"http_req_blocked",
    b"group_duration",
    b"1969-12-31T23:59:59Z",
    b"2099-12-31T23:59:59.999999999Z",
    b"2026-01-01T00:00:00+14:00",
    b"metric_name,timestamp,metric_value\n",
    b"1e300",
    b"-1e300",
    b"1e-300",
    b"18446744073709551615",
    b"\"passes\":",
    b"\"fails\":",
    b"\"count\":",
    b"\"root_group\":{",
    b"\"thresholds\":{",
    b"\"p(95)<500\"",
    b"\"submetrics\":[",
    b"null",
    b"[",
    b"]",
    b"{",
    b"}",
    b"\n",
    b"\r\n",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\x1f\x8b\x08\x00",
];

const LINE_WORDS: [&[u8]; 30] = [
    b"p(",
    b")<",
    b">=",
    b"===",
    b"!=",
    b"Inf",
    b"NaN",
    b"0x1p-2",
    b"1_0",
    b"'",
    b"\"",
    b"`",
    b",",
    b":",
    b"{",
    b"}",
    b"\\",
    b"\\\"",
    b"[",
    b"]",
    b"\n",
    b" for ",
    b" to ",
    b", abort after 10s",
    b"status ",
    b"header ",
    b" contains ",
    b"json ",
    b"duration < ",
    b"//",
];

const PLAN_WORDS: [&[u8]; 34] = [
    b"\"version\"",
    b"sloscope.plan/1",
    b"\"requests\"",
    b"\"scenarios\"",
    b"\"ramping-arrival-rate\"",
    b"\"stages\"",
    b"\"duration\"",
    b"\"target\"",
    b"\"rate\"",
    b"\"data\"",
    b"\"rows\"",
    b"\"columns\"",
    b"\"url\"",
    b"\"headers\"",
    b"\"body\"",
    b"{{",
    b"}}",
    b"{{{",
    b"$uuid",
    b"$rand 1 10",
    b"http://",
    b"https://[::1]",
    b"%",
    b"%00",
    b"&where=",
    b"&from=",
    b"&by=name~",
    b"&template=",
    b"--data-urlencode",
    b" -H ",
    b"'",
    b"\"",
    b"\\\n",
    b"99999999999h",
];
