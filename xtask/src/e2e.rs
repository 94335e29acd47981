//! The tests in a browser: three files at a time, and those that measure alone.

use std::path::PathBuf;

use crate::run::{Outcome, command, fail, root};
use crate::tally::Tally;
use crate::{build, say, serve, setup, tools};

/// Files that measure what the machine can do: they run alone, after the others.
const ALONE: [&str; 4] = ["big", "generator", "k6", "scrolling"];
/// Of the others those that take longest come first, so that none of them is alone at the end: by turns one that runs tests, which
/// waits, and one that keeps a processor busy.
const LONGEST: [&str; 8] = ["run", "sample", "access", "faults", "charts", "before", "tabs", "network"];
/// So many of the others run at a time: two keep two cores busy, and most of the time one of three waits for a test to end.
const AT_A_TIME: &str = "3";

/// Which tests of the files run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Those that take seconds.
    Usual,
    /// The slow ones, too.
    All,
}

/// Which build of the page is tested.
#[derive(Clone, Copy)]
pub enum Page {
    Release,
    /// As `cargo xtask serve` builds it, which is ready sooner.
    Quick,
}

/// What a run of the tests needs.
struct Setting {
    browser: PathBuf,
    firefox: Option<PathBuf>,
    server: PathBuf,
    dist: PathBuf,
    depth: Depth,
}

/// The files that others do not disturb, in real headless browsers, against the release build under a sub-path.
pub fn together(tally: &mut Tally, depth: Depth) -> Outcome {
    let mut files = known(&LONGEST)?;
    files.extend(names()?.into_iter().filter(|name| ![&LONGEST[..], &ALONE].concat().contains(&name.as_str())));
    let step = say::step(&format!("testing the page in browsers, {AT_A_TIME} files at a time"));
    node(tally, &release(depth)?, &["tests/e2e/support/together.mjs", AT_A_TIME], &files)?;
    step.done();
    Ok(())
}

/// The files that measure what the machine can do.
pub fn alone(tally: &mut Tally, depth: Depth) -> Outcome {
    one_by_one(tally, &release(depth)?, &known(&ALONE)?)
}

/// Files that are listed here, if all are there.
fn known(listed: &[&str]) -> Outcome<Vec<String>> {
    let names = names()?;
    match listed.iter().find(|name| !names.iter().any(|found| found == *name)) {
        Some(gone) => fail(format!("xtask/src/e2e.rs lists {gone}, and tests/e2e/{gone}.test.mjs is not there.")),
        None => Ok(listed.iter().map(|name| (*name).to_owned()).collect()),
    }
}

/// Some files, by name, with their slow tests.
pub fn some(tally: &mut Tally, page: Page, wanted: &[&str]) -> Outcome {
    let names = names()?;
    if let Some(unknown) = wanted.iter().find(|wanted| !names.iter().any(|name| name == *wanted)) {
        return fail(format!("there is no tests/e2e/{unknown}.test.mjs; there are {}.", names.join(", ")));
    }
    let wanted: Vec<String> = wanted.iter().map(|name| (*name).to_owned()).collect();
    let setting = match page {
        Page::Release => release(Depth::All)?,
        Page::Quick => {
            let (server, dist) = serve::quick()?;
            setting(server, dist, Depth::All)?
        }
    };
    one_by_one(tally, &setting, &wanted)
}

/// The start page and the sample against what `cargo xtask serve` builds: the two builds must not drift apart.
pub fn smoke(tally: &mut Tally) -> Outcome {
    let (server, dist) = serve::quick()?;
    let setting = setting(server, dist, Depth::Usual)?;
    one_by_one(tally, &setting, &["start".to_owned(), "sample".to_owned()])
}

/// The names of all files, sorted.
fn names() -> Outcome<Vec<String>> {
    let files = std::fs::read_dir(root().join("tests/e2e"))?.flatten();
    let mut names: Vec<String> =
        files.filter_map(|entry| Some(entry.file_name().to_str()?.strip_suffix(".test.mjs")?.to_owned())).collect();
    names.sort();
    if names.is_empty() { fail("there is no test in tests/e2e.") } else { Ok(names) }
}

fn release(depth: Depth) -> Outcome<Setting> {
    setting(serve::server()?, build::dist(), depth)
}

fn setting(server: PathBuf, dist: PathBuf, depth: Depth) -> Outcome<Setting> {
    Ok(Setting { browser: setup::for_browser()?, firefox: tools::firefox(), server, dist, depth })
}

fn one_by_one(tally: &mut Tally, setting: &Setting, names: &[String]) -> Outcome {
    let step = say::step("testing the page in browsers, one file at a time");
    node(tally, setting, &["--test", "--test-concurrency=1", "--test-reporter=spec"], names)?;
    step.done();
    Ok(())
}

fn node(tally: &mut Tally, setting: &Setting, options: &[&str], names: &[String]) -> Outcome {
    let mut node = command("node", options);
    node.args(names.iter().map(|name| format!("tests/e2e/{name}.test.mjs")));
    node.env("CHROME", &setting.browser).env("SLOSCOPE_SERVE", &setting.server).env("SLOSCOPE_DIST", &setting.dist);
    node.envs(setting.firefox.as_ref().map(|firefox| ("FIREFOX", firefox)));
    if setting.depth == Depth::All {
        node.env("SLOSCOPE_SLOW", "1");
    }
    tally.run(node)
}
