//! Set-up: what building and testing need, found or installed; quick when nothing is missing.

use std::path::PathBuf;

use crate::run::{Outcome, fail, find};
use crate::say;
use crate::toolchain::{self, Toolchain};
use crate::tools;

/// What a build of the page needs.
pub struct BuildTools {
    pub toolchain: Toolchain,
    /// Folders for PATH.
    pub folders: Vec<PathBuf>,
}

pub fn for_build() -> Outcome<BuildTools> {
    let step = say::step("checking the tools that build the page");
    if find("cargo").is_none() {
        return fail("cargo is not on PATH. Please install Rust with rustup: https://rustup.rs");
    }
    let toolchain = toolchain::ensure()?;
    let folders = tools::for_build()?;
    tools::clean_up();
    step.done();
    Ok(BuildTools { toolchain, folders })
}

/// What the browser tests need besides; answers the browser.
pub fn for_browser() -> Outcome<PathBuf> {
    let step = say::step("checking the tools of the browser tests");
    tools::node()?;
    tools::node_modules()?;
    let browser = tools::chromium()?;
    step.done();
    Ok(browser)
}

/// What the checks of other programs need besides.
pub fn for_checks() -> Outcome {
    let step = say::step("checking the tools of the checks");
    tools::node()?;
    tools::node_modules()?;
    tools::cargo_deny()?;
    tools::cargo_machete()?;
    tools::clean_up();
    step.done();
    Ok(())
}

pub fn everything() -> Outcome {
    for_build()?;
    for_checks()?;
    for_browser()?;
    tools::firefox();
    Ok(())
}
