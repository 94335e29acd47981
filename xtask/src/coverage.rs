//! `cargo xtask fuzz --coverage`: which lines of the crates that read and judge the fuzzed inputs reach. The program of
//! crates/fuzz is built with LLVM's counters and replays what each target starts from, and what cargo-fuzz kept.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{self, Outcome, command, fail};
use crate::say;

/// What is counted.
const CRATES: [&str; 10] =
    ["scan", "model", "objectives", "store", "ingest", "dataset", "plan", "loadgen", "analysis", "export"];

pub fn coverage(targets: &[String]) -> Outcome {
    let (profdata, cov) = (tool("llvm-profdata")?, tool("llvm-cov")?);
    let folder = run::target_folder().join("coverage");
    let step = say::step("building the fuzz targets with counters");
    let mut build = command(run::cargo_program(), &["build", "--quiet", "--package", "sloscope-fuzz", "--target-dir"]);
    build.arg(&folder).env("RUSTFLAGS", "-Cinstrument-coverage");
    run::run(build)?;
    step.done();
    let program = folder.join("debug/sloscope-fuzz");
    let (mut profiles, mut all) = (Vec::new(), Vec::new());
    for target in targets {
        let profile = folder.join(format!("{target}.profraw"));
        replay(&program, target, &folder, &profile)?;
        let lines = lines(&profdata, &cov, &program, &folder, std::slice::from_ref(&profile))?;
        all.push(format!("  {target:12} {lines}"));
        profiles.push(profile);
    }
    let lines = lines(&profdata, &cov, &program, &folder, &profiles)?;
    println!("Lines of {} that are reached:\n{}\n  {:12} {lines}", CRATES.join(", "), all.join("\n"), "together");
    println!(
        "By file: {} report {} -instr-profile={} {}",
        cov.display(),
        program.display(),
        merged(&folder).display(),
        sources().join(" ")
    );
    Ok(())
}

fn sources() -> Vec<String> {
    CRATES.iter().map(|name| format!("crates/{name}/src")).collect()
}

fn merged(folder: &Path) -> PathBuf {
    folder.join("fuzz.profdata")
}

fn replay(program: &Path, target: &str, folder: &Path, profile: &Path) -> Outcome {
    let (start, kept) = (folder.join("start").join(target), run::root().join("fuzz/corpus").join(target));
    let mut write = command(program, &["corpus", target]);
    write.arg(&start).env("LLVM_PROFILE_FILE", folder.join("unused.profraw"));
    run::run(write)?;
    let mut replay = command(program, &["replay", target]);
    replay.arg(&start).args(kept.is_dir().then_some(&kept)).env("LLVM_PROFILE_FILE", profile);
    run::run(replay)
}

/// "12345 of 20000, 61.7 %".
fn lines(profdata: &Path, cov: &Path, program: &Path, folder: &Path, profiles: &[PathBuf]) -> Outcome<String> {
    let profile = merged(folder);
    let mut merge = command(profdata, &["merge", "-sparse", "-o"]);
    merge.arg(&profile).args(profiles);
    run::run(merge)?;
    let mut report = command(cov, &["report"]);
    report.arg(program).arg(format!("-instr-profile={}", profile.display())).args(sources());
    let text = run::output(report).unwrap_or_default();
    // The columns: regions, functions, lines, each with how many, how many were missed, and the share that was not.
    let total: Vec<&str> = text.lines().last().unwrap_or_default().split_whitespace().collect();
    let number = |at: usize| total.get(at).and_then(|text| text.parse::<u64>().ok());
    match (total.first(), number(7), number(8)) {
        (Some(&"TOTAL"), Some(lines), Some(missed)) if lines > 0 && missed <= lines => {
            let reached = lines - missed;
            Ok(format!("{reached:6} of {lines}, {:.1} %", 100.0 * reached as f64 / lines as f64))
        }
        _ => fail(format!("llvm-cov reports no total:\n{text}")),
    }
}

/// A tool of the LLVM that the compiler has.
fn tool(name: &str) -> Outcome<PathBuf> {
    let mut print = Command::new("rustc");
    print.current_dir(run::root()).args(["--print", "target-libdir"]);
    let folder = run::output(print).map(PathBuf::from).unwrap_or_default();
    match folder.parent().map(|folder| folder.join("bin").join(name)).filter(|path| path.is_file()) {
        Some(path) => Ok(path),
        None => fail(format!("{name} is missing: `rustup component add llvm-tools`.")),
    }
}
