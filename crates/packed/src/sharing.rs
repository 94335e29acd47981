//! What of a run is handed on, as somebody asks for it: with query strings or without, hosts by number, values of tags by
//! other names.

use std::fmt;

use serde::{Deserialize, Serialize};
use sloscope_model::names::{BLOCK, PHASE, PRACTICE, SIDE, STOPPED_BY};

/// Numbers and verdicts hang on the values of these tags.
const FIXED: [&str; 8] = ["status", "error_code", "expected_response", PHASE, SIDE, BLOCK, STOPPED_BY, PRACTICE];

/// What is handed on. The default: no query strings, all else as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sharing {
    /// With the query strings of addresses.
    pub keep_queries: bool,
    /// With numbers in place of the names of hosts.
    pub replace_hosts: bool,
    /// Names that are hosts, too, where nothing else tells that they are.
    pub hosts: Vec<String>,
    /// Other names for values of tags. The first rule that fits a value counts.
    pub renames: Vec<Rename>,
}

impl Sharing {
    /// Are names replaced, so that a report has to be made anew?
    pub fn replaces(&self) -> bool {
        self.replace_hosts || !self.renames.is_empty()
    }
}

/// `TAG:VALUE=NAME`: another name for a value of a tag. A `*` in the value stands for any text. The name of a check is the
/// value of the tag `check`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rename {
    /// The tag.
    pub tag: String,
    /// Its value.
    pub value: String,
    /// What stands in its place.
    pub name: String,
}

impl Rename {
    /// Reads a rule; the error says how one is written.
    pub fn parse(text: &str) -> Result<Self, String> {
        const HOW: &str = "write TAG:VALUE=NAME, as in name:/customers/*=page or check:login works=check 1";
        let (tag, rest) = text.split_once(':').ok_or(HOW)?;
        // The value may be an address with a query.
        let (value, name) = rest.rsplit_once('=').ok_or(HOW)?;
        let [tag, value, name] = [tag, value, name].map(str::trim);
        if [tag, value, name].iter().any(|part| part.is_empty()) {
            return Err(HOW.to_owned());
        }
        if FIXED.contains(&tag) {
            return Err(format!("values of the tag {tag} cannot be renamed: numbers and verdicts hang on them"));
        }
        Ok(Self { tag: tag.to_owned(), value: value.to_owned(), name: name.to_owned() })
    }

    /// Does it fit a value?
    pub fn fits(&self, value: &str) -> bool {
        let mut parts = self.value.split('*');
        let first = parts.next().unwrap_or_default();
        let Some(mut rest) = value.strip_prefix(first) else { return false };
        let mut parts = parts.peekable();
        if parts.peek().is_none() {
            return rest.is_empty();
        }
        while let Some(part) = parts.next() {
            if parts.peek().is_none() {
                return rest.ends_with(part);
            }
            match rest.find(part) {
                Some(at) => rest = &rest[at + part.len()..],
                None => return false,
            }
        }
        true
    }
}

impl fmt::Display for Rename {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}={}", self.tag, self.value, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_and_fit() {
        let rule = Rename::parse("name:https://shop.test/a?b=c=page").expect("a rule");
        assert_eq!(
            (rule.tag.as_str(), rule.value.as_str(), rule.name.as_str()),
            ("name", "https://shop.test/a?b=c", "page")
        );
        assert_eq!(Rename::parse(&rule.to_string()).expect("a rule"), rule);
        for (value, fits, others) in [
            ("login", &["login"][..], &["login works", "a login", ""][..]),
            ("*", &["", "all"], &[]),
            ("/a/*", &["/a/", "/a/b"], &["/a", "b/a/"]),
            ("/a/*/b*c", &["/a/x/bc", "/a//b--c"], &["/a/b/c", "/a/x/b"]),
        ] {
            let rule = Rename::parse(&format!("name:{value}=x")).expect("a rule");
            assert!(fits.iter().all(|value| rule.fits(value)), "{value}");
            assert!(!others.iter().any(|value| rule.fits(value)), "{value}");
        }
        for wrong in ["", "name", "name:x", "name=x", ":x=y", "name:=y", "name:x="] {
            assert!(Rename::parse(wrong).expect_err(wrong).contains("TAG:VALUE=NAME"));
        }
        assert!(Rename::parse("status:200=fine").expect_err("fixed").contains("tag status"));
    }
}
