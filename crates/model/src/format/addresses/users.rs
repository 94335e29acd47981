//! User names and passwords of addresses: `https://user:password@host`, and what a browser or a person takes for one.

use std::borrow::Cow;
use std::ops::Range;

use super::{Decoded, ends_word, head, tail};

/// Longer than any user name with its password.
const LONGEST: usize = 2000;
/// Longer than the name of any tag.
const LONGEST_KEY: usize = 200;

/// Schemes behind which a browser needs no slashes, and takes backslashes for them.
const SPECIAL: [&str; 5] = ["http", "https", "ws", "wss", "ftp"];

/// What is before the colon of a mail address or a package, unless a second colon follows: then of a user.
const NO_USERS: [&str; 14] = [
    "acct",
    "bcc",
    "cc",
    "e-mail",
    "email",
    "from",
    "mailto",
    "npm",
    "recipient",
    "sender",
    "sip",
    "sips",
    "to",
    "xmpp",
];

/// Text without the `user:password@` of the addresses in it.
pub fn without_users(text: &str) -> Cow<'_, str> {
    let mut plain = Cow::Borrowed(text);
    // What is left can be an address again: `http://http://u:p@h@g`.
    for _ in 0..8 {
        let mut found = users(&plain);
        if found.is_empty()
            && let Some(decoded) = Decoded::of(&plain).filter(|decoded| decoded.text.contains('@'))
        {
            found = users(&decoded.text).iter().map(|range| decoded.range(range)).collect();
        }
        if found.is_empty() {
            break;
        }
        plain = Cow::Owned(without(&plain, &found));
    }
    let Cow::Owned(mut out) = plain else { return plain };
    // Go takes what is between a colon and the wrong character of a password for a port, and says it again.
    if let Some(at) = out.find(PORT).map(|at| at + PORT.len()) {
        let end = out[at..].find('"').map_or(out.len(), |end| at + end);
        out.replace_range(at..end, "…");
    }
    Cow::Owned(out)
}

const PORT: &str = "invalid port \":";

/// A tag's value without users; it says so, since the same address with another user, or without, is another value.
pub fn tag_without_users(value: &str) -> Cow<'_, str> {
    match without_users(value) {
        Cow::Owned(plain) => Cow::Owned(user_left_out(&plain, None)),
        same => same,
    }
}

/// A value without its user: the only one of that address, or one of several, by number.
pub fn user_left_out(plain: &str, number: Option<usize>) -> String {
    number.map_or_else(|| format!("{plain} [user left out]"), |number| format!("{plain} [user {number} left out]"))
}

fn without(text: &str, ranges: &[Range<usize>]) -> String {
    let (mut out, mut done) = (String::with_capacity(text.len()), 0);
    for range in ranges {
        out.push_str(&text[done..range.start]);
        done = range.end;
    }
    out + &text[done..]
}

/// Where users stand in a text.
fn users(text: &str) -> Vec<Range<usize>> {
    let Some(last) = text.rfind('@') else { return Vec::new() };
    let (mut found, mut at, mut before) = (Vec::new(), 0, None);
    while at <= last {
        let rest = &text[at..];
        let slashes = rest.len() - rest.trim_start_matches(['/', '\\']).len();
        // Two colons begin the name of a group, one the value of a selector's tag. So do quotes of any script a word.
        let opens = |c: char| ends_word(c) || "({[=,|".contains(c) || !c.is_ascii() && !c.is_alphanumeric();
        let begins_word =
            before.is_none_or(opens) || before == Some(':') && (text[..at].ends_with("::") || is_tag(&text[..at - 1]));
        let rest = &rest[slashes..];
        let end = if before == Some(':') && is_special(&text[..at]) {
            user_end(rest, true)
        } else if text[at..at + slashes].matches('/').count() > 1 {
            // Two slashes begin a host behind a scheme, or where a word begins; in a path they do not.
            (before == Some(':') || begins_word).then(|| user_end(rest, before == Some(':'))).flatten()
        } else {
            // Behind these a colon may be that of a tag.
            (slashes == 0 && begins_word && !matches!(before, Some('{' | ','))).then(|| bare_end(rest)).flatten()
        };
        at += slashes;
        if let Some(end) = end {
            found.push(at..at + end);
            at += end;
        }
        let next = text[at..].chars().next();
        // What has been looked at as a host is not skipped: only one character of it is.
        before = next.or(before);
        at += next.map_or(1, char::len_utf8);
    }
    found
}

