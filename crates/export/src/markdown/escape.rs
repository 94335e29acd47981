//! Text from files made harmless for Markdown: it must neither break a table nor become markup, a link or HTML.

use sloscope_model::format::safe;

/// Text that is shown as it is written, on one line, in a paragraph or in a table.
pub(crate) fn plain(text: &str) -> String {
    let text = safe(text);
    let mut out = String::with_capacity(text.len() + 8);
    let mut last = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '&' => out.push_str("&amp;"),
            // Only before these can it open a tag; a limit, `< 500 ms`, stays readable as it is.
            '<' if chars.peek().is_none_or(|n| n.is_ascii_alphabetic() || matches!(n, '/' | '!' | '?')) => {
                out.push_str("&lt;")
            }
            // At the start of a list item these open a quotation, a list or a heading.
            '>' | '+' | '-' | '=' if out.is_empty() && chars.peek().is_some_and(|n| n.is_whitespace()) => {
                out.push('\\');
                out.push(c);
            }
            '\\' | '`' | '*' | '|' | '[' | ']' | '~' | '#' => {
                out.push('\\');
                out.push(c);
            }
            // Within a word an underscore is one; elsewhere it can start emphasis.
            '_' if !last.is_ascii_alphanumeric()
                || !chars.peek().is_some_and(|next| next.is_ascii_alphanumeric() || *next == '_') =>
            {
                out.push_str("\\_");
            }
            c => out.push(c),
        }
        last = c;
    }
    out
}

/// Text in a code span in a table, where a pipe would end the cell even there.
pub(super) fn code_cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// Text in a code span; the fence is longer than any run of backticks inside.
pub(super) fn code(text: &str) -> String {
    let clean = safe(text);
    if clean.trim().is_empty() {
        return plain(&clean);
    }
    let longest = clean.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if clean.starts_with('`') || clean.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{clean}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rules of CommonMark 0.31 (code spans, entities, backslash escapes) and of GitHub's tables.
    #[test]
    fn nothing_becomes_markup() {
        for (text, shown) in [
            ("a|b", "a\\|b"),
            ("a\nb\r\nc", "a b  c"),
            ("<script>&lt;</b>", "&lt;script>&amp;lt;&lt;/b>"),
            ("< 500 ms", "< 500 ms"),
            ("> 5", "\\> 5"),
            ("- a", "\\- a"),
            ("![x](y)", "!\\[x\\](y)"),
            ("http_req_duration", "http_req_duration"),
            ("_x_ a_", "\\_x\\_ a\\_"),
            ("\u{1b}[31m \u{202e}x", "\\\\u{1b}\\[31m \\\\u{202e}x"),
            ("*b* `c`", "\\*b\\* \\`c\\`"),
        ] {
            assert_eq!(plain(text), shown, "{text}");
        }
        for (text, shown) in [("p(95)<500", "`p(95)<500`"), ("a`b", "``a`b``"), ("`a", "`` `a ``"), ("a|b\n", "`a|b `")]
        {
            assert_eq!(code(text), shown, "{text}");
        }
        assert_eq!(code_cell("a|b"), "`a\\|b`");
    }
}
