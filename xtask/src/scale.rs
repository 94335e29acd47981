//! `cargo xtask bench scale`: what the command line takes for n, 2n, 4n and 8n of something that a file can have many of,
//! and the ratio of each doubling. What is counted is processor time of the program itself, the best of several runs. The four
//! inputs take turns, so that a busy or a slow minute of the machine meets them all.

mod inputs;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use crate::run::{self, Outcome, command, fail};
use crate::say;

/// The largest number; the others are halves of it.
const MOST: usize = 100_000;
const DOUBLINGS: u32 = 3;
const ROUNDS: usize = 10;
/// Less time than this is mostly that of starting the program: it gets no ratio.
const LEAST: Duration = Duration::from_millis(40);
/// What a doubling is to take at most.
const AIM: f64 = 2.3;

/// Of one kind of input, or of all; `--most N` and `--format F` (text, markdown, json) change what is run.
pub fn scale(options: &[&str]) -> Outcome {
    let (mut most, mut format, mut kinds) = (MOST, "text", Vec::new());
    let mut rest = options.iter();
    while let Some(option) = rest.next() {
        match *option {
            "--most" => {
                most = match rest.next().and_then(|n| n.parse().ok()) {
                    Some(n) if n >= 1000 => n,
                    _ => return fail("--most takes a number of 1,000 or more."),
                }
            }
            "--format" => format = rest.next().copied().unwrap_or_default(),
            name => match inputs::KINDS.iter().find(|kind| kind.name == name) {
                Some(kind) => kinds.push(kind),
                None => {
                    let names: Vec<&str> = inputs::KINDS.iter().map(|kind| kind.name).collect();
                    return fail(format!("there is no kind {name:?} of inputs; they are {}.", names.join(", ")));
                }
            },
        }
    }
    if kinds.is_empty() {
        kinds.extend(inputs::KINDS);
    }
    let folder = run::root().join("target/bench");
    fs::create_dir_all(&folder)?;
    let mut worst: Option<(f64, String)> = None;
    let (mut above, mut doublings) = (0, 0);
    for kind in kinds {
        let step = say::step(&format!("{}: {}", kind.name, kind.what));
        let counts: Vec<usize> = (0..=DOUBLINGS).rev().map(|doubling| most >> doubling).collect();
        let files: Vec<PathBuf> = counts.iter().map(|n| folder.join(format!("scale_{}_{n}.json", kind.name))).collect();
        let measured = counts
            .iter()
            .zip(&files)
            .try_for_each(|(n, file)| generate(file, |out| (kind.write)(out, *n)))
            .and_then(|()| measure(&files, format));
        for file in &files {
            fs::remove_file(file)?;
        }
        let mut before: Option<Duration> = None;
        for (n, took) in counts.iter().zip(measured?) {
            println!("{}_{n}_ms: {:.1}", kind.name, took.as_secs_f64() * 1000.0);
            if let Some(before) = before.filter(|before| *before >= LEAST) {
                let ratio = took.as_secs_f64() / before.as_secs_f64();
                let name = format!("{}_{n}_ratio", kind.name);
                println!("{name}: {ratio:.2}");
                above += usize::from(ratio > AIM);
                doublings += 1;
                if worst.as_ref().is_none_or(|(worst, _)| ratio > *worst) {
                    worst = Some((ratio, name));
                }
            }
            before = Some(took);
        }
        step.done();
    }
    if let Some((ratio, name)) = worst {
        println!("worst_ratio: {ratio:.2}");
        println!("doublings: {doublings}");
        println!("doublings_above_aim: {above}");
        let is = if ratio > AIM { "above" } else { "within" };
        say::note(&format!("{name} is {is} the aim of {AIM}"));
    }
    Ok(())
}

fn generate(file: &Path, write: impl Fn(&mut dyn Write) -> std::io::Result<()>) -> Outcome {
    let mut out = BufWriter::new(File::create(file)?);
    write(&mut out)?;
    Ok(out.flush()?)
}

/// What each file takes: the best of several rounds, in each of which every file has one turn. All have the same number of
/// turns, or the smallest would have the best chance of a good one.
fn measure(files: &[PathBuf], format: &str) -> Outcome<Vec<Duration>> {
    let mut best = vec![Duration::MAX; files.len()];
    for _ in 0..ROUNDS {
        for (file, best) in files.iter().zip(&mut best) {
            *best = report(file, format)?.min(*best);
        }
    }
    Ok(best)
}

/// Runs its arguments on one processor and prints the processor time that they took, in user mode and in the system. By several
/// processors, a file of more than 8 MiB is read in parts, and joining them takes time that a smaller file does not take:
/// its ratio would be that of two ways to read.
const TIMED: &str = "TIMEFORMAT='%3U %3S'; time taskset -c 0 \"$@\" >/dev/null 2>/dev/null";

/// Reports on a file once; the processor time that this took, in steps of 1 ms. Where there is no bash or no taskset, the time on
/// the clock counts.
fn report(file: &Path, format: &str) -> Outcome<Duration> {
    static CAN: LazyLock<bool> = LazyLock::new(|| {
        Command::new("bash").args(["-c", TIMED, "bash", "true"]).output().is_ok_and(|out| out.status.success())
    });
    let program = run::target_folder().join("release/sloscope");
    let mut program = match *CAN {
        true => {
            let mut timed = command("bash", &["-c", TIMED, "bash"]);
            timed.arg(program);
            timed
        }
        false => command(program, &[]),
    };
    program.args(["report", "--format", format]).arg(file).stdin(Stdio::null());
    let start = Instant::now();
    let out = program.output()?;
    let elapsed = start.elapsed();
    // The verdict is the exit code; 2 is an input that could not be read.
    if !matches!(out.status.code(), Some(0 | 1 | 3)) {
        return fail(format!("`{}` ended with {}.", run::line(&program), out.status));
    }
    if !*CAN {
        return Ok(elapsed);
    }
    let printed = String::from_utf8_lossy(&out.stderr);
    let seconds: Option<Vec<f64>> = printed.split_whitespace().map(|number| number.parse().ok()).collect();
    match seconds.as_deref() {
        Some(&[user, system]) => Ok(Duration::from_secs_f64(user + system)),
        _ => fail(format!("bash's `time` printed {printed:?} in place of two numbers of seconds.")),
    }
}
