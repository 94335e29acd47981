//! The house rules that a machine can check: headers, lengths, layers, allowed dependencies.

use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{Outcome, fail, root};
use crate::say;

const LONGEST: usize = 400;
/// Where hand-written code lives.
const FOLDERS: [&str; 8] = ["src", "crates", "fuzz", "xtask", "static", "tests/e2e", "tests/bench", ".ci"];
/// Direct dependencies that the project has decided for; ARCHITECTURE.md says what each is for.
const ALLOWED: [&str; 35] = [
    "axum",
    "clap",
    "console_error_panic_hook",
    "csv-core",
    "flate2",
    "gloo-timers",
    "http-body-util",
    "hyper",
    "hyper-util",
    "indicatif",
    "insta",
    "jiff",
    "js-sys",
    "leptos",
    "libfuzzer-sys",
    "memchr",
    "postcard",
    "proptest",
    "quick-xml",
    "rcgen",
    "serde",
    "serde-wasm-bindgen",
    "serde_json",
    "sloscope-fuzz",
    "tar",
    "tempfile",
    "thiserror",
    "tokio",
    "tokio-rustls",
    "tower-http",
    "wasm-bindgen",
    "wasm-bindgen-futures",
    "web-sys",
    "wasm-streams",
    "yaml-rust2",
];
/// All other crates compute; they do not know where they run.
const WITH_SYSTEM: [&str; 3] = ["crates/cli/", "crates/serve/", "crates/fuzz/"];
const NOT_IN_CORE: [&str; 7] = ["web_sys", "js_sys", "leptos", "std::fs", "std::net", "Instant", "SystemTime"];

pub fn check() -> Outcome {
    let step = say::step("checking the house rules");
    let mut faults = Vec::new();
    let mut files = Vec::new();
    FOLDERS.iter().for_each(|folder| collect(&root().join(folder), &mut files));
    for file in &files {
        check_file(file, &mut faults);
    }
    check_dependencies(&mut faults)?;
    if !faults.is_empty() {
        return fail(format!("{} house rules are broken:\n  {}", faults.len(), faults.join("\n  ")));
    }
    step.done();
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !["target", "node_modules", "corpus", "artifacts", "coverage", "sample", "fixtures", "screenshots"]
                .contains(&name.as_str())
            {
                collect(&path, files);
            }
        } else if ["rs", "js", "mjs", "css"].iter().any(|e| path.extension().is_some_and(|x| x == *e)) {
            files.push(path);
        }
    }
}

fn check_file(path: &Path, faults: &mut Vec<String>) {
    let shown = path.strip_prefix(root()).unwrap_or(path).to_string_lossy().into_owned();
    let Ok(text) = fs::read_to_string(path) else {
        faults.push(format!("{shown}: cannot be read as UTF-8"));
        return;
    };
    let lines = text.lines().count();
    if lines > LONGEST {
        faults.push(format!("{shown}: {lines} lines, at most {LONGEST}; it is two things"));
    }
    let rust = shown.ends_with(".rs");
    let header = if rust { text.starts_with("//!") } else { text.starts_with("//") || text.starts_with("/*") };
    if !header {
        faults.push(format!("{shown}: no header that says what the file is for"));
    }
    if !rust {
        return;
    }
    let is_test = shown.contains("/tests/");
    let core =
        shown.starts_with("crates/") && shown.contains("/src/") && !WITH_SYSTEM.iter().any(|c| shown.starts_with(c));
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    for (number, line) in code.lines().enumerate().filter(|(_, l)| !l.trim_start().starts_with("//")) {
        let at = format!("{shown}:{}", number + 1);
        if !is_test && (line.contains(concat!(".unwrap", "()")) || line.contains(concat!("todo", "!("))) {
            faults.push(format!("{at}: no unwrap and no todo outside tests"));
        }
        if core && NOT_IN_CORE.iter().any(|word| line.contains(word)) {
            faults.push(format!("{at}: the core knows no browser, no files and no clock"));
        }
    }
}

fn check_dependencies(faults: &mut Vec<String>) -> Outcome {
    let crates = fs::read_dir(root().join("crates"))?.flatten().map(|entry| entry.path().join("Cargo.toml"));
    let others = ["Cargo.toml", "fuzz/Cargo.toml", "xtask/Cargo.toml"].map(|name| root().join(name));
    for path in crates.chain(others) {
        let manifest = path.strip_prefix(root()).unwrap_or(&path).display();
        let text = fs::read_to_string(&path)?;
        let mut inside = false;
        for line in text.lines() {
            if line.starts_with('[') {
                inside = line.trim_end_matches(']').ends_with("dependencies");
                continue;
            }
            let Some(name) = line.split(['=', '.']).next().map(str::trim).filter(|n| inside && !n.is_empty()) else {
                continue;
            };
            let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
            if is_name
                && line.contains('=')
                && !line.starts_with(' ')
                && !name.starts_with("sloscope-")
                && !ALLOWED.contains(&name)
            {
                faults
                    .push(format!("{manifest}: {name} is not in the list of allowed dependencies (xtask/src/tidy.rs)"));
            }
        }
    }
    Ok(())
}
