//! A rule of a user: a pattern that an address is compared with, segment by segment, and that then stands for it.
//!
//! `/user/:name` and `/user/*` match any one segment there, `/file-*` a part of one, `/static/**` all that follows. A
//! pattern that starts with `/` is for every host and method; any other is for the text as a whole.

use super::Parts;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pattern: String,
}

impl Rule {
    /// `None` for a pattern without anything in it. A query string in it is left out: queries are never compared.
    pub fn new(text: &str) -> Option<Self> {
        let pattern = text.trim();
        let pattern = pattern.split(['?', '#']).next().unwrap_or_default();
        (!pattern.is_empty()).then(|| Self { pattern: pattern.to_owned() })
    }

    /// What stands for a value, if the rule is about it.
    pub fn apply(&self, value: &str, parts: Option<&Parts>) -> Option<String> {
        let pattern = self.pattern.as_str();
        let Some(parts) = parts else {
            return matches(pattern, value).then(|| pattern.to_owned());
        };
        if pattern.starts_with('/') {
            let path = if parts.path.is_empty() { "/" } else { parts.path };
            return matches(pattern, path).then(|| [parts.method, parts.origin, pattern, parts.short_rest()].concat());
        }
        let whole = &value[..value.len() - parts.rest.len()];
        // A pattern without a method is for each of them.
        let (method, text) = match Parts::of(pattern) {
            Some(own) if own.method.is_empty() => (parts.method, &whole[parts.method.len()..]),
            _ => ("", whole),
        };
        matches(pattern, text).then(|| [method, pattern, parts.short_rest()].concat())
    }
}

fn matches(pattern: &str, text: &str) -> bool {
    let (mut patterns, mut texts) = (pattern.split('/'), text.split('/'));
    loop {
        match (patterns.next(), texts.next()) {
            (None, None) => return true,
            // Only at the end: there it stands for all that follows.
            (Some("**"), Some(_)) if patterns.clone().next().is_none() => return true,
            (Some(pattern), Some(text)) if one(pattern, text) => {}
            _ => return false,
        }
    }
}

/// One segment; `*` and `:x` stand for one that is not empty.
fn one(pattern: &str, text: &str) -> bool {
    if pattern.len() > 1 && pattern.starts_with(':') {
        return !text.is_empty();
    }
    let pattern = if pattern == "**" { "*" } else { pattern };
    match pattern.split_once('*') {
        Some((before, after)) => {
            text.len() > before.len() + after.len() && text.starts_with(before) && text.ends_with(after)
        }
        None => pattern == text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, pairs: &[(&str, Option<&str>)]) {
        let rule = Rule::new(pattern).expect("a pattern");
        for (value, shown) in pairs {
            let parts = Parts::of(value);
            assert_eq!(rule.apply(value, parts.as_ref()).as_deref(), *shown, "{pattern} on {value}");
        }
    }

    #[test]
    fn a_path_is_for_every_host() {
        check(
            "/user/*",
            &[
                ("/user/anna", Some("/user/*")),
                ("http://[::1]:8080/user/anna?x=1", Some("http://[::1]:8080/user/*?…")),
                ("GET /user/anna", Some("GET /user/*")),
                ("/user/", None),
                ("/user", None),
                ("/user/anna/", None),
                ("/user/anna/posts", None),
                ("/User/anna", None),
                ("user/anna", None),
            ],
        );
        check("/", &[("http://h", Some("http://h/")), ("http://h/", Some("http://h/")), ("http://h/a", None)]);
    }

    #[test]
    fn a_pattern_with_a_host_is_for_that_host() {
        check(
            "https://h:1/:x/b?any",
            &[
                ("https://h:1/a/b", Some("https://h:1/:x/b")),
                ("GET https://h:1/a/b?q=1", Some("GET https://h:1/:x/b?…")),
                ("https://h:2/a/b", None),
                ("/a/b", None),
            ],
        );
        check("https://*/health", &[("https://a.example/health", Some("https://*/health"))]);
        check("GET /a/:x", &[("GET /a/5", Some("GET /a/:x")), ("POST /a/5", None), ("/a/5", None)]);
    }

    #[test]
    fn parts_of_segments_and_all_that_follows() {
        check("/file-*.txt", &[("/file-1.txt", Some("/file-*.txt")), ("/file-.txt", None), ("/file-1.csv", None)]);
        check("/s/**", &[("/s/a/b/c", Some("/s/**")), ("/s/", Some("/s/**")), ("/s", None), ("/t/a", None)]);
        check("/**/a", &[("/x/a", Some("/**/a")), ("/x/y/a", None)]);
        check("/a/:", &[("/a/:", Some("/a/:")), ("/a/b", None)]);
    }

    #[test]
    fn names_that_are_no_addresses() {
        check("order *", &[("order 17", Some("order *")), ("order ", None), ("Order 17", None)]);
        check("user/:id", &[("user/17", Some("user/:id")), ("user", None)]);
    }

    #[test]
    fn nothing_is_no_rule() {
        assert_eq!(Rule::new(""), None);
        assert_eq!(Rule::new("  "), None);
        assert_eq!(Rule::new("?x"), None);
    }
}
