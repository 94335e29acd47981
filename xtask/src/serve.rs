//! `cargo xtask serve`: build if needed, then serve the page and the demo target. Without `--release` the page is built
//! by cargo alone, and bundled by our own program: nothing has to be installed for it.

use std::path::PathBuf;

use crate::run::{self, Failure, Outcome, command, fail, root, run};
use crate::toolchain::{self, TARGET};
use crate::{build, say, setup};

pub fn serve(options: &[&str]) -> Outcome {
    let rest: Vec<&str> = options.iter().copied().filter(|option| *option != "--release").collect();
    let (program, dist) = if rest.len() < options.len() {
        let tools = setup::for_build()?;
        build::release_if_needed(&tools)?;
        (server()?, build::dist())
    } else {
        quick()?
    };
    let mut server = command(program, &["--dist"]);
    // A browser opens six connections to each port.
    server.arg(dist).args(["--targets", "4"]).args(rest);
    run(server)
}

/// The page as it is soonest built, and the server without TLS; answers the server's program and the page's folder.
pub fn quick() -> Outcome<(PathBuf, PathBuf)> {
    let step = say::step("checking the toolchain for WebAssembly");
    let toolchain = toolchain::ensure()?;
    step.done();
    let step = say::step("building the page and its server (minutes at first, then seconds)");
    let packages = ["--package", "sloscope-bundle", "--package", "sloscope-serve", "--no-default-features"];
    let native = command(run::cargo_program(), &[&["build", "--quiet", "--locked"], &packages[..]].concat());
    let target = ["--package", "sloscope", "--bins", "--profile", "quick", "--target", TARGET];
    let mut page = command("cargo", &[&["build", "--quiet", "--locked"], &target[..]].concat());
    toolchain.apply(&mut page, &[]);
    beside(page, native)?;
    step.done();
    let step = say::step("bundling the page");
    let (folder, dist) = (run::target_folder().join("debug"), root().join("target/quick"));
    let mut bundle = command(folder.join("sloscope-bundle"), &[]);
    bundle.arg(root()).arg(root().join("target/wasm").join(TARGET).join("quick")).arg(&dist);
    run(bundle)?;
    step.done();
    Ok((folder.join("sloscope-serve"), dist))
}

/// Runs two commands at the same time.
fn beside(one: std::process::Command, mut other: std::process::Command) -> Outcome {
    let text = run::line(&other);
    let mut child = other.spawn().map_err(|why| Failure(format!("`{text}` could not be started: {why}.")))?;
    let done = run(one);
    match child.wait()? {
        status if status.success() => done,
        status => fail(format!("`{text}` failed ({status}).")),
    }
}

/// Builds the server; answers its program.
pub fn server() -> Outcome<PathBuf> {
    let step = say::step("building the server");
    run::cargo(&["build", "--quiet", "--package", "sloscope-serve"])?;
    step.done();
    Ok(run::target_folder().join("debug/sloscope-serve"))
}

/// The same and the client without a browser, built for speed.
pub fn quick_server() -> Outcome<PathBuf> {
    let step = say::step("building the server");
    run::cargo(&["build", "--quiet", "--release", "--package", "sloscope-serve", "--bins", "--example", "native"])?;
    step.done();
    Ok(run::target_folder().join("release/sloscope-serve"))
}
