//! `cargo xtask serve`: build if needed, then serve the page and the demo target.

use crate::run::{self, Outcome, command, run};
use crate::{build, say, setup};

pub fn serve(options: &[&str]) -> Outcome {
    let tools = setup::for_build()?;
    build::release_if_needed(&tools)?;
    let program = server()?;
    let mut server = command(program, &["--dist"]);
    // A browser opens six connections to each port.
    server.arg(build::dist()).args(["--targets", "4"]).args(options);
    run(server)
}

/// Builds the server; answers its program.
pub fn server() -> Outcome<std::path::PathBuf> {
    let step = say::step("building the server");
    run::cargo(&["build", "--quiet", "--package", "sloscope-serve"])?;
    step.done();
    Ok(run::target_folder().join("debug/sloscope-serve"))
}

/// The same and the client without a browser, built for speed.
pub fn quick_server() -> Outcome<std::path::PathBuf> {
    let step = say::step("building the server");
    run::cargo(&["build", "--quiet", "--release", "--package", "sloscope-serve", "--bins", "--example", "native"])?;
    step.done();
    Ok(run::target_folder().join("release/sloscope-serve"))
}
