//! `cargo xtask bench`: how fast page and command line are, as ratios to other work on the same file. The measuring is
//! done by the scripts in tests/bench, and by `scale`; this builds what they measure and tells them where it is.

use crate::run::{self, Failure, Outcome, command, fail, run};
use crate::{build, say, scale, serve, setup, tools};

pub fn bench(name: &str, options: &[&str]) -> Outcome {
    let result = match name {
        "ingest" | "query" | "start" => in_browser(name, options, serve::server()?),
        // What answers must not be what is measured.
        "load" => {
            command_line()?;
            in_browser(name, options, serve::quick_server()?)
        }
        "native" => native(options),
        "compare" => simulations(options),
        "scale" => command_line().and_then(|()| scale::scale(options)),
        other => {
            return fail(format!(
                "there is no benchmark {other:?}; they are ingest, query, native, start, load, compare and scale."
            ));
        }
    };
    result.map_err(|Failure(text)| Failure(format!("{text}\nRepeat it with `cargo xtask bench {name}`.")))
}

/// Against the release build, in a headless browser.
fn in_browser(name: &str, options: &[&str], server: std::path::PathBuf) -> Outcome {
    build::release_if_needed(&setup::for_build()?)?;
    let browser = setup::for_browser()?;
    let mut node = script(name, options);
    node.env("CHROME", browser).env("SLOSCOPE_SERVE", server).env("SLOSCOPE_DIST", build::dist());
    run(node)
}

fn native(options: &[&str]) -> Outcome {
    tools::node()?;
    command_line()?;
    run(script("native", options))
}

/// What comparisons are worth: error rates by simulation.
fn simulations(options: &[&str]) -> Outcome {
    let fixed = ["run", "--quiet", "--release", "--package", "sloscope-compare", "--example", "simulate", "--"];
    run::cargo(&[&fixed[..], options].concat())
}

fn command_line() -> Outcome {
    let step = say::step("building the command line");
    run::cargo(&["build", "--quiet", "--release", "--package", "sloscope-cli"])?;
    step.done();
    Ok(())
}

fn script(name: &str, options: &[&str]) -> std::process::Command {
    let mut node = command("node", &[&format!("tests/bench/{name}.mjs")]);
    let built = run::target_folder().join("release");
    node.args(options).env("SLOSCOPE_BENCH", run::root().join("target/bench"));
    node.env("SLOSCOPE_CLI", built.join("sloscope")).env("SLOSCOPE_NATIVE", built.join("examples/native"));
    node
}
