//! Query strings of addresses, with fragments and matrix parameters: exports leave them out unless they are asked for.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use super::{Decoded, ends_word, head, tail};

/// An address before its query is no longer, nor is the name of what it begins with.
const LONGEST: usize = 2000;

/// What a media type begins with.
const MEDIA_TYPES: [&str; 10] =
    ["*", "application", "audio", "font", "image", "message", "model", "multipart", "text", "video"];

/// Leaves out query strings. Two that differ stay apart: they are numbered for each address, in the order in which they
/// come. Texts of one export go through one of these.
#[derive(Debug, Default)]
pub struct Queries {
    numbers: HashMap<String, HashMap<String, usize>>,
    /// Queries of values that are known as a whole: nothing else tells where one ends that has a blank in it.
    known: BTreeSet<String>,
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
            match number {
                1 => out.push_str("[query left out]"),
                n => out.push_str(&format!("[query {n} left out]")),
            }
            done = end;
        };
        self.each(text, holds, number_of);
        if done == 0 { Cow::Borrowed(text) } else { Cow::Owned(out + &text[done..]) }
    }

    /// Was there any?
    pub fn any(&self) -> bool {
        !self.numbers.is_empty()
    }

    /// Each query of a text, with its number and where it begins and ends.
    fn each(&mut self, text: &str, holds: Holds, mut of: impl FnMut(&mut Self, &str, (usize, usize, usize))) {
        let decoded = Decoded::of(text);
        let plain = decoded.as_ref().map_or(text, |decoded| decoded.text.as_str());
        let mut done = 0;
        while let Some(Found { address, start, end }) = find(plain, done, holds, &self.known) {
            let query = &plain[start..end];
            let range = decoded.as_ref().map_or(start..end, |decoded| decoded.range(&(start..end)));
            // As it is written: two spellings of a query are two values.
            let number = self.number(address, &text[range.clone()]);
            of(self, query, (number, range.start, range.end));
            done = end;
        }
    }

    fn number(&mut self, address: &str, query: &str) -> usize {
        let of_address = self.numbers.entry(address.to_owned()).or_default();
        let next = of_address.len() + 1;
        *of_address.entry(query.to_owned()).or_insert(next)
    }
}

/// The first query at or behind `from`. A question mark begins one if an address is before it or a `key=` behind it, and
/// so do the marks of a fragment and of a parameter.
fn find<'a>(text: &'a str, from: usize, holds: Holds, known: &BTreeSet<String>) -> Option<Found<'a>> {
    for (at, mark) in text[from..].match_indices(['?', '#', ';']) {
        let start = from + at + mark.len();
        let (address, behind) = (address_before(&text[from..start - 1]), &text[start..]);
        let has_path = address.contains('/');
        let is_text = holds == Holds::Text;
        let known = if is_text && (has_path || has_key(behind)) { known_end(behind, known) } else { None };
        let is_one = match mark {
            "?" => has_path || has_key(behind),
            ";" => has_path && has_key(behind) && !ends_with_media(&text[from..start - 1 - address.len()]),
            // A route in a fragment is a path.
            _ if behind.starts_with(['/', '!']) => false,
            _ => has_key(behind) || has_path && (holds == Holds::Address || !is_text && address.contains("://")),
        };
        let is_blank = is_text && behind.starts_with(char::is_whitespace);
        if known.is_none() && (!is_one || is_blank) || is_left_out(behind) {
            continue;
        }
        let end = match known {
            Some(length) => start + length,
            None if is_text => end_of_word(text, start),
            None => end_of_value(text, start, holds),
        };
        if end > start {
            return Some(Found { address, start, end });
        }
    }
    None
}

/// Templates of addresses have an ellipsis there; or was it left out before?
fn is_left_out(query: &str) -> bool {
    let number =
        query.strip_prefix("[query ").map(|text| text.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' '));
    query.starts_with('…') || number.is_some_and(|text| text.starts_with("left out]"))
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
    let part = word.rfind(['(', '{', '[', ',', '=', ':']).map_or(word, |at| &word[at + 1..]);
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

