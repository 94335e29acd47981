//! User names and passwords of addresses: `https://user:password@host`, and what a browser, Go or a person takes for one.
//!
//! A user ends at an @ with a host behind it. Where it may begin:
//!
//! 1. Behind a scheme and two slashes of either kind; behind `http:` and the other schemes of browsers with any number of
//!    them. Up to the next slash, question mark, number sign, blank or quote, all before the last @ is the user. Browsers
//!    end there, and k6 sends the request to what comes before. So where there is no @, but a colon with no port behind it,
//!    somebody has written those characters in a password, and it goes on. A port is a number, a template (`${PORT}`) or
//!    the word `PORT`; `user:12/pass@host` has none, if `user` can be no host.
//! 2. Behind two slashes without a scheme: the same, if it has a password. `//name@2x.png` is a path.
//! 3. At any word: `name:password@host` (`words`).
//!
//! Each spelling of a text is read, and read without tabs and line ends. What is left is read again, until nothing is found.
//! If in doubt, more goes rather than less.

use std::borrow::Cow;
use std::ops::Range;

use super::hosts::has_port;
use super::marks::user_left_out;
use super::spelled::Spelled;
use super::words::{LONGEST_KEY, LONGEST_PHRASE, is_hidden, is_of_name, is_password, is_quoted, name_end, word_end};
use super::{ends_word, first, head, last_run};

/// As long as the longest line that servers take for a request: a token may be a password.
const LONGEST: usize = 8192;
/// More rounds than addresses in addresses in addresses take.
const ROUNDS: usize = 8;

/// Schemes behind which a browser needs no slashes.
pub(super) const SPECIAL: [&str; 5] = ["http", "https", "ws", "wss", "ftp"];

/// Of an address that it cannot read, Go says a part again: what it takes for the port, the scheme or an escape.
const REPEATED: [&str; 3] = ["invalid port \":", "unsupported protocol scheme \"", "invalid URL escape \""];

/// Text without the `user:password@` of the addresses in it.
pub fn without_users(text: &str) -> Cow<'_, str> {
    // A text without an @ in any spelling costs no more than this.
    if !text.bytes().fold(false, |any, byte| any | matches!(byte, b'@' | b'%' | b'&' | b'\\' | 0xef)) {
        return Cow::Borrowed(text);
    }
    let mut plain = Cow::Borrowed(text);
    for _ in 0..ROUNDS {
        let found = find(&plain);
        if found.is_empty() {
            return plain;
        }
        plain = Cow::Owned(without_repeated(without(&plain, &found)));
    }
    // Nobody wrote that for a person to read.
    if find(&plain).is_empty() { plain } else { Cow::Borrowed("…") }
}

/// A tag's value without users; it says so, since the same address with another user, or without, is another value.
pub fn tag_without_users(value: &str) -> Cow<'_, str> {
    match without_users(value) {
        Cow::Owned(plain) => Cow::Owned(user_left_out(&plain, None)),
        same => same,
    }
}

fn without(text: &str, ranges: &[Range<usize>]) -> String {
    let (mut out, mut done) = (String::with_capacity(text.len()), 0);
    for range in ranges {
        out.push_str(&text[done..range.start]);
        done = range.end;
    }
    out + &text[done..]
}

fn without_repeated(mut text: String) -> String {
    for before in REPEATED {
        let mut at = 0;
        while let Some(start) = text[at..].find(before).map(|found| at + found + before.len()) {
            let closes = |(at, _): &(usize, &str)| !text[..start + at].ends_with('\\');
            let end = text[start..].match_indices('"').find(closes).map_or(text.len(), |(end, _)| start + end);
            text.replace_range(start..end, "…");
            at = start;
        }
    }
    text
}

/// What is looked for, the surest first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// What has slashes or the scheme of a browser.
    Slashes,
    /// The same without tabs and line ends, if it has a scheme and a password: what else meets there was not one word.
    Unbroken,
    /// What has neither.
    Words,
}

