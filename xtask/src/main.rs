//! `cargo xtask …`: the single door to set-up, build, test and serve.
//!
//! Only the standard library is used, so that this starts in seconds on a fresh machine.

mod bench;
mod build;
mod checks;
mod coverage;
mod e2e;
mod fuzz;
mod offline;
mod release;
mod run;
mod say;
mod scale;
mod serve;
mod setup;
mod size;
mod tally;
mod test;
mod tidy;
mod toolchain;
mod tools;
mod why;

use std::process::ExitCode;

use e2e::Depth;
use run::Failure;

const USAGE: &str = "\
cargo xtask COMMAND

  serve [--release] [--port N] [--exit-after SECONDS]
                 set up what is missing, build, serve the page and a demo target on 127.0.0.1; --release: the page
                 as it is published, and the same over TLS
  test [--all]   set up what is missing, then run every test but the slow ones; --all: the slow ones of the browser,
                 smoke and two minutes of fuzz, too
  test PART      one part of them; PART is one of
                   style, native, wasm, smoke
                   e2e [--all]           in the browser
                   e2e [--quick] NAME…   some files: faults is tests/e2e/faults.test.mjs; --quick is sooner than the release
                   CRATE [WORD…]         of a crate, by its folder: core; with words those whose names hold one
  bench NAME     set up what is missing, then measure and print `name: value` lines; NAME is one of
                   ingest [FILE] [--size 256MiB] [--rounds 5] [--workers 1,2]   from a file to the report, in the browser
                   query [FILE] [--size 790MB] [--rounds 5]     from a click to the changed figures; without size also ten times that
                   native [FILE] [--size 256MiB] [--rounds 5]   the command line; against jq and DuckDB if installed
                   start [--rounds 5]                           what a visit fetches, and until it can be used
                   load [--seconds 10] [--seed]                  tests run from the page: rate, lag and drops at 200 to 800 RPS
                   compare [REPEATS]                            false alarms, power and coverage of comparisons, simulated
                   scale [KIND] [--most 100000] [--format text] what the command line takes for n, 2n, 4n, 8n of a kind
                 without FILE a file as k6 writes it is generated in target/bench/
  fuzz [TARGET…] [--minutes 2] [--plain] [--first 0] [--coverage]
                 mutate inputs and check what must hold for any; all targets share the minutes. With nightly Rust and
                 cargo-fuzz guided by coverage, else (or --plain) by a loop, from input number --first on.
                 --coverage: count the lines that the kept inputs reach, and mutate nothing
  build          release build of the page into dist/, and its size
  size --why     what takes the room in the built page, by crate, module and function
  setup          set up what building and testing need
  tidy           the house rules: headers, lengths, what pure crates use, what each dependency is for
  release-notes TAG
                 print the changelog's section of a version; fails where TAG, Cargo.toml and CHANGELOG.md disagree
  fmt            format all code
  clippy         lint native and wasm code, warnings are errors
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["setup"] => setup::everything(),
        ["build"] => setup::for_build().and_then(|tools| build::release(&tools)),
        ["serve", options @ ..] => serve::serve(options),
        ["test"] => test::everything(Depth::Usual),
        ["test", "--all"] => test::everything(Depth::All),
        ["test", part, words @ ..] => test::part(part, words),
        ["fuzz", options @ ..] => fuzz::fuzz(options),
        ["bench", name, options @ ..] => bench::bench(name, options),
        ["tidy"] => tidy::check(),
        ["release-notes", tag] => release::notes(tag),
        ["fmt"] => run::cargo(&["fmt", "--all"]),
        ["size", "--why"] => why::why(),
        ["clippy"] => setup::for_build().and_then(|tools| test::clippy(&tools)),
        _ => {
            eprint!("{USAGE}");
            return if words.is_empty() || words == ["help"] { ExitCode::SUCCESS } else { ExitCode::from(2) };
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(message)) => {
            eprintln!("\nxtask: {message}");
            ExitCode::FAILURE
        }
    }
}
