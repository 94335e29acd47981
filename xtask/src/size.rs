//! The size of a release: what a browser has to fetch, compressed. The start page needs the page's module and waits for
//! it; the others are fetched while the page can already be used.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;

use crate::run::{Outcome, command, fail};

/// wasm and js, gzip -9. What the start page waits for, with the report, which is in the same module; small scripts that come
/// later; what is fetched only where other windows or the host want something (static/windows.js); what holds samples; what
/// sends load and handles plans; what writes exports; the form of a test; comparisons, and what compares.
const LIMITS: [(&str, u64); 9] = [
    ("page", 402 * 1000),
    ("scripts", 5 * 1000),
    ("windows", 4 * 1000),
    ("worker", 798 * 1000),
    ("load", 208 * 1000),
    ("writer", 320 * 1000),
    ("form", 294 * 1000),
    ("compare", 247 * 1000),
    ("comparer", 874 * 1000),
];

/// What a file belongs to.
fn owner(file: &str) -> &str {
    let module = file.strip_prefix("sloscope-").and_then(|rest| rest.split_once('-'));
    match module {
        Some(("app", _)) => "page",
        Some((module, _)) => module,
        None if file == "boot.js" => "page",
        None if file == "windows.js" => "windows",
        None => "scripts",
    }
}

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
        *sums.entry(owner(&name).to_owned()).or_insert(0) += packed;
        eprintln!("  {name:<44} {raw:>9} B  {packed:>8} B gzip");
    }
    eprintln!("  wasm + js, gzip:");
    let mut over = false;
    for (module, limit) in LIMITS {
        let size = sums.get(module).copied().unwrap_or_default();
        eprintln!("  {module:<8} {:>6.1} kB of {}", size as f64 / 1e3, limit / 1000);
        over |= size > limit || size == 0;
    }
    if over {
        return fail("the release has become too large, or a part is missing: see the sizes above.");
    }
    Ok(())
}

/// As static hosts compress at best: by the program of that name, since libraries differ by up to 2 %.
fn gzip(path: &Path) -> Outcome<u64> {
    let mut gzip = command("gzip", &["-9", "--no-name", "--stdout"]);
    let packed = gzip.arg(path).stderr(Stdio::inherit()).output();
    match packed {
        Ok(packed) if packed.status.success() => Ok(packed.stdout.len() as u64),
        _ => fail("the size of the release could not be measured: gzip is needed for it."),
    }
}
