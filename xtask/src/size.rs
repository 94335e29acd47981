//! The size of a release: what a browser has to fetch, compressed. The start page needs the page's module and waits for
//! it; the worker's is fetched while the page can already be used.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use crate::run::{Outcome, command, fail, output};

/// wasm and js of the page, gzip -9. The report and the form of a test are part of it, since they are in the same module.
const PAGE: u64 = 455 * 1000;
/// And of its worker. Reading stored reports takes 45 kB of it.
const WORKER: u64 = 815 * 1000;

/// Prints the size of what is in `dist`, and fails if it is over the limit.
pub fn report(dist: &Path) -> Outcome {
    let (mut page, mut worker) = (0, 0);
    for entry in fs::read_dir(dist)?.flatten() {
        let path = entry.path();
        if !path.extension().is_some_and(|e| e == "wasm" || e == "js") {
            continue;
        }
        let raw = entry.metadata()?.len();
        let packed = gzip(&path)?;
        let name = entry.file_name();
        *(if name.to_string_lossy().contains("worker") { &mut worker } else { &mut page }) += packed;
        eprintln!("  {:<44} {raw:>9} B  {packed:>8} B gzip", name.to_string_lossy());
    }
    let kb = |bytes: u64| bytes as f64 / 1e3;
    let of = |bytes, limit| format!("{:.1} kB of {:.0}", kb(bytes), kb(limit));
    eprintln!("  wasm + js, gzip: the page {}, its worker {}", of(page, PAGE), of(worker, WORKER));
    if page > PAGE || worker > WORKER {
        return fail("the release has become too large: see the sizes above.");
    }
    Ok(())
}

fn gzip(path: &Path) -> Outcome<u64> {
    let script = "process.stdout.write(String(require('zlib').gzipSync(require('fs').readFileSync(process.argv[1]),{level:9}).length))";
    let mut node = command("node", &["-e", script]);
    node.arg(path).stderr(Stdio::inherit());
    match output(node).and_then(|text| text.parse().ok()) {
        Some(bytes) => Ok(bytes),
        None => fail("the size of the release could not be measured: node is needed for it."),
    }
}
