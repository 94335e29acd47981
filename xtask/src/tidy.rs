//! The house rules that no other tool checks: headers, lengths, what pure crates use, what each dependency is for.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{self, Outcome, fail, root};
use crate::say;

const LONGEST: usize = 400;
/// Where hand-written code lives.
const FOLDERS: [&str; 8] = ["src", "crates", "fuzz", "xtask", "static", "tests/e2e", "tests/bench", ".ci"];
/// The layers that only compute, and the crates that they may use: none of these knows files, time or a browser.
/// clippy.toml has what they may not use of the standard library.
const PURE: [&str; 18] = [
    "scan",
    "model",
    "objectives",
    "store",
    "stored",
    "ingest",
    "dataset",
    "packed",
    "plan",
    "loadgen",
    "analysis",
    "compare",
    "site",
    "export",
    "core",
    "view",
    "protocol",
    "page-state",
];
const PURE_MAY_USE: [&str; 9] =
    ["csv-core", "data-encoding", "flate2", "memchr", "percent-encoding", "serde", "serde_json", "sha2", "thiserror"];
/// The folders of the page, lowest first: each may name those before it, and no other. What needs no browser is a crate.
const PAGE_LAYERS: [&str; 5] = ["platform", "workers", "state", "components", "pages"];
/// What switches clippy.toml's rules on in such a crate.
const PURE_ATTRIBUTE: &str = "#![deny(clippy::disallowed_methods, clippy::disallowed_types)]";

pub fn check() -> Outcome {
    let step = say::step("checking the house rules");
    let mut faults = Vec::new();
    let mut files = Vec::new();
    FOLDERS.iter().for_each(|folder| collect(&root().join(folder), &mut files));
    for file in &files {
        check_file(file, &mut faults);
    }
    check_dependencies(&mut faults)?;
    check_pure(&mut faults)?;
    check_layers(&mut faults)?;
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
        if shown.ends_with(".css") {
            faults.extend(text_faults(&shown, &text));
        }
        return;
    }
    let is_test = shown.contains("/tests/");
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    for (number, line) in code.lines().enumerate().filter(|(_, l)| !l.trim_start().starts_with("//")) {
        let at = format!("{shown}:{}", number + 1);
        if !is_test && (line.contains(concat!(".unwrap", "()")) || line.contains(concat!("todo", "!("))) {
            faults.push(format!("{at}: no unwrap and no todo outside tests"));
        }
        if let Some(layer) = layer_above(&shown, line) {
            faults.push(format!("{at}: it names `crate::{layer}`, a layer above its own"));
        }
    }
}

/// Texts have the sizes and weights that base.css defines: a style sheet names these, and no number.
fn text_faults(file: &str, css: &str) -> Vec<String> {
    let defines = file.ends_with("/base.css");
    let mut faults = Vec::new();
    for (number, line) in css.lines().enumerate() {
        for declaration in line.split(['{', ';', '}']) {
            let Some((property, value)) = declaration.split_once(':') else { continue };
            let value = value.trim().trim_end_matches(" !important");
            let named = |of: &str| value == "inherit" || value.starts_with(&format!("var(--{of}-"));
            let is_right = match property.trim() {
                "font-size" => named("size") || value.starts_with("calc(var(--size-"),
                "font-weight" => named("weight"),
                "font" => named("size"),
                name if name.starts_with("--size-") || name.starts_with("--weight-") => defines,
                _ => true,
            };
            if !is_right {
                faults.push(format!(
                    "{file}:{}: `{}`: name a size or weight of base.css",
                    number + 1,
                    declaration.trim()
                ));
            }
        }
    }
    faults
}

/// The layer of the page that a line of a file names, though it is above the file's own.
fn layer_above(file: &str, line: &str) -> Option<&'static str> {
    let own = PAGE_LAYERS.iter().position(|layer| file.starts_with(&format!("src/{layer}/")))?;
    PAGE_LAYERS[own + 1..].iter().copied().find(|layer| {
        let mut ends = line.match_indices("crate::").map(|(at, path)| &line[at + path.len()..]);
        ends.any(|path| path.strip_prefix(layer).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric)))
    })
}

