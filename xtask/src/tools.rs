//! The programs that building and testing need, each in a folder of its own, named by its version, in a cache
//! outside the checkout: found, or installed once.

use std::fs;
use std::path::PathBuf;

use crate::run::{self, Failure, Outcome, command, fail, find, output, run};
use crate::{say, toolchain};

const TRUNK: &str = "0.21.14";
/// Must equal the wasm-bindgen of Cargo.lock.
const WASM_BINDGEN: &str = "0.2.130";
const BINARYEN: &str = "132";
const CARGO_DENY: &str = "0.20.2";
const CARGO_MACHETE: &str = "0.9.2";

/// `$SLOSCOPE_CACHE`, else `$XDG_CACHE_HOME/sloscope`, else `~/.cache/sloscope`.
pub fn cache() -> PathBuf {
    let from = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    from("SLOSCOPE_CACHE")
        .or_else(|| from("XDG_CACHE_HOME").map(|folder| folder.join("sloscope")))
        .or_else(|| from("HOME").map(|folder| folder.join(".cache/sloscope")))
        .unwrap_or_else(|| run::root().join("target/cache"))
}

/// Folders with the programs that a release build calls.
pub fn for_build() -> Outcome<Vec<PathBuf>> {
    Ok(vec![
        by_cargo("trunk", "trunk", TRUNK, &["--locked"])?,
        // Without --locked: its lock file names a version that was withdrawn.
        by_cargo("wasm-bindgen-cli", "wasm-bindgen", WASM_BINDGEN, &[])?,
        binaryen()?,
    ])
}

/// The check of licences, sources and versions.
pub fn cargo_deny() -> Outcome<PathBuf> {
    Ok(by_cargo("cargo-deny", "cargo-deny", CARGO_DENY, &["--locked"])?.join("cargo-deny"))
}

/// The check for dependencies that nothing uses.
pub fn cargo_machete() -> Outcome<PathBuf> {
    Ok(by_cargo("cargo-machete", "cargo-machete", CARGO_MACHETE, &["--locked"])?.join("cargo-machete"))
}

fn by_cargo(package: &str, program: &str, version: &str, options: &[&str]) -> Outcome<PathBuf> {
    let folder = cache().join(format!("{package}-{version}"));
    let bin = folder.join("bin");
    if bin.join(program).is_file() {
        return Ok(bin);
    }
    let step = say::step(&format!("installing {package} {version} (takes some minutes, once)"));
    let mut install = command(run::cargo_program(), &["install", "--quiet", package, "--version", version, "--root"]);
    // The tools share what they have in common.
    install.arg(&folder).args(options).env("CARGO_TARGET_DIR", cache().join("build"));
    // They run for seconds: minutes of optimising them are not worth it.
    for (setting, value) in [("LTO", "false"), ("OPT_LEVEL", "1"), ("CODEGEN_UNITS", "16"), ("DEBUG", "0")] {
        install.env(format!("CARGO_PROFILE_RELEASE_{setting}"), value);
    }
    run(install)?;
    step.done();
    Ok(bin)
}

/// wasm-opt: what distributions and crates carry is too old for today's rustc.
fn binaryen() -> Outcome<PathBuf> {
    let folder = cache().join(format!("binaryen-{BINARYEN}"));
    let bin = folder.join("node_modules/.bin");
    if bin.join("wasm-opt").exists() {
        return Ok(bin);
    }
    if find("npm").is_none() {
        return fail(
            "npm is missing: it brings wasm-opt and the browser tests' driver. Please install Node.js 20 or later.",
        );
    }
    let step = say::step(&format!("installing binaryen {BINARYEN} (wasm-opt)"));
    fs::create_dir_all(&folder)?;
    let mut npm = command("npm", &["install", "--silent", "--no-audit", "--no-fund", "--prefix"]);
    npm.arg(&folder).arg(format!("binaryen@{BINARYEN}"));
    run(npm)?;
    step.done();
    Ok(bin)
}

/// Frees what only installing needed.
pub fn clean_up() {
    // A failure leaves a folder in a cache, nothing else.
    let _ = fs::remove_dir_all(cache().join("build"));
}

/// The packages of the browser tests and of the check of workflows, as package-lock.json names them.
pub fn node_modules() -> Outcome {
    let root = run::root();
    let (lock, stamp) = (root.join("package-lock.json"), root.join("node_modules/.package-lock.json"));
    let changed = |file: &PathBuf| fs::metadata(file).and_then(|m| m.modified()).ok();
    if changed(&stamp).is_some() && changed(&stamp) >= changed(&lock) {
        return Ok(());
    }
    let step = say::step("installing the npm packages of the tests");
    run(command("npm", &["ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]))?;
    step.done();
    Ok(())
}

/// A Chromium: `$CHROME`, one on PATH, or Debian's.
pub fn chromium() -> Outcome<PathBuf> {
    let known = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let mac = PathBuf::from("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    let search = || {
        let named = std::env::var_os("CHROME").map(PathBuf::from).filter(|file| file.is_file());
        named.or_else(|| known.iter().find_map(|name| find(name))).or_else(|| mac.is_file().then(|| mac.clone()))
    };
    if let Some(found) = search() {
        return Ok(found);
    }
    if find("apt-get").is_some() {
        let step = say::step("installing Debian's chromium");
        toolchain::apt(&["chromium"])?;
        step.done();
    }
    match search() {
        Some(found) => Ok(found),
        None => fail("no Chromium was found. Please install Chromium or Chrome, or set CHROME to its program."),
    }
}

/// A Firefox: `$FIREFOX`, one on PATH, or Debian's. Without one its tests are skipped, so that is no failure.
pub fn firefox() -> Option<PathBuf> {
    let search = || {
        let named = std::env::var_os("FIREFOX").map(PathBuf::from).filter(|file| file.is_file());
        named.or_else(|| ["firefox-esr", "firefox"].iter().find_map(|name| find(name)))
    };
    if search().is_none() && find("apt-get").is_some() {
        let step = say::step("installing Debian's firefox-esr");
        match toolchain::apt(&["firefox-esr"]) {
            Ok(()) => step.done(),
            Err(Failure(why)) => say::note(&format!("without Firefox its tests are skipped: {why}")),
        }
    }
    search()
}

/// Node of a version whose `node --test` can run one file at a time.
pub fn node() -> Outcome {
    let version = output(command("node", &["--version"])).unwrap_or_default();
    let mut parts = version.trim_start_matches('v').split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    if (parts.next(), parts.next()) >= (Some(20), Some(10)) {
        return Ok(());
    }
    fail(format!("Node.js 20.10 or later is needed for the browser tests, found {version:?}."))
}
