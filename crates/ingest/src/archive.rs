//! `k6 archive`: a tar whose first entry is metadata.json, with the options in it. The script and the files beside
//! it are not read; only that they are there is reported.

use serde_json::Value;

use sloscope_model::options::{RunOptions, Secret};

use super::{Content, Diagnostics, Format, Unreadable, json_tree, k6_options};

/// metadata.json comes first: what lies behind so many bytes is not needed, however large the archived files are.
pub(super) const NEEDED: usize = 16 * 1024 * 1024;
const BLOCK: usize = 512;
/// Entries that are looked at before the search is given up.
const MOST_ENTRIES: usize = 10_000;

/// A tar's first header: the magic of POSIX and GNU, or metadata.json in the oldest form.
pub(super) fn is_tar(bytes: &[u8]) -> bool {
    bytes.get(257..262) == Some(b"ustar") || (bytes.len() >= BLOCK && bytes.starts_with(b"metadata.json\0"))
}

pub(super) fn read(bytes: &[u8], diagnostics: &mut Diagnostics) -> (Format, Content) {
    let unreadable = |looks_like: &str, advice: &str| {
        let why = Unreadable { looks_like: looks_like.to_owned(), advice: advice.to_owned() };
        (Format::Unknown, Content::Unreadable(why))
    };
    let Some((metadata, has_script)) = search(bytes) else {
        let advice = "A tar that `k6 archive script.js` writes has one. If k6's results are in this tar, unpack it and \
                      open the files in it.";
        return unreadable("a tar archive without k6's metadata.json", advice);
    };
    let cut = "the archive ends in the middle";
    let parsed = metadata.and_then(|text| json_tree::parse(text).ok());
    let options = parsed.and_then(|parsed| options(&parsed.value));
    let Some(mut options) = options else {
        if metadata.is_none() {
            diagnostics.cut = Some(cut.to_owned());
        }
        let advice = "Write it again with `k6 archive script.js`, or print the options with `k6 inspect script.js`.";
        return unreadable("a k6 archive whose metadata.json cannot be read", advice);
    };
    diagnostics.notes.append(&mut options.notes);
    if has_script {
        options.secrets.insert(0, Secret::Script);
    }
    diagnostics.lines += 1;
    diagnostics.used += 1;
    (Format::Archive, Content::Options(Box::new(options)))
}

/// The options of a metadata.json.
pub(super) fn options(metadata: &Value) -> Option<RunOptions> {
    k6_options::metadata(metadata.as_object()?)
}

/// metadata.json, `None` inside if it is cut, and whether the archive holds a script too.
fn search(bytes: &[u8]) -> Option<(Option<&[u8]>, bool)> {
    let mut found = None;
    let (mut at, mut entries) = (0, 0);
    while let Some(header) = bytes.get(at..at + BLOCK) {
        let name = text(&header[..100]);
        entries += 1;
        if name.is_empty() || entries > MOST_ENTRIES {
            break;
        }
        let size = octal(&header[124..136])?;
        let content = bytes.get(at + BLOCK..).and_then(|rest| rest.get(..size));
        match name {
            b"metadata.json" if found.is_none() => found = Some(content),
            b"data" if found.is_some() => return Some((found?, size > 0)),
            _ => {}
        }
        at = at.checked_add(BLOCK)?.checked_add(size)?.checked_next_multiple_of(BLOCK)?;
    }
    found.map(|content| (content, false))
}

fn text(field: &[u8]) -> &[u8] {
    field.split(|b| *b == 0).next().unwrap_or_default()
}

/// A size: octal digits, or GNU's binary form for more than 8 GiB.
fn octal(field: &[u8]) -> Option<usize> {
    if field.first().is_some_and(|b| b & 0x80 != 0) {
        let value = field.iter().skip(4).fold(0u64, |n, b| n << 8 | u64::from(*b));
        return usize::try_from(value).ok();
    }
    let digits = std::str::from_utf8(text(field)).ok()?.trim();
    usize::from_str_radix(digits, 8).ok()
}
