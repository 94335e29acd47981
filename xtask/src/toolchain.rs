//! Which Rust toolchain builds WebAssembly: the one place that decides it.
//!
//! With rustup and its server in reach it is the default toolchain with the target added. Where that server cannot
//! be reached, root on Debian gets Debian's own rustc, and the standard library for wasm32 is built from its source.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use crate::run::{self, Outcome, command, fail, find, output, run};
use crate::say;
use crate::tools::cache;

pub const TARGET: &str = "wasm32-unknown-unknown";
const LINKED: &str = "wasm";
/// rustup's server is asked for so long, and after a failure not again for a day.
const PATIENCE: Duration = Duration::from_secs(60);
const FORGET_FAILURE: Duration = Duration::from_secs(24 * 3600);
const DEBIAN_PACKAGES: [&str; 5] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-clippy", "rustfmt-web"];
const DEBIAN_STD: &str = "/usr/lib/rustlib/wasm32-unknown-unknown/lib";

/// The toolchain that builds WebAssembly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Toolchain {
    /// What `cargo` and `rustc` are anyway.
    Default,
    /// Debian's rustc under rustup's name `wasm`; the linker is in this folder.
    Debian { linker: PathBuf },
}

impl Toolchain {
    /// Prepares the environment of a command that builds WebAssembly.
    pub fn apply(&self, command: &mut Command, tools: &[PathBuf]) {
        let mut folders = tools.to_vec();
        if let Self::Debian { linker } = self {
            folders.push(linker.clone());
            command.env("RUSTUP_TOOLCHAIN", LINKED);
            // Set by the cargo that runs xtask; they would point back to its own toolchain.
            for name in ["CARGO", "RUSTC", "RUSTDOC"] {
                command.env_remove(name);
            }
        }
        let rest = std::env::var_os("PATH").unwrap_or_default();
        folders.extend(std::env::split_paths(&rest));
        if let Ok(path) = std::env::join_paths(folders) {
            command.env("PATH", path);
        }
        command.env("CARGO_TARGET_DIR", run::root().join("target/wasm"));
        command.env("CARGO_ENCODED_RUSTFLAGS", rustflags());
    }
}

/// simd128: memchr searches 16 bytes at a time. erase_components: Leptos keeps one type for all views, which makes less
/// code of them. The rest keeps this machine's folders out of the module: shorter, and nobody's business.
fn rustflags() -> String {
    let mut flags = vec!["-Ctarget-feature=+simd128".to_owned(), "--cfg=erase_components".to_owned()];
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")));
    let registries = home.and_then(|home| fs::read_dir(home.join("registry/src")).ok());
    let folders = registries.into_iter().flatten().flatten().map(|entry| entry.path());
    for folder in folders.chain([run::root()]) {
        flags.push(format!("--remap-path-prefix={}/=", folder.display()));
    }
    flags.join("\u{1f}")
}

/// Finds the toolchain, or sets it up.
pub fn ensure() -> Outcome<Toolchain> {
    if let Some(found) = present() {
        return Ok(found);
    }
    if add_by_rustup() {
        return Ok(Toolchain::Default);
    }
    on_debian()?;
    match present() {
        Some(found) => Ok(found),
        None => fail("the WebAssembly toolchain was set up but does not compile an empty crate."),
    }
}

fn present() -> Option<Toolchain> {
    let sysroot = output(command("rustc", &["--print", "sysroot"]))?;
    if has_std(&Path::new(&sysroot).join("lib/rustlib").join(TARGET).join("lib")) {
        return Some(Toolchain::Default);
    }
    if !has_std(Path::new(DEBIAN_STD)) || !linked() {
        return None;
    }
    Some(Toolchain::Debian { linker: linker(Path::new(&sysroot))? })
}

fn has_std(folder: &Path) -> bool {
    let Ok(files) = fs::read_dir(folder) else { return false };
    files.flatten().any(|file| file.file_name().to_string_lossy().starts_with("libstd-"))
}

fn linked() -> bool {
    output(command("rustup", &["toolchain", "list"])).is_some_and(|list| list.lines().any(|l| l.trim() == LINKED))
}

/// Debian's rustc has no linker for WebAssembly; rustup's toolchains do.
fn linker(sysroot: &Path) -> Option<PathBuf> {
    let host = output(command("rustc", &["-vV"]))?.lines().find_map(|l| l.strip_prefix("host: ").map(str::to_owned))?;
    let folder = sysroot.join("lib/rustlib").join(host).join("bin");
    folder.join("rust-lld").is_file().then_some(folder)
}

