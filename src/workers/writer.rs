//! The role of a writer: texts of what another worker said, so that neither the page nor what reads files holds what writes
//! them. The other worker need not be there any more.

use sloscope_core::chart::{Chart, standalone};
use sloscope_core::export::{csv, held, json_text_with, junit, markdown_short, markdown_with, prometheus};
use sloscope_core::load::to_address;
use sloscope_core::report::Report;
use sloscope_core::report::words::breakdown_csv;
use sloscope_protocol::{
    Answer, Export, Form, Holder, ReaderReply, Refused, Request, RunReply, SessionAnswer, WriterRequest,
};
use sloscope_view::app_file::app_file;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::role::{on_message, tell};
use super::transport;
use crate::platform::deflate;

/// Bytes of a report in a link, deflated. A longer link is cut by what people send it with.
const MOST_IN_LINK: usize = 8000;

/// The replies that travel along are those of a `holder`.
pub fn start(holder: Holder) {
    on_message(move |request: Request<WriterRequest>, parts| {
        let Request { id, body: WriterRequest { what, keep_queries } } = request;
        let body = match (&what, earlier(holder, &parts.shift())) {
            (Export::Held, Some(Earlier::Report(report))) => {
                spawn_local(async move {
                    tell(&Answer { id, body: packed(&report, keep_queries).await });
                });
                return;
            }
            (Export::Markdown(remarks), Some(Earlier::Report(report))) => {
                Ok(markdown_with(&report, remarks, keep_queries))
            }
            (Export::Breakdown, Some(Earlier::Report(report))) => breakdown(&report, keep_queries),
            (Export::Picture(ask), Some(Earlier::Charts(charts))) => {
                // As it is shown, if it is a lane: nobody can draw it anew.
                picture(charts.iter().find(|chart| chart.ask.kind == ask.kind), keep_queries)
            }
            (Export::Text(form), Some(Earlier::Report(report))) => text(&report, *form, keep_queries),
            (Export::Html(holds), Some(Earlier::Report(report))) => Ok(app_file(&report, *holds, keep_queries)),
            _ => Err(Refused::NoReport),
        };
        tell(&Answer { id, body });
    });
}

/// The report as text for an address: as much of it as there is room for.
async fn packed(report: &Report, keep_queries: bool) -> Result<String, Refused> {
    for text in held(report, keep_queries) {
        match deflate::pack(&text).await {
            Some(packed) if packed.len() <= MOST_IN_LINK => return Ok(to_address(&packed)),
            _ => {}
        }
    }
    Err(Refused::TooLong)
}

fn text(report: &Report, form: Form, keep_queries: bool) -> Result<String, Refused> {
    match form {
        Form::Json => Ok(json_text_with(report, keep_queries)),
        Form::Csv => csv(report, "summary", keep_queries).ok_or(Refused::NoSuchPart),
        Form::Junit => Ok(junit(report, keep_queries)),
        Form::Prometheus => Ok(prometheus(report, keep_queries)),
        Form::Short => Ok(markdown_short(report, keep_queries)),
    }
}

fn breakdown(report: &Report, keep_queries: bool) -> Result<String, Refused> {
    Ok(breakdown_csv(report.breakdown.as_ref().ok_or(Refused::NoSuchPart)?, keep_queries))
}

fn picture(chart: Option<&Chart>, keep_queries: bool) -> Result<String, Refused> {
    Ok(standalone(chart.ok_or(Refused::NoSuchPart)?, keep_queries))
}

/// What an earlier reply holds.
enum Earlier {
    Report(Box<Report>),
    Charts(Vec<Chart>),
}

fn earlier(holder: Holder, reply: &JsValue) -> Option<Earlier> {
    let (opened, answer) = match holder {
        Holder::Reader => match transport::read(reply).ok()? {
            ReaderReply::Opened(opened) => (Some(opened), None),
            ReaderReply::Answer(answer) => (None, Some(answer)),
            ReaderReply::Progress(_) => return None,
        },
        Holder::Run => match transport::read(reply).ok()? {
            RunReply::Opened(opened) => (Some(opened), None),
            RunReply::Answer(answer) => (None, Some(answer)),
            RunReply::Running(_) => return None,
        },
    };
    match (opened, answer.map(|answer| answer.body)) {
        (Some(opened), _) => opened.report.map(|report| Earlier::Report(Box::new(report))),
        (None, Some(Ok(SessionAnswer::Report(report)))) => Some(Earlier::Report(report)),
        (None, Some(Ok(SessionAnswer::Charts(charts)))) => Some(Earlier::Charts(charts)),
        _ => None,
    }
}
