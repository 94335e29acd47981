//! `cargo xtask bench scale`: what the command line takes for n, 2n, 4n and 8n of something that a file can have many of,
//! and the ratio of each doubling. What is counted is processor time of the program itself, the best of several runs.

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
const ROUNDS: usize = 6;
/// Less time than this is mostly that of starting the program: no ratio is told of it.
const LEAST: Duration = Duration::from_millis(40);
/// A round runs the program again until it has measured so much.
const ENOUGH: Duration = Duration::from_millis(400);
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
    for kind in kinds {
        let step = say::step(&format!("{}: {}", kind.name, kind.what));
        let mut before: Option<Duration> = None;
        for doubling in (0..=DOUBLINGS).rev() {
            let n = most >> doubling;
            let file = folder.join(format!("scale_{}_{n}.json", kind.name));
            let measured = generate(&file, |out| (kind.write)(out, n)).and_then(|()| measure(&file, format));
            fs::remove_file(&file)?;
            let took = measured?;
            println!("{}_{n}_ms: {:.0}", kind.name, took.as_secs_f64() * 1000.0);
            if let Some(before) = before.filter(|before| *before >= LEAST) {
                let ratio = took.as_secs_f64() / before.as_secs_f64();
                let name = format!("{}_{n}_ratio", kind.name);
                println!("{name}: {ratio:.2}");
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

/// The best of several rounds, per run of the program.
fn measure(file: &Path, format: &str) -> Outcome<Duration> {
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let (mut sum, mut times) = (Duration::ZERO, 0);
        while sum < ENOUGH && times < 20 {
            sum += report(file, format)?;
            times += 1;
        }
        best = best.min(sum / times);
    }
    Ok(best)
}

/// Can a program be bound to one processor? By several, a file of more than 8 MiB is read in parts, and joining them takes
/// time that a smaller file does not take: its ratio would be that of two ways to read.
fn one_processor() -> bool {
    static CAN: LazyLock<bool> = LazyLock::new(|| {
        Command::new("taskset").args(["-c", "0", "true"]).status().is_ok_and(|status| status.success())
    });
    *CAN
}

/// Reports on a file once; the processor time that this took.
fn report(file: &Path, format: &str) -> Outcome<Duration> {
    let program: PathBuf = run::target_folder().join("release/sloscope");
    let mut program = match one_processor() {
        true => {
            let mut bound = command("taskset", &["-c", "0"]);
            bound.arg(program);
            bound
        }
        false => command(program, &[]),
    };
    program
        .args(["report", "--format", format])
        .arg(file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let (start, before) = (Instant::now(), time_of_children());
    let status = program.status()?;
    // The verdict is the exit code; 2 is an input that could not be read.
    if !matches!(status.code(), Some(0 | 1 | 3)) {
        return fail(format!("`{}` ended with {status}.", run::line(&program)));
    }
    Ok(time_of_children().zip(before).map_or_else(|| start.elapsed(), |(after, before)| after - before))
}

/// Processor time in user mode of all programs that were run and are over: Linux counts it in hundredths of a second.
/// Elsewhere the time on the clock counts.
fn time_of_children() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, in brackets, may hold spaces; behind it the time is the 14th field.
    let ticks: u64 = stat.rsplit_once(") ")?.1.split(' ').nth(13)?.parse().ok()?;
    Some(Duration::from_millis(ticks * 10))
}
