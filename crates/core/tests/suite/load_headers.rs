//! Headers that a browser refuses or overrides are said before a test, and k6 sends them.

use sloscope_core::export::k6_script;
use sloscope_core::load::{
    BrowserPolicy, Data, Plan, all_header_cautions, header_cautions, is_forbidden, plan_text, problems, seed_example,
};

fn plan(headers: &[(&str, &str)]) -> Plan {
    let mut plan = seed_example(false);
    plan.requests[0].headers = headers.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    plan
}

fn said(headers: &[(&str, &str)]) -> Vec<String> {
    let plan = plan(headers);
    header_cautions(&plan, &plan.requests[0])
}

#[test]
fn fetchs_forbidden_headers_are_known() {
    // <https://fetch.spec.whatwg.org/#forbidden-request-header>, in its order.
    for name in [
        "Accept-Charset",
        "Accept-Encoding",
        "Access-Control-Request-Headers",
        "Access-Control-Request-Method",
        "Connection",
        "Content-Length",
        "Cookie",
        "Cookie2",
        "Date",
        "DNT",
        "Expect",
        "Host",
        "Keep-Alive",
        "Origin",
        "Referer",
        "Set-Cookie",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "Via",
        "Proxy-Authorization",
        "proxy-",
        "Sec-Fetch-Mode",
        "SEC-X",
    ] {
        assert!(is_forbidden(name), "{name}");
        let told = said(&[(name, "x")]);
        assert!(told.len() == 1 && told[0].starts_with(&format!("{name}: a browser leaves it out")), "{told:?}");
        assert!(told[0].ends_with("k6 sends it as it is written."), "{told:?}");
    }
    for name in ["Accept", "Authorization", "Content-Type", "X-Sec-Key", "Proxyx", "Hosts", "X-Forwarded-For", "Range"]
    {
        assert!(!is_forbidden(name) && said(&[(name, "x")]).is_empty(), "{name}");
    }
    assert!(said(&[("Cookie", "a=b")])[0].contains("without cookies"));
    assert!(said(&[("User-Agent", "x")])[0].contains("some browsers send their own"));
    // Forbidden by their value.
    for (value, told) in [("TRACE", 1), ("get, Connect", 1), ("PUT", 0), ("tracer", 0)] {
        assert_eq!(said(&[("X-HTTP-Method-Override", value)]).len(), told, "{value}");
    }
}

#[test]
fn values_beyond_latin_1_are_told_with_their_place() {
    assert_eq!(said(&[("X-Name", "caf\u{e9} \u{ff}")]), [""; 0]);
    let told = said(&[("X-Name", "a\u{43a}"), ("X-Car", "\u{1f697}")]);
    assert_eq!(told.len(), 2);
    assert!(told[0].starts_with("X-Name: '\u{43a}' (U+043A) cannot stand") && told[0].contains("1020"), "{told:?}");
    assert!(told[1].contains("(U+1F697)"), "{told:?}");
    // Of the rows that are put in, those of the columns that are used.
    let mut plan = plan(&[("X-Key", "k-{{key}}"), ("X-Id", "{{$uuid}}")]);
    let row = |key: &str, other: &str| vec![key.to_owned(), other.to_owned()];
    plan.data = Data { columns: vec!["key".to_owned(), "prompt".to_owned()], ..Data::default() };
    plan.data.rows = vec![row("a", "\u{43a}"), row("b", "c")];
    assert_eq!(header_cautions(&plan, &plan.requests[0]), [""; 0]);
    plan.data.rows.push(row("\u{43a}\u{43b}", ""));
    let told = header_cautions(&plan, &plan.requests[0]);
    assert!(told.len() == 1 && told[0].contains("of the column key in data row 3"), "{told:?}");
}

#[test]
fn they_are_said_before_a_start_and_keep_nothing_from_it() {
    let mut plan = plan(&[("Cookie", "a=b"), ("X-Name", "\u{43a}")]);
    plan.requests.push(plan.requests[0].clone());
    plan.requests[1].name = "again".to_owned();
    assert_eq!(problems(&plan), [], "no mistakes");
    let cautions = all_header_cautions(&plan);
    assert_eq!(cautions.len(), 2, "each once: {cautions:?}");
    let around = BrowserPolicy { origin: "http://127.0.0.1:8087".to_owned(), ..BrowserPolicy::default() };
    let words = around.words(&plan);
    let text = plan_text(&plan);
    for caution in &cautions {
        let sentence = format!("The header {caution}");
        assert!(words.iter().any(|remark| remark.text == sentence && !remark.grave), "{words:?}");
        assert!(text.contains(&sentence), "{text}");
    }
    let script = k6_script(&plan).expect("good");
    assert!(script.contains("\"Cookie\": \"a=b\"") || script.contains("Cookie: \"a=b\""), "{script}");
}
