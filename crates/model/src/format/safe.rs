//! Text from files made safe to show in a terminal or a document: what would move the cursor, colour the screen, turn
//! the order of the letters or hide is written as an escape, `\u{1b}`.

use std::borrow::Cow;
use std::fmt::Write;

/// On one line: line breaks and tabs become spaces, control characters and characters that nobody sees become escapes.
pub fn safe(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c.is_control() || is_unseen(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => out.push(' '),
            c if c.is_control() || is_unseen(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// JSON with the same meaning that can be shown in a terminal. Outside of strings JSON has no such characters, and
/// those below U+0020 are escaped in any JSON.
pub fn safe_json(text: &str) -> Cow<'_, str> {
    let unsafe_in_json = |c: char| c != '\n' && (c.is_control() || is_unseen(c));
    if !text.chars().any(unsafe_in_json) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 64);
    for c in text.chars() {
        if unsafe_in_json(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Characters without a shape of their own (Unicode: Default_Ignorable_Code_Point, Bidi_Control, line separators), without
/// the variation selectors, which choose the look of what is before them.
fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_acts_or_hides_is_left() {
        for (text, shown) in [
            ("plain, ä, 日本 and 😀", "plain, ä, 日本 and 😀"),
            ("\u{1b}[31mred", "\\u{1b}[31mred"),
            ("a\u{9b}2Jb\u{7f}", "a\\u{9b}2Jb\\u{7f}"),
            ("one\r\ntwo\tthree", "one  two three"),
            ("user\u{202e}gpj.exe\u{2066}\u{200f}", "user\\u{202e}gpj.exe\\u{2066}\\u{200f}"),
            ("pay\u{200b}pal\u{feff}\u{61c}", "pay\\u{200b}pal\\u{feff}\\u{61c}"),
            ("\u{e0041}", "\\u{e0041}"),
        ] {
            assert_eq!(safe(text), shown);
        }
    }

    #[test]
    fn json_means_the_same() {
        let value = serde_json::json!({ "a\u{202e}": ["\u{9b}x", "\u{1b}", "\u{e0041}", "ä"] });
        let text = serde_json::to_string_pretty(&value).expect("JSON");
        let shown = safe_json(&text);
        assert!(
            shown.contains("a\\u202e") && shown.contains("\\u009bx") && shown.contains("\\udb40\\udc41"),
            "{shown}"
        );
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).expect("JSON"), value);
    }
}
