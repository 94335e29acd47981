//! Saving the report: as one of several texts, as samples, or as an HTML file that has the page in it.

use js_sys::Promise;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sloscope_core::format;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Url};

use super::Page;
use super::export::{self, Status};
use crate::components::button::button;
use crate::components::element::{Element, Listen, classed, dynamic, el};
use crate::state::session::Session;
use crate::workers::protocol::{Export, Form, Holds, Saving};

/// A larger file is slow to send and to open.
const LARGE: f64 = 25e6;
/// A larger one opens in few browsers.
const LARGEST: f64 = 100e6;

/// What can be saved: a name, and a name for readers.
const KINDS: [(&str, &str); 8] = [
    ("html", "HTML file with all samples: answers every question"),
    ("html-report", "HTML file, report only: smaller"),
    ("slo", "All samples, packed (.slo)"),
    ("json", "Report as JSON"),
    ("csv", "Figures as CSV"),
    ("junit", "Objectives as JUnit XML"),
    ("prometheus", "Figures for Prometheus"),
    ("short", "Markdown for a pull request"),
];

#[wasm_bindgen]
extern "C" {
    type Boot;
    /// Of boot.js: puts the parts of the page, and the run, into the text of a file.
    #[wasm_bindgen(method, catch, js_name = htmlFile)]
    fn html_file(this: &Boot, text: &str, run: &Blob) -> Result<Promise, JsValue>;
}

/// The choice, the button, and what became of it.
pub fn save(page: Page) -> Element {
    let (kind, said, made) = (RwSignal::new(KINDS[0].0.to_owned()), RwSignal::new(""), RwSignal::new(None::<Made>));
    let option = |(name, label): (&'static str, &'static str)| el("option").attr("value", name).child(label);
    let choice = el("select").attr("data-field", "save-as").children(KINDS.map(option));
    let choice = choice.listen("change", move |event| kind.set(event_target_value(&event)));
    let start = button("save-as", "Save", move || {
        made.set(None);
        begin(page, &kind.get_untracked(), said, made);
    });
    let status = dynamic(move || {
        let there = made.get().map(|made| {
            let text = format!("Save {}, {}", made.name, format::bytes(made.bytes as u64));
            let link = el("a").attr("class", "button").attr("href", made.url).attr("download", made.name);
            classed("span", "made").child(link.attr("data-action", "save-html").child(text)).child(warning(made.bytes))
        });
        classed("span", "made").child(said.get()).child(page.session.test.unsaved.get()).children(there)
    });
    classed("div", "save-as")
        .child(el("label").child("Save as ").child(choice))
        .child(start)
        .child(el("span").attr("role", "status").child(status))
}

/// A file that is ready to be saved.
#[derive(Clone)]
struct Made {
    name: &'static str,
    url: String,
    bytes: f64,
}

fn warning(bytes: f64) -> &'static str {
    match bytes {
        bytes if bytes > LARGEST => " It is larger than browsers open well: save the packed samples, and send those.",
        bytes if bytes > LARGE => " It is slow to send and to open. The file with the report only is small.",
        _ => "",
    }
}

fn begin(page: Page, kind: &str, said: Status, made: RwSignal<Option<Made>>) {
    let text = |form, name, mime| export::save(page.session, Export::Text(form), said, name, mime);
    match kind {
        "html" => html(page, Holds::Samples, said, made),
        "html-report" => html(page, Holds::Report, said, made),
        "slo" => page.session.save(Saving::Runs),
        "json" => text(Form::Json, "sloscope-report.json", "application/json"),
        "csv" => text(Form::Csv, "sloscope-report.csv", "text/csv"),
        "junit" => text(Form::Junit, "sloscope-junit.xml", "application/xml"),
        "prometheus" => text(Form::Prometheus, "sloscope-report.prom", "text/plain"),
        _ => text(Form::Short, "sloscope-short.md", "text/markdown"),
    }
}

/// Makes the file; its size is shown before it is saved.
fn html(page: Page, holds: Holds, said: Status, made: RwSignal<Option<Made>>) {
    said.set("Making the file …");
    let session = page.session;
    session.export(Export::Html(holds), move |text| match text {
        Ok(text) => run_of(session, holds, move |run| match run {
            Ok(run) => spawn_local(async move {
                let file = filled(&text, &run).await;
                said.set(if file.is_some() { "" } else { NOT_MADE });
                made.set(file);
            }),
            Err(why) => said.set(why),
        }),
        Err(why) => said.set(why.words()),
    });
}

const NOT_MADE: &str =
    "The file could not be made: parts of this page did not come from its host. Check the connection, then try again.";

/// The run's file.
fn run_of(session: Session, holds: Holds, then: impl FnOnce(Result<Blob, &'static str>) + 'static) {
    match holds {
        Holds::Samples => session.file(Saving::Runs, |file| then(file.map(Blob::from).map_err(|why| why.words()))),
        Holds::Report => {
            session.export(Export::Text(Form::Json), |text| then(text.map_err(|why| why.words()).and_then(in_memory)))
        }
    }
}

fn in_memory(text: String) -> Result<Blob, &'static str> {
    Blob::new_with_str_sequence(&js_sys::Array::of1(&JsValue::from_str(&text))).map_err(|_| NOT_MADE)
}

async fn filled(text: &str, run: &Blob) -> Option<Made> {
    let boot: Boot = js_sys::global().unchecked_into();
    let blob: Blob = JsFuture::from(boot.html_file(text, run).ok()?).await.ok()?.unchecked_into();
    let url = Url::create_object_url_with_blob(&blob).ok()?;
    Some(Made { name: "sloscope-report.html", url, bytes: blob.size() })
}
