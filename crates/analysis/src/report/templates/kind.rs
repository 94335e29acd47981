//! What a segment of a path looks like: a number, a UUID, a hash or another token, or a word.

/// The shortest run of hexadecimal digits that is taken for a hash.
const SHORTEST_HASH: usize = 16;
/// The shortest text that is taken for a token.
const SHORTEST_TOKEN: usize = 20;
/// A token changes between letters and digits at least so often within one run of both.
const LEAST_CHANGES: usize = 4;

/// Adds a segment, or what stands for it. A file's ending stays, `17.json`; a parameter after `;` does not.
pub fn push(out: &mut String, segment: &str) {
    let (segment, parameter) = match segment.split_once(';') {
        Some((segment, _)) => (segment, ";…"),
        None => (segment, ""),
    };
    let (stem, ending) = split_ending(segment);
    match kind(segment) {
        Some(name) => out.push_str(name),
        None => match kind(stem) {
            Some(name) => {
                out.push_str(name);
                out.push_str(ending);
            }
            None => out.push_str(segment),
        },
    }
    out.push_str(parameter);
}

/// `17.json` -> `17`, `.json`.
fn split_ending(segment: &str) -> (&str, &str) {
    let at = segment.rfind('.').unwrap_or(segment.len());
    let ending = &segment[at..];
    let is_ending = (2..=6).contains(&ending.len()) && ending[1..].bytes().all(|b| b.is_ascii_alphanumeric());
    // `1.0` is a version, not a file.
    if is_ending && ending.as_bytes()[1].is_ascii_alphabetic() { segment.split_at(at) } else { (segment, "") }
}

fn kind(text: &str) -> Option<&'static str> {
    let bytes = text.as_bytes();
    let digits = bytes.strip_prefix(b"-").unwrap_or(bytes);
    if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) {
        Some(":id")
    } else if is_uuid(bytes) {
        Some(":uuid")
    } else if (bytes.len() >= SHORTEST_HASH && bytes.iter().all(u8::is_ascii_hexdigit)) || is_token(bytes) {
        Some(":hash")
    } else {
        None
    }
}

/// RFC 9562, section 4: 8-4-4-4-12 hexadecimal digits.
fn is_uuid(bytes: &[u8]) -> bool {
    bytes.len() == 36
        && bytes.iter().enumerate().all(|(at, b)| match at {
            8 | 13 | 18 | 23 => *b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

/// A random text of letters and digits (a session, a ULID, base64url), and not the words of a headline: those do not
/// mix letters with digits.
fn is_token(bytes: &[u8]) -> bool {
    bytes.len() >= SHORTEST_TOKEN
        && bytes.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'='))
        && bytes.split(|b| !b.is_ascii_alphanumeric()).any(|run| {
            let change = |pair: &[u8]| pair[0].is_ascii_digit() != pair[1].is_ascii_digit();
            run.windows(2).filter(|pair| change(pair)).count() >= LEAST_CHANGES
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pairs: &[(&str, &str)]) {
        for (segment, shown) in pairs {
            let mut out = String::new();
            push(&mut out, segment);
            assert_eq!(out, *shown, "{segment}");
        }
    }

    #[test]
    fn numbers() {
        check(&[
            ("0", ":id"),
            ("17", ":id"),
            ("-5", ":id"),
            ("18446744073709551616", ":id"),
            ("1234567890123456", ":id"),
        ]);
        check(&[("17.json", ":id.json"), ("17.mp4", ":id.mp4"), ("17.tar.gz", "17.tar.gz")]);
        check(&[("", ""), ("-", "-"), ("v1", "v1"), ("1.0", "1.0"), ("17a", "17a"), ("1,2", "1,2"), ("٣", "٣")]);
    }

    #[test]
    fn uuids_of_any_case() {
        check(&[
            ("550e8400-e29b-41d4-a716-446655440000", ":uuid"),
            ("550E8400-E29B-41D4-A716-446655440000", ":uuid"),
            ("550e8400-e29b-41d4-a716-446655440000.png", ":uuid.png"),
            ("550e8400e29b41d4a716446655440000", ":hash"),
            ("550e8400-e29b-41d4-a716-44665544000g", "550e8400-e29b-41d4-a716-44665544000g"),
        ]);
    }

    #[test]
    fn hashes_and_tokens() {
        check(&[
            ("d41d8cd98f00b204e9800998ecf8427e", ":hash"),
            ("507f1f77bcf86cd799439011", ":hash"),
            ("DEADBEEFDEADBEEF", ":hash"),
            ("4f3a9c1b2d5e6f70.js", ":hash.js"),
            ("01ARZ3NDEKTSV4RRFFQ69G5FAV", ":hash"),
            ("cjld2cjxh0000qzrmn831i7rn", ":hash"),
            ("dQw4w9WgXcQ0x1y2z3_-Ab==", ":hash"),
        ]);
    }

    #[test]
    fn words_are_not_tokens() {
        check(&[
            ("deadbeef", "deadbeef"),
            ("4f3a9c1", "4f3a9c1"),
            ("how-to-write-10-tests-in-2024", "how-to-write-10-tests-in-2024"),
            ("Annual-Report-2024-Final-Version", "Annual-Report-2024-Final-Version"),
            ("internationalization_settings", "internationalization_settings"),
            ("index.html", "index.html"),
            ("iphone-15-pro-max-256gb-blue", "iphone-15-pro-max-256gb-blue"),
            ("getUserByIdAndTenantId2", "getUserByIdAndTenantId2"),
        ]);
    }
}
