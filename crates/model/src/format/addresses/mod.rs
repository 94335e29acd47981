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
    /// From which byte of it on how many bytes more come before it in the text as it was.
    more: Vec<(usize, usize)>,
}

impl Decoded {
    /// `None` if there are none.
    fn of(text: &str) -> Option<Self> {
        let (mut decoded, mut more, mut done) = (String::new(), Vec::new(), 0);
        for (at, _) in text.match_indices('%') {
            if let Some((c, length)) = delimiter(&text[at..]) {
                decoded.push_str(&text[done..at]);
                decoded.push(c);
                done = at + length;
                more.push((decoded.len(), done - decoded.len()));
            }
        }
        (done > 0).then(|| Self { text: decoded + &text[done..], more })
    }

    /// Where a range of it is in the text as it was.
    fn range(&self, of: &Range<usize>) -> Range<usize> {
        let was = |at: usize| {
            let before = self.more.partition_point(|(from, _)| *from <= at);
            at + before.checked_sub(1).map_or(0, |last| self.more[last].1)
        };
        was(of.start)..was(of.end)
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
