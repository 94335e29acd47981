//! Object literals as they stand in a k6 script, and so JSON too: bare keys, single quotes, comments and trailing
//! commas are read, because objectives are pasted from scripts. Every value keeps its place for messages.
//! What the values mean is the business of objectives and of load plans.

use super::number;

/// Deeper than any options object; keeps a hostile text from exhausting the stack.
const DEEPEST: usize = 32;

/// A value, and the index of its first character.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed<T> {
    /// Counted in characters from 0, in the text that was parsed.
    pub at: usize,
    /// The value, or the message of a [`Failure`].
    pub is: T,
}

/// A value of a script's object literal, or of JSON.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// What stands between quotes of any kind, escapes resolved.
    Text(String),
    /// What Go's `strconv.ParseFloat` reads: `0x1p4`, `1_000` and `Inf`, too.
    Number(f64),
    /// `true` or `false`.
    Bool(bool),
    /// `null` or `undefined`.
    Null,
    /// In the order in which they were written.
    List(Vec<Placed<Literal>>),
    /// In the order in which they were written, duplicates kept.
    Object(Vec<(Placed<String>, Placed<Literal>)>),
}

impl Literal {
    /// What it is, with an article.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Number(_) => "a number",
            Self::Bool(_) => "true or false",
            Self::Null => "null",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }
}

/// A message and the index of the character that it is about.
pub type Failure = Placed<String>;

/// Reads one literal; `thresholds: {…}` without braces around it is read as an object of that one key.
pub fn parse(chars: &[char]) -> Result<Placed<Literal>, Failure> {
    let mut reader = Reader { chars, at: 0 };
    reader.space()?;
    let bare = reader.peek().is_some_and(|c| c.is_ascii_alphabetic());
    let value = if bare { Placed { at: reader.at, is: reader.entries(None, 0)? } } else { reader.value(0)? };
    reader.space()?;
    while matches!(reader.peek(), Some(',' | ';')) {
        reader.at += 1;
        reader.space()?;
    }
    match reader.peek() {
        None => Ok(value),
        Some(c) => reader.fail(format!("{c:?} follows the end")),
    }
}

