//! What may be secret in addresses: `user:password@`, which nobody gets to see, and query strings, which exports leave
//! out unless they are asked for. Addresses are found inside of any text: a name, an error, a line of a console.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

/// Text without the `user:password@` of the addresses in it.
pub fn without_users(text: &str) -> Cow<'_, str> {
    if !text.contains('@') {
        return Cow::Borrowed(text);
    }
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    // JSON in a console line may write slashes as \/.
    while let Some(at) = rest.find("//").map(|at| at + 2).or_else(|| rest.find("\\/\\/").map(|at| at + 4)) {
        out.push_str(&rest[..at]);
        let scheme = has_scheme(&out);
        rest = &rest[at..];
        if let Some(end) = scheme.and_then(|scheme| user_end(rest, scheme)) {
            rest = &rest[end..];
        }
    }
    out.push_str(rest);
    if out.len() == text.len() {
        return Cow::Borrowed(text);
    }
    // Go takes what is between a colon and the wrong character of a password for a port, and says it again.
    if let Some(at) = out.find(PORT).map(|at| at + PORT.len()) {
        let end = out[at..].find('"').map_or(out.len(), |end| at + end);
        out.replace_range(at..end, "…");
    }
    Cow::Owned(out)
}

const PORT: &str = "invalid port \":";

/// Two slashes begin the host of an address behind a scheme (true), or where a word begins (false); in a path they do not.
fn has_scheme(before: &str) -> Option<bool> {
    let before = before.trim_end_matches(['/', '\\']);
    match before.chars().next_back() {
        Some(':') => Some(true),
        None => Some(false),
        Some(c) => (c.is_whitespace() || "\"'`<>({[=,".contains(c)).then_some(false),
    }
}

/// How long the `user:password@` is that an address begins with, behind its two slashes. Without a scheme it must have a
/// password: `//name@2x.png` is a path. What k6 has masked itself is no secret, and stays.
fn user_end(text: &str, scheme: bool) -> Option<usize> {
    let word = text.find(char::is_whitespace).unwrap_or(text.len());
    let host = text[..word].find(['/', '\\', '?', '#']).unwrap_or(word);
    let quote = text[..host].find(['"', '\'', '`', '<', '>']).unwrap_or(host);
    // A quote ends the address, and so does a slash, unless what is before them can only be a password: no port.
    let is_open = |end: usize| {
        let port = text[..end].split_once(':').map(|(_, port)| port);
        let is_port = |port: &str| port.starts_with(['{', '$', ':']) || port.bytes().all(|byte| byte.is_ascii_digit());
        !text.starts_with('[') && port.is_some_and(|port| !is_port(port))
    };
    let end = match (text[..quote].contains('@'), is_open(quote)) {
        (true, _) | (false, false) => quote,
        (false, true) if text[..host].contains('@') => host,
        (false, true) => word,
    };
    // The last one: a password may hold others.
    let at = text[..end].rfind('@')?;
    let user = &text[..at];
    let hidden = user.chars().all(|c| "*:".contains(c));
    (!hidden && (scheme || user.contains(':'))).then_some(at + 1)
}

/// Leaves out query strings. Two that differ stay apart: they are numbered for each address, in the order in which they
/// come. Texts of one export go through one of these.
#[derive(Debug, Default)]
pub struct Queries {
    numbers: HashMap<String, HashMap<String, usize>>,
    /// Queries of values that are an address as a whole: nothing else tells where one ends that has a blank in it.
    known: BTreeSet<String>,
}

/// A query in a text.
struct Found<'a> {
    address: &'a str,
    /// Behind the question mark.
    start: usize,
    end: usize,
}

impl Queries {
    /// Takes note of a value that is an address, with a method before it or not, so that it is known in sentences.
    pub fn learn(&mut self, value: &str) {
        if let Some(found) = find(value, 0, whole_end) {
            self.known.insert(value[found.start..found.end].to_owned());
            self.number(found.address, &value[found.start..found.end]);
        }
    }

