//! The size of a release: what a browser has to fetch, compressed. The start page needs the page's module and waits for
//! it; the others are fetched while the page can already be used.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;

use crate::run::{Outcome, command, fail, output};

/// wasm and js, gzip -9. The report is part of the page, since it is in the same module.
const PAGE: (&str, u64) = ("page", 405 * 1000);
/// What holds samples; what sends load and handles plans; what writes exports; the form of a test; comparisons, and what
/// compares.
const OTHERS: [(&str, u64); 6] = [
    ("worker", 760 * 1000),
    ("load", 204 * 1000),
    ("writer", 184 * 1000),
    ("form", 290 * 1000),
    ("compare", 320 * 1000),
    ("comparer", 1000 * 1000),
];

/// Prints the sizes of what is in `dist`, and fails if one is over its limit.
pub fn report(dist: &Path) -> Outcome {
    let mut sums = BTreeMap::new();
    for entry in fs::read_dir(dist)?.flatten() {
        let path = entry.path();
        if !path.extension().is_some_and(|e| e == "wasm" || e == "js") {
            continue;
        }
        let raw = entry.metadata()?.len();
        let packed = gzip(&path)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // What is of no other module the start page waits for, or it is small.
        let of = OTHERS.iter().find(|(module, _)| name.starts_with(&format!("sloscope-{module}-")));
        *sums.entry(of.unwrap_or(&PAGE).0).or_insert(0) += packed;
        eprintln!("  {name:<44} {raw:>9} B  {packed:>8} B gzip");
    }
    eprintln!("  wasm + js, gzip:");
    let mut over = false;
    for (module, limit) in [PAGE].into_iter().chain(OTHERS) {
        let size = sums.get(module).copied().unwrap_or_default();
        eprintln!("  {module:<8} {:>6.1} kB of {}", size as f64 / 1e3, limit / 1000);
        over |= size > limit || size == 0;
    }
    if over {
        return fail("the release has become too large, or a part is missing: see the sizes above.");
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
