//! Query strings of addresses, with fragments and matrix parameters: exports leave them out unless they are asked for.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

use super::hosts::Host;
use super::marks::{query_left_out, query_mark};
use super::spelled::Spelled;
use super::{ends_word, head, tail};

/// An address before its query is no longer, nor is the name of what it begins with.
const LONGEST: usize = 2000;

/// What a media type begins with.
const MEDIA_TYPES: [&str; 10] =
    ["*", "application", "audio", "font", "image", "message", "model", "multipart", "text", "video"];

/// Leaves out query strings. Two that differ stay apart: they are numbered for each address, in the order in which they
/// come. A mark that is there already is a query as any other, which keeps its number unless another one has it. Texts of
/// one export go through one of these.
#[derive(Debug, Default)]
pub struct Queries {
    numbers: HashMap<String, Numbers>,
    /// Queries of values that are known as a whole: nothing else tells where one ends that has a blank in it.
    known: BTreeSet<String>,
}

/// The queries of one address.
#[derive(Debug, Default)]
struct Numbers {
    of: HashMap<String, usize>,
    used: HashSet<usize>,
    /// The last one that was given.
    last: usize,
}

impl Numbers {
    fn number(&mut self, query: &str) -> usize {
        if let Some(number) = self.of.get(query) {
            return *number;
        }
        let own = query_mark(query).filter(|(_, length)| *length == query.len()).map(|(number, _)| number);
        let number = own.filter(|number| !self.used.contains(number)).unwrap_or_else(|| {
            self.last += 1;
            while self.used.contains(&self.last) {
                self.last += 1;
            }
            self.last
        });
        self.used.insert(number);
        self.of.insert(query.to_owned(), number);
        number
    }
}

/// What a text is, and so where a query in it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// An address, with a method before it or not. What follows its question mark is the query, to its end.
    Address,
    /// Anything that somebody named or that went wrong: nothing tells where a query ends that is not in quotes.
    Value,
    /// Sentences, in which such values stand: a query that is not known from those ends with its word.
    Text,
}

/// A query in a text.
struct Found<'a> {
    address: &'a str,
    /// Behind the question mark.
    start: usize,
    end: usize,
}

impl Queries {
    /// Takes note of the queries of a value, so that they are known in sentences.
    pub fn learn(&mut self, value: &str, holds: Holds) {
        self.each(value, holds, |this, query, _| _ = this.known.insert(query.to_owned()));
    }

    /// A text without its queries.
    pub fn left_out<'a>(&mut self, text: &'a str, holds: Holds) -> Cow<'a, str> {
        let (mut out, mut done) = (String::new(), 0);
        let number_of = |_: &mut Self, _: &str, (number, start, end): (usize, usize, usize)| {
            out.push_str(&text[done..start]);
            out.push_str(&query_left_out(number));
            done = end;
        };
        self.each(text, holds, number_of);
        if done == 0 {
            return Cow::Borrowed(text);
        }
        out.push_str(&text[done..]);
        if out == text { Cow::Borrowed(text) } else { Cow::Owned(out) }
    }

    /// Was there any?
    pub fn any(&self) -> bool {
        !self.numbers.is_empty()
    }

    /// How many there were.
    pub fn count(&self) -> usize {
        self.numbers.values().map(|numbers| numbers.of.len()).sum()
    }

    /// Each query of a text, with its number and where it begins and ends.
    fn each(&mut self, text: &str, holds: Holds, mut of: impl FnMut(&mut Self, &str, (usize, usize, usize))) {
        // A text without a mark in any spelling costs no more than this.
        if !text.bytes().fold(false, |any, byte| any | matches!(byte, b'?' | b'#' | b';' | b'%' | b'\\' | 0xef)) {
            return;
        }
        let levels = Spelled::levels(text);
        let decoded = levels.last();
        let plain = decoded.map_or(text, |decoded| decoded.text.as_str());
        for Found { address, start, end } in found(plain, holds, &self.known) {
            let query = &plain[start..end];
            let range = decoded.map_or(start..end, |decoded| decoded.range(&(start..end)));
            // As it is written: two spellings of a query are two values.
            let number = self.numbers.entry(address.to_owned()).or_default().number(&text[range.clone()]);
            of(self, query, (number, range.start, range.end));
        }
    }
}

