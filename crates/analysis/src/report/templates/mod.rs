//! Addresses that differ only in an item's number, made alike: `/user/17` and `/user/18` are `/user/:id`.
//!
//! ```text
//! "GET https://h:8080/user/17/a?x=1"  ->  "GET " + "https://h:8080" + "/user/:id/a" + "?…"
//! ```
//! A user's rules come first, in their order; what none of them knows is made alike by what its segments look like.
//! A text that is no address stays as it is, unless a rule is about it.

mod kind;
mod rule;

use self::rule::Rule;

/// Rules, read once and used for many values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Templates {
    rules: Vec<Rule>,
}

/// An address taken apart; the parts put together are the text.
struct Parts<'a> {
    /// "GET " where a name starts with a method.
    method: &'a str,
    /// `https://host:8080`; empty for a path alone.
    origin: &'a str,
    path: &'a str,
    /// With its `?` or `#`.
    rest: &'a str,
}

impl Templates {
    /// Rules as they are typed; empty ones count for nothing.
    pub fn new(rules: &[String]) -> Self {
        Self { rules: rules.iter().filter_map(|rule| Rule::new(rule)).collect() }
    }

    /// The template of a value.
    pub fn of(&self, value: &str) -> String {
        let parts = Parts::of(value);
        if let Some(found) = self.rules.iter().find_map(|rule| rule.apply(value, parts.as_ref())) {
            return found;
        }
        let Some(parts) = parts else { return value.to_owned() };
        let mut out = String::with_capacity(value.len());
        out.push_str(parts.method);
        out.push_str(parts.origin);
        for (at, segment) in parts.path.split('/').enumerate() {
            if at > 0 {
                out.push('/');
            }
            kind::push(&mut out, segment);
        }
        out.push_str(parts.short_rest());
        out
    }
}

impl<'a> Parts<'a> {
    /// `None` if the text is no address: neither `scheme://…` nor `/…`.
    fn of(text: &'a str) -> Option<Self> {
        let (method, address) = match text.split_once(' ') {
            Some((word, rest)) if !word.is_empty() && word.bytes().all(|b| b.is_ascii_uppercase()) => {
                (&text[..=word.len()], rest)
            }
            _ => ("", text),
        };
        let (address, rest) = address.split_at(address.find(['?', '#']).unwrap_or(address.len()));
        let start = match address.split_once("://") {
            Some((scheme, after)) if is_scheme(scheme) => {
                let host = scheme.len() + 3;
                host + after.find('/').unwrap_or(after.len())
            }
            _ if address.starts_with('/') => 0,
            _ => return None,
        };
        let (origin, path) = address.split_at(start);
        Some(Self { method, origin, path, rest })
    }

    /// A query string and a fragment are mentioned, not shown.
    fn short_rest(&self) -> &'static str {
        match (self.rest.as_bytes().first(), self.rest.len()) {
            (Some(b'?'), 2..) => "?…",
            (Some(b'?'), _) => "?",
            (Some(b'#'), _) => "#…",
            _ => "",
        }
    }
}

/// RFC 3986, section 3.1.
fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pairs: &[(&str, &str)]) {
        for (value, template) in pairs {
            assert_eq!(Templates::default().of(value), *template, "{value}");
        }
    }

    #[test]
    fn items_of_a_path() {
        check(&[
            ("https://a.example/user/17", "https://a.example/user/:id"),
            ("/user/17/posts/3", "/user/:id/posts/:id"),
            ("/user/17/", "/user/:id/"),
            ("/user//17", "/user//:id"),
            ("/", "/"),
            ("https://a.example", "https://a.example"),
            ("https://a.example/", "https://a.example/"),
            ("GET /user/17", "GET /user/:id"),
            ("DELETE https://a.example/user/17?now", "DELETE https://a.example/user/:id?…"),
            ("/v1/users/me", "/v1/users/me"),
        ]);
    }

    #[test]
    fn hosts_and_ports_are_no_items() {
        check(&[
            ("http://127.0.0.1:8080/a/5", "http://127.0.0.1:8080/a/:id"),
            ("http://[::1]:8080/a/5", "http://[::1]:8080/a/:id"),
            ("http://[2001:db8::17]/5", "http://[2001:db8::17]/:id"),
            ("HTTP://A.Example:80/B/5", "HTTP://A.Example:80/B/:id"),
            ("http://12345/67", "http://12345/:id"),
            ("grpc://h/pkg.Service/Get", "grpc://h/pkg.Service/Get"),
            ("ws://h:1?token=a", "ws://h:1?…"),
        ]);
    }

    #[test]
    fn queries_and_fragments_are_dropped() {
        check(&[
            ("/a?x=1&y=/2", "/a?…"),
            ("/a?", "/a?"),
            ("/a/7#part-3", "/a/:id#…"),
            ("/a?x=1#b", "/a?…"),
            ("http://h?u=http://x/1", "http://h?…"),
            ("/cart/5;jsessionid=0A1B", "/cart/:id;…"),
        ]);
    }

    #[test]
    fn what_is_encoded_stays_encoded() {
        check(&[
            ("/a%2F17/b%20c", "/a%2F17/b%20c"),
            ("/caf%C3%A9/17", "/caf%C3%A9/:id"),
            ("/straße/17", "/straße/:id"),
            ("/%F0%9F%9A%97", "/%F0%9F%9A%97"),
        ]);
    }

    #[test]
    fn what_is_no_address_stays_as_it_is() {
        check(&[
            ("", ""),
            ("17", "17"),
            ("checkout 17", "checkout 17"),
            ("GET 17", "GET 17"),
            ("flaky?", "flaky?"),
            ("a/17", "a/17"),
            (" /a/17", " /a/17"),
            ("1://h/17", "1://h/17"),
            ("550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-446655440000"),
        ]);
    }

    #[test]
    fn rules_come_first_and_in_their_order() {
        let templates = |rules: &[&str]| Templates::new(&rules.iter().map(|r| (*r).to_owned()).collect::<Vec<_>>());
        let one = templates(&["", "  ", "/user/me", "/user/:name"]);
        assert_eq!(one.of("https://h/user/me"), "https://h/user/me");
        assert_eq!(one.of("https://h/user/anna?x=1"), "https://h/user/:name?…");
        assert_eq!(one.of("https://h/user/17"), "https://h/user/:name");
        assert_eq!(one.of("https://h/order/17"), "https://h/order/:id", "what no rule knows is made alike as ever");
        assert_eq!(templates(&["/user/*", "/user/me"]).of("/user/me"), "/user/*");
    }
}
