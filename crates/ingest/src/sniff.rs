//! What a text is, found from its beginning, never from its name.

use serde_json::Value;

use super::json_values::Nesting;
use super::k6_json_any::is_k6;
use super::{k6_csv, prefix};

/// A longer object is no sample: k6's lines have a few kilobytes. Keeps a large document from being parsed here.
const LONGEST_SAMPLE: usize = 1 << 20;

/// How the rest is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Lines,
    Csv,
    /// k6's lines, or rows of its CSV, behind a prefix each.
    Prefixed,
    PrefixedCsv,
    /// Objects inside one array.
    Array,
    /// Objects one after the other, not one per line.
    Concatenated,
    /// To be read whole: summaries, dashboards, options, archives, and what is not k6's.
    Document,
}

/// Decides from a prefix; `None` if more is needed. A pure function of the prefix: [`super::Reader`] asks at fixed
/// lengths, so that the answer does not depend on how the input was cut.
pub(super) fn decide(prefix: &[u8], at_end: bool) -> Option<Kind> {
    let rest_is_open = if at_end { Some(Kind::Document) } else { None };
    let Some(start) = prefix.iter().position(|b| !b.is_ascii_whitespace()) else { return rest_is_open };
    let head = &prefix[..prefix.len().min(512)];
    if prefix[start] == b'<' || memchr::memchr(0, head).is_some() {
        return Some(Kind::Document);
    }
    let first_line = match memchr::memchr(b'\n', &prefix[start..]) {
        Some(end) => Some(&prefix[start..start + end]),
        None if at_end => Some(&prefix[start..]),
        None => None,
    };
    if first_line.is_some_and(k6_csv::is_header) {
        return Some(Kind::Csv);
    }
    if let Some(kind) = first_value(&prefix[start..], at_end) {
        return Some(kind);
    }
    if has_k6_line(prefix, at_end) {
        return Some(Kind::Lines);
    }
    if let Some(kind) = behind_prefix(prefix, at_end) {
        return Some(kind);
    }
    rest_is_open
}

/// Looks at the first object, alone or as the first of an array.
fn first_value(text: &[u8], at_end: bool) -> Option<Kind> {
    let in_array = text[0] == b'[';
    let open = if in_array { 1 + text[1..].iter().position(|b| !b.is_ascii_whitespace())? } else { 0 };
    if text.get(open) != Some(&b'{') {
        return None;
    }
    let mut nesting = Nesting::default();
    let length = 1 + text[open..].iter().position(|b| nesting.step(*b))?;
    let (object, after) = text[open..].split_at(length);
    if length > LONGEST_SAMPLE {
        return None;
    }
    let value: Value = serde_json::from_slice(object).ok()?;
    if !is_k6(&value) {
        return value.get("event").map(|_| Kind::Document);
    }
    if in_array {
        return Some(Kind::Array);
    }
    if object.contains(&b'\n') {
        return Some(Kind::Concatenated);
    }
    match after.iter().find(|b| !matches!(b, b' ' | b'\t' | b'\r')) {
        Some(b'{') => Some(Kind::Concatenated),
        None if !at_end => None,
        _ => Some(Kind::Lines),
    }
}

fn lines(prefix: &[u8], at_end: bool) -> impl Iterator<Item = &[u8]> {
    let complete = if at_end { prefix.len() } else { memchr::memrchr(b'\n', prefix).unwrap_or(0) };
    prefix[..complete].split(|b| *b == b'\n').map(<[u8]>::trim_ascii).filter(|line| line.len() <= LONGEST_SAMPLE)
}

fn is_k6_line(line: &[u8]) -> bool {
    [&b"\"Point\""[..], b"\"Metric\""].iter().any(|t| memchr::memmem::find(line, t).is_some())
        && serde_json::from_slice(line).is_ok_and(|value: Value| is_k6(&value))
}

fn has_k6_line(prefix: &[u8], at_end: bool) -> bool {
    lines(prefix, at_end).any(|line| line.starts_with(b"{") && is_k6_line(line))
}

fn behind_prefix(text: &[u8], at_end: bool) -> Option<Kind> {
    let of_docker = |line: &[u8]| prefix::of_docker(line).is_some_and(|written| is_k6_line(written.as_bytes()));
    if lines(text, at_end).any(|line| prefix::split(line).is_some_and(|(_, rest)| is_k6_line(rest)) || of_docker(line))
    {
        return Some(Kind::Prefixed);
    }
    lines(text, at_end).any(|line| prefix::csv_header(line).is_some()).then_some(Kind::PrefixedCsv)
}