    /// A value that is an address: what follows its question mark is the query, to its end.
    pub fn value<'a>(&mut self, value: &'a str) -> Cow<'a, str> {
        self.replaced(value, &|text, start, _: &BTreeSet<String>| whole_end(text, start))
    }

    /// A text that may have addresses in it.
    pub fn text<'a>(&mut self, text: &'a str) -> Cow<'a, str> {
        self.replaced(text, &|text, start, known: &BTreeSet<String>| {
            let ends =
                |len: &usize| !text[start + len..].starts_with(|c: char| c.is_alphanumeric() || "%&=+-_".contains(c));
            let known = known_end(&text[start..], known).filter(ends);
            known.map_or_else(|| end_in_text(text, start), |len| start + len)
        })
    }

    fn replaced<'a>(&mut self, text: &'a str, end: &dyn Fn(&str, usize, &BTreeSet<String>) -> usize) -> Cow<'a, str> {
        let (mut out, mut done) = (String::new(), 0);
        while let Some(found) = find(text, done, |text, start| end(text, start, &self.known)) {
            out.push_str(&text[done..found.start]);
            out.push_str(&match self.number(found.address, &text[found.start..found.end]) {
                1 => "[query left out]".to_owned(),
                n => format!("[query {n} left out]"),
            });
            done = found.end;
        }
        if done == 0 {
            return Cow::Borrowed(text);
        }
        out.push_str(&text[done..]);
        Cow::Owned(out)
    }

    /// Was there any?
    pub fn any(&self) -> bool {
        !self.numbers.is_empty()
    }

    fn number(&mut self, address: &str, query: &str) -> usize {
        let of_address = self.numbers.entry(address.to_owned()).or_default();
        let next = of_address.len() + 1;
        *of_address.entry(query.to_owned()).or_insert(next)
    }
}

/// The first query at or behind `from`. A question mark begins one if an address is before it or a `key=` behind it.
fn find(text: &str, from: usize, end: impl Fn(&str, usize) -> usize) -> Option<Found<'_>> {
    for (at, mark) in text[from..].match_indices(['?', '#']) {
        let start = from + at + mark.len();
        let address = address_before(&text[from..start - 1]);
        let end = end(text, start);
        let query = &text[start..end];
        let is_one = match mark {
            // What follows a question mark in a fragment is found there.
            "#" => address.contains('/') && query.contains('=') && !query.contains('?'),
            _ => address.contains('/') || !address.is_empty() && query.contains('='),
        };
        // Templates of addresses have an ellipsis there.
        if is_one && !query.is_empty() && !query.starts_with(char::is_whitespace) && query != "…" {
            return Some(Found { address, start, end });
        }
    }
    None
}

/// The address that ends where a text ends: from its scheme, else from its first slash on.
fn address_before(text: &str) -> &str {
    let word = text.rfind(|c: char| c.is_whitespace() || "\"'`<>".contains(c));
    let word = word.map_or(text, |at| text[at..].split_at(text[at..].chars().next().map_or(0, char::len_utf8)).1);
    if let Some(at) = word.rfind("://") {
        let scheme = word[..at].rfind(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c));
        return &word[scheme.map_or(0, |before| before + word[before..].chars().next().map_or(0, char::len_utf8))..];
    }
    let part = word.rfind(['(', '{', '[', ',', '=', ':']).map_or(word, |at| &word[at + 1..]);
    part.find('/').map_or(part, |at| &part[at..])
}

/// A value is an address to its end, unless it quotes one.
fn whole_end(text: &str, start: usize) -> usize {
    match text[..start].rfind(['"', '`']) {
        Some(_) => end_in_text(text, start),
        None => text.len(),
    }
}

/// In a sentence a query ends at the quote that began its word, unless a backslash is before that, else at a blank; without
/// the punctuation before that.
fn end_in_text(text: &str, start: usize) -> usize {
    let word = text[..start].rfind(|c: char| c.is_whitespace() || "\"'`<>".contains(c));
    let opening = word.and_then(|at| text[at..].chars().next());
    let closing = opening.and_then(|c| match c {
        '<' => Some('>'),
        '"' | '\'' | '`' => Some(c),
        _ => None,
    });
    let rest = &text[start..];
    let plain = |(at, _): &(usize, &str)| !rest[..*at].ends_with('\\');
    let quoted = closing.and_then(|c| rest.match_indices(c).find(plain)).map(|(at, _)| at);
    let end = quoted.or_else(|| rest.find(char::is_whitespace)).unwrap_or(rest.len());
    start + rest[..end].trim_end_matches(|c| "})],.;:!\\\"'`>".contains(c)).len()
}

