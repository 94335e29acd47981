//! Spellings of delimiters. `%40`, `%2540`, `\u0040`, `\x40`, `&#64;` and `＠` are all `@` to some reader of an address.

use std::ops::Range;

use super::head;
use crate::format::unescape;

/// What delimits the parts of an address, and what spells it.
const DELIMITERS: &str = "#%&./:;=?@[\\]";
/// What browsers take for those in a host (Unicode, NFKC), beside the full width of each.
const ALIKE: [(char, char); 13] = [
    ('\u{3002}', '.'),
    ('\u{fe13}', ':'),
    ('\u{fe14}', ';'),
    ('\u{fe16}', '?'),
    ('\u{fe52}', '.'),
    ('\u{fe54}', ';'),
    ('\u{fe55}', ':'),
    ('\u{fe56}', '?'),
    ('\u{fe5f}', '#'),
    ('\u{fe66}', '='),
    ('\u{fe68}', '\\'),
    ('\u{fe6b}', '@'),
    ('\u{ff61}', '.'),
];
/// What browsers leave out of a host.
const IGNORED: [char; 4] = ['\u{ad}', '\u{200b}', '\u{2060}', '\u{feff}'];
/// An address in a text in a text: no more levels are read.
const LEVELS: usize = 4;

/// A text in another spelling, which knows where its characters come from.
pub(super) struct Spelled {
    pub text: String,
    /// For each byte, and for the end, where its character begins in the text as it was.
    from: Vec<usize>,
}

impl Spelled {
    /// With delimiters as themselves, level by level; none if they are.
    pub fn levels(text: &str) -> Vec<Self> {
        let mut levels: Vec<Self> = Vec::new();
        let mut next = respelled(text, delimiter);
        while let Some(level) = next.filter(|_| levels.len() < LEVELS) {
            next = respelled(&level.text, delimiter).map(|next| level.then(next));
            levels.push(level);
        }
        levels
    }

    /// Without tabs and line ends, as browsers read addresses; as they are or escaped. Behind a port the address ends.
    pub fn unbroken(text: &str) -> Option<Self> {
        respelled(text, |text, at| {
            let rest = &text[at..];
            let body = backslashes(text, at).unwrap_or(rest);
            let breaks = if body.len() < rest.len() { ['t', 'r', 'n'] } else { ['\t', '\r', '\n'] };
            let name = text[..at].trim_end_matches(|c: char| c.is_ascii_digit());
            let is_behind_port = name.len() < at && name.ends_with(':');
            (body.starts_with(breaks) && !is_behind_port).then(|| (None, rest.len() - body.len() + 1))
        })
    }

    /// The next spelling of this one, as one of the text as it was.
    fn then(&self, mut next: Self) -> Self {
        next.from.iter_mut().for_each(|at| *at = self.from[*at]);
        next
    }

    /// Where a range of it is in the text as it was.
    pub fn range(&self, of: &Range<usize>) -> Range<usize> {
        self.from[of.start]..self.from[of.end]
    }
}

/// What a place of a text spells, or that it is left out, and how long it is.
type Spelling = (Option<char>, usize);

fn respelled(text: &str, at_place: impl Fn(&str, usize) -> Option<Spelling>) -> Option<Spelled> {
    let begins = |byte: &u8| b"%\\&\t\r\n".contains(byte) || !byte.is_ascii();
    let mut at = text.bytes().position(|byte| begins(&byte))?;
    let (mut plain, mut from) = (text[..at].to_owned(), (0..at).collect::<Vec<_>>());
    while let Some(c) = text[at..].chars().next() {
        let found = if begins(&text.as_bytes()[at]) { at_place(text, at) } else { None };
        let (spelled, length) = found.unwrap_or((Some(c), c.len_utf8()));
        plain.extend(spelled);
        from.resize(plain.len(), at);
        at += length;
    }
    from.push(at);
    (plain.len() != text.len()).then_some(Spelled { text: plain, from })
}

/// The delimiter that is spelled at a place of a text.
fn delimiter(text: &str, at: usize) -> Option<Spelling> {
    let rest = &text[at..];
    let c = rest.chars().next()?;
    if IGNORED.contains(&c) {
        return Some((None, c.len_utf8()));
    }
    let (code, length) = match c {
        '%' => percent(&rest[1..]).map(|(code, length)| (code, 1 + length))?,
        '\\' => {
            let body = backslashes(text, at)?;
            escape(body).map(|(code, length)| (code, rest.len() - body.len() + length))?
        }
        '&' => reference(rest)?,
        _ => (u32::from(c), c.len_utf8()),
    };
    let alike = || ALIKE.iter().find(|(other, _)| u32::from(*other) == code).map(|(_, c)| *c);
    // The full width of all that is ASCII.
    let full = || code.checked_sub(0xfee0).filter(|code| (0x21..0x7f).contains(code)).and_then(char::from_u32);
    let plain = alike().or_else(full).or_else(|| char::from_u32(code))?;
    DELIMITERS.contains(plain).then_some((Some(plain), length))
}

/// What follows the backslashes at a place, if that is the first of them: a text in a text has two.
fn backslashes(text: &str, at: usize) -> Option<&str> {
    let body = text[at..].strip_prefix('\\').filter(|_| !text[..at].ends_with('\\'))?;
    Some(body.trim_start_matches('\\'))
}

/// Behind a percent sign: `40`, `2540`, `u0040`, `EF%BC%A0`.
fn percent(body: &str) -> Option<(u32, usize)> {
    let code = body.trim_start_matches("25");
    let skipped = body.len() - code.len();
    if let Some(code) = code.strip_prefix('u') {
        return Some((number(code.get(..4)?, 16)?, skipped + 5));
    }
    match number(code.get(..2)?, 16)? {
        // The first of three bytes of a character.
        0xe0..=0xef => {
            let c = unescape(&format!("%{}", code.get(..8)?)).chars().next()?;
            Some((u32::from(c), skipped + 8))
        }
        code => Some((code, skipped + 2)),
    }
}

/// Behind backslashes: `/`, `u0040`, `u{40}`, `U00000040`, `x40`, in octal `100`.
fn escape(body: &str) -> Option<(u32, usize)> {
    let digits = match body.as_bytes().first()? {
        b'/' => return Some((u32::from('/'), 1)),
        b'0'..=b'7' => {
            let end = head(body, 3).find(|c: char| !c.is_digit(8)).unwrap_or(3);
            return Some((number(body.get(..end)?, 8)?, end));
        }
        b'u' if body[1..].starts_with('{') => {
            let end = head(body, 12).find('}')?;
            return Some((number(&body[2..end], 16)?, end + 1));
        }
        b'u' => 4,
        b'U' => 8,
        b'x' => 2,
        _ => return None,
    };
    Some((number(body.get(1..=digits)?, 16)?, 1 + digits))
}

/// `&#64;` or `&#x40;`.
fn reference(text: &str) -> Option<(u32, usize)> {
    let body = text.strip_prefix("&#")?;
    let end = head(body, 10).find(';')?;
    let code = match body[..end].strip_prefix(['x', 'X']) {
        Some(digits) => number(digits, 16)?,
        None => number(&body[..end], 10)?,
    };
    Some((code, end + 3))
}

fn number(digits: &str, radix: u32) -> Option<u32> {
    digits.chars().all(|c| c.is_digit(radix)).then(|| u32::from_str_radix(digits, radix).ok())?
}
