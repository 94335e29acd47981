//! The start: what sloscope is, and every way to open a run.

use leptos::prelude::*;
use sloscope_page_state::Route;

use crate::components::element::{Element, classed, dynamic, el};
use crate::platform::drop;
use crate::state::session::{Input, Session};

/// The run that ships with the page: a real one, 60 s of k6 2.2.
const SAMPLE: [&str; 2] = ["sample/results.json.gz", "sample/summary.json"];

/// What can be opened: its name, how k6 writes it, what it gives.
const FORMATS: [[&str; 3]; 5] = [
    [
        "Samples",
        "k6 run --out json=results.json.gz script.js",
        "every statistic, exact; windows, tags, errors, first breaks",
    ],
    ["Samples as CSV", "k6 run --out csv=results.csv script.js", "the same, to six decimals; no thresholds"],
    [
        "Summary",
        "k6 run --summary-export=summary.json script.js",
        "k6's own numbers and verdicts; handleSummary and the machine-readable form too",
    ],
    [
        "Dashboard",
        "K6_WEB_DASHBOARD=true K6_WEB_DASHBOARD_EXPORT=report.html k6 run script.js",
        "the exported report or its recording; 5 digits",
    ],
    ["Options", "k6 inspect script.js > options.json", "scenarios and thresholds; a k6 archive as well"],
];

pub fn start(session: Session) -> Element {
    classed("div", "start")
        .add(el("h1").at("id", "start-title").text("Drop a k6 result, get an honest verdict"))
        .add(classed("p", "lead").text(
            "Metric tables and a verdict for every objective, computed from the raw samples in this page. Nothing is installed, and nothing leaves your machine.",
        ))
        .add(drop_target(session))
        .add(link_form(session))
        .add(run_a_test(session))
        .add(formats())
}

fn drop_target(session: Session) -> Element {
    let words = classed("div", "drop-words")
        .add(el("strong").text("Drop files anywhere on this page"))
        .add(el("span").text("results, summary and options of one run, together or one by one"));
    let pick = el("input")
        .at("type", "file")
        .at("multiple", "")
        .at("class", "visually-hidden")
        .at("data-action", "pick")
        .on("change", move |event| session.open(drop::picked(&event).into_iter().map(Input::File).collect()));
    let sample = el("button")
        .at("type", "button")
        .at("data-action", "sample")
        .text("Open the sample run")
        .on("click", move |_| session.open(SAMPLE.map(|s| Input::Link(s.to_owned())).to_vec()));
    classed("div", "drop-target")
        .add(words)
        .add(classed("label", "button primary").text("Choose files").add(pick))
        .add(sample)
}

fn link_form(session: Session) -> Element {
    let link = RwSignal::new(String::new());
    let field = el("input")
        .at("id", "link")
        .at("type", "text")
        .at("inputmode", "url")
        .at("autocomplete", "off")
        .at("spellcheck", "false")
        .at("placeholder", "https://example.org/results.json.gz")
        .on("input", move |event| link.set(event_target_value(&event)));
    let open = dynamic(move || {
        let blank = link.with(|l| l.trim().is_empty());
        el("button").at("type", "submit").flag("disabled", blank).text("Open link")
    });
    let submit = move |event: leptos::ev::Event| {
        event.prevent_default();
        session.open(link.get_untracked().split_whitespace().map(|l| Input::Link(l.to_owned())).collect());
    };
    let hint = classed("p", "hint")
        .text("The page's address then holds the link, so that you can share the report: ")
        .add(el("code").text("?src=URL"))
        .text(".");
    classed("form", "link-form")
        .add(el("label").at("for", "link").text("Or open published results"))
        .add(classed("div", "field-row").add(field).view(open))
        .add(hint)
        .on("submit", submit)
}

fn run_a_test(session: Session) -> Element {
    let link = el("a")
        .at("href", format!("#{}", Route::Run.hash()))
        .at("data-action", "run")
        .text("Run a test from this browser")
        .on("click", move |event| {
            event.prevent_default();
            session.go(Route::Run);
        });
    el("p").text("No result yet? ").add(link).text(": arrivals at a planned rate, with the same report.")
}

fn formats() -> Element {
    let row = |[name, command, gives]: [&'static str; 3]| {
        let words = el("dd").add(el("code").text(command)).add(el("span").text(gives));
        el("div").add(el("dt").text(name)).add(words)
    };
    classed("section", "formats")
        .at("aria-labelledby", "formats-title")
        .add(el("h2").at("id", "formats-title").text("What it reads"))
        .add(el("dl").all(FORMATS.map(row)))
        .add(classed("p", "hint").text(
            "k6 0.38 to 2.2, plain or gzip, UTF-8 or UTF-16, cut short or mixed with console output. Files are known by their content, never by their name.",
        ))
}