/// Where users stand in a text: the surest kind, in the first of its spellings that has it.
fn find(text: &str) -> Vec<Range<usize>> {
    let levels = Spelled::levels(text);
    let was = |view: Option<&Spelled>, range: Range<usize>| view.map_or(range.clone(), |view| view.range(&range));
    for kind in [Kind::Slashes, Kind::Unbroken, Kind::Words] {
        for level in std::iter::once(None).chain(levels.iter().map(Some)) {
            let plain = level.map_or(text, |level| &level.text);
            let unbroken = if kind == Kind::Unbroken { Spelled::unbroken(plain) } else { None };
            if kind == Kind::Unbroken && unbroken.is_none() {
                continue;
            }
            let found = users(unbroken.as_ref().map_or(plain, |view| &view.text), kind);
            if !found.is_empty() {
                return found.into_iter().map(|range| was(level, was(unbroken.as_ref(), range))).collect();
            }
        }
    }
    Vec::new()
}

/// Where users of a kind stand in one spelling of a text.
fn users(text: &str, kind: Kind) -> Vec<Range<usize>> {
    let mut ahead = Ahead { text, at: 0, part: 0, blank: 0, word: 0 };
    let (mut found, mut at) = (Vec::new(), 0);
    let (mut before, mut is_selector, mut is_key) = (None, false, false);
    while ahead.look(at) {
        let rest = &text[at..];
        let slashes = first(rest, &|c| c != '/' && c != '\\');
        let (start, is_near) = (at + slashes, ahead.at - at < LONGEST);
        let is_word = kind == Kind::Words && slashes == 0 && !is_key && before.is_none_or(|c| !is_of_name(c));
        let is_drive = || rest.starts_with('\\') && is_drive(&text[..at]);
        let is_scheme = before == Some(':') && (is_special(&text[..at]) || slashes > 1 && !is_drive());
        let end = match kind {
            _ if !is_near => None,
            Kind::Words if is_word => ahead.bare(start, before),
            Kind::Slashes if is_scheme || slashes > 1 => ahead.authority(start, is_scheme),
            Kind::Unbroken if is_scheme => ahead.authority(start, true).filter(|end| text[start..*end].contains(':')),
            _ => None,
        };
        if let Some(end) = end {
            found.push(start..end);
            (at, before) = (end, Some('@'));
        } else if slashes > 0 {
            // One backslash is a part of a name: `CORP\bob`.
            let is_inside = before.is_some_and(is_of_name) && !rest[..slashes].contains('/');
            (at, before, is_key) = (start, Some(if is_inside { '\\' } else { '/' }), false);
        } else if let Some(c) = rest.chars().next() {
            // `metric{name:value,name:value}`: a name is no user.
            is_selector = match c {
                '{' => before.is_some_and(|c: char| c.is_alphanumeric() || c == '_'),
                c => is_selector && c != '}',
            };
            is_key = is_selector && "{,".contains(c);
            // The colons of an IPv6 address are no others.
            at += if c == '[' { ip_end(rest) } else { c.len_utf8() };
            before = Some(c);
        }
    }
    found
}

/// What lies ahead of a place in a text: looked up once for all places before it, so that a text is read once.
struct Ahead<'a> {
    text: &'a str,
    /// The next @.
    at: usize,
    /// The next slash, question mark, number sign or blank.
    part: usize,
    blank: usize,
    /// The end of a word that may be a user without a scheme.
    word: usize,
}

