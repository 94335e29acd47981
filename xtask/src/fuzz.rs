//! `cargo xtask fuzz`: the targets of crates/fuzz, for a while each. Under nightly Rust with cargo-fuzz, guided by
//! coverage; else by the mutation loop of the crate itself, whose inputs are the same each time.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::coverage::coverage;
use crate::run::{self, Failure, Outcome, command, fail};
use crate::say;

/// How long all targets take together, unless it is said.
const MINUTES: f64 = 2.0;

struct Options {
    targets: Vec<String>,
    minutes: f64,
    /// The crate's own loop, whatever is installed.
    plain: bool,
    /// Nothing is mutated: what is kept is replayed, and the lines that it reaches are counted.
    coverage: bool,
    /// The first input of the loop: others than last time.
    first: u64,
}

pub fn fuzz(words: &[&str]) -> Outcome {
    let program = build()?;
    let known = names(&program)?;
    let options = options(words, &known)?;
    if options.coverage {
        return coverage(&options.targets);
    }
    let seconds = (options.minutes * 60.0 / options.targets.len() as f64).ceil().max(1.0);
    let guided = !options.plain && has_cargo_fuzz();
    let by = if guided { "cargo-fuzz" } else { "the mutation loop" };
    say::note(&format!("{} targets, {seconds:.0} s each, by {by}", options.targets.len()));
    let mut finds = Vec::new();
    for target in &options.targets {
        let result = match guided {
            true => by_cargo_fuzz(&program, target, seconds),
            false => by_loop(&program, target, seconds, options.first),
        };
        if let Err(Failure(text)) = result {
            eprintln!("{text}");
            finds.push(target.clone());
        }
    }
    if finds.is_empty() { Ok(()) } else { fail(format!("something was found by: {}.", finds.join(", "))) }
}

/// A part of `cargo xtask test --all`.
pub fn for_tests() -> Outcome {
    fuzz(&["--plain"])
}

fn options(words: &[&str], known: &[String]) -> Result<Options, Failure> {
    let mut options = Options { targets: Vec::new(), minutes: MINUTES, plain: false, coverage: false, first: 0 };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let number = |value: Option<&&str>| value.and_then(|value| value.parse::<f64>().ok()).filter(|n| *n >= 0.0);
        match *word {
            "--plain" => options.plain = true,
            "--coverage" => options.coverage = true,
            "--minutes" => match number(words.next()) {
                Some(minutes) => options.minutes = minutes,
                None => return fail("--minutes takes a number."),
            },
            "--first" => match words.next().and_then(|value| value.parse().ok()) {
                Some(first) => options.first = first,
                None => return fail("--first takes a whole number."),
            },
            name if known.iter().any(|target| target == name) => options.targets.push(name.to_owned()),
            other => return fail(format!("there is no target {other:?}; they are {}.", known.join(", "))),
        }
    }
    if options.targets.is_empty() {
        options.targets = known.to_vec();
    }
    Ok(options)
}

/// With overflow checks and debug assertions, as tests are.
fn build() -> Result<PathBuf, Failure> {
    let step = say::step("building the fuzz targets");
    run::cargo(&["build", "--quiet", "--package", "sloscope-fuzz"])?;
    step.done();
    Ok(run::target_folder().join("debug/sloscope-fuzz"))
}

fn names(program: &PathBuf) -> Result<Vec<String>, Failure> {
    let mut list = Command::new(program);
    list.arg("list");
    let text = run::output(list).unwrap_or_default();
    let names: Vec<String> = text.lines().filter_map(|line| Some(line.split('\t').next()?.to_owned())).collect();
    if names.is_empty() { fail("the fuzz targets cannot be listed.") } else { Ok(names) }
}

fn has_cargo_fuzz() -> bool {
    let answers = |words: &[&str]| run::output(command("cargo", words)).is_some();
    answers(&["+nightly", "--version"]) && answers(&["+nightly", "fuzz", "--version"])
}

fn by_loop(program: &PathBuf, target: &str, seconds: f64, first: u64) -> Outcome {
    let folder = run::root().join("target/fuzz");
    let mut run = Command::new(program);
    run.current_dir(run::root()).args(["loop", target, &seconds.to_string(), &first.to_string()]).arg(&folder);
    match run.status()? {
        status if status.success() => Ok(()),
        status => found(target, &folder.join(format!("{target}.input")), &status.to_string()),
    }
}

fn by_cargo_fuzz(program: &PathBuf, target: &str, seconds: f64) -> Outcome {
    let fuzz = run::root().join("fuzz");
    let (start, corpus) = (fuzz.join("corpus").join(format!("{target}-fixtures")), fuzz.join("corpus").join(target));
    std::fs::create_dir_all(&corpus)?;
    let mut write = Command::new(program);
    write.arg("corpus").arg(target).arg(&start);
    if !write.status()?.success() {
        return fail(format!("the corpus of {target} cannot be written."));
    }
    let mut cargo = command("cargo", &["+nightly", "fuzz", "run", "--sanitizer", "none", target]);
    cargo.arg(&corpus).arg(&start).args(["--", "-timeout=10", "-rss_limit_mb=4096", "-max_len=65536"]);
    cargo.arg(format!("-max_total_time={seconds}")).stderr(Stdio::piped());
    let mut child = cargo.spawn().map_err(|why| Failure(format!("cargo-fuzz cannot be started: {why}.")))?;
    // It says a lot: what counts are the last lines and the input that it kept.
    let (mut last, mut kept) = (Vec::new(), None);
    for line in child.stderr.take().into_iter().flat_map(|stderr| BufReader::new(stderr).lines()) {
        let line = line?;
        if let Some(done) = line.strip_prefix("Done ") {
            println!("{target}: {done}");
        }
        kept = line.split("Test unit written to ").nth(1).map(PathBuf::from).or(kept);
        last.push(line);
        if last.len() > 60 {
            last.remove(0);
        }
    }
    match child.wait()? {
        status if status.success() => Ok(()),
        status => match kept {
            Some(input) => found(target, &input, &format!("{status}\n{}", last.join("\n"))),
            None => fail(format!("cargo-fuzz failed ({status}):\n{}", last.join("\n"))),
        },
    }
}

fn found(target: &str, input: &std::path::Path, how: &str) -> Outcome {
    let shown = input.strip_prefix(run::root()).unwrap_or(input).display();
    fail(format!(
        "{target} found something ({how}).\nThe input: {shown}\nAgain:     cargo run -p sloscope-fuzz -- replay {target} {shown}\n\
         Once it is mended, keep the input in tests/fixtures/fuzz/{target}/: a test replays it."
    ))
}
