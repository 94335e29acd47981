//! The data inside the dashboard's HTML export: `<script id="data" …>` holds the events, gzipped, in base64.

use data_encoding::BASE64_NOPAD;

use super::super::gzip::Gunzip;
use crate::Diagnostics;

/// The script element is known by its id; attributes may come in any order.
pub(crate) fn is(text: &[u8]) -> bool {
    data(text).next().is_some()
}

/// The events as text: of each export, if several stand one after the other; empty where there are none. Damage is
/// told.
pub(crate) fn events(text: &[u8], diagnostics: &mut Diagnostics) -> Vec<Vec<u8>> {
    let unpacked = |packed: &[u8]| {
        let mut plain = Vec::new();
        let mut gunzip = Gunzip::new();
        let mut take = |part: &[u8]| plain.extend_from_slice(part);
        gunzip.feed(&base64(packed), &mut take);
        gunzip.flush(&mut take);
        gunzip.finish(diagnostics);
        plain
    };
    data(text).map(unpacked).collect()
}

/// What stands in each such element, up to its end or that of the file.
fn data(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    memchr::memmem::find_iter(text, b"<script").filter_map(|start| {
        let element = &text[start..];
        let open = memchr::memchr(b'>', element)?;
        let tag = &element[..open];
        let has = |word: &[u8]| memchr::memmem::find(tag, word).is_some();
        if !((has(b"id=\"data\"") || has(b"id='data'") || has(b"id=data")) && has(b"base64")) {
            return None;
        }
        let content = &element[open + 1..];
        let end = memchr::memmem::find(content, b"</script").unwrap_or(content.len());
        Some(&content[..end])
    })
}

/// Standard base64 (RFC 4648); white space is skipped, and the first other character ends it. Of a text that was cut, the
/// bytes that are whole.
fn base64(text: &[u8]) -> Vec<u8> {
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let mut digits: Vec<u8> =
        text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).take_while(is_digit).collect();
    if digits.len() % 4 == 1 {
        digits.pop();
    }
    let mut bytes = vec![0; digits.len() * 3 / 4];
    let whole = BASE64_NOPAD.decode_mut(&digits, &mut bytes).unwrap_or_else(|cut| cut.written);
    bytes.truncate(whole);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_of_the_rfc() {
        for (text, plain) in [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9v\nYmE=", "fooba")] {
            assert_eq!(base64(text.as_bytes()), plain.as_bytes(), "{text}");
        }
        for (cut, plain) in [("Zm9vY", "foo"), ("Zm9vYm", "foo"), ("Zm9v*YmE=", "foo")] {
            assert_eq!(base64(cut.as_bytes()), plain.as_bytes(), "{cut}");
        }
    }
}
