//! The start: what sloscope is, and every way to open a run.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::platform::drop;
use crate::state::session::{Input, Session};

/// The run that ships with the page: a real one, 60 s of k6 2.2.
pub const SAMPLE: [&str; 2] = ["sample/results.json.gz", "sample/summary.json"];

#[component]
pub fn StartPage() -> impl IntoView {
    let session = expect_context::<Session>();
    let picked = move |event: leptos::ev::Event| {
        let input: web_sys::HtmlInputElement = event.target().unwrap_throw_input();
        session.open(drop::files(input.files()).into_iter().map(Input::File).collect());
        // The same file can be picked again.
        input.set_value("");
    };
    let link = RwSignal::new(String::new());
    let open_link = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let links: Vec<Input> = link.get().split_whitespace().map(|l| Input::Link(l.to_owned())).collect();
        session.open(links);
    };
    let sample = move |_| session.open(SAMPLE.iter().map(|s| Input::Link((*s).to_owned())).collect());
    view! {
        <section class="start" aria-labelledby="start-title">
            <h1 id="start-title">"Drop a k6 result, get an honest verdict"</h1>
            <p class="lead">
                "Metric tables and a verdict for every objective, computed from the raw samples in this page. Nothing is installed, and nothing leaves your machine."
            </p>
            <div class="drop-target">
                <div class="drop-words">
                    <strong>"Drop files anywhere on this page"</strong>
                    <span>"results, summary and options of one run, together or one by one"</span>
                </div>
                <label class="button primary">
                    "Choose files"
                    <input type="file" multiple class="visually-hidden" data-action="pick" on:change=picked/>
                </label>
                <button type="button" data-action="sample" on:click=sample>"Open the sample run"</button>
            </div>
            <form class="link-form" on:submit=open_link>
                <label for="link">"Or open published results"</label>
                <div class="field-row">
                    <input id="link" type="text" inputmode="url" autocomplete="off" spellcheck="false"
                        placeholder="https://example.org/results.json.gz"
                        prop:value=link on:input=move |event| link.set(event_target_value(&event))/>
                    <button type="submit" disabled=move || link.with(|l| l.trim().is_empty())>"Open link"</button>
                </div>
                <p class="hint">"The page's address then holds the link, so that you can share the report: "<code>"?src=URL"</code>"."</p>
            </form>
            <Formats/>
        </section>
    }
}

/// What can be opened, and how k6 writes it.
#[component]
fn Formats() -> impl IntoView {
    let rows = [
        (
            "Samples",
            "k6 run --out json=results.json.gz script.js",
            "every statistic, exact; windows, tags, errors, first breaks",
        ),
        ("Samples as CSV", "k6 run --out csv=results.csv script.js", "the same, to six decimals; no thresholds"),
        (
            "Summary",
            "k6 run --summary-export=summary.json script.js",
            "k6's own numbers and verdicts; handleSummary and the machine-readable form too",
        ),
        (
            "Dashboard",
            "K6_WEB_DASHBOARD=true K6_WEB_DASHBOARD_EXPORT=report.html k6 run script.js",
            "the exported report or its recording; 5 digits",
        ),
        ("Options", "k6 inspect script.js > options.json", "scenarios and thresholds; a k6 archive as well"),
    ];
    view! {
        <section class="formats" aria-labelledby="formats-title">
            <h2 id="formats-title">"What it reads"</h2>
            <dl>
                {rows.map(|(name, command, gives)| view! {
                    <div>
                        <dt>{name}</dt>
                        <dd><code>{command}</code><span>{gives}</span></dd>
                    </div>
                }).collect_view()}
            </dl>
            <p class="hint">"k6 0.38 to 2.2, plain or gzip, UTF-8 or UTF-16, cut short or mixed with console output. Files are known by their content, never by their name."</p>
        </section>
    }
}

trait InputOf {
    fn unwrap_throw_input(self) -> web_sys::HtmlInputElement;
}

impl InputOf for Option<web_sys::EventTarget> {
    /// The element that the listener is on.
    fn unwrap_throw_input(self) -> web_sys::HtmlInputElement {
        match self {
            Some(target) => target.unchecked_into(),
            None => unreachable!("an event of an element has a target"),
        }
    }
}
