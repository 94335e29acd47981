//! What is made of a run for others: its samples as k6's NDJSON, its numbers as k6's summary, its
//! report and parts of that as texts.

use js_sys::{Array, Uint8Array};
use sloscope_core::chart::standalone;
use sloscope_core::export::{K6Json, k6_summary, markdown_with};
use sloscope_core::names::PRACTICE;
use sloscope_core::report::words::breakdown_csv;
use sloscope_core::report::{Query, Report};
use sloscope_core::run::Session;
use wasm_bindgen::JsValue;
use web_sys::{Blob, Url};

use super::protocol::{self, Export, Reply, Saving};
use super::run::{SESSION, tell};

/// Bytes of a file that are written at once.
const PART: usize = 1 << 20;

/// Writes a file in memory and tells its address.
pub fn save(what: Saving, keep_queries: bool) {
    let parts = Array::new();
    let push = |text: &str| parts.push(&Uint8Array::from(text.as_bytes()));
    let practice = SESSION.with_borrow(|session| {
        let (store, thresholds) = session.as_ref().and_then(Session::samples)?;
        let name = session.as_ref().and_then(Session::name).unwrap_or_default();
        match what {
            Saving::Samples => {
                // In parts: a run may be longer than a text can be.
                let lines = K6Json::new(store, thresholds).saved_as(name);
                let mut lines = if keep_queries { lines } else { lines.without_queries() };
                loop {
                    let mut text = String::new();
                    let more = lines.write(&mut text, PART);
                    push(&text);
                    if !more {
                        break;
                    }
                }
            }
            Saving::Summary => {
                push(&k6_summary(&session.as_ref()?.report(&Query::default())?, keep_queries));
            }
        }
        Some(store.tags.has_key(PRACTICE))
    });
    let Some(practice) = practice else { return };
    let name = match what {
        Saving::Samples => "results.json",
        Saving::Summary => "summary.json",
    };
    let name = if practice { format!("practice-{name}") } else { name.to_owned() };
    let file = Blob::new_with_u8_array_sequence(&parts);
    if let Ok(url) = file.and_then(|file| Url::create_object_url_with_blob(&file)) {
        tell(&Reply::Saved(name, url));
    }
}

/// Answers with what is written of the report of a question.
pub fn export(what: Export, query: &Query, keep_queries: bool) {
    let text = SESSION.with_borrow(|session| {
        let session = session.as_ref()?;
        match what {
            Export::Picture(ask) => Some(standalone(session.charts(query, &[ask]).first()?, keep_queries)),
            what => of_report(&what, &session.report(query)?, keep_queries),
        }
    });
    tell(&Reply::Exported(text));
}

/// Answers with what is written of an earlier reply.
pub fn export_of(what: &Export, reply: &JsValue, keep_queries: bool) {
    let text = match (what, protocol::read(reply)) {
        (Export::Picture(ask), Ok(Reply::Charts(charts))) => {
            charts.iter().find(|chart| chart.ask == *ask).map(|chart| standalone(chart, keep_queries))
        }
        (what, Ok(Reply::Report { report, .. })) => of_report(what, &report, keep_queries),
        (what, Ok(Reply::Opened(opened))) => opened.report.and_then(|report| of_report(what, &report, keep_queries)),
        _ => None,
    };
    tell(&Reply::Exported(text));
}

fn of_report(what: &Export, report: &Report, keep_queries: bool) -> Option<String> {
    match what {
        Export::Markdown(remarks) => Some(markdown_with(report, remarks, keep_queries)),
        Export::Breakdown => Some(breakdown_csv(report.breakdown.as_ref()?, keep_queries)),
        Export::Picture(_) => None,
    }
}