/// The table in ARCHITECTURE.md says what each direct dependency is for: all of them, and no other.
fn check_dependencies(faults: &mut Vec<String>) -> Outcome {
    let tree = tree(&["--workspace", "--edges", "normal,build,dev", "--target", "all"])?;
    let used: BTreeSet<&str> =
        tree.iter().map(|(_, name)| name.as_str()).filter(|n| !n.starts_with("sloscope")).collect();
    let text = fs::read_to_string(root().join("ARCHITECTURE.md"))?;
    let named: BTreeSet<&str> = named_in_table(&text).collect();
    for name in used.difference(&named) {
        faults.push(format!("ARCHITECTURE.md: say in the table of dependencies what {name} is for"));
    }
    for name in named.difference(&used) {
        faults.push(format!("ARCHITECTURE.md: no crate depends on {name}; remove it from the table of dependencies"));
    }
    Ok(())
}

/// The crates in the first column of the table under "Dependencies"; packages of npm are package.json's.
fn named_in_table(text: &str) -> impl Iterator<Item = &str> {
    let (_, table) = text.split_once("## Dependencies").unwrap_or_default();
    let cells = table.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    let crates = cells.filter(|cell| !cell.contains("(npm)") && *cell != "crate");
    crates.flat_map(|cell| cell.split(" (").next().unwrap_or(cell).split(", "))
}

fn check_pure(faults: &mut Vec<String>) -> Outcome {
    let mut unused: BTreeSet<&str> = PURE_MAY_USE.into();
    for name in PURE {
        let (package, folder) = (format!("sloscope-{name}"), format!("crates/{name}"));
        for (_, used) in tree(&["--package", &package, "--edges", "normal", "--target", "all"])? {
            let is_pure = used.strip_prefix("sloscope-").is_some_and(|used| PURE.contains(&used));
            if !is_pure && !PURE_MAY_USE.contains(&used.as_str()) {
                faults.push(format!(
                    "{folder}: {used} is not among the crates that pure code may use (xtask/src/tidy.rs)"
                ));
            }
            unused.remove(used.as_str());
        }
        if !fs::read_to_string(root().join(&folder).join("src/lib.rs"))?.contains(PURE_ATTRIBUTE) {
            faults.push(format!("{folder}/src/lib.rs: {PURE_ATTRIBUTE} is missing; it keeps files and time out"));
        }
    }
    faults.extend(unused.iter().map(|name| format!("xtask/src/tidy.rs: no pure crate uses {name}; remove it there")));
    Ok(())
}

/// The diagram in ARCHITECTURE.md has the dependencies of our crates on each other: all of them, and no other.
fn check_layers(faults: &mut Vec<String>) -> Outcome {
    let own = |name: &str| match name {
        "sloscope" => Some("page".to_owned()),
        name => name.strip_prefix("sloscope-").map(str::to_owned),
    };
    let tree = tree(&["--workspace", "--edges", "normal", "--target", "all"])?;
    let found: BTreeSet<_> = tree.iter().filter_map(|(package, name)| Some((own(package)?, own(name)?))).collect();
    let text = fs::read_to_string(root().join("ARCHITECTURE.md"))?;
    let (_, diagram) = text.split_once("```mermaid\n").unwrap_or_default();
    let edges = diagram.lines().take_while(|line| !line.starts_with("```")).filter_map(|line| line.split_once(" --> "));
    let ends = |(from, to): (&str, &str)| {
        to.split(" & ").map(|to| (from.trim().to_owned(), to.to_owned())).collect::<Vec<_>>()
    };
    let drawn: BTreeSet<_> = edges.flat_map(ends).collect();
    for (from, to) in found.difference(&drawn) {
        faults.push(format!("ARCHITECTURE.md: draw {from} --> {to} in the diagram of layers"));
    }
    for (from, to) in drawn.difference(&found) {
        faults.push(format!("ARCHITECTURE.md: {from} does not depend on {to}; remove it from the diagram of layers"));
    }
    Ok(())
}

