//! HTML and XML that is not k6's.

use super::{HOW, OTHER_TOOL, Unreadable, WRONG_FILE, of};

/// What is looked through.
const HEAD: usize = 64 * 1024;

const K6_REPORTER: &str = "It shows the numbers of a summary: open that summary, or have handleSummary write it too: \
                           `'summary.json': JSON.stringify(data)`.";

/// A word in the text in lower case, what it tells, and what to do.
const HTML: [(&str, &str, &str); 9] = [
    ("k6-reporter", "an HTML report that k6-reporter made", K6_REPORTER),
    ("benc-uk", "an HTML report that k6-reporter made", K6_REPORTER),
    (
        "<title>k6 report",
        "a k6 dashboard report without its data",
        "Export it again: `K6_WEB_DASHBOARD_EXPORT=report.html`.",
    ),
    ("apache jmeter dashboard", "a JMeter HTML report", OTHER_TOOL),
    ("gatling stats", "a Gatling HTML report", OTHER_TOOL),
    ("locust", "a Locust HTML report", OTHER_TOOL),
    ("artillery", "an Artillery HTML report", OTHER_TOOL),
    ("lighthouse report", "a Lighthouse report", OTHER_TOOL),
    ("playwright", "a Playwright report", OTHER_TOOL),
];

const XML: [(&str, &str, &str); 7] = [
    (
        "<testsuite",
        "a JUnit report (XML)",
        "It holds verdicts, not measurements. Open the run's results or its summary.",
    ),
    ("<testresults", "JMeter results (JTL, XML)", OTHER_TOOL),
    ("<jmetertestplan", "a JMeter test plan", OTHER_TOOL),
    ("<svg", "an SVG image", WRONG_FILE),
    ("<coverage", "a coverage report (XML)", WRONG_FILE),
    ("<rss", "a news feed", WRONG_FILE),
    ("<project", "a project file (XML)", WRONG_FILE),
];

/// Names a text that begins with `<`.
pub(crate) fn markup(text: &[u8]) -> Unreadable {
    let head = String::from_utf8_lossy(&text[..text.len().min(HEAD)]).to_ascii_lowercase();
    let named = |list: &[(&str, &str, &str)]| {
        let found = list.iter().find(|(word, ..)| head.contains(word));
        found.map(|(_, looks_like, advice)| of(*looks_like, *advice))
    };
    let is_html = ["<!doctype html", "<html", "<head", "<body", "<script", "<div"].iter().any(|tag| head.contains(tag));
    if is_html {
        return named(&HTML).unwrap_or_else(|| web_page(&head));
    }
    named(&XML).unwrap_or_else(|| match head.starts_with("<?xml") || head.contains("</") || head.contains("/>") {
        true => of("an XML file", WRONG_FILE),
        false => of("a text that begins with <", HOW),
    })
}

fn web_page(head: &str) -> Unreadable {
    let asks = ["password", "sign in", "log in", "login", "404", "403", "access denied"];
    if asks.iter().any(|word| head.contains(word)) {
        let advice =
            "A server often sends a login or an error page in place of the file: download it again, logged in.";
        return of("a web page (a login or an error page?)", advice);
    }
    let advice = "Of web pages sloscope reads the export of k6's dashboard (K6_WEB_DASHBOARD_EXPORT=report.html).";
    of("a web page", advice)
}
