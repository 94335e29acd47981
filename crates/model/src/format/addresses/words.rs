//! Users without a scheme: what distinguishes `user:password@host` from other words with a colon and an @.
//!
//! The host is certain, or the password has characters that no word has, or it stands where Go has addresses in errors.
//! None of that makes a user of a time, a package, a version, a mail address behind `email:`, a number and its unit.

use super::hosts::{Host, has_port};
use super::users::{SPECIAL, quote};
use super::{ends_word, first, head};

/// Longer than a template, than the name of most parameters, than an IPv6 address.
pub(super) const LONGEST_KEY: usize = 60;
/// Longer than any password with blanks, or than the address in an error.
pub(super) const LONGEST_PHRASE: usize = 300;
/// Longer than a word that is no password.
const LONGEST_WORD: usize = 100;

/// What is before the colon of a mail address, unless a second colon follows: then of a user.
const MAIL: [&str; 13] =
    ["acct", "bcc", "cc", "e-mail", "email", "from", "mailto", "recipient", "sender", "sip", "sips", "to", "xmpp"];
/// What is before the colon of a package with its version or branch, if that can be no host: `pkg:npm/@scope/name@1.2`.
const PACKAGES: [&str; 7] = ["docker", "github", "image", "npm", "pkg", "ref", "uses"];

/// Where the word ends that a text begins with. An address with a scheme is another, and so is the next parameter.
pub(super) fn word_end(text: &str) -> usize {
    let word = &text[..quote(text)];
    let ends = |(at, c): &(usize, char)| match c {
        ':' => word[*at..].starts_with("://"),
        '&' | ';' => is_parameter(&word[at + 1..]),
        _ => false,
    };
    word.char_indices().find(ends).map_or(word.len(), |(at, _)| at)
}

/// Does a text begin with `name=`?
fn is_parameter(text: &str) -> bool {
    let text = head(text, LONGEST_KEY);
    let rest = &text[first(text, &|c| !c.is_alphanumeric() && !"_-.[]%".contains(c))..];
    rest.starts_with('=')
}

pub(super) fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || "-._~%+!$&*;^@\\".contains(c)
}

/// How long the name of a user is that a text begins with; it may be a template: `${USER}`, `{{user}}`.
pub(super) fn name_end(text: &str) -> usize {
    let mut end = 0;
    while let Some(c) = text[end..].chars().next() {
        end += match c {
            '{' => match head(&text[end..], LONGEST_KEY).find(|c: char| c == '}' || c == ':' || ends_word(c)) {
                Some(close) if text[end + close..].starts_with('}') => close + 1,
                _ => break,
            },
            // The second brace of `}}`.
            '}' if text[..end].ends_with('}') => 1,
            c if is_of_name(c) => c.len_utf8(),
            _ => break,
        };
    }
    end
}

/// Does it stand where Go has addresses and hosts in errors: `parse "..": `, `Get "..": `, `lookup ..: `?
pub(super) fn is_quoted(before: &str, behind: &str) -> bool {
    let is_verb = before.strip_suffix(" \"").is_some_and(|before| before.ends_with(|c: char| c.is_ascii_alphabetic()));
    let is_error = || head(behind, LONGEST_PHRASE).split_once('"').is_some_and(|(_, error)| error.starts_with(": "));
    is_verb && is_error() || [" lookup ", " tcp ", " udp ", " address "].iter().any(|place| before.ends_with(place))
}

/// Does a text begin with a user's password, up to an @ with a host behind it, rather than with other words?
pub(super) fn is_password(text: &str, at: usize, name: &str, is_quoted: bool) -> bool {
    let Some(host) = Host::of(&text[at + 1..]) else { return false };
    let (password, is) = (&text[..at], |word: &&str| name.eq_ignore_ascii_case(word));
    if password.is_empty()
        || name.is_empty() && password.starts_with(':')
        || SPECIAL.iter().any(is)
        || MAIL.iter().any(is) && !password.contains(':')
        || PACKAGES.iter().any(is) && password.ends_with('/')
        || is_hidden(name) && is_hidden(password)
        || is_time(name, password)
        || has_port(name, text)
    {
        return false;
    }
    if host == Host::Certain || is_quoted {
        return true;
    }
    // `uses:actions/checkout@main`, `git@host:path/name@branch`, `rate:200/s@peak`, `fe80::1/64@eth0`.
    let is_package = PACKAGES.iter().any(is) || name.contains('@') && password.contains('/');
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_rate = password.split_once('/').is_some_and(|(number, _)| is_number(number));
    let is_ip = password.contains(':')
        && name.chars().chain(password.chars()).all(|c| c.is_ascii_hexdigit() || c == ':' || c == '/');
    let is_odd = |c: char| "/\\?#!$&^~@\"'`".contains(c);
    password.len() > LONGEST_WORD || !is_package && !is_rate && !is_ip && password.contains(is_odd)
}

/// What k6 has masked itself is no secret.
pub(super) fn is_hidden(text: &str) -> bool {
    text.chars().all(|c| "*:".contains(c))
}

/// Are the two sides of a colon hours and minutes, with a date before them and seconds behind them or not?
fn is_time(before: &str, behind: &str) -> bool {
    let only = |text: &str, more: &[u8]| text.bytes().all(|byte| byte.is_ascii_digit() || more.contains(&byte));
    let hours = &before[before.rfind('T').map_or(0, |at| at + 1)..];
    let minutes = &behind[..behind.find([':', '.', 'Z']).unwrap_or(behind.len())];
    hours.len() < 3 && only(hours, b"") && minutes.len() < 3 && only(before, b"-T") && only(behind, b":.Z")
}
