//! A report as one HTML file: whole, without a script, and with a policy that its own style keeps.

use data_encoding::BASE64;
use scraper::{Html, Selector};
use sha2::{Digest, Sha256};
use sloscope_core::packed::{HTML, Holds, run_of_html};
use sloscope_core::slo::parse_objectives;
use sloscope_view::app_file::{PARTS, RUN, app_file, fill};
use sloscope_view::file::{charts_of, html_file};

use crate::parsed::hostile_report;
use crate::support::{Fixture, fixtures};

fn count(page: &Html, selector: &str) -> usize {
    page.select(&Selector::parse(selector).expect(selector)).count()
}

pub fn is_harmless(page: &Html, name: &str) {
    leads_only(page, name, &|_| false);
}

/// The same of a page that leads to further addresses, which are its own.
pub fn leads_only(page: &Html, name: &str, is_own: &dyn Fn(&str) -> bool) {
    for selector in [
        "script",
        "iframe",
        "object",
        "base",
        "img",
        "link",
        "button",
        "input",
        "select",
        "textarea",
        "[style]",
        "[onload]",
        "[onerror]",
    ] {
        assert_eq!(count(page, selector), 0, "{name}: {selector}");
    }
    for link in page.select(&Selector::parse("[href], [src]").expect("a selector")) {
        let leads = |href: &str| href.starts_with('#') || is_own(href);
        assert!(link.attr("href").is_some_and(leads), "{name}: {:?}", link.value());
    }
    for element in page.tree.nodes().filter_map(|node| node.value().as_element()) {
        assert!(element.attrs().all(|(name, _)| !name.starts_with("on")), "{name}: {element:?}");
    }
    assert_eq!(count(page, "style"), 1, "{name}");
}

#[test]
fn the_file_of_every_fixture_is_whole_and_harmless() {
    for Fixture { name, report, charts } in fixtures() {
        let page = Html::parse_document(&html_file(report, charts.clone(), false));
        is_harmless(&page, name);
        assert_eq!(count(&page, "[data-overall]"), 1, "{name}");
        assert_eq!(count(&page, "[data-objective]"), report.objectives.len(), "{name}");
        assert_eq!(count(&page, "#metrics tr.metric, #metrics tr.submetric"), report.metrics.len(), "{name}");
        let drawn = count(&page, "#charts svg.drawing, #charts [data-absent]");
        assert!(report.run.samples == 0 || drawn > 0, "{name}");
        // What can be opened by hand has its content; what is shown in rows is open.
        assert_eq!(count(&page, "details"), count(&page, "details > summary + *"), "{name}");
        assert_eq!(count(&page, "tr.evidence[hidden]"), 0, "{name}");
    }
}