/// In a sentence a query ends at the quote that closes its word, unless a backslash is before that, else at a blank; without
/// the punctuation before that.
fn end_of_word(text: &str, start: usize) -> usize {
    let rest = &text[start..];
    let plain = |(at, _): &(usize, &str)| !rest[..*at].ends_with('\\');
    let quoted = closing(text, start).and_then(|c| rest.match_indices(c).find(plain)).map(|(at, _)| at);
    let end = quoted.or_else(|| rest.find(char::is_whitespace)).unwrap_or(rest.len());
    start + rest[..end].trim_end_matches(|c| "})],.;:!\\\"'`>".contains(c)).len()
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

#[cfg(test)]
mod tests {
    use super::*;

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
            ("?tok=1 failed", format!("?{gone} failed")),
            ("https://h/x%3Ftok%3D1 failed", format!("https://h/x%3F{gone} failed")),
            ("/cart;jsessionid=1 failed", format!("/cart;{gone} failed")),
        ] {
            assert_eq!(Queries::default().left_out(text, Holds::Text), shown, "{text}");
        }
        for same in [
            "is text/html;q=0.9,*/*;q=0.8",
            "status is 200?",
            "is ok? yes",
            "https://h/x?",
            "/x?…",
            "why? a=b",
            "https://h/x#top",
            "#1 a=b",
        ] {
            assert_eq!(Queries::default().left_out(same, Holds::Text), same);
        }
    }

    #[test]
    fn different_queries_stay_apart_and_are_known_in_sentences() {
        let mut queries = Queries::default();
        for value in ["https://h/x?q=a b", "https://h/x?q=a", "GET /y?q=a, b", "https://h/y#a"] {
            queries.learn(value, Holds::Address);
        }
        for (text, holds, shown) in [
            ("https://h/x?q=a b", Holds::Address, "https://h/x?[query left out]"),
            ("https://h/x?q=a", Holds::Address, "https://h/x?[query 2 left out]"),
            ("https://h/x?q=a b is slow", Holds::Text, "https://h/x?[query left out] is slow"),
            ("https://h/x?q=a is slow", Holds::Text, "https://h/x?[query 2 left out] is slow"),
            ("(GET /y?q=a, b)", Holds::Text, "(GET /y?[query left out])"),
            ("https://h/y#a is slow", Holds::Text, "https://h/y#[query left out] is slow"),
            ("https://h/z?q=a", Holds::Address, "https://h/z?[query left out]"),
            ("https://h/z?q=a%2Fb", Holds::Address, "https://h/z?[query 2 left out]"),
            ("https://h/z?q=a/b", Holds::Address, "https://h/z?[query 3 left out]"),
        ] {
            assert_eq!(queries.left_out(text, holds), shown);
        }
    }

    #[test]
    fn of_a_value_more_goes_rather_than_less() {
        for (value, shown) in [
            ("https://h/p?q=foo bar&token=S", "https://h/p?[]"),
            ("Get https://h/a?t=S: read tcp: reset", "Get https://h/a?[]"),
            ("Get \"https://h/a?q=foo bar&t=S\": EOF", "Get \"https://h/a?[]\": EOF"),
            ("Get \"https://h/a?q={\"t\":\"S\",\"u\":1}\": EOF", "Get \"https://h/a?[]\": EOF"),
            ("Get \"https://h/a?q={\\\"t\\\":\\\"S\\\"}\": EOF", "Get \"https://h/a?[]\": EOF"),
            ("Get \"https://h/a?q=\"foo\" S\": EOF", "Get \"https://h/a?[]\": EOF"),
            ("https://h/p?q={\"t\":\"S\"}", "https://h/p?[]"),
            ("it's https://h/p?q='t' S", "it's https://h/p?[]"),
            ("see <https://h/p?q=a S>: no", "see <https://h/p?[]>: no"),
            ("https://h/p?q=a\nS", "https://h/p?[]"),
            ("?tok=S", "?[]"),
            ("https://h/p%3FS", "https://h/p%3F[]"),
            ("https://h/p%253ft%253dS", "https://h/p%253f[]"),
            ("https://h/p;jsessionid=S/x", "https://h/p;[]"),
            ("https://h/p#S", "https://h/p#[]"),
            ("#access_token=S", "#[]"),
            ("https://h/?", "https://h/?"),
            ("is it up? no=S", "is it up? no=S"),
            ("WHERE a=? AND b=?", "WHERE a=? AND b=?"),
        ] {
            let short = |text: &str| text.replace("[query left out]", "[]");
            let out = Queries::default().left_out(value, Holds::Value).into_owned();
            assert_eq!(short(&out), shown, "{value}");
            assert_eq!(Queries::default().left_out(&out, Holds::Value), out, "what was left out is no query");
        }
    }
}
