//! The mutation loop under stable Rust, and the replay of inputs. `cargo xtask fuzz` calls it.
//!
//! ```text
//! sloscope-fuzz loop TARGET SECONDS FIRST FOLDER   mutates until the time is over or an input fails; FOLDER gets that input
//! sloscope-fuzz replay TARGET PATH ...             these files, and all in these folders
//! sloscope-fuzz corpus TARGET FOLDER               writes the inputs that a target starts from
//! sloscope-fuzz list
//! ```

use std::fs;
use std::io::{Seek, Write};
use std::panic::catch_unwind;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use sloscope_fuzz::{Mutator, TARGETS, Target, corpus, dictionary};

/// An input that takes longer is a find.
const SLOWEST: Duration = Duration::from_secs(10);

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["list"] => {
            TARGETS.iter().for_each(|target| println!("{}\t{}", target.name, target.what));
            Ok(())
        }
        ["replay", target, paths @ ..] => replay(target, paths),
        ["corpus", target, folder] => write_corpus(target, Path::new(folder)),
        ["loop", target, seconds, first, folder] => mutate(target, seconds, first, Path::new(folder)),
        _ => Err(
            "usage: sloscope-fuzz list | loop TARGET SECONDS FIRST FOLDER | replay TARGET PATH ... | corpus TARGET FOLDER"
                .to_owned(),
        ),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("sloscope-fuzz: {why}");
            ExitCode::FAILURE
        }
    }
}

fn target(name: &str) -> Result<&'static Target, String> {
    Target::named(name).ok_or_else(|| format!("there is no target {name:?}"))
}

fn replay(name: &str, paths: &[&str]) -> Result<(), String> {
    let (target, mut replayed, mut bytes) = (target(name)?, 0, 0);
    for path in paths.iter().map(Path::new) {
        let fail = |why: std::io::Error| format!("{}: {why}", path.display());
        let mut files = vec![path.to_owned()];
        if path.is_dir() {
            let entries: Result<Vec<_>, _> = fs::read_dir(path).map_err(fail)?.collect();
            files = entries.map_err(fail)?.iter().map(|entry| entry.path()).collect();
        }
        for file in files {
            let input = fs::read(&file).map_err(fail)?;
            target.run(&input);
            (replayed, bytes) = (replayed + 1, bytes + input.len());
        }
    }
    println!("{name}: {replayed} inputs of {bytes} bytes, nothing found");
    Ok(())
}

fn write_corpus(name: &str, folder: &Path) -> Result<(), String> {
    let fail = |why: std::io::Error| format!("{}: {why}", folder.display());
    fs::create_dir_all(folder).map_err(fail)?;
    for (number, input) in (0..).zip(corpus(target(name)?.name)) {
        fs::write(folder.join(format!("fixture-{number:03}")), input).map_err(fail)?;
    }
    Ok(())
}

/// The file that holds the input under way: kept open, since making it anew takes longer than most inputs.
struct Kept(fs::File);

impl Kept {
    fn write(&mut self, input: &[u8]) -> std::io::Result<()> {
        self.0.rewind()?;
        self.0.write_all(input)?;
        self.0.set_len(input.len() as u64)
    }
}

fn mutate(name: &str, seconds: &str, first: &str, folder: &Path) -> Result<(), String> {
    let target = target(name)?;
    let number = |text: &str| text.parse::<u64>().map_err(|_| format!("{text:?} is not a whole number"));
    let (time, first) = (Duration::from_secs(number(seconds)?), number(first)?);
    let corpus = corpus(name);
    if corpus.is_empty() {
        return Err(format!("{name} has nothing to start from"));
    }
    let mutator = Mutator::new(&corpus, dictionary(name));
    fs::create_dir_all(folder).map_err(|why| format!("{}: {why}", folder.display()))?;
    let file = folder.join(format!("{name}.input"));
    let mut kept = Kept(fs::File::create(&file).map_err(|why| format!("{}: {why}", file.display()))?);
    let begin = Instant::now();
    let mut done = 0;
    let found = loop {
        if begin.elapsed() >= time {
            break None;
        }
        let input = mutator.input(first + done);
        // Before it runs: an input that exhausts the stack or the memory ends the process.
        kept.write(&input).map_err(|why| format!("{}: {why}", file.display()))?;
        let start = Instant::now();
        let outcome = catch_unwind(|| target.run(&input));
        done += 1;
        if outcome.is_err() {
            break Some("it panicked".to_owned());
        }
        // Once more: the machine may have been busy.
        if start.elapsed() > SLOWEST {
            let again = Instant::now();
            target.run(&input);
            if again.elapsed() > SLOWEST {
                break Some(format!("it took {:.1} s", again.elapsed().as_secs_f64()));
            }
        }
    };
    let took = begin.elapsed().as_secs_f64();
    println!("{name}: {done} executions in {took:.0} s, {:.0} a second", done as f64 / took.max(0.001));
    match found {
        None => fs::remove_file(&file).map_err(|why| format!("{}: {why}", file.display())),
        Some(why) => Err(format!("{name}: {why}, at input number {}", first + done - 1)),
    }
}
