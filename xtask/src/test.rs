//! `cargo xtask test`: every test, in the order in which a mistake shows soonest.

use std::path::PathBuf;

use crate::run::{self, Failure, Outcome, command, fail, run};
use crate::setup::{self, BuildTools};
use crate::tally::Tally;
use crate::{build, checks, fuzz, say, serve, tidy, tools};

/// The crates that are built natively.
const NATIVE: [&str; 3] = ["--workspace", "--exclude", "sloscope"];

pub fn everything() -> Outcome {
    let tools = setup::for_build()?;
    setup::for_checks()?;
    setup::for_browser()?;
    let mut tally = Tally::default();
    let result = all_parts(&tools, &mut tally);
    tally.print();
    if result.is_ok() {
        eprintln!("all tests passed");
    }
    result
}

fn all_parts(tools: &BuildTools, tally: &mut Tally) -> Outcome {
    named("style", style(tools))?;
    // Linking the page keeps one processor busy for a minute: tests run on the other.
    let (native, wasm) = std::thread::scope(|scope| {
        let wasm = scope.spawn(|| build::release_if_needed(tools));
        (native(tally), wasm.join().unwrap_or_else(|_| fail("the build of the page broke off.")))
    });
    named("native", native)?;
    named("wasm", wasm)?;
    named("e2e", e2e(tally))
}

/// What `--all` runs besides: the page as `cargo xtask serve` bundles it, and fuzzing.
pub fn slow_parts() -> Outcome {
    let mut tally = Tally::default();
    let result = named("smoke", smoke(&mut tally));
    tally.print();
    result?;
    fuzz::for_tests()
}

pub fn part(name: &str) -> Outcome {
    let mut tally = Tally::default();
    let result = match name {
        "style" => setup::for_build().and_then(|tools| setup::for_checks().and_then(|()| style(&tools))),
        "native" => native(&mut tally),
        "wasm" => setup::for_build().and_then(|tools| build::release(&tools)),
        "e2e" => setup::for_build().and_then(|tools| build::release_if_needed(&tools)).and_then(|()| e2e(&mut tally)),
        "smoke" => smoke(&mut tally),
        other => {
            return fail(format!("there is no part {other:?}; the parts are style, native, wasm, e2e and smoke."));
        }
    };
    tally.print();
    named(name, result)
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

/// In a real headless browser, against the release build under a sub-path.
fn e2e(tally: &mut Tally) -> Outcome {
    let mut files: Vec<String> = std::fs::read_dir(run::root().join("tests/e2e"))?
        .flatten()
        .map(|entry| entry.path().to_string_lossy().into_owned())
        .filter(|path| path.ends_with(".test.mjs"))
        .collect();
    if files.is_empty() {
        return fail("there is no test in tests/e2e.");
    }
    files.sort();
    browse(tally, &files, serve::server()?, build::dist())
}

/// The same of the start page and of the sample, against what `cargo xtask serve` builds: the two must not drift apart.
fn smoke(tally: &mut Tally) -> Outcome {
    let (server, dist) = serve::quick()?;
    browse(tally, &["tests/e2e/start.test.mjs".to_owned(), "tests/e2e/sample.test.mjs".to_owned()], server, dist)
}

fn browse(tally: &mut Tally, files: &[String], server: PathBuf, dist: PathBuf) -> Outcome {
    let browser = setup::for_browser()?;
    let firefox = tools::firefox();
    let step = say::step("testing the page in the browser");
    // One file at a time: each has a browser of its own, and two cores are all that may be there.
    let mut node = command("node", &["--test", "--test-concurrency=1", "--test-reporter=spec"]);
    node.args(files).env("CHROME", browser).env("SLOSCOPE_SERVE", server).env("SLOSCOPE_DIST", dist);
    node.envs(firefox.map(|firefox| ("FIREFOX", firefox)));
    tally.run(node)?;
    step.done();
    Ok(())
}
