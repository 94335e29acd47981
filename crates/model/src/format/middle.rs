//! Names that are too long are cut in their middle, where they differ least.

/// Beginning, middle and end of a text of more than `most` characters; beginning and end have `most` together, with a
/// character for what stands for the middle.
pub fn middle(text: &str, most: usize) -> Option<(&str, &str, &str)> {
    // A text has at least as many bytes as characters.
    let count = if text.len() > most { text.chars().count() } else { 0 };
    if count <= most {
        return None;
    }
    let tail = most.saturating_sub(1) * 3 / 8;
    let head = most.saturating_sub(1) - tail;
    let at = |n: usize| text.char_indices().nth(n).map_or(text.len(), |(at, _)| at);
    let (start, end) = (at(head), at(count - tail));
    Some((&text[..start], &text[start..end], &text[end..]))
}

/// A text of at most so many characters.
pub fn shortened(text: &str, most: usize) -> String {
    middle(text, most).map_or_else(|| text.to_owned(), |(head, _, tail)| format!("{head}…{tail}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_left_out() {
        assert_eq!(middle("http_req_duration", 17), None);
        assert_eq!(middle("http_req_duration", 9), Some(("http_", "req_durat", "ion")));
        assert_eq!(shortened("http_req_duration", 9), "http_…ion");
        assert_eq!(shortened("äöüäöüäöü", 5), "äöü…ü");
        assert_eq!(shortened("äöü", 3), "äöü");
        assert_eq!(shortened("abc", 1), "…");
        assert_eq!(shortened("abc", 0), "…");
    }
}