/// The direct dependencies that `cargo tree` finds, with the package that has them.
fn tree(options: &[&str]) -> Outcome<Vec<(String, String)>> {
    let fixed = ["tree", "--quiet", "--locked", "--no-dedupe", "--depth", "1", "--prefix", "depth", "--format", " {p}"];
    let cargo = run::command(run::cargo_program(), &[&fixed[..], options].concat());
    let shown = run::line(&cargo);
    let Some(text) = run::output(cargo) else { return fail(format!("`{shown}` failed.")) };
    Ok(direct(&text))
}

/// Of lines like `0 sloscope-scan v0.1.0 (/folder)` and `1 memchr v2.8.3`.
fn direct(text: &str) -> Vec<(String, String)> {
    let mut package = String::new();
    let mut found = Vec::new();
    for line in text.lines() {
        let mut words = line.split_whitespace();
        match (words.next(), words.next()) {
            (Some("0"), Some(name)) => name.clone_into(&mut package),
            (Some("1"), Some(name)) => found.push((package.clone(), name.to_owned())),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cargo_tree_prints() {
        let text = "0 sloscope-scan v0.1.0 (/a)\n1 memchr v2.8.3\n\n0 xtask v0.1.0 (/b)\n";
        assert_eq!(direct(text), [("sloscope-scan".to_owned(), "memchr".to_owned())]);
    }

    #[test]
    fn texts_have_named_sizes_and_weights() {
        let faults = |css: &str| text_faults("static/css/report.css", css).len();
        assert_eq!(faults(".a { font-size: var(--size-small); font-weight: inherit }"), 0);
        assert_eq!(
            faults("code { font: var(--size-small)/1.5 var(--mono); font-size: calc(var(--size-small) * 1.5); }"),
            0
        );
        assert_eq!(faults(".a { font-size: 13px; font-weight: 600; }\n.b { font: 11px serif; }"), 3);
        assert_eq!(faults(".a { font-weight: bold !important }"), 1);
        assert_eq!(faults(":root { --size-tiny: 9px; }"), 1);
        let base = "static/css/base.css";
        assert_eq!(text_faults(base, ":root { --size-text: 14px; --weight-name: 500; }"), Vec::<String>::new());
        assert_eq!(text_faults(base, "h2 { font-size: 18px; }").len(), 1);
        let css = std::fs::read_to_string(root().join(base)).expect("the style sheet is there");
        let (screen, _) = css.split_once("}\n").expect("a first rule");
        let count = |of: &str| screen.lines().filter(|line| line.trim().starts_with(of)).count();
        assert_eq!((count("--size-"), count("--weight-")), (4, 3), "four sizes, three weights");
    }

    #[test]
    fn layers_of_the_page_look_down() {
        assert_eq!(layer_above("src/state/draft.rs", "use crate::pages::run::import::Import;"), Some("pages"));
        assert_eq!(layer_above("src/state/draft.rs", "    crate::components::button::button()"), Some("components"));
        assert_eq!(layer_above("src/workers/host.rs", "use crate::state::session::Session;"), Some("state"));
        assert_eq!(layer_above("src/state/draft.rs", "use crate::platform::page;"), None);
        assert_eq!(layer_above("src/pages/run/mod.rs", "use crate::state::session::Session;"), None);
        assert_eq!(layer_above("src/app.rs", "use crate::pages::run;"), None, "it holds all of them together");
    }

    #[test]
    fn what_the_table_names() {
        let text = "| clap | not this |\n## Dependencies\n\n| crate | for |\n|---|---|\n| serde, flate2 (zlib-rs) | x, y |\n| axe-core (npm) | z |\n";
        assert_eq!(named_in_table(text).collect::<Vec<_>>(), ["serde", "flate2"]);
    }
}
