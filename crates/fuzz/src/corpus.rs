//! What mutation starts from: the repository's fixtures, found when it runs, shortened to some kilobytes each, and short
//! texts of every grammar.

mod words;

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

use sloscope_core::export::json_text;
use sloscope_core::load::{plan_json, seed_example, stages_text};
use sloscope_core::report::read_address;

use self::words::{
    ADDRESS_WORDS, ADDRESSES, CURL, DOCUMENTS, FILE_WORDS, FORM, HAR, LINE_WORDS, LINKS, OBJECTIVES, OPTIONS,
    PLAN_WORDS, STORED_WORDS, TEMPLATES,
};
use crate::targets::files::NEXT_FILE;
use crate::targets::packed::sections;

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
        "packed" => {
            let files = files().into_iter().filter(|file| is_samples(file)).map(head).chain(documents());
            files.map(|file| sections(&file)).filter(|sections| sections.len() <= LARGEST_DOCUMENT).collect()
        }
        "session" => sessions(),
        "stored" => stored_reports(),
        "objectives" => [texts(&OBJECTIVES), named(&["obj-rate25.json", "objectives_not_read_back.json"])].concat(),
        "plan" => plans(),
        "import" => [texts(&CURL), named(&["har", "curl_empty.sh", "_options.json"]), texts(&[HAR, OPTIONS])].concat(),
        "form" => {
            [texts(&FORM), stages_text(&seed_example(true)).into_iter().map(String::into_bytes).collect()].concat()
        }
        "templates" => texts(&TEMPLATES),
        "addresses" => texts(&ADDRESSES),
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
        "samples" | "documents" | "session" | "parts" | "packed" => &FILE_WORDS,
        "stored" => &STORED_WORDS,
        "objectives" | "form" => &LINE_WORDS,
        "addresses" => &ADDRESS_WORDS,
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

/// Reports of a small run and of part of it, and one with every section.
fn stored_reports() -> Vec<Vec<u8>> {
    let run = crate::targets::texts::run();
    let questions = ["v=1", "v=1&from=2s&to=7s&where=scenario=s&by=name~&by=status"].map(read_address);
    let mut found: Vec<Vec<u8>> =
        questions.iter().filter_map(|query| run.report(query)).map(|report| json_text(&report).into_bytes()).collect();
    found.push(fs::read(fixtures().join("../../crates/core/tests/golden/report.json")).unwrap_or_default());
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
    for name in ["plan.json", "sides.json"] {
        found.push(fs::read(fixtures().join("../../crates/core/tests/data").join(name)).unwrap_or_default());
    }
    found.extend(named(&["plan_100ramps.json"]));
    found
}

fn messages() -> Vec<Vec<u8>> {
    let query = read_address("v=1&from=2s&to=7s&where=scenario=s&by=name~");
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
