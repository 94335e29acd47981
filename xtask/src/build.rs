//! The release build of the page: Trunk, into dist/.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::run::{Outcome, command, fail, root, run};
use crate::setup::BuildTools;
use crate::{offline, say, size, tools};

pub fn dist() -> PathBuf {
    root().join("dist")
}

pub fn release(tools: &BuildTools) -> Outcome {
    tools::node()?;
    tools::node_modules()?;
    let step = say::step("building the page");
    // --offline: Trunk must use the tools that were set up, not fetch its own.
    let mut trunk = command("trunk", &["build", "--release", "--cargo-profile", "page", "--offline"]);
    tools.toolchain.apply(&mut trunk, &tools.folders);
    // Trunk refuses the value "1" that some terminals set.
    trunk.env_remove("NO_COLOR");
    fetch(tools)?;
    run(trunk)?;
    minify()?;
    name_by_content()?;
    offline::keep(&dist())?;
    step.done();
    size::report(&dist())
}

/// Takes comments and long names out of the scripts: Trunk's own minifier cannot read what wasm-bindgen wrote. A fifth of it,
/// compressed.
fn minify() -> Outcome {
    for entry in fs::read_dir(dist())?.flatten() {
        if entry.path().extension().is_none_or(|end| end != "js") {
            continue;
        }
        let terser = root().join("node_modules/terser/bin/terser");
        let mut node = command("node", &["--no-warnings"]);
        node.arg(terser).args(["--module", "--compress", "--mangle", "--output"]).args([entry.path(), entry.path()]);
        run(node)?;
    }
    Ok(())
}

/// The modules beside the page's: what workers are made of, and the parts of the page.
pub const MODULES: [&str; 6] = ["worker", "load", "writer", "form", "compare", "comparer"];

/// Gives the two files of each of them names that change with their content, as Trunk does for the page's: a new page never
/// meets an old worker from a cache.
fn name_by_content() -> Outcome {
    let (index, dist) = (dist().join("index.html"), dist());
    let mut page = fs::read_to_string(&index)?;
    for module in MODULES {
        let old = format!("sloscope-{module}");
        let in_page = format!("/{old}\"");
        if page.matches(&in_page).count() != 1 {
            return fail(format!("Trunk.toml does not name {old}, or dist/index.html names it more than once."));
        }
        let files = [".js", "_bg.wasm"];
        let mut hasher = DefaultHasher::new();
        for end in files {
            fs::read(dist.join(format!("{old}{end}")))?.hash(&mut hasher);
        }
        let new = format!("{old}-{:016x}", hasher.finish());
        for end in files {
            fs::rename(dist.join(format!("{old}{end}")), dist.join(format!("{new}{end}")))?;
        }
        page = page.replace(&in_page, &format!("/{new}\""));
    }
    fs::write(index, page)?;
    Ok(())
}

/// Downloads crates first: Trunk's --offline also reaches cargo.
fn fetch(tools: &BuildTools) -> Outcome {
    let mut cargo = command("cargo", &["fetch", "--quiet", "--locked"]);
    tools.toolchain.apply(&mut cargo, &tools.folders);
    run(cargo)
}

/// Builds only if a source is newer than the last build.
pub fn release_if_needed(tools: &BuildTools) -> Outcome {
    let built = fs::metadata(dist().join("index.html")).and_then(|m| m.modified()).ok();
    let sources = [
        "src",
        "crates",
        "static",
        "index.html",
        "Trunk.toml",
        "Cargo.toml",
        "Cargo.lock",
        ".cargo/config.toml",
        "package.json",
    ];
    let newest = sources.iter().filter_map(|part| newest(&root().join(part))).max();
    if built.is_some() && built >= newest {
        say::note("the page is up to date");
        return Ok(());
    }
    release(tools)
}

/// Tests and examples are not in the page.
fn newest(path: &Path) -> Option<SystemTime> {
    if path.is_dir() {
        let entries = fs::read_dir(path).ok()?.flatten();
        let inside = entries.filter(|entry| entry.file_name() != "tests" && entry.file_name() != "examples");
        return inside.filter_map(|entry| newest(&entry.path())).max();
    }
    fs::metadata(path).and_then(|m| m.modified()).ok()
}