fn add_by_rustup() -> bool {
    let marker = cache().join("rustup-unreachable");
    let failed_at = fs::metadata(&marker).and_then(|m| m.modified()).ok();
    let recently =
        failed_at.is_some_and(|at| SystemTime::now().duration_since(at).unwrap_or_default() < FORGET_FAILURE);
    if recently || find("rustup").is_none() {
        return false;
    }
    let step = say::step(&format!("asking rustup for {TARGET} (at most {} s)", PATIENCE.as_secs()));
    let added = run::within(PATIENCE, command("rustup", &["target", "add", TARGET]));
    if added {
        step.done();
    } else {
        say::note("rustup's server could not be reached");
        // Only saves time; without it the question is asked again.
        let _ = fs::create_dir_all(cache()).and_then(|()| fs::write(&marker, ""));
    }
    added
}

fn on_debian() -> Outcome {
    let by_hand = format!("Please run `rustup target add {TARGET}` and try again.");
    if find("apt-get").is_none() || find("rustup").is_none() {
        return fail(format!("rustup could not add the target {TARGET}, and this is not Debian. {by_hand}"));
    }
    let missing: Vec<&str> = DEBIAN_PACKAGES.into_iter().filter(|p| !installed(p)).collect();
    if !missing.is_empty() {
        let step = say::step(&format!("installing Debian's {}", missing.join(", ")));
        apt(&missing)?;
        step.done();
    }
    if !has_std(Path::new(DEBIAN_STD)) {
        build_std()?;
    }
    if !linked() {
        run(command("rustup", &["toolchain", "link", LINKED, "/usr"]))?;
    }
    Ok(())
}

pub fn installed(package: &str) -> bool {
    output(command("dpkg-query", &["-W", "-f=${Status}", package])).is_some_and(|s| s.ends_with("ok installed"))
}

/// Installs Debian packages; needs root.
pub fn apt(packages: &[&str]) -> Outcome {
    if output(command("id", &["-u"])).as_deref() != Some("0") {
        return fail(format!(
            "these packages are missing: {0}. Please run `apt-get install {0}` as root.",
            packages.join(" ")
        ));
    }
    let quiet = |arguments: &[&str]| {
        let mut apt = command("apt-get", arguments);
        apt.env("DEBIAN_FRONTEND", "noninteractive").stdout(std::process::Stdio::null());
        apt
    };
    run(quiet(&["update", "-q"]))?;
    run(quiet(&[&["install", "-y", "-q", "--no-install-recommends"], packages].concat()))
}

/// Builds the standard library for wasm32 with Debian's compiler, as part of an empty crate.
fn build_std() -> Outcome {
    let step = say::step("building Rust's standard library for WebAssembly from Debian's source");
    let folder = cache().join("wasm-std");
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("src/lib.rs"), "")?;
    let manifest = "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[workspace]\n";
    fs::write(folder.join("Cargo.toml"), manifest)?;
    let sysroot = output(command("rustc", &["--print", "sysroot"])).unwrap_or_default();
    let mut cargo = Command::new("/usr/bin/cargo");
    cargo
        .args(["build", "--quiet", "--release", "--target", TARGET, "-Zbuild-std=std,panic_abort,proc_macro"])
        .current_dir(&folder)
        .env("RUSTC", "/usr/bin/rustc")
        .env("RUSTC_BOOTSTRAP", "1")
        // Without bitcode, `lto` fails later.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("CARGO_TARGET_DIR", folder.join("target"));
    if let Some(linker) = linker(Path::new(&sysroot)) {
        let rest = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(std::iter::once(linker).chain(std::env::split_paths(&rest)));
        cargo.env("PATH", path.unwrap_or(rest));
    }
    run(cargo)?;
    fs::create_dir_all(DEBIAN_STD)?;
    for file in fs::read_dir(folder.join("target").join(TARGET).join("release/deps"))?.flatten() {
        if file.path().extension().is_some_and(|e| e == "rlib") {
            fs::copy(file.path(), Path::new(DEBIAN_STD).join(file.file_name()))?;
        }
    }
    fs::remove_dir_all(&folder)?;
    step.done();
    Ok(())
}
