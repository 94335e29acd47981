//! Users: what goes, and what stays.

use super::super::*;

#[test]
fn users_go_wherever_they_stand() {
    for (text, shown) in [
        ("https://u:p@h/x", "https://h/x"),
        ("https://u@h", "https://h"),
        ("https://bob:pa'ss@h/x", "https://h/x"),
        ("https://bob:p`a\\s>s@h/x", "https://h/x"),
        (
            "parse \"https://bob:SECRET#x@h/\": invalid port \":SECRET\" after host",
            "parse \"https://h/\": invalid port \":…\" after host",
        ),
        ("https://bob:a/b@h/x", "https://h/x"),
        ("see //u:p@h/x", "see //h/x"),
        ("https://u:p@ss@h:80/x?mail=a@b", "https://h:80/x?mail=a@b"),
        ("Get \"https://u:p@h/x?t=1\": dial tcp: lookup h", "Get \"https://h/x?t=1\": dial tcp: lookup h"),
        ("http_req_duration{url:https://u:p@h/x}", "http_req_duration{url:https://h/x}"),
        ("{\"url\":\"https:\\/\\/u:p@h\\/x\"}", "{\"url\":\"https:\\/\\/h\\/x\"}"),
        ("ws://u:p@h then //v:q@g/y", "ws://h then //g/y"),
        ("a@b // no address", "a@b // no address"),
        ("https://h/@me", "https://h/@me"),
        // As browsers read them.
        ("http:/u:p@h/x", "http:/h/x"),
        ("GET http:u:p@h/x", "GET http:h/x"),
        ("HTTP:\\\\u:p@h\\x", "HTTP:\\\\h\\x"),
        ("http:\\/u:p@h/x", "http:\\/h/x"),
        ("http:///u:p@h/x", "http:///h/x"),
        // As people write them.
        ("u:p@h.test:8080/a", "h.test:8080/a"),
        ("no route to u:p@h/", "no route to h/"),
        ("via (u:p@10.0.0.1:80)", "via (10.0.0.1:80)"),
        ("u:p@ss@[::1]/a", "[::1]/a"),
        ("::u:p@h.test::u:p@h.test/a", "::h.test/a"),
        ("http:// u:p@h.test/a", "http:// h.test/a"),
        ("postgres://u:my pass@db:5432/x", "postgres://db:5432/x"),
        ("parse \"http://u:a b@h/\": invalid userinfo", "parse \"http://h/\": invalid userinfo"),
        // Encoded, as in a query of another address.
        ("http%3A%2F%2Fu%3Ap%40h%2Fx", "http%3A%2F%2Fh%2Fx"),
        ("https://g/?to=http%253a%252f%252fu%253ap%2540h", "https://g/?to=http%253a%252f%252fh"),
        ("u%3Ap%40h.test", "h.test"),
        ("http://http://u:p@h@g", "http://http://g"),
        // Of users that are mail addresses or have a domain, in front of a message, in a selector that is not closed, in
        // quotes of any script, of a database without a host.
        ("bob@corp.test:SECRET@ftp.test/x", "ftp.test/x"),
        ("dial CORP\\bob:SECRET@h.test", "dial h.test"),
        ("dial tcp u:p@h.test:8080: connection refused", "dial tcp h.test:8080: connection refused"),
        ("[u:p@h.test:80]", "[h.test:80]"),
        ("u:p@h.test:${PORT}/x", "h.test:${PORT}/x"),
        ("m{name:u:p@h.test", "m{name:h.test"),
        ("m{a:b,name:bob@corp.test:p@h.test}", "m{a:b,name:h.test}"),
        ("„u:p@h.test:80“", "„h.test:80“"),
        ("（u:p@h.test）", "（h.test）"),
        ("u:p@/db", "/db"),
        ("sip:u:p@h.test", "h.test"),
        ("12:3456@h.test", "h.test"),
    ] {
        assert_eq!(without_users(text), shown, "{text}");
        assert_eq!(without_users(shown), shown, "{text}");
    }
    for same in [
        "https://h/img//logo@2x.png",
        "icon:large@2x.png",
        "team//qa@corp.test",
        "//fast@v2",
        "npm://@scope/pkg@1.0",
        "npm:@scope/pkg@1.0",
        "npm:pkg@1.0",
        "pkg:name@1.2.3",
        "nginx:1.25@sha256:9f86ab",
        "mailto:bob@corp.test",
        "mail bob@corp.test: no",
        "no such user, email:bob@corp.test",
        "map[from:bob@corp.test to:ann@corp.test]",
        "at 12:30@office",
        "m{at:2026-01-02T09:05:07.25Z@office}",
        "git@github.com:a/b@v1",
        "git@github.com:a/b.git",
        "over http: ask bob@corp.test",
        "m{owner:bob@corp.test}",
        "m{a:b,owner:bob@corp.test}",
        "https://****:****@h/a",
        "\"https://h:8080\",\"x@y\"",
        "http://[2001:db8::1]/a@b",
        "http://h:${PORT}/a@b",
        "http://h:{{port}}/a@b",
        "http://h/who%40corp",
    ] {
        assert_eq!(without_users(same), same);
    }
}

#[test]
fn tags_say_that_a_user_is_left_out() {
    assert_eq!(tag_without_users("https://u:p@h/x"), "https://h/x [user left out]");
    assert_eq!(tag_without_users("https://h/x [user left out]"), "https://h/x [user left out]");
}

/// Long texts of few kinds of characters cost no more than their length: this ends at once, or never.
#[test]
fn long_texts_are_read_once() {
    for part in ["http:", "http:a:x/", "=//", "u:p@", "a:b", "%40", "//u:p@ss/"] {
        let text = part.repeat(200_000 / part.len()) + " \"x@y";
        assert!(without_users(&text).len() <= text.len());
    }
}
