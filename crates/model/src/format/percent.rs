//! Percent-encoding of addresses, read.

/// Undoes percent-encoding (RFC 3986, section 2.1); a `%` that is not an escape stays as it is.
pub fn unescape(text: &str) -> String {
    let bytes = text.as_bytes();
    let half = |at: usize| bytes.get(at).and_then(|b| char::from(*b).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], half(at + 1), half(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