/// A text in which every query is left out by the same mark: what finds the like of a text whose queries were left out, and
/// numbered, by somebody else.
pub fn unqueried(text: &str, holds: Holds) -> String {
    let text = Queries::default().left_out(text, holds).into_owned();
    let (mut out, mut rest) = (String::new(), text.as_str());
    while let Some(at) = rest.find('[') {
        let (before, mark) = rest.split_at(at);
        let length = query_mark(mark).map(|(_, length)| length);
        out.push_str(before);
        out.push_str(&length.map_or_else(|| "[".to_owned(), |_| query_left_out(1)));
        rest = &mark[length.unwrap_or(1)..];
    }
    out + rest
}

/// The queries of a text. Of a value, all to its end is the first one, if it is not certain where that ends: where the
/// quotes tell something else as soon as queries are left out.
fn found<'a>(text: &'a str, holds: Holds, known: &BTreeSet<String>) -> Vec<Found<'a>> {
    let mut all = each(text, holds, known);
    if holds != Holds::Text && all.first().is_some_and(|found| found.end < text.len()) {
        let (mut out, mut done) = (String::new(), 0);
        for found in &all {
            out = out + &text[done..found.start] + &query_left_out(1);
            done = found.end;
        }
        out.push_str(&text[done..]);
        let again = each(&out, holds, known);
        if again.len() != all.len() || again.iter().any(|found| out[found.start..found.end] != query_left_out(1)) {
            all.truncate(1);
            all.iter_mut().for_each(|found| found.end = text.len());
        }
    }
    all
}

/// One behind the other.
fn each<'a>(text: &'a str, holds: Holds, known: &BTreeSet<String>) -> Vec<Found<'a>> {
    let mut all: Vec<Found> = Vec::new();
    while let Some(found) = find(text, all.last().map_or(0, |found| found.end), holds, known) {
        all.push(found);
    }
    all
}

/// The first query at or behind `from`. A question mark begins one if an address is before it or a `key=` behind it, and
/// so do the marks of a fragment and of a parameter.
fn find<'a>(text: &'a str, from: usize, holds: Holds, known: &BTreeSet<String>) -> Option<Found<'a>> {
    for (at, mark) in text[from..].match_indices(['?', '#', ';']) {
        let start = from + at + mark.len();
        let (address, behind) = (address_before(&text[from..start - 1]), &text[start..]);
        let has_path = address.contains('/');
        let is_address = has_path || address.ends_with('}') || Host::of(address) == Some(Host::Certain);
        let (is_text, is_whole) = (holds == Holds::Text, holds == Holds::Address && !address.is_empty());
        let is_blank = behind.starts_with(char::is_whitespace);
        // What follows a mark is a part of the query, too.
        let is_marked = query_mark(behind).is_some();
        let known =
            if is_text && !is_marked && (is_address || has_key(behind)) { known_end(behind, known) } else { None };
        let is_one = match mark {
            _ if is_marked => true,
            "?" => is_address || has_key(behind) || is_whole && !is_blank,
            ";" => {
                (has_path || is_whole && is_address)
                    && has_key(behind)
                    && !ends_with_media(&text[from..start - 1 - address.len()])
            }
            // A route in a fragment is a path.
            _ if behind.starts_with(['/', '!']) => false,
            _ => has_key(behind) || is_address && (holds == Holds::Address || !is_text && address.contains("://")),
        };
        if known.is_none() && (!is_one || is_text && is_blank) {
            continue;
        }
        let end = match known {
            Some(length) => start + length,
            None if is_text => end_of_word(text, start),
            None => end_of_value(text, start, holds),
        };
        // Templates of addresses have an ellipsis there.
        if end > start && &text[start..end] != "…" {
            return Some(Found { address, start, end });
        }
    }
    None
}

/// Does a text begin with `key=`?
fn has_key(text: &str) -> bool {
    let text = head(text, LONGEST);
    let key = text.find(|c: char| ends_word(c) || "=/?#;".contains(c)).unwrap_or(text.len());
    key > 0 && text[key..].starts_with('=')
}

