//! Names of hosts in any text, and what is put in their place when somebody asks for it: `host-1`, `host-2`, ….
//!
//! A host is found where an address has one, where an error of Go names one, as an IP address, and as a word that ends in a
//! top-level domain. A name with a dot that was found once is found in every text from then on.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use super::spelled::Spelled;
use super::{Holds, ends_word};

/// What a name begins with that stands for a host. The number follows.
const MARK: &str = "host-";

/// Ends of names that are no words and no ends of files; of country codes those that are not.
const DOMAINS: &str = " com net org edu gov mil biz info io dev app ai cloud xyz test example invalid localhost local \
    localdomain internal intranet lan corp home svc arpa ac ae ar au be bg br ca ch cl cn cz de dk ee es eu fi fr gr hk \
    hu ie il jp ke kr lt lu lv mx nl nz pe ph pt ro ru se sg si sk th tr tw ua uk us uy vn za ";

/// What stands before a host in errors of Go.
const BEFORE: [&str; 8] = [" lookup ", " tcp ", " udp ", " address ", " host ", " on ", "valid for ", " not "];

/// Numbers the names of hosts. A name that differs in any letter has another number, so that no two values become one. A
/// `host-3` that is in a file already keeps its number unless another one has it.
#[derive(Clone, Debug, Default)]
pub struct HostNames {
    /// Found, and not numbered yet.
    found: BTreeSet<String>,
    numbers: HashMap<String, usize>,
    used: HashSet<usize>,
    /// In the order of the numbers that were given; those of marks have their own.
    names: Vec<String>,
    last: usize,
}

impl HostNames {
    /// Takes note of the hosts of a text.
    pub fn learn(&mut self, text: &str, holds: Holds) {
        self.each(text, holds, |this, name, _| {
            if !this.numbers.contains_key(name) {
                this.found.insert(name.to_owned());
            }
        });
    }

    /// Takes note of a name that somebody gives.
    pub fn know(&mut self, name: &str) {
        if !name.is_empty() && !self.numbers.contains_key(name) {
            self.found.insert(name.to_owned());
        }
    }

