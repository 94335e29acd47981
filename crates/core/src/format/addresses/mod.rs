//! What may be secret in addresses, in any text: `user:password@`, which nobody gets to see, and query strings, which
//! exports leave out unless they are asked for. This folder alone knows what an address looks like.

mod queries;
mod users;

pub use queries::{Holds, Queries};
pub use users::{tag_without_users, user_left_out, without_users};

use std::ops::Range;

/// What ends a word in a sentence.
fn ends_word(c: char) -> bool {
    c.is_whitespace() || "\"'`<>".contains(c)
}

/// The longest prefix of at most so many bytes: what is looked at around one place of a long text has a bound.
fn head(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The longest suffix of at most so many bytes.
fn tail(text: &str, most: usize) -> &str {
    let mut start = text.len().saturating_sub(most);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

/// A text in which the delimiters of addresses that were percent-encoded, once or more often, are themselves.
struct Decoded {
    text: String,
    /// Where each of its bytes begins in the text as it was, and where that ends.
    from: Vec<usize>,
}

impl Decoded {
    /// `None` if there are none.
    fn of(text: &str) -> Option<Self> {
        let (mut decoded, mut from, mut at) = (String::new(), Vec::new(), 0);
        while let Some(c) = text[at..].chars().next() {
            let (c, length) = delimiter(&text[at..]).unwrap_or((c, c.len_utf8()));
            from.extend(std::iter::repeat_n(at, c.len_utf8()));
            decoded.push(c);
            at += length;
        }
        from.push(at);
        (decoded.len() < text.len()).then_some(Self { text: decoded, from })
    }

    fn range(&self, of: &Range<usize>) -> Range<usize> {
        self.from[of.start]..self.from[of.end]
    }
}

/// The delimiter that a text begins with as `%40` or `%2540`, and how long that is.
fn delimiter(text: &str) -> Option<(char, usize)> {
    let mut code = text.strip_prefix('%')?;
    while let Some(inner) = code.strip_prefix("25") {
        code = inner;
    }
    let c = match code.get(..2)?.to_ascii_uppercase().as_str() {
        "23" => '#',
        "2F" => '/',
        "3A" => ':',
        "3B" => ';',
        "3D" => '=',
        "3F" => '?',
        "40" => '@',
        "5C" => '\\',
        _ => return None,
    };
    Some((c, text.len() - code.len() + 2))
}