/// Does a text end with what a media type begins with? Its parameters are no secret: `text/html;charset=utf-8`.
fn ends_with_media(text: &str) -> bool {
    let before = text.trim_end_matches(|c: char| c.is_ascii_lowercase() || c == '*');
    MEDIA_TYPES.contains(&&text[before.len()..])
        && before.chars().next_back().is_none_or(|c| ends_word(c) || "({[,=:".contains(c))
}

/// The address that ends where a text ends: from its scheme, else from its first slash on.
fn address_before(text: &str) -> &str {
    let text = tail(text, LONGEST);
    let behind = |at: usize| at + text[at..].chars().next().map_or(0, char::len_utf8);
    let word = text.rfind(ends_word).map_or(text, |at| &text[behind(at)..]);
    if let Some(at) = word.rfind("://") {
        let scheme = word[..at].rfind(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c));
        return &word[scheme.map_or(0, |before| before + word[before..].chars().next().map_or(0, char::len_utf8))..];
    }
    // The colon of a port is none before an address.
    let before_port = word.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches(':');
    let part = before_port.rfind(['(', '{', '[', ',', '=', ':']).map_or(word, |at| &word[at + 1..]);
    part.find('/').map_or(part, |at| &part[at..])
}

/// The quote that closes the word in which a query begins, if one opens it.
fn closing(text: &str, start: usize) -> Option<char> {
    match text[..start].rfind(ends_word).and_then(|at| text[at..].chars().next())? {
        '<' => Some('>'),
        c if c.is_whitespace() => None,
        c => Some(c),
    }
}

/// In a value a query ends at the quote that closes its word, if no text follows that and the quotes behind it are pairs;
/// else at the end. An apostrophe of an address is no quote.
fn end_of_value(text: &str, start: usize, holds: Holds) -> usize {
    let rest = &text[start..];
    let Some(quote) = closing(text, start).filter(|c| holds == Holds::Value || *c != '\'') else { return text.len() };
    let all = rest.matches(quote).count();
    let closes = |(nth, (at, _)): &(usize, (usize, &str))| {
        let behind = rest[at + 1..].trim_start_matches([':', ',', '.', ';', ')', ']', '}']);
        !rest[..*at].ends_with('\\')
            && (all - nth) % 2 == 1
            && (behind.is_empty() || behind.starts_with(char::is_whitespace))
    };
    rest.match_indices(quote).enumerate().find(closes).map_or(text.len(), |(_, (at, _))| start + at)
}

/// In a sentence a query ends at the quote that closes its word, unless a backslash is before that, else at a blank that is
/// not of a mark; without the punctuation before that.
fn end_of_word(text: &str, start: usize) -> usize {
    let rest = &text[start..];
    let plain = |(at, _): &(usize, &str)| !rest[..*at].ends_with('\\');
    let quoted = closing(text, start).and_then(|c| rest.match_indices(c).find(plain)).map(|(at, _)| at);
    // Where the last mark ends that begins before a place.
    let marked = |upto: usize| {
        let mark = rest[..upto].rfind("[query")?;
        Some(mark + query_mark(&rest[mark..])?.1)
    };
    let blank = |from: usize| rest[from..].find(char::is_whitespace).map_or(rest.len(), |at| from + at);
    let mut end = quoted.unwrap_or_else(|| blank(0));
    while let Some(behind) = marked(end).filter(|behind| *behind > end) {
        end = blank(behind);
    }
    let from = marked(end).unwrap_or(0);
    start + from + rest[from..end].trim_end_matches(|c| "})],.;:!\\\"'`>".contains(c)).len()
}

/// The longest of the known ones that a text begins with, and that ends there.
fn known_end(text: &str, known: &BTreeSet<String>) -> Option<usize> {
    let mut upto = text;
    loop {
        let nearest =
            known.range::<str, _>((std::ops::Bound::Unbounded, std::ops::Bound::Included(upto))).next_back()?;
        let common = nearest.char_indices().zip(upto.chars()).find(|((_, a), b)| a != b).map(|((at, _), _)| at);
        match common.unwrap_or_else(|| nearest.len().min(upto.len())) {
            len if len == nearest.len() => {
                let goes_on = |c: char| c.is_alphanumeric() || "%&=+-_".contains(c);
                return (!text[len..].starts_with(goes_on)).then_some(len);
            }
            0 => return None,
            len => upto = &upto[..len],
        }
    }
}
