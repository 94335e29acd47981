//! What keeps a release on the machines of its users: the service worker gets the names of the page's files, and a version
//! that changes with any of them; the page gets the version, and installs the service worker.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use crate::run::{Outcome, fail};

const WORKER: &str = "service-worker.js";
/// Whoever puts the page on a host may change it: it is always asked for.
const SETTINGS: &str = "sloscope.json";

/// Completes the release in `dist`. Nothing may be written there afterwards.
pub fn keep(dist: &Path) -> Outcome {
    let mut names = Vec::new();
    let mut hasher = DefaultHasher::new();
    for entry in fs::read_dir(dist)?.flatten().filter(|entry| entry.path().is_file()) {
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    for name in &names {
        (name, fs::read(dist.join(name))?).hash(&mut hasher);
    }
    let version = format!("{:016x}", hasher.finish());
    let files: Vec<_> = names.iter().filter(|name| ![WORKER, SETTINGS].contains(&name.as_str())).collect();
    let lines = format!("const VERSION = {version:?};\nconst FILES = {files:?};\n");
    let worker = dist.join(WORKER);
    fs::write(&worker, lines + &fs::read_to_string(&worker)?)?;
    let index = dist.join("index.html");
    let page = fs::read_to_string(&index)?;
    let script = " data-glue=\"";
    if page.matches(script).count() != 1 {
        return fail("dist/index.html has no script element with data-glue, or more than one.");
    }
    fs::write(&index, page.replace(script, &format!(" data-version=\"{version}\"{script}")))?;
    Ok(())
}
