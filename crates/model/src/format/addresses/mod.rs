//! What may be secret in addresses, in any text: `user:password@`, which nobody gets to see, and query strings, which
//! exports leave out unless they are asked for. This folder alone knows what an address looks like.
//!
//! An address, as browsers read it (WHATWG URL) and people write it:
//!
//! ```text
//! scheme : //  user : password @ host : port  /path ; parameters ? query # fragment
//! ```
//!
//! - `spelled`: a delimiter counts in every spelling: percent-encoded, as an escape of JSON, JavaScript or HTML, in full
//!   width. Browsers leave out tabs and line ends.
//! - `users`: where a user begins and ends.
//! - `words`: what distinguishes a user without a scheme from other words with a colon and an @; `hosts`: hosts and ports.
//! - `queries`: where a query begins and ends.
//! - `host_names`: hosts in any text, which are replaced if somebody asks for it.
//! - `marks`: what stands in the place of both, so that no two values become one.

mod host_names;
mod hosts;
mod marks;
mod queries;
mod spelled;
#[cfg(test)]
mod tests;
mod users;
mod words;

pub use host_names::HostNames;
pub use marks::{user_left_out, user_mark};
pub use queries::{Holds, Queries, unqueried};
pub use users::{tag_without_users, without_users};

/// What ends a word in a sentence.
fn ends_word(c: char) -> bool {
    c.is_whitespace() || "\"'`<>".contains(c)
}

/// Where the first such character is, or the end. One function for all, since each copy makes the page larger.
#[inline(never)]
fn first(text: &str, is: &dyn Fn(char) -> bool) -> usize {
    text.char_indices().find(|(_, c)| is(*c)).map_or(text.len(), |(at, _)| at)
}

/// Where the last run of such characters begins, at the end of a text.
#[inline(never)]
fn last_run(text: &str, is: &dyn Fn(char) -> bool) -> usize {
    text.char_indices().rev().find(|(_, c)| !is(*c)).map_or(0, |(at, c)| at + c.len_utf8())
}

/// The longest prefix of at most so many bytes: what is looked at around one place of a long text has a bound.
#[inline(never)]
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