/// Does a text that ends with a colon end with a scheme of browsers?
fn is_special(before: &str) -> bool {
    let word = before[..before.len() - 1].rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    SPECIAL.iter().any(|scheme| word.eq_ignore_ascii_case(scheme))
}

/// Does a text end with the name of a tag, as a selector has it: `{name` or `,name`?
fn is_tag(before: &str) -> bool {
    let key = |c: char| c.is_alphanumeric() || "_-.".contains(c);
    tail(before, LONGEST_KEY).trim_end_matches(key).ends_with(['{', ','])
}

/// How long the `user:password@` is that an address begins with, behind its slashes. Without a scheme it must have a
/// password: `//name@2x.png` is a path. What k6 has masked itself is no secret, and stays.
fn user_end(text: &str, scheme: bool) -> Option<usize> {
    let text = head(text, LONGEST);
    let word = text.find(char::is_whitespace).unwrap_or(text.len());
    let host = text[..word].find(['/', '\\', '?', '#']).unwrap_or(word);
    let quote = text[..host].find(ends_word).unwrap_or(host);
    // A quote ends the address, and so does a slash, unless what is before them can only be a password: no port.
    let is_open = text[..quote].split_once(':').is_some_and(|(_, port)| {
        !text.starts_with('[') && !port.starts_with(['{', '$', ':']) && !port.bytes().all(|byte| byte.is_ascii_digit())
    });
    let has_user = |end: &usize| text[..*end].contains('@');
    let end = match [quote, host, word].into_iter().take(if is_open { 3 } else { 1 }).find(has_user) {
        Some(end) => end,
        // A password with a blank.
        None if is_open && scheme => {
            let at = text.find(['@', '"']).filter(|at| text[*at..].starts_with('@'))?;
            text[at..].find(|c: char| ends_word(c) || "/\\?#".contains(c)).map_or(text.len(), |end| at + end)
        }
        None => return None,
    };
    // The last one: a password may hold others.
    let user = &text[..text[..end].rfind('@')?];
    let hidden = user.chars().all(|c| "*:".contains(c));
    (!hidden && (scheme || user.contains(':'))).then_some(user.len() + 1)
}

/// As [`user_end`] of an address that has not even slashes: `user:password@host`. A mail address, a version, a time and
/// the size of a picture are none; the user may be one with an `@` or a domain of its own.
fn bare_end(text: &str) -> Option<usize> {
    let text = head(text, LONGEST);
    let name = &text[..text.find(|c: char| !c.is_alphanumeric() && !"-._~%+!$&*;@\\".contains(c))?];
    let behind = text[name.len()..].strip_prefix(':')?;
    let word = behind.split(|c: char| ends_word(c) || "/\\?#".contains(c)).next().unwrap_or_default();
    let (password, host) = word.rsplit_once('@')?;
    let (host, port) = if host.starts_with('[') { (host, "") } else { host.split_once(':').unwrap_or((host, "")) };
    let is_ip = host.split('.').count() == 4;
    // A database on this machine has none: `user:password@/name`.
    let is_left_out = host.is_empty() && behind[word.len()..].starts_with('/');
    let is_host =
        is_left_out || host.starts_with(|c: char| c.is_alphabetic() || c == '[' || is_ip && c.is_ascii_digit());
    let port = port.trim_end_matches(|c: char| !c.is_alphanumeric());
    let is_port = port.starts_with(['$', '{']) || port.bytes().all(|byte| byte.is_ascii_digit());
    let is = |scheme: &&str| name.eq_ignore_ascii_case(scheme);
    let other = SPECIAL.iter().any(&is) || !password.contains(':') && NO_USERS.iter().any(is);
    let hidden = name.bytes().chain(password.bytes()).all(|byte| byte == b'*' || byte == b':');
    let is_password = !password.is_empty() && !password.starts_with('@') && !hidden && !is_time(name, password);
    let is_name = !name.is_empty() && !name.starts_with('@');
    (is_name && !other && is_password && is_host && is_port).then_some(name.len() + password.len() + 2)
}