impl Ahead<'_> {
    /// Is there an @ ahead?
    fn look(&mut self, from: usize) -> bool {
        if self.at < from || from == 0 {
            let Some(next) = self.text[from..].find('@') else { return false };
            self.at = from + next;
        }
        true
    }

    fn part(&mut self, from: usize) -> usize {
        if self.part <= from {
            let ends = |c: char| c.is_whitespace() || "/\\?#".contains(c);
            self.part = from + first(&self.text[from..], &ends);
        }
        self.part
    }

    fn blank(&mut self, from: usize) -> usize {
        if self.blank <= from {
            self.blank = from + first(&self.text[from..], &char::is_whitespace);
        }
        self.blank
    }

    /// Where the `user:password@` ends that an address begins with, behind its slashes. Without a scheme it must have a
    /// password. What k6 has masked itself is no secret, and stays.
    fn authority(&mut self, start: usize, scheme: bool) -> Option<usize> {
        let text = head(&self.text[start..], LONGEST);
        let (part, word) = (head(text, self.part(start) - start), head(text, self.blank(start) - start));
        let next = self.at - start;
        let plain = if next < part.len() { quote(part) } else { 0 };
        let end = if next < plain {
            plain
        } else if !is_open(text, part) {
            return None;
        } else if next < part.len() {
            part.len()
        } else if next < word.len() {
            word.len()
        } else {
            // A password with a blank.
            let is_phrase = scheme && next < LONGEST_PHRASE && !text[..next].contains('"');
            let ends = |c: char| ends_word(c) || "/\\?#".contains(c);
            let behind = is_phrase.then(|| &text[next..])?;
            next + first(behind, &ends)
        };
        // The last one: a password may hold others.
        let user = &text[..text[..end].rfind('@')?];
        (!is_hidden(user) && (scheme || user.contains(':'))).then_some(start + user.len() + 1)
    }

    /// As [`Self::authority`] of an address that has not even slashes: `user:password@host`.
    fn bare(&mut self, start: usize, before: Option<char>) -> Option<usize> {
        let name = &self.text[start..];
        let name = &name[..name_end(name)];
        let from = start + name.len() + 1;
        let opens = |c: char| c.is_whitespace() || "([=".contains(c) || !c.is_ascii();
        let is_none = name.is_empty() && !before.is_none_or(opens);
        let behind =
            self.text[from - 1..].strip_prefix(':').filter(|text| !is_none && !text.starts_with(['/', '\\']))?;
        // Of k6's groups: `::group::alice@corp.test`.
        if behind.starts_with(':') && self.text[..start].ends_with("::") {
            return None;
        }
        if self.word <= start {
            self.word = start + word_end(&self.text[start..]);
        }
        let word = self.word.min(from + head(behind, LONGEST).len());
        let part = self.part(from).min(word);
        if self.at >= word {
            return None;
        }
        let is_quoted = is_quoted(&self.text[..start], behind);
        let is_user = |at: &usize| is_password(behind, *at, name, is_quoted);
        // A password with slashes only if there is none without. The last ones: more are no address.
        let last = |end: usize| {
            behind.get(..end.checked_sub(from)?)?.rmatch_indices('@').map(|(at, _)| at).take(8).find(is_user)
        };
        let found = if self.at < part { last(part) } else { None };
        found.or_else(|| last(word)).map(|at| from + at + 1)
    }
}

/// Is that the colon of a drive and not of a scheme?
fn is_drive(before: &str) -> bool {
    let name = before.strip_suffix(':').unwrap_or_default();
    name.len() - last_run(name, &|c| c.is_ascii_alphanumeric()) == 1
}

/// Does a text that ends with a colon end with a scheme of browsers?
fn is_special(before: &str) -> bool {
    let name = before.strip_suffix(':').unwrap_or_default();
    let word = &name[last_run(name, &|c| c.is_ascii_alphanumeric())..];
    SPECIAL.iter().any(|scheme| word.eq_ignore_ascii_case(scheme))
}

/// Does a text begin with a name and a password that goes on behind what ends an authority? A port does not.
fn is_open(text: &str, authority: &str) -> bool {
    let host = if text.starts_with('[') { ip_end(authority) } else { 0 };
    let Some(colon) = authority[host..].find(':').map(|colon| host + colon) else { return false };
    quote(&authority[..colon]) == colon && !has_port(&text[..colon], &text[colon + 1..])
}

/// Where the IPv6 address ends that a bracket begins, before its own bracket; else behind the bracket.
fn ip_end(text: &str) -> usize {
    let inner = &head(text, LONGEST_KEY)[1..];
    let end = first(inner, &|c| !c.is_ascii_hexdigit() && c != ':' && c != '.');
    let is_ip = inner[..end].matches(':').count() > 1 && inner[end..].starts_with([']', '%']);
    if is_ip { 1 + end } else { 1 }
}

/// Where the quote is that ends a text: one between letters or digits is a part of it.
pub(super) fn quote(text: &str) -> usize {
    let is_inside = |at: usize, c: char| {
        text[..at].ends_with(char::is_alphanumeric) && text[at + c.len_utf8()..].starts_with(char::is_alphanumeric)
    };
    let mut all = text.char_indices().filter(|(_, c)| ends_word(*c));
    all.find(|(at, c)| c.is_whitespace() || !is_inside(*at, *c)).map_or(text.len(), |(at, _)| at)
}