#[test]
fn the_policy_allows_the_style_of_the_file_and_nothing_else() {
    let text = html_file(&hostile_report(), Vec::new(), true);
    let page = Html::parse_document(&text);
    is_harmless(&page, "hostile");
    let style = page.select(&Selector::parse("style").expect("a selector")).next().expect("a style");
    let hash = BASE64.encode(&Sha256::digest(style.text().collect::<String>().as_bytes()));
    let meta = page.select(&Selector::parse("meta[http-equiv]").expect("a selector")).next().expect("a policy");
    let policy = meta.attr("content").expect("a policy");
    assert_eq!(policy, format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'"));
    assert!(text.find("http-equiv") < text.find("<style>"), "the policy comes first");
}

/// Every form of the report has every metric; so has this one, and every row of a breakdown.
#[test]
fn nothing_is_left_out_of_long_lists() {
    let mut reader = sloscope_core::ingest::Reader::new("many.json");
    for at in 0..1200 {
        reader
            .feed(format!("{{\"metric\":\"m{at}\",\"type\":\"Metric\",\"data\":{{\"type\":\"trend\"}}}}\n").as_bytes());
        for metric in [format!("m{at}"), "http_req_duration".to_owned()] {
            reader.feed(format!("{{\"metric\":\"{metric}\",\"type\":\"Point\",\"data\":{{\"time\":\"2026-01-01T00:00:01Z\",\"value\":1,\"tags\":{{\"name\":\"n{at}\"}}}}}}\n").as_bytes());
        }
    }
    let query = sloscope_core::report::Query { group_by: vec!["name".to_owned()], ..Default::default() };
    let report = sloscope_core::run::Session::new(vec![reader.finish()]).report(&query).expect("a report");
    let page = Html::parse_document(&html_file(&report, Vec::new(), false));
    assert_eq!(count(&page, "#metrics tbody tr"), 1201);
    assert_eq!(count(&page, "#breakdown tr[data-row]"), 1200);
    assert_eq!(count(&page, ".on-paper, .space"), 0);
}

/// Query strings may hold what is secret.
#[test]
fn query_strings_are_left_out_unless_they_are_asked_for() {
    let mut reader = sloscope_core::ingest::Reader::new("a.json");
    for metric in ["http_req_duration", "http_reqs"] {
        reader.feed(format!("{{\"metric\":\"{metric}\",\"type\":\"Point\",\"data\":{{\"time\":\"2026-01-01T00:00:01Z\",\"value\":1,\"tags\":{{\"name\":\"https://example.org/a?token=s3cret\"}}}}}}\n").as_bytes());
    }
    let session = sloscope_core::run::Session::new(vec![reader.finish()]);
    let query = sloscope_core::report::Query { group_by: vec!["name".to_owned()], ..Default::default() };
    let report = session.report(&query).expect("a report");
    let charts = || session.charts(&query, &charts_of(&report));
    assert!(!html_file(&report, charts(), false).contains("s3cret"));
    assert!(html_file(&report, charts(), true).contains("s3cret"));
}

/// The file with the page in it: its parts have their places, its policy allows its own script and no address, and what
/// stands in it for who has no script is harmless.
#[test]
fn a_file_with_the_page_has_a_place_for_each_part_and_allows_no_address() {
    let text = app_file(&hostile_report(), Holds::Samples, false);
    let page = Html::parse_document(&text);
    let policy = page.select(&Selector::parse("meta[http-equiv]").expect("a selector")).next().expect("a policy");
    let policy = policy.attr("content").expect("a policy").to_owned();
    let script = page.select(&Selector::parse("script").expect("a selector")).next().expect("a script");
    let hash = BASE64.encode(&Sha256::digest(script.text().collect::<String>().as_bytes()));
    assert!(policy.contains(&format!("script-src 'sha256-{hash}' 'wasm-unsafe-eval' blob:;")), "{policy}");
    assert!(!policy.contains('*') && !policy.contains("http"), "{policy}");
    assert_eq!((count(&page, "script"), count(&page, "template")), (1, PARTS.len() + 1));
    let still = page.select(&Selector::parse("[data-still]").expect("a selector")).next().expect("a summary");
    is_harmless(&Html::parse_document(&format!("<style></style>{}", still.html())), "hostile");
    let mut filled = text;
    for name in PARTS.map(|(name, ..)| name).into_iter().chain([RUN]) {
        filled = fill(&filled, name, b"abc").expect(name);
        assert_eq!(fill(&filled, name, b"abc"), None, "{name} is there already");
    }
    assert_eq!(fill(&filled, "gone", b"abc"), None);
    let run = run_of_html(filled.as_bytes()).expect("the run");
    assert_eq!((run.name.as_str(), run.bytes.as_slice()), ("run.slo", &b"abc"[..]));
    assert!(filled.starts_with(HTML));
}

/// Its summary holds no more of a query than any other export does.
#[test]
fn query_strings_are_not_in_the_summary_of_a_file_with_the_page() {
    let mut reader = sloscope_core::ingest::Reader::new("a.json");
    for metric in ["http_req_duration", "http_reqs"] {
        reader.feed(format!("{{\"metric\":\"{metric}\",\"type\":\"Point\",\"data\":{{\"time\":\"2026-01-01T00:00:01Z\",\"value\":1,\"tags\":{{\"name\":\"https://example.org/a?token=s3cret\"}}}}}}\n").as_bytes());
    }
    let address = "https://example.org/a?token=s3cret";
    let objectives =
        parse_objectives(&format!("{{\"http_req_duration{{name:{address}}}\": [\"p(95)<2\"]}}")).expect("objectives");
    let tags = vec![("name".to_owned(), address.to_owned())];
    let query = sloscope_core::report::Query { objectives: Some(objectives), tags, ..Default::default() };
    let report = sloscope_core::run::Session::new(vec![reader.finish()]).report(&query).expect("a report");
    assert!(!app_file(&report, Holds::Report, false).contains("s3cret"));
    assert!(app_file(&report, Holds::Report, true).contains("s3cret"));
}
