//! Queries: where they end, and what stands in their place.

use super::super::*;

#[test]
fn queries_end_where_the_address_ends() {
    let gone = "[query left out]";
    for (text, shown) in [
        ("https://h/x?token=1", format!("https://h/x?{gone}")),
        ("/x?secret", format!("/x?{gone}")),
        ("GET /x?token=1 took long", format!("GET /x?{gone} took long")),
        ("Get \"https://h/x?a=1&b=it's a\": dial tcp", format!("Get \"https://h/x?{gone}\": dial tcp")),
        ("m{url:https://h/x?token=1}: p(95)<500", format!("m{{url:https://h/x?{gone}}}: p(95)<500")),
        ("m{name:search?q=1,method:GET}", format!("m{{name:search?{gone}}}")),
        ("see https://h/x?a=1, and (https://h/y?b=2).", format!("see https://h/x?{gone}, and (https://h/y?{gone}).")),
        ("{\"u\":\"https://h/x?t=1\",\"m\":\"GET\"}", format!("{{\"u\":\"https://h/x?{gone}\",\"m\":\"GET\"}}")),
        ("Get \"https://h/x?f={\\\"token\\\":\\\"SECRET\\\"}\": EOF", format!("Get \"https://h/x?{gone}\\\"}}\": EOF")),
        ("GET https://h/x?q={\"t\":\"SECRET\"} took long", format!("GET https://h/x?{gone}\"}} took long")),
        ("see <https://h/x?a=1>.", format!("see <https://h/x?{gone}>.")),
        ("https://h/cb#access_token=1", format!("https://h/cb#{gone}")),
        ("https://h/#/route?t=1", format!("https://h/#/route?{gone}")),
        ("é/x?t=1", format!("é/x?{gone}")),
        ("?tok=1 failed", format!("?{gone} failed")),
        ("https://h/x%3Ftok%3D1 failed", format!("https://h/x%3F{gone} failed")),
        ("/cart;jsessionid=1 failed", format!("/cart;{gone} failed")),
    ] {
        assert_eq!(Queries::default().left_out(text, Holds::Text), shown, "{text}");
    }
    for same in [
        "is text/html;q=0.9,*/*;q=0.8",
        "status is 200?",
        "is ok? yes",
        "https://h/x?",
        "/x?…",
        "why? a=b",
        "https://h/x#top",
        "#1 a=b",
    ] {
        assert_eq!(Queries::default().left_out(same, Holds::Text), same);
    }
}

#[test]
fn different_queries_stay_apart_and_are_known_in_sentences() {
    let mut queries = Queries::default();
    for value in ["https://h/x?q=a b", "https://h/x?q=a", "GET /y?q=a, b", "https://h/y#a"] {
        queries.learn(value, Holds::Address);
    }
    for (text, holds, shown) in [
        ("https://h/x?q=a b", Holds::Address, "https://h/x?[query left out]"),
        ("https://h/x?q=a", Holds::Address, "https://h/x?[query 2 left out]"),
        ("https://h/x?q=a b is slow", Holds::Text, "https://h/x?[query left out] is slow"),
        ("https://h/x?q=a is slow", Holds::Text, "https://h/x?[query 2 left out] is slow"),
        ("(GET /y?q=a, b)", Holds::Text, "(GET /y?[query left out])"),
        ("https://h/y#a is slow", Holds::Text, "https://h/y#[query left out] is slow"),
        ("https://h/z?q=a", Holds::Address, "https://h/z?[query left out]"),
        ("https://h/z?q=a%2Fb", Holds::Address, "https://h/z?[query 2 left out]"),
        ("https://h/z?q=a/b", Holds::Address, "https://h/z?[query 3 left out]"),
    ] {
        assert_eq!(queries.left_out(text, holds), shown);
    }
}

#[test]
fn of_a_value_more_goes_rather_than_less() {
    for (value, shown) in [
        ("https://h/p?q=foo bar&token=S", "https://h/p?[]"),
        ("Get https://h/a?t=S: read tcp: reset", "Get https://h/a?[]"),
        ("Get \"https://h/a?q=foo bar&t=S\": EOF", "Get \"https://h/a?[]\": EOF"),
        ("Get \"https://h/a?q={\"t\":\"S\",\"u\":1}\": EOF", "Get \"https://h/a?[]\": EOF"),
        ("Get \"https://h/a?q={\\\"t\\\":\\\"S\\\"}\": EOF", "Get \"https://h/a?[]\": EOF"),
        ("Get \"https://h/a?q=\"foo\" S\": EOF", "Get \"https://h/a?[]\": EOF"),
        ("https://h/p?q={\"t\":\"S\"}", "https://h/p?[]"),
        ("it's https://h/p?q='t' S", "it's https://h/p?[]"),
        ("see <https://h/p?q=a S>: no", "see <https://h/p?[]>: no"),
        ("https://h/p?q=a\nS", "https://h/p?[]"),
        ("?tok=S", "?[]"),
        ("https://h/p%3FS", "https://h/p%3F[]"),
        ("https://h/p%253ft%253dS", "https://h/p%253f[]"),
        ("https://h/p;jsessionid=S/x", "https://h/p;[]"),
        ("https://h/p#S", "https://h/p#[]"),
        ("#access_token=S", "#[]"),
        ("https://h/?", "https://h/?"),
        ("is it up? no=S", "is it up? no=S"),
        ("WHERE a=? AND b=?", "WHERE a=? AND b=?"),
    ] {
        let short = |text: &str| text.replace("[query left out]", "[]");
        let out = Queries::default().left_out(value, Holds::Value).into_owned();
        assert_eq!(short(&out), shown, "{value}");
        assert_eq!(Queries::default().left_out(&out, Holds::Value), out, "what was left out is no query");
    }
}