/// Are the two sides of a colon hours and minutes, with a date before them and seconds behind them or not?
fn is_time(before: &str, behind: &str) -> bool {
    let only = |text: &str, more: &[u8]| text.bytes().all(|byte| byte.is_ascii_digit() || more.contains(&byte));
    let hours = &before[before.rfind('T').map_or(0, |at| at + 1)..];
    let minutes = &behind[..behind.find([':', '.', 'Z']).unwrap_or(behind.len())];
    hours.len() < 3 && only(hours, b"") && minutes.len() < 3 && only(before, b"-T") && only(behind, b":.Z")
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
            // As browsers read them.
            ("http:/u:p@h/x", "http:/h/x"),
            ("GET http:u:p@h/x", "GET http:h/x"),
            ("HTTP:\\\\u:p@h\\x", "HTTP:\\\\h\\x"),
            ("http:\\/u:p@h/x", "http:\\/h/x"),
            ("http:///u:p@h/x", "http:///h/x"),
            // As people write them.
            ("u:p@h.test:8080/a", "h.test:8080/a"),
            ("no route to u:p@h/", "no route to h/"),
            ("via (u:p@10.0.0.1:80)", "via (10.0.0.1:80)"),
            ("u:p@ss@[::1]/a", "[::1]/a"),
            ("::u:p@h.test::u:p@h.test/a", "::h.test/a"),
            ("http:// u:p@h.test/a", "http:// h.test/a"),
            ("postgres://u:my pass@db:5432/x", "postgres://db:5432/x"),
            ("parse \"http://u:a b@h/\": invalid userinfo", "parse \"http://h/\": invalid userinfo"),
            // Encoded, as in a query of another address.
            ("http%3A%2F%2Fu%3Ap%40h%2Fx", "http%3A%2F%2Fh%2Fx"),
            ("https://g/?to=http%253a%252f%252fu%253ap%2540h", "https://g/?to=http%253a%252f%252fh"),
            ("u%3Ap%40h.test", "h.test"),
            ("http://http://u:p@h@g", "http://http://g"),
            // Of users that are mail addresses or have a domain, in front of a message, in a selector that is not closed, in
            // quotes of any script, of a database without a host.
            ("bob@corp.test:SECRET@ftp.test/x", "ftp.test/x"),
            ("dial CORP\\bob:SECRET@h.test", "dial h.test"),
            ("dial tcp u:p@h.test:8080: connection refused", "dial tcp h.test:8080: connection refused"),
            ("[u:p@h.test:80]", "[h.test:80]"),
            ("u:p@h.test:${PORT}/x", "h.test:${PORT}/x"),
            ("m{name:u:p@h.test", "m{name:h.test"),
            ("m{a:b,name:bob@corp.test:p@h.test}", "m{a:b,name:h.test}"),
            ("„u:p@h.test:80“", "„h.test:80“"),
            ("（u:p@h.test）", "（h.test）"),
            ("u:p@/db", "/db"),
            ("sip:u:p@h.test", "h.test"),
            ("12:3456@h.test", "h.test"),
        ] {
            assert_eq!(without_users(text), shown, "{text}");
            assert_eq!(without_users(shown), shown, "{text}");
        }
        for same in [
            "https://h/img//logo@2x.png",
            "icon:large@2x.png",
            "team//qa@corp.test",
            "//fast@v2",
            "npm://@scope/pkg@1.0",
            "npm:@scope/pkg@1.0",
            "npm:pkg@1.0",
            "pkg:name@1.2.3",
            "nginx:1.25@sha256:9f86ab",
            "mailto:bob@corp.test",
            "mail bob@corp.test: no",
            "no such user, email:bob@corp.test",
            "map[from:bob@corp.test to:ann@corp.test]",
            "at 12:30@office",
            "m{at:2026-01-02T09:05:07.25Z@office}",
            "git@github.com:a/b@v1",
            "git@github.com:a/b.git",
            "over http: ask bob@corp.test",
            "m{owner:bob@corp.test}",
            "m{a:b,owner:bob@corp.test}",
            "https://****:****@h/a",
            "\"https://h:8080\",\"x@y\"",
            "http://[2001:db8::1]/a@b",
            "http://h:${PORT}/a@b",
            "http://h:{{port}}/a@b",
            "http://h/who%40corp",
        ] {
            assert_eq!(without_users(same), same);
        }
    }

    #[test]
    fn tags_say_that_a_user_is_left_out() {
        assert_eq!(tag_without_users("https://u:p@h/x"), "https://h/x [user left out]");
        assert_eq!(tag_without_users("https://h/x [user left out]"), "https://h/x [user left out]");
    }

    /// Long texts of few kinds of characters cost no more than their length: this ends at once, or never.
    #[test]
    fn long_texts_are_read_once() {
        for part in ["http:", "http:a:x/", "=//", "u:p@", "a:b", "%40", "//u:p@ss/"] {
            let text = part.repeat(200_000 / part.len()) + " \"x@y";
            assert!(without_users(&text).len() <= text.len());
        }
    }
}