    /// Numbers what was learned, in alphabetical order: the same in every form of the same files.
    pub fn settle(&mut self) {
        let (own, others): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.found).into_iter().partition(|name| mark_of(name).is_some());
        own.iter().chain(&others).for_each(|name| _ = self.number(name));
    }

    /// The names of hosts that were learned, without marks.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// A text with numbers in place of the names.
    pub fn replaced<'a>(&mut self, text: &'a str, holds: Holds) -> Cow<'a, str> {
        let (mut out, mut done) = (String::new(), 0);
        self.each(text, holds, |this, name, range| {
            out.push_str(&text[done..range.start]);
            out.push_str(&format!("{MARK}{}", this.number(name)));
            done = range.end;
        });
        match done {
            0 => Cow::Borrowed(text),
            _ => Cow::Owned(out + &text[done..]),
        }
    }

    fn number(&mut self, name: &str) -> usize {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let own = mark_of(name).filter(|number| !self.used.contains(number));
        let number = own.unwrap_or_else(|| {
            self.last += 1;
            while self.used.contains(&self.last) {
                self.last += 1;
            }
            self.last
        });
        self.used.insert(number);
        self.numbers.insert(name.to_owned(), number);
        if mark_of(name).is_none() {
            self.names.push(name.to_owned());
        }
        number
    }

    /// Each host of a text: its name as it is written, and where it is.
    fn each(&mut self, text: &str, holds: Holds, mut of: impl FnMut(&mut Self, &str, Range<usize>)) {
        let levels = Spelled::levels(text);
        let decoded = levels.last();
        let plain = decoded.map_or(text, |decoded| decoded.text.as_str());
        for range in self.hosts(plain, holds) {
            let range = decoded.map_or(range.clone(), |decoded| decoded.range(&range));
            of(self, &text[range.clone()], range);
        }
    }

    /// Where the hosts of a text are, one behind the other.
    fn hosts(&self, text: &str, holds: Holds) -> Vec<Range<usize>> {
        let mut all: Vec<Range<usize>> = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let found = authority(text, at).or_else(|| bracketed(text, at)).or_else(|| self.word(text, at, holds));
            let next = match found {
                Some((range, next)) => {
                    all.extend(range);
                    next
                }
                None => at,
            };
            at = next.max(at + text[at..].chars().next().map_or(1, char::len_utf8));
        }
        all
    }

    /// The word that begins here: is it a host, or does it have one in it? Answers where to go on, too.
    fn word(&self, text: &str, at: usize, holds: Holds) -> Option<Found> {
        if text[..at].chars().next_back().is_some_and(is_of_word) {
            return None;
        }
        let end = at + text[at..].find(|c| !is_of_word(c)).unwrap_or(text.len() - at);
        let trimmed = text[at..end].trim_end_matches(['.', '-', '_']);
        let word = trimmed.trim_start_matches(['.', '-', '_']);
        let start = at + trimmed.len() - word.len();
        let range = start..start + word.len();
        if word.is_empty() {
            return (end > at).then_some((None, end));
        }
        Some(if self.is_host(text, &range, holds) { (Some(range), end) } else { self.within(word, start, end) })
    }

    fn is_host(&self, text: &str, range: &Range<usize>, holds: Holds) -> bool {
        let (word, before, behind) = (&text[range.clone()], &text[..range.start], &text[range.end..]);
        let is_known = || self.numbers.contains_key(word) || self.found.contains(word);
        if word.contains('.') {
            // Of an address without a scheme, behind the method or not: `api.corp/users`.
            let begins =
                before.is_empty() || before.ends_with(' ') && before.trim().bytes().all(|b| b.is_ascii_uppercase());
            let is_first = holds == Holds::Address && begins && behind.starts_with(['/', ':']);
            return is_ip(word) || is_domain(word, is_first) || is_known();
        }
        if word.eq_ignore_ascii_case("localhost") {
            return true;
        }
        // A name without a dot can be any word: it is one where only a host stands.
        let has_port = || behind.strip_prefix(':').is_some_and(|port| port.starts_with(|c: char| c.is_ascii_digit()));
        let is_placed = BEFORE.iter().any(|place| before.ends_with(place));
        (mark_of(word).is_some() || is_known()) && (is_placed || has_port() || before.is_empty() && behind.is_empty())
            || before.ends_with(" lookup ") && behind.starts_with([':', ' '])
    }

    /// The first host with a dot that is a part of a word: `api.example.com-results.json`.
    fn within(&self, word: &str, start: usize, end: usize) -> Found {
        let is_apart = |at: usize, name: &str| {
            !word[..at].ends_with(char::is_alphanumeric) && !word[at + name.len()..].starts_with(char::is_alphanumeric)
        };
        let known = || self.numbers.keys().chain(&self.found).filter(|name| name.contains('.'));
        let places =
            |name: &'_ String| word.match_indices(name.as_str()).map(|(at, _)| at).find(|at| is_apart(*at, name));
        let first = if word.contains('.') {
            known().filter_map(|name| Some((places(name)?, name.len()))).min_by_key(|(at, len)| (*at, usize::MAX - len))
        } else {
            None
        };
        match first {
            Some((at, len)) => (Some(start + at..start + at + len), start + at + len),
            None => (None, end),
        }
    }
}

/// Where a host is, and where to go on.
type Found = (Option<Range<usize>>, usize);

/// The number of a name that stands for a host.
fn mark_of(name: &str) -> Option<usize> {
    let digits = name.strip_prefix(MARK)?;
    digits.parse().ok().filter(|number: &usize| *number > 0 && number.to_string() == digits)
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || "-._".contains(c)
}

/// The host of an address whose `://` is here: behind its user, before its port. A template of a host is none.
fn authority(text: &str, at: usize) -> Option<Found> {
    let body = text[at..].strip_prefix("://")?;
    let start = at + 3;
    let end = body.find(|c: char| ends_word(c) || "/\\?#".contains(c)).unwrap_or(body.len());
    let user = body[..end].rfind('@').map_or(0, |at| at + 1);
    let host = body[user..end].trim_end_matches(['.', ',', ';', ')', '}', '!']);
    if host.starts_with('[') {
        return Some(bracketed(text, start + user).unwrap_or((None, start + user)));
    }
    let host = &host[..host.find([':', ',', ';', '(', ')', '|']).unwrap_or(host.len())];
    let is_name = !host.is_empty() && !host.contains(['$', '{', '}', '*', '[', ']', '<', '>', '%']);
    let range = start + user..start + user + host.len();
    Some((is_name.then_some(range.clone()), range.end.max(start + user)))
}

/// `[2001:db8::1]`, with its brackets.
fn bracketed(text: &str, at: usize) -> Option<Found> {
    let body = text[at..].strip_prefix('[')?;
    let end = body.find(']').filter(|end| *end < 80)?;
    let address = body[..end].split('%').next().unwrap_or_default();
    let is_one = address.matches(':').count() > 1 && address.chars().all(|c| c.is_ascii_hexdigit() || ":.".contains(c));
    let range = at..at + end + 2;
    is_one.then(|| (Some(range.clone()), range.end))
}