#[test]
fn what_follows_a_mark_is_of_the_query() {
    let gone = "https://h/x?[query left out]";
    for text in [
        "https://h/x?[query left out]&token=S3CR",
        "https://h/x?[query 2 left out]token=S3CR",
        "https://h/x?[query left out]/S3CR#S3CR",
        "https://h/x?[query 02 left out]&S3CR",
        "https://h/x?a=[query left out]&t=S3CR",
        "https://h/x?…&token=S3CR",
    ] {
        for holds in [Holds::Address, Holds::Value, Holds::Text] {
            assert_eq!(Queries::default().left_out(text, holds), gone, "{holds:?} {text}");
        }
    }
    for (text, shown) in [
        ("see https://h/x?[query left out]&t=S3CR, now", "see https://h/x?[query left out], now"),
        ("Get \"https://h/x?[query left out]&t=S3CR\": EOF", "Get \"https://h/x?[query left out]\": EOF"),
        ("/x?… is slow", "/x?… is slow"),
        ("/x?[query 3 left out] is slow", "/x?[query 3 left out] is slow"),
    ] {
        assert_eq!(Queries::default().left_out(text, Holds::Text), shown);
    }
}

#[test]
fn marks_that_are_there_and_those_that_are_made_are_not_confused() {
    let texts =
        ["?a=1", "?[query left out]", "?[query 2 left out]", "?b=2", "?[query 02 left out]", "?[query 4 left out]"];
    // Each of the orders in which they can come.
    let mut at = [0; 6];
    let mut orders = 0;
    while at[0] < 6 {
        if (0..6).all(|one| at.contains(&one)) {
            orders += 1;
            let mut queries = Queries::default();
            let mut out =
                at.map(|one| queries.left_out(&format!("https://h/x{}", texts[one]), Holds::Address).into_owned());
            let mut again = Queries::default();
            out.iter().for_each(|text| assert_eq!(again.left_out(text, Holds::Address), *text, "{at:?}"));
            out.sort();
            assert!(out.windows(2).all(|two| two[0] != two[1]), "{at:?}: {out:?}");
        }
        at[5] += 1;
        for place in (1..6).rev() {
            if at[place] == 6 {
                (at[place], at[place - 1]) = (0, at[place - 1] + 1);
            }
        }
    }
    assert_eq!(orders, 720);
    let mut queries = Queries::default();
    for text in ["https://h/x?[query left out]", "https://h/x?[query 7 left out]"] {
        assert_eq!(queries.left_out(text, Holds::Address), text, "it keeps its number");
    }
    assert_eq!(queries.left_out("https://h/x?a=1", Holds::Address), "https://h/x?[query 2 left out]");
}

#[test]
fn queries_in_any_spelling_and_behind_any_host() {
    for text in [
        "https://h?S3CR",
        "https://h/x？t=S3CR",
        "https://h/x\\u003ft=S3CR",
        "https://h/x\\x3ft\\x3dS3CR",
        "https://h/x&#63;t=S3CR",
        "https:\\/\\/h\\/x?t=S3CR",
        "https://h/x?a=1&amp;t=S3CR",
        "https%3A%2F%2Fh%2Fx%3Ft%3DS3CR",
        "//h/x?S3CR",
        "h.test?S3CR",
        "h.test:80?S3CR",
        "${HOST}?S3CR",
        "{{host}}?S3CR",
        "localhost?S3CR",
        "[::1]/x?S3CR",
    ] {
        for holds in [Holds::Address, Holds::Value, Holds::Text] {
            let out = Queries::default().left_out(text, holds).into_owned();
            assert!(!out.contains("S3CR"), "{holds:?} {text} -> {out}");
        }
    }
    for text in ["h?S3CR", "h.test#S3CR", "h.test;t=S3CR", "search?S3CR", "https://h/x?\nt=S3CR"] {
        assert!(!Queries::default().left_out(text, Holds::Address).contains("S3CR"), "{text}");
    }
    for same in ["is it up?", "is it up? yes", "what? ever", "status is 200?"] {
        assert_eq!(Queries::default().left_out(same, Holds::Address), same);
    }
}

#[test]
fn what_was_numbered_elsewhere_is_found_again() {
    for (text, plain) in [
        ("GET https://h/x?a=1", "GET https://h/x?[query left out]"),
        ("GET https://h/x?[query 12 left out]", "GET https://h/x?[query left out]"),
        ("https://h/x?[query left out]: status 500", "https://h/x?[query left out]: status 500"),
        ("a[0] [query of mine]", "a[0] [query of mine]"),
    ] {
        assert_eq!(unqueried(text, Holds::Text), plain);
    }
}
