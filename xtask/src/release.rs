//! `cargo xtask release-notes TAG`: the changelog's section of a version. It fails where tag, version and changelog
//! disagree, so that nothing is released under a wrong name.

use std::fs;

use crate::run::{Outcome, fail, root};

/// The workspace's version, which all its crates have.
const VERSION: &str = env!("CARGO_PKG_VERSION");

pub fn notes(tag: &str) -> Outcome {
    if tag.strip_prefix('v') != Some(VERSION) {
        return fail(format!(
            "the tag is {tag}, but Cargo.toml has version {VERSION}. Tag v{VERSION}, or change it there."
        ));
    }
    match section(&fs::read_to_string(root().join("CHANGELOG.md"))?, VERSION) {
        Some(text) => println!("{text}"),
        None => return fail(format!("CHANGELOG.md has no text under \"## {VERSION}\". Say there what changed.")),
    }
    Ok(())
}

/// The text between `## 0.1.0`, which a date may follow, and the next heading of that level.
fn section(changelog: &str, version: &str) -> Option<String> {
    let is_heading = |line: &&str| line.strip_prefix("## ").is_some_and(|h| h.split(' ').next() == Some(version));
    let mut lines = changelog.lines().skip_while(|line| !is_heading(line));
    lines.next()?;
    let text = lines.take_while(|line| !line.starts_with("## ")).collect::<Vec<_>>().join("\n");
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::section;

    #[test]
    fn sections_of_a_changelog() {
        let text = "# Changelog\n\n## Unreleased\n\n## 0.1.10 - 2026-12-01\n\n- ten\n- more\n\n## 0.1.1\n- one\n";
        assert_eq!(section(text, "0.1.10").as_deref(), Some("- ten\n- more"));
        assert_eq!(section(text, "0.1.1").as_deref(), Some("- one"));
        assert_eq!(section(text, "Unreleased"), None);
        assert_eq!(section(text, "0.1"), None);
    }
}
