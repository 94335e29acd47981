//! Words of a command as a POSIX shell splits them (POSIX.1, Shell Command Language, 2.2), and bash's `$'...'`, which
//! browsers write when they copy a request as cURL.

use sloscope_objectives::literal::{Failure, Placed};

/// The words, each with the index of its first character.
pub fn words(chars: &[char]) -> Result<Vec<Placed<String>>, Failure> {
    let mut words = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        // White space, and ends of lines that are escaped.
        if chars[at].is_whitespace() {
            at += 1;
        } else if chars[at] == '\\' && chars.get(at + 1).is_some_and(|c| matches!(c, '\n' | '\r')) {
            at += 2;
        } else {
            let start = at;
            let mut word = String::new();
            while at < chars.len() && !chars[at].is_whitespace() {
                at = piece(chars, at, &mut word)?;
            }
            words.push(Placed { at: start, is: word });
        }
    }
    Ok(words)
}

fn fail<T>(at: usize, is: &str) -> Result<T, Failure> {
    Err(Placed { at, is: is.to_owned() })
}

/// Adds one quoted stretch or one character to a word; gives where to go on.
fn piece(chars: &[char], at: usize, word: &mut String) -> Result<usize, Failure> {
    match (chars[at], chars.get(at + 1)) {
        ('\'', _) => match chars[at + 1..].iter().position(|c| *c == '\'') {
            Some(len) => {
                word.extend(&chars[at + 1..at + 1 + len]);
                Ok(at + len + 2)
            }
            None => fail(at, "the quote that begins here is not closed: ' is missing"),
        },
        ('"', _) => double_quoted(chars, at, word),
        ('$', Some('\'')) => ansi_quoted(chars, at, word),
        ('\\', Some('\n')) => Ok(at + 2),
        ('\\', Some(c)) => {
            word.push(*c);
            Ok(at + 2)
        }
        ('|' | ';' | '&' | '>' | '<' | '`', _) => fail(
            at,
            "more than one command, or a redirection, begins here: paste the curl command alone, with quotes around the address",
        ),
        ('^', Some('"' | '\n')) => fail(at, "this is quoted for Windows' cmd: copy the request as cURL (bash) instead"),
        (c, _) => {
            word.push(c);
            Ok(at + 1)
        }
    }
}

fn double_quoted(chars: &[char], start: usize, word: &mut String) -> Result<usize, Failure> {
    let mut at = start + 1;
    while let Some(c) = chars.get(at) {
        match (*c, chars.get(at + 1)) {
            ('"', _) => return Ok(at + 1),
            ('\\', Some('\n')) => at += 2,
            ('\\', Some(next @ ('"' | '\\' | '$' | '`'))) => {
                word.push(*next);
                at += 2;
            }
            (c, _) => {
                word.push(c);
                at += 1;
            }
        }
    }
    fail(start, "the quote that begins here is not closed: \" is missing")
}

/// bash: ANSI-C quoting. `\x` and octal escapes are bytes, of which several make a character; browsers write `\u` for
/// each half of a pair.
fn ansi_quoted(chars: &[char], start: usize, word: &mut String) -> Result<usize, Failure> {
    let mut at = start + 2;
    let (mut bytes, mut units): (Vec<u8>, Vec<u16>) = (Vec::new(), Vec::new());
    while let Some(c) = chars.get(at) {
        let escape = if *c == '\\' { chars.get(at + 1).copied() } else { None };
        if !matches!(escape, Some('x' | '0'..='7')) {
            word.push_str(&String::from_utf8_lossy(&std::mem::take(&mut bytes)));
        }
        if escape != Some('u') {
            word.push_str(&String::from_utf16_lossy(&std::mem::take(&mut units)));
        }
        at += 1;
        match (c, escape) {
            ('\'', _) => return Ok(at),
            ('\\', None) => break,
            (_, Some(kind)) => {
                let (from, radix, longest) = match kind {
                    '0'..='7' => (at, 8, 3),
                    'x' => (at + 1, 16, 2),
                    'u' => (at + 1, 16, 4),
                    'U' => (at + 1, 16, 8),
                    _ => (at + 1, 16, 0),
                };
                let digits: Vec<u32> = chars[from..].iter().take(longest).map_while(|c| c.to_digit(radix)).collect();
                at = from + digits.len();
                let code = digits.iter().fold(0u32, |n, d| n.wrapping_mul(radix).wrapping_add(*d));
                match kind {
                    '0'..='7' | 'x' => bytes.push((code & 0xff) as u8),
                    'u' => units.push((code & 0xffff) as u16),
                    'U' => word.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)),
                    'n' => word.push('\n'),
                    't' => word.push('\t'),
                    'r' => word.push('\r'),
                    'b' => word.push('\u{8}'),
                    'f' => word.push('\u{c}'),
                    'a' => word.push('\u{7}'),
                    'v' => word.push('\u{b}'),
                    'e' | 'E' => word.push('\u{1b}'),
                    other => word.push(other),
                }
            }
            (c, None) => word.push(*c),
        }
    }
    fail(start, "the quote that begins here is not closed: ' is missing")
}
