//! How many tests passed and failed, counted from what their runners print.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::run::{self, Outcome, fail};

/// Counts over all runners that were started through it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tally {
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl Tally {
    /// Runs to the end, output shown and counted.
    pub fn run(&mut self, mut command: Command) -> Outcome {
        let text = run::line(&command);
        let mut child = match command.stdout(Stdio::piped()).spawn() {
            Ok(child) => child,
            Err(error) => return fail(format!("`{text}` could not be started: {error}.")),
        };
        if let Some(stdout) = child.stdout.take() {
            let mut stdout = BufReader::new(stdout);
            let mut line = Vec::new();
            while stdout.read_until(b'\n', &mut line)? > 0 {
                let shown = String::from_utf8_lossy(&line);
                print!("{shown}");
                self.line(&shown);
                line.clear();
            }
        }
        match child.wait()? {
            status if status.success() => Ok(()),
            status => fail(format!("`{text}` failed ({status}).")),
        }
    }

    /// `test result: ok. 7 passed; 0 failed; 0 ignored; …` of cargo, `ℹ pass 8`, `ℹ fail 0`, `ℹ cancelled 0` and
    /// `ℹ skipped 1` of node.
    fn line(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let number = |word: &str| word.parse().unwrap_or(0);
        match words.as_slice() {
            ["test", "result:", _, passed, "passed;", failed, "failed;", ignored, "ignored;", ..] => {
                self.passed += number(passed);
                self.failed += number(failed);
                self.skipped += number(ignored);
            }
            ["ℹ" | "#", "pass", n] => self.passed += number(n),
            ["ℹ" | "#", "fail" | "cancelled", n] => self.failed += number(n),
            ["ℹ" | "#", "skipped", n] => self.skipped += number(n),
            _ => {}
        }
    }

    /// Prints the sum, if anything was counted.
    pub fn print(&self) {
        if *self != Self::default() {
            eprintln!("\n{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runners_print() {
        let mut tally = Tally::default();
        let lines = [
            "running 7 tests",
            "test result: ok. 7 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.21s",
            "test result: FAILED. 3 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.21s",
            "ℹ tests 31",
            "ℹ pass 29",
            "ℹ fail 1",
            "ℹ cancelled 1",
            "ℹ skipped 2",
        ];
        lines.iter().for_each(|line| tally.line(line));
        assert_eq!(tally, Tally { passed: 39, failed: 4, skipped: 3 });
    }
}
