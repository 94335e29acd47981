//! Texts by kind: in `secret.txt` nothing of a user is left, in `kept.txt` nothing goes. Then texts made of parts.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::RngSeed;

use super::super::*;

/// The lines of a table without its headings.
fn lines(table: &str) -> impl Iterator<Item = String> {
    let lines = table.lines().filter(|line| !line.starts_with("## "));
    lines.map(|line| line.replace("<TAB>", "\t").replace("<NL>", "\n").replace("<ZWSP>", "\u{200b}"))
}

#[test]
fn nothing_of_a_user_is_left() {
    let mut number = 0;
    for text in lines(include_str!("secret.txt")) {
        let out = without_users(&text);
        assert!(!out.contains("SE") && !out.contains("CR"), "{text:?} -> {out:?}");
        assert_eq!(without_users(&out), out, "once more: {text:?}");
        number += 1;
    }
    assert!(number > 200, "{number}");
}

#[test]
fn what_is_no_user_stays() {
    for text in lines(include_str!("kept.txt")) {
        assert_eq!(without_users(&text), text);
    }
}

/// What may stand around an address.
const AROUND: [&str; 58] = [
    "",
    " ",
    "x",
    "/",
    "//",
    ":",
    "::",
    "@",
    "?",
    "#",
    "\"",
    "'",
    "(",
    "[",
    ",",
    "=",
    "&",
    ";",
    "\\",
    "%",
    "%40",
    "…",
    "http:",
    "https://h/",
    "http://h:80 ",
    "a@b",
    "}",
    "\n",
    "é",
    "「",
    " [user left out]",
    "?[query left out]",
    "12:30",
    "Get \"",
    " lookup ",
    "${A}",
    "<",
    "|",
    "$",
    "*",
    "-",
    ".",
    "\t",
    "\\n",
    "\\\"",
    "?a=b",
    "&a=b",
    "npm:",
    "git@h:",
    "C:\\",
    "u:p@",
    "://",
    "]",
    ")",
    "0",
    "[::1]",
    "?…",
    "[query 2 left out]",
];

/// Addresses that are known for what they are wherever they stand.
const SURE: [&str; 22] = [
    "https://u:S3CR@h.test",
    "https://S3CR@h.test",
    "HTTPS:\\\\u:S3CR@h",
    "http:u:S3CR@h",
    "//u:S3CR@h",
    "https:\\/\\/u:S3CR@h",
    "https:\\u002f\\u002fu:S3CR@h",
    "https%3A%2F%2Fu%3AS3CR%40h",
    "https://u:a/S3CR@h",
    "https://u:12/S3CR@h",
    "https://u:S3CR#x@h",
    "postgres://u:a S3CR@h",
    "u:S3CR@h.test",
    "u:S3CR@2host.test",
    "u:S3CR@[::1]",
    "u:S3CR@10.0.0.1",
    "u:S3CR@db:5432",
    "u:S3CR@localhost",
    "u:S3CR@${HOST}",
    "u:a/S3CR@h.test",
    "u:a#S3CR@h.test",
    "u%3AS3CR%40h.test",
];

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 20_000, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default()
    })]

    /// Whatever stands around an address, nothing is left of its user, and what is left is left as it is.
    #[test]
    fn made_texts_lose_their_users_and_are_done(
        before in vec(select(&AROUND), 3),
        address in select(&SURE),
        behind in vec(select(&AROUND), 3),
    ) {
        let (mut before, mut behind) = (before.concat(), behind.concat());
        // A name goes on to the left, and a host to the right.
        if before.ends_with(|c: char| c.is_alphanumeric() || "-.".contains(c)) {
            before.push(' ');
        }
        if behind.starts_with(|c: char| c.is_alphanumeric() || "-.%*".contains(c)) {
            behind.insert(0, ' ');
        }
        let text = before + address + &behind;
        let out = without_users(&text).into_owned();
        prop_assert!(!out.contains("S3CR"), "{text:?} -> {out:?}");
        prop_assert_eq!(&without_users(&out), &out, "{:?}", text);
        for holds in [Holds::Address, Holds::Value, Holds::Text] {
            let once = Queries::default().left_out(&text, holds).into_owned();
            prop_assert_eq!(&Queries::default().left_out(&once, holds), &once, "{:?}: {:?}", holds, text);
        }
    }
}
