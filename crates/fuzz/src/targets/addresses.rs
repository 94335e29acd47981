//! Addresses in any text: no user stays, and what is left is left as it is.

use sloscope_core::format::{Holds, Queries, tag_without_users, without_users};

use super::{below, choices};

const SECRET: &str = "S3CR3T";

pub fn addresses(input: &[u8]) {
    let text = String::from_utf8_lossy(input).replace(SECRET, "");
    done_once(&text);
    // With a secret at a place of the input's choice.
    let mut at = below(&mut choices(input), text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let (before, behind) = text.split_at(at);
    for planted in ["https://user:S3CR3T@h.test/", "\nuser:S3CR3T@h.test\n", "https:\\/\\/user:S3CR3T@h.test\\/"] {
        let text = format!("{before}{planted}{behind}");
        let out = without_users(&text);
        assert!(!out.contains(SECRET), "{text:?} -> {out:?}");
        done_once(&text);
    }
    for (holds, query) in [(Holds::Address, "a b&t=S3CR3T"), (Holds::Value, "a b&t=S3CR3T"), (Holds::Text, "t=S3CR3T")]
    {
        let text = format!("{before} https://h.test/?{query}");
        let out = Queries::default().left_out(&text, holds).into_owned();
        assert!(!out.contains(SECRET), "{holds:?} {text:?} -> {out:?}");
    }
}

/// Twice is as once.
fn done_once(text: &str) {
    let plain = without_users(text);
    assert_eq!(without_users(&plain), plain, "{text:?}");
    let tag = tag_without_users(text);
    assert_eq!(tag_without_users(&tag), tag, "{text:?}");
    for holds in [Holds::Address, Holds::Value, Holds::Text] {
        let out = Queries::default().left_out(text, holds).into_owned();
        assert_eq!(Queries::default().left_out(&out, holds), out, "{holds:?} {text:?}");
    }
}
