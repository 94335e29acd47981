//! The start: what sloscope is, and every way to open a run.

use leptos::prelude::*;
use sloscope_page_state::Route;
use sloscope_page_state::recent::gone_words;

use crate::components::element::{Element, Listen, classed, dynamic, el};
use crate::components::name::prose;
use crate::pages::recent_runs::recent_runs;
use crate::platform::{address, drop};
use crate::state::session::{Input, Session};

/// The run that ships with the page: a real one, 60 s of k6 2.2.
const SAMPLE: [&str; 2] = ["sample/results.json.gz", "sample/summary.json"];

/// What can be opened: its name, how k6 writes it, what it gives.
const FORMATS: [[&str; 3]; 5] = [
    [
        "Samples",
        "k6 run --out json=results.json.gz script.js",
        "every statistic, exact; windows, tags, errors, first misses",
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
    let first = classed("div", "drop-target")
        .child(el("h1").attr("id", "start-title").child("Drop a k6 result, get an honest verdict"))
        .child(el("p").child(
            "Drop files anywhere on this page: results, summary and options of one run, together or one by one. Metric tables and a verdict for every objective are computed from the raw samples in this page. Nothing is uploaded.",
        ))
        .child(choose(session))
        .child(link_form(session));
    classed("div", "start")
        .children(gone(session))
        .child(classed("div", "hero").child(first).child(run_a_test(session)))
        .child(recent_runs(session))
        .child(formats())
}

/// What this page showed before it was loaded again.
fn gone(session: Session) -> Option<Element> {
    let words = gone_words(&address::state()).filter(|_| session.address.route.get_untracked() == Route::Report)?;
    let words = prose(el("p").attr("role", "status"), &words);
    Some(classed("div", "keep-runs").attr("data-gone", "").child(words).child(picker(
        session,
        "pick-again",
        "Choose files",
    )))
}

/// A button that asks for files.
fn picker(session: Session, name: &'static str, label: &'static str) -> Element {
    let pick = el("input")
        .attr("type", "file")
        .attr("multiple", "")
        .attr("class", "visually-hidden")
        .attr("data-action", name)
        .listen("change", move |event| session.open(drop::picked(&event).into_iter().map(Input::File).collect()));
    classed("label", "button primary").child(label).child(pick)
}

fn choose(session: Session) -> Element {
    let sample = el("button")
        .attr("type", "button")
        .attr("data-action", "sample")
        .child("Open the sample run")
        .listen("click", move |_| session.open(SAMPLE.map(|s| Input::Link(s.to_owned())).to_vec()));
    classed("div", "actions").child(picker(session, "pick", "Choose files")).child(sample)
}

fn link_form(session: Session) -> Element {
    let link = RwSignal::new(String::new());
    let field = el("input")
        .attr("id", "link")
        .attr("type", "text")
        .attr("inputmode", "url")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("placeholder", "https://example.org/results.json.gz")
        .listen("input", move |event| link.set(event_target_value(&event)));
    let open = dynamic(move || {
        let blank = link.with(|l| l.trim().is_empty());
        el("button").attr("type", "submit").attr("disabled", blank).child("Open link")
    });
    let submit = move |event: leptos::ev::Event| {
        event.prevent_default();
        session.open(link.get_untracked().split_whitespace().map(|l| Input::Link(l.to_owned())).collect());
    };
    let hint = classed("p", "hint")
        .child("The page's address then holds the link, so that you can share the report: ")
        .child(el("code").child("?src=URL"))
        .child(".");
    classed("form", "link-form")
        .child(el("label").attr("for", "link").child("Or open published results"))
        .child(classed("div", "field-row").child(field).child(open))
        .child(hint)
        .listen("submit", submit)
}

fn run_a_test(session: Session) -> Element {
    let link = el("a")
        .attr("href", format!("#{}", Route::Run.hash()))
        .attr("data-action", "run")
        .child("Run a test")
        .listen("click", move |event| {
            event.prevent_default();
            session.go(Route::Run);
        });
    classed("div", "first-test")
        .child(el("h2").child("No result yet?"))
        .child(el("p").child(
            "Send requests at a planned rate, from this page: a URL, a rate, a duration. The report is the same.",
        ))
        .child(classed("div", "actions").child(link.attr("class", "button")))
}

fn formats() -> Element {
    let row = |[name, command, gives]: [&'static str; 3]| {
        let words = el("dd").child(el("code").child(command)).child(el("span").child(gives));
        el("div").child(el("dt").child(name)).child(words)
    };
    let title = el("summary")
        .attr("id", "formats-title")
        .child(el("b").child("What it reads"))
        .child(el("span").child("samples, summaries, dashboards and options of k6 0.38 and later"));
    classed("details", "formats")
        .child(title)
        .child(el("dl").children(FORMATS.map(row)))
        .child(classed("p", "hint").child(
            "k6 0.38 to 2.2, plain or gzip, UTF-8 or UTF-16, cut short or mixed with console output. Files are recognised by content, not by name.",
        ))
}
