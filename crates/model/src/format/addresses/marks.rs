//! What stands in the place of a user or a query, so that two values that differ stay two.
//!
//! A mark that is in a file already, since sloscope wrote the file, keeps its number: objectives in that file name it.
//! Marks that are made take numbers that no mark in the file has.

/// What marks end with.
const END: &str = " left out]";

/// The mark of a user, behind the value: the only one of that address, or one of several, by number.
pub fn user_left_out(plain: &str, number: Option<usize>) -> String {
    number.map_or_else(|| format!("{plain} [user left out]"), |number| format!("{plain} [user {number} left out]"))
}

/// The inverse of [`user_left_out`]; `None` of a text without such a mark.
pub fn user_mark(value: &str) -> Option<(&str, Option<usize>)> {
    let (plain, number) = value.strip_suffix(END)?.rsplit_once(" [user")?;
    let number = number_of(number)?;
    (user_left_out(plain, number) == value).then_some((plain, number))
}

/// The mark of a query, behind the question mark: the first one of that address, or another, by number.
pub(super) fn query_left_out(number: usize) -> String {
    if number > 1 { format!("[query {number} left out]") } else { "[query left out]".to_owned() }
}

/// The number of the mark of a query with which a text begins, and how long that mark is.
pub(super) fn query_mark(text: &str) -> Option<(usize, usize)> {
    let body = text.strip_prefix("[query")?;
    let end = super::head(body, 40).find(END)?;
    let number = number_of(&body[..end])?.unwrap_or(1);
    Some((number, text.len() - body.len() + end + END.len()))
}

/// Of ` 2`; `None` within of an empty text.
fn number_of(text: &str) -> Option<Option<usize>> {
    if text.is_empty() { Some(None) } else { text.strip_prefix(' ')?.parse().ok().map(Some) }
}
