//! Keys and values of a tag filter: plain where k6's own form holds them, else in quotes. A quote inside stands behind a
//! backslash; backslashes are doubled before a quote, and nowhere else, so that paths of Windows stay as k6 reads them.

use std::fmt::{self, Write};

fn is_quote(c: char) -> bool {
    c == '"' || c == '\''
}

/// Reads one key or value from the start of `text`, up to one of `ends`; answers it and the length of what was read.
pub(super) fn read(text: &str, ends: &[char]) -> (String, usize) {
    let begin = text.len() - text.trim_start().len();
    let quote = text[begin..].chars().next().filter(|c| is_quote(*c));
    if let Some(found) = quote.and_then(|quote| in_quotes(&text[begin..], quote, ends)) {
        let (value, length) = found;
        return (value, begin + length);
    }
    let length = text.find(ends).unwrap_or(text.len());
    (text[..length].trim().trim_matches(is_quote).to_owned(), length)
}

/// A text that `quote` opens and closes; the closing one stands before an end. As k6 does, further quotes around the
/// text are dropped.
fn in_quotes(text: &str, quote: char, ends: &[char]) -> Option<(String, usize)> {
    // Each character, and whether it is a quote that a backslash keeps.
    let mut found: Vec<(char, bool)> = Vec::new();
    let mut backslashes = 0usize;
    for (at, c) in text.char_indices().skip(1) {
        if is_quote(c) {
            // Two of those before a quote are one.
            found.truncate(found.len() - backslashes.div_ceil(2));
            let is_kept = backslashes % 2 == 1;
            let rest = text[at + 1..].trim_start();
            if c == quote && !is_kept && (rest.is_empty() || rest.starts_with(ends)) {
                let kept = |(c, is_kept): &(char, bool)| *is_kept || !is_quote(*c);
                let first = found.iter().position(kept).unwrap_or(found.len());
                let last = found.iter().rposition(kept).map_or(first, |last| last + 1);
                return Some((found[first..last].iter().map(|(c, _)| *c).collect(), text.len() - rest.len()));
            }
            found.push((c, is_kept));
            backslashes = 0;
        } else {
            backslashes = if c == '\\' { backslashes + 1 } else { 0 };
            found.push((c, false));
        }
    }
    None
}

/// Writes a key or a value so that [`read`] gives it back; `special` are the characters that need quotes.
pub(super) fn write(f: &mut fmt::Formatter<'_>, text: &str, special: &[char]) -> fmt::Result {
    let is_plain = !text.is_empty() && !text.contains(special) && text.trim().trim_matches(is_quote) == text;
    if is_plain {
        return f.write_str(text);
    }
    let mut backslashes = 0;
    f.write_char('"')?;
    for c in text.chars() {
        if is_quote(c) {
            (0..=backslashes).try_for_each(|_| f.write_char('\\'))?;
        }
        backslashes = if c == '\\' { backslashes + 1 } else { 0 };
        f.write_char(c)?;
    }
    (0..backslashes).try_for_each(|_| f.write_char('\\'))?;
    f.write_char('"')
}