/// Four numbers of a byte each.
fn is_ip(word: &str) -> bool {
    word.split('.').count() == 4 && word.split('.').all(|part| part.len() < 4 && part.parse::<u8>().is_ok())
}

/// `api.example.com`; where only an address can be, whatever its end: `api.shop`.
fn is_domain(word: &str, is_address: bool) -> bool {
    let Some((_, last)) = word.rsplit_once('.') else { return false };
    let is_label = |label: &str| !label.is_empty() && !label.contains('_');
    let is_known = || DOMAINS.contains(&format!(" {} ", last.to_lowercase()));
    word.split('.').all(is_label) && last.chars().all(char::is_alphabetic) && (is_address || is_known())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(texts: &[(&str, Holds)]) -> Vec<String> {
        let mut hosts = HostNames::default();
        texts.iter().for_each(|(text, holds)| hosts.learn(text, *holds));
        hosts.settle();
        texts.iter().map(|(text, holds)| hosts.replaced(text, *holds).into_owned()).collect()
    }

    #[test]
    fn hosts_are_found_wherever_a_text_has_them() {
        for (text, shown) in [
            ("https://api.example.com/users", "https://host-1/users"),
            ("GET https://api:8443/users?next=https://b.test/", "GET https://host-1:8443/users?next=https://host-2/"),
            ("ws://user:pw@db.corp:5432/x", "ws://user:pw@host-1:5432/x"),
            ("https%3A%2F%2Fapi.example.com%2Fusers", "https%3A%2F%2Fhost-1%2Fusers"),
            (r"https:\/\/api.example.com\/users", r"https:\/\/host-1\/users"),
            ("http://[2001:db8::1]:80/", "http://host-1:80/"),
            ("dial tcp [::1]:80: connect: refused", "dial tcp host-1:80: connect: refused"),
            ("dial tcp 10.0.0.7:443: i/o timeout", "dial tcp host-1:443: i/o timeout"),
            ("dial: lookup db on 10.0.0.53:53: no such host", "dial: lookup host-2 on host-1:53: no such host"),
            (
                "x509: certificate is valid for a.example.com, not b.example.com",
                "x509: certificate is valid for host-1, not host-2",
            ),
            ("See https://api.k8s.prod.", "See https://host-1."),
            ("shop.example.com is up (shop.example.com)", "host-1 is up (host-1)"),
            ("alice@corp.example", "alice@host-1"),
            ("localhost:8080 and LOCALHOST", "host-2:8080 and host-1"),
            // No host.
            ("http://${HOST}/x and http://{{host}}/y", "http://${HOST}/x and http://{{host}}/y"),
            ("results.json, script.js, run.slo, version 1.2.3", "results.json, script.js, run.slo, version 1.2.3"),
            ("p(99.9) of 3.14 ms, e.g. user.id and a.b", "p(99.9) of 3.14 ms, e.g. user.id and a.b"),
            ("http_req_duration.de_x", "http_req_duration.de_x"),
        ] {
            assert_eq!(replaced(&[(text, Holds::Value)]), [shown]);
        }
    }

    #[test]
    fn what_an_address_tells_is_known_in_other_texts() {
        let all = replaced(&[
            ("http://api.k8s.prod/x", Holds::Address),
            ("http://gateway/y", Holds::Address),
            ("api.k8s.prod answers, gateway opens", Holds::Value),
            ("api.k8s.prod-results.json", Holds::Value),
            ("shop.prod/cart", Holds::Address),
            ("dial tcp: lookup gateway: no such host", Holds::Text),
            ("gateway", Holds::Value),
        ]);
        assert_eq!(
            all,
            [
                "http://host-1/x",
                "http://host-2/y",
                "host-1 answers, gateway opens",
                "host-1-results.json",
                "host-3/cart",
                "dial tcp: lookup host-2: no such host",
                "host-2",
            ]
        );
    }

    /// Two names that differ stay two, whatever a file had before; and once more changes nothing.
    #[test]
    fn names_stay_apart_and_marks_stay() {
        let texts = ["http://host-2/", "http://b.test/", "http://a.test/", "http://A.test/", "http://host-02/"];
        let once = replaced(&texts.map(|text| (text, Holds::Address)));
        assert_eq!(once[0], "http://host-2/");
        let distinct: BTreeSet<_> = once.iter().collect();
        assert_eq!(distinct.len(), texts.len(), "{once:?}");
        let again: Vec<_> = once.iter().map(|text| (text.as_str(), Holds::Address)).collect();
        assert_eq!(replaced(&again), once);
    }
}