/// The longest of the known ones that a text begins with.
fn known_end(text: &str, known: &BTreeSet<String>) -> Option<usize> {
    let mut upto = text;
    loop {
        let nearest =
            known.range::<str, _>((std::ops::Bound::Unbounded, std::ops::Bound::Included(upto))).next_back()?;
        let common = nearest.char_indices().zip(upto.chars()).find(|((_, a), b)| a != b).map(|((at, _), _)| at);
        match common.unwrap_or_else(|| nearest.len().min(upto.len())) {
            len if len == nearest.len() => return Some(len),
            0 => return None,
            len => upto = &upto[..len],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_go_wherever_they_stand() {
        for (text, shown) in [
            ("https://u:p@h/x", "https://h/x"),
            ("https://u@h", "https://h"),
            ("https://bob:pa'ss@h/x", "https://h/x"),
            ("https://bob:p`a\\s>s@h/x", "https://h/x"),
            (
                "parse \"https://bob:SECRET#x@h/\": invalid port \":SECRET\" after host",
                "parse \"https://h/\": invalid port \":…\" after host",
            ),
            ("https://bob:a/b@h/x", "https://h/x"),
            ("see //u:p@h/x", "see //h/x"),
            ("https://u:p@ss@h:80/x?mail=a@b", "https://h:80/x?mail=a@b"),
            ("Get \"https://u:p@h/x?t=1\": dial tcp: lookup h", "Get \"https://h/x?t=1\": dial tcp: lookup h"),
            ("http_req_duration{url:https://u:p@h/x}", "http_req_duration{url:https://h/x}"),
            ("{\"url\":\"https:\\/\\/u:p@h\\/x\"}", "{\"url\":\"https:\\/\\/h\\/x\"}"),
            ("ws://u:p@h then //v:q@g/y", "ws://h then //g/y"),
            ("a@b // no address", "a@b // no address"),
            ("https://h/@me", "https://h/@me"),
        ] {
            assert_eq!(without_users(text), shown);
        }
        for same in [
            "https://h/img//logo@2x.png",
            "team//qa@corp.test",
            "//fast@v2",
            "npm://@scope/pkg@1.0",
            "https://****:****@h/a",
            "\"https://h:8080\",\"x@y\"",
            "http://[2001:db8::1]/a@b",
            "http://h:${PORT}/a@b",
            "http://h:{{port}}/a@b",
        ] {
            assert_eq!(without_users(same), same);
        }
    }

    #[test]
    fn queries_end_where_the_address_ends() {
        let gone = "[query left out]";
        for (text, shown) in [
            ("https://h/x?token=1", format!("https://h/x?{gone}")),
            ("/x?secret", format!("/x?{gone}")),
            ("GET /x?token=1 took long", format!("GET /x?{gone} took long")),
            ("Get \"https://h/x?a=1&b=it's a\": dial tcp", format!("Get \"https://h/x?{gone}\": dial tcp")),
            ("m{url:https://h/x?token=1}: p(95)<500", format!("m{{url:https://h/x?{gone}}}: p(95)<500")),
            ("m{name:search?q=1,method:GET}", format!("m{{name:search?{gone}}}")),
            (
                "see https://h/x?a=1, and (https://h/y?b=2).",
                format!("see https://h/x?{gone}, and (https://h/y?{gone})."),
            ),
            ("{\"u\":\"https://h/x?t=1\",\"m\":\"GET\"}", format!("{{\"u\":\"https://h/x?{gone}\",\"m\":\"GET\"}}")),
            (
                "Get \"https://h/x?f={\\\"token\\\":\\\"SECRET\\\"}\": EOF",
                format!("Get \"https://h/x?{gone}\\\"}}\": EOF"),
            ),
            ("GET https://h/x?q={\"t\":\"SECRET\"} took long", format!("GET https://h/x?{gone}\"}} took long")),
            ("see <https://h/x?a=1>.", format!("see <https://h/x?{gone}>.")),
            ("https://h/cb#access_token=1", format!("https://h/cb#{gone}")),
            ("https://h/#/route?t=1", format!("https://h/#/route?{gone}")),
            ("é/x?t=1", format!("é/x?{gone}")),
        ] {
            assert_eq!(Queries::default().text(text), shown, "{text}");
        }
        for same in ["status is 200?", "is ok? yes", "https://h/x?", "/x?…", "why? a=b", "https://h/x#top", "#1 a=b"]
        {
            assert_eq!(Queries::default().text(same), same);
        }
    }

    #[test]
    fn different_queries_stay_apart_and_are_known_in_sentences() {
        let mut queries = Queries::default();
        for value in ["https://h/x?q=a b", "https://h/x?q=a", "GET /y?q=a, b"] {
            queries.learn(value);
        }
        assert_eq!(queries.value("https://h/x?q=a b"), "https://h/x?[query left out]");
        assert_eq!(queries.value("https://h/x?q=a"), "https://h/x?[query 2 left out]");
        assert_eq!(queries.text("https://h/x?q=a b is slow"), "https://h/x?[query left out] is slow");
        assert_eq!(queries.text("https://h/x?q=a is slow"), "https://h/x?[query 2 left out] is slow");
        assert_eq!(queries.text("(GET /y?q=a, b)"), "(GET /y?[query left out])");
        assert_eq!(queries.value("https://h/z?q=a"), "https://h/z?[query left out]");
    }
}
