//! `cargo xtask test`: every test, in the order in which a mistake shows soonest; or a part of them.

use crate::e2e::{self, Depth, Page};
use crate::run::{self, Failure, Outcome, command, fail, run};
use crate::setup::{self, BuildTools};
use crate::tally::Tally;
use crate::{build, checks, fuzz, say, tidy};

/// The crates that are built natively.
const NATIVE: [&str; 3] = ["--workspace", "--exclude", "sloscope"];
/// Parts of the tests, beside the crates.
const PARTS: &str = "style, native, wasm, e2e and smoke";

pub fn everything(depth: Depth) -> Outcome {
    let tools = setup::for_build()?;
    setup::for_checks()?;
    setup::for_browser()?;
    let mut tally = Tally::default();
    let result = all_parts(&tools, &mut tally, depth);
    tally.print();
    if result.is_ok() {
        eprintln!("all tests passed");
    }
    result
}

fn all_parts(tools: &BuildTools, tally: &mut Tally, depth: Depth) -> Outcome {
    named("style", style(tools))?;
    // Linking the page keeps one processor busy for a minute: tests run on the other. Not beside the browsers: tests of load
    // that is sent on time would fail by chance.
    let (native, wasm) = std::thread::scope(|scope| {
        let wasm = scope.spawn(|| build::release_if_needed(tools));
        (native(tally), wasm.join().unwrap_or_else(|_| fail("the build of the page broke off.")))
    });
    named("native", native)?;
    named("wasm", wasm)?;
    named("e2e", all_in_browsers(tally, depth))?;
    if depth == Depth::Usual {
        return Ok(());
    }
    named("smoke", e2e::smoke(tally))?;
    fuzz::for_tests()
}

/// One part: `words` are names of files of `e2e`, or words in the names of a crate's tests.
pub fn part(name: &str, words: &[&str]) -> Outcome {
    let mut tally = Tally::default();
    let result = match (name, words) {
        ("style", []) => setup::for_build().and_then(|tools| setup::for_checks().and_then(|()| style(&tools))),
        ("native", []) => native(&mut tally),
        ("wasm", []) => setup::for_build().and_then(|tools| build::release(&tools)),
        ("smoke", []) => e2e::smoke(&mut tally),
        ("e2e", ["--quick", files @ ..]) if !files.is_empty() => e2e::some(&mut tally, Page::Quick, files),
        ("e2e", _) => {
            setup::for_build().and_then(|tools| build::release_if_needed(&tools)).and_then(|()| match words {
                [] => all_in_browsers(&mut tally, Depth::Usual),
                ["--all"] => all_in_browsers(&mut tally, Depth::All),
                files => e2e::some(&mut tally, Page::Release, files),
            })
        }
        ("style" | "native" | "wasm" | "smoke", [word, ..]) => {
            fail(format!("{name} is run as a whole: what is {word:?}?"))
        }
        _ => one_crate(&mut tally, name, words),
    };
    tally.print();
    result
}

fn all_in_browsers(tally: &mut Tally, depth: Depth) -> Outcome {
    // All are run, whatever fails.
    let first = e2e::together(tally, depth);
    first.and(e2e::alone(tally, depth))
}

fn named(part: &str, result: Outcome) -> Outcome {
    result.map_err(|Failure(text)| Failure(format!("{text}\nRepeat this part with `cargo xtask test {part}`.")))
}

fn style(tools: &BuildTools) -> Outcome {
    let step = say::step("checking the format");
    run::cargo(&["fmt", "--all", "--check"])?;
    step.done();
    tidy::check()?;
    checks::workflows()?;
    checks::dependencies()?;
    clippy(tools)
}

/// Warnings are errors, for native code and for the page.
pub fn clippy(tools: &BuildTools) -> Outcome {
    let step = say::step("linting native code");
    run::cargo(&[&["clippy", "--quiet", "--all-targets"], &NATIVE[..], &["--", "-D", "warnings"]].concat())?;
    step.done();
    let step = say::step("linting the page");
    let target = crate::toolchain::TARGET;
    let mut cargo =
        command("cargo", &["clippy", "--quiet", "-p", "sloscope", "--target", target, "--", "-D", "warnings"]);
    tools.toolchain.apply(&mut cargo, &tools.folders);
    run(cargo)?;
    step.done();
    Ok(())
}

fn native(tally: &mut Tally) -> Outcome {
    let step = say::step("testing native code");
    tally.run(command(run::cargo_program(), &[&["test", "--quiet"], &NATIVE[..]].concat()))?;
    step.done();
    Ok(())
}

/// The tests of a crate, by its folder; those whose names hold a word, if there is one.
fn one_crate(tally: &mut Tally, name: &str, words: &[&str]) -> Outcome {
    let crates = crates()?;
    if !crates.iter().any(|known| known == name) {
        return fail(format!(
            "there is no part {name:?}; the parts are {PARTS}, and the crates {}.",
            crates.join(", ")
        ));
    }
    let package = if name == "xtask" { name.to_owned() } else { format!("sloscope-{name}") };
    let step = say::step(&format!("testing {package}"));
    tally.run(command(run::cargo_program(), &[&["test", "--quiet", "--package", &package, "--"], words].concat()))?;
    step.done();
    Ok(())
}

/// The folders of all crates that are built natively.
fn crates() -> Outcome<Vec<String>> {
    let folders = std::fs::read_dir(run::root().join("crates"))?.flatten();
    let mut names: Vec<String> = folders.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.push("xtask".to_owned());
    names.sort();
    Ok(names)
}