struct Reader<'a> {
    chars: &'a [char],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn fail<T>(&self, message: impl Into<String>) -> Result<T, Failure> {
        Err(Placed { at: self.at, is: message.into() })
    }

    fn take(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        self.at += usize::from(found);
        found
    }

    /// Skips white space and comments.
    fn space(&mut self) -> Result<(), Failure> {
        loop {
            match (self.peek(), self.chars.get(self.at + 1)) {
                (Some(c), _) if c.is_whitespace() || c == '\u{feff}' => self.at += 1,
                (Some('/'), Some('/')) => self.at += self.chars[self.at..].iter().take_while(|c| **c != '\n').count(),
                (Some('/'), Some('*')) => match self.chars[self.at + 2..].windows(2).position(|w| w == ['*', '/']) {
                    Some(len) => self.at += len + 4,
                    None => return self.fail("the comment is not closed: */ is missing"),
                },
                _ => return Ok(()),
            }
        }
    }

    fn value(&mut self, depth: usize) -> Result<Placed<Literal>, Failure> {
        if depth > DEEPEST {
            return self.fail("this is nested too deeply");
        }
        let at = self.at;
        let is = match self.peek() {
            None => return self.fail("a value is missing: the text ends here"),
            Some('{') => {
                self.at += 1;
                self.entries(Some('}'), depth)?
            }
            Some('[') => {
                self.at += 1;
                self.list(depth)?
            }
            Some(quote @ ('"' | '\'' | '`')) => Literal::Text(self.quoted(quote)?),
            Some(_) => self.word()?,
        };
        Ok(Placed { at, is })
    }

    fn list(&mut self, depth: usize) -> Result<Literal, Failure> {
        let mut items = Vec::new();
        loop {
            self.space()?;
            if self.take(']') {
                return Ok(Literal::List(items));
            }
            items.push(self.value(depth + 1)?);
            self.space()?;
            if !self.take(',') && self.peek() != Some(']') {
                return self.fail("a comma or ] is expected here");
            }
        }
    }

    /// Keys and values up to `end`, or to the end of the text.
    fn entries(&mut self, end: Option<char>, depth: usize) -> Result<Literal, Failure> {
        let mut entries = Vec::new();
        loop {
            self.space()?;
            if self.at_end(end) {
                return Ok(Literal::Object(entries));
            }
            let key = self.key()?;
            self.space()?;
            if !self.take(':') {
                return self.fail(format!("a colon is expected after {:?}", key.is));
            }
            self.space()?;
            let value = self.value(depth + 1)?;
            entries.push((key, value));
            self.space()?;
            if !self.take(',') {
                if self.at_end(end) {
                    return Ok(Literal::Object(entries));
                }
                return self.fail("a comma or } is expected here");
            }
        }
    }

    fn at_end(&mut self, end: Option<char>) -> bool {
        match end {
            Some(end) => self.take(end),
            None => matches!(self.peek(), None | Some(';')),
        }
    }

    fn key(&mut self) -> Result<Placed<String>, Failure> {
        let at = self.at;
        let is = match self.peek() {
            Some(quote @ ('"' | '\'' | '`')) => self.quoted(quote)?,
            _ => self.bare(),
        };
        match is.as_str() {
            "" => self.fail("a name is expected here, in quotes, as in \"http_req_duration\""),
            _ => Ok(Placed { at, is }),
        }
    }

    fn bare(&mut self) -> String {
        let word: String = self.chars[self.at..]
            .iter()
            .take_while(|c| {
                c.is_ascii_alphanumeric()
                    || matches!(c, '_' | '$' | '.' | '+' | '-' | '%')
                    || !(c.is_ascii() || c.is_whitespace())
            })
            .collect();
        self.at += word.chars().count();
        word
    }

    fn word(&mut self) -> Result<Literal, Failure> {
        let start = self.at;
        let word = self.bare();
        Ok(match word.as_str() {
            "true" => Literal::Bool(true),
            "false" => Literal::Bool(false),
            "null" | "undefined" => Literal::Null,
            other => match number::parse(other) {
                Ok(value) if !other.is_empty() => Literal::Number(value),
                _ => {
                    self.at = start;
                    return self.fail("a value is expected here; texts are written in quotes, as in \"p(95)<500\"");
                }
            },
        })
    }

    fn quoted(&mut self, quote: char) -> Result<String, Failure> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        while let Some(c) = self.peek() {
            self.at += 1;
            match c {
                c if c == quote => return Ok(text),
                '\n' if quote != '`' => break,
                '\\' => text.push(self.escaped()?),
                c => text.push(c),
            }
        }
        self.at = start;
        self.fail(format!("the text that begins here is not closed: {quote} is missing"))
    }

    fn escaped(&mut self) -> Result<char, Failure> {
        let Some(c) = self.peek() else { return self.fail("the text ends after a backslash") };
        self.at += 1;
        Ok(match c {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => {
                let first = self.hex4()?;
                if !(0xd800..0xdc00).contains(&first) {
                    return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                // A character beyond 16 bits, written as a pair.
                let second = if self.take('\\') && self.take('u') { self.hex4()? } else { 0 };
                let code = 0x10000 + ((first - 0xd800) << 10) + second.wrapping_sub(0xdc00) % 0x400;
                if (0xdc00..0xe000).contains(&second) {
                    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
                } else {
                    char::REPLACEMENT_CHARACTER
                }
            }
            other => other,
        })
    }

    fn hex4(&mut self) -> Result<u32, Failure> {
        let digits = self.chars[self.at..].iter().take(4).map_while(|c| c.to_digit(16));
        let digits: Vec<u32> = digits.collect();
        if digits.len() < 4 {
            return self.fail("four hexadecimal digits are expected after \\u");
        }
        self.at += 4;
        Ok(digits.iter().fold(0, |n, d| n * 16 + d))
    }
}
