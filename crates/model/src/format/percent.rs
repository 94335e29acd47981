//! Percent-encoding of addresses, read.

use std::borrow::Cow;

/// Undoes percent-encoding (RFC 3986, section 2.1); a `%` that is not an escape stays as it is.
pub fn unescape(text: &str) -> Cow<'_, str> {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy()
}
