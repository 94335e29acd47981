//! What a reader and a run hold: samples, and the answers to questions on them.

use std::cell::RefCell;

use sloscope_core::chart::ChartAsk;
use sloscope_core::report::{Query, Remarks};
use sloscope_core::run::{Session, session_of_kept};
use sloscope_core::sharing::{
    Manifest, Replacements, Sharing, goes_out, left_out, shared_charts, shared_query, tags_of,
};
use sloscope_protocol::{Answer, Refused, Request, SaveRequest, Saving, SessionAnswer, SessionRequest};
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

use super::{keeping, saving};

thread_local! {
    /// Absent until there is something to ask.
    pub static SESSION: RefCell<Option<Session>> = const { RefCell::new(None) };
}

/// Answers a question, or says why it cannot be answered. Other questions are answered while a run is written to a file.
pub fn answer(request: Request<SessionRequest>, tell: fn(Answer<SessionAnswer>, Option<File>)) {
    let Request { id, body } = request;
    let later = move |body: Result<(SessionAnswer, Option<File>), Refused>| match body {
        Ok((answer, file)) => tell(Answer { id, body: Ok(answer) }, file),
        Err(why) => tell(Answer { id, body: Err(why) }, None),
    };
    let saved = |file| (SessionAnswer::Saved, Some(file));
    let kept = |bytes| (SessionAnswer::Kept(bytes), None);
    match body {
        SessionRequest::Keep(name) => spawn_local(async move { later(keeping::keep(&name).await.map(kept)) }),
        SessionRequest::Save(SaveRequest { what: Saving::Runs, sharing }) => {
            spawn_local(async move { later(keeping::save(sharing).await.map(saved)) });
        }
        SessionRequest::Save(request) if request.sharing.replaces() => {
            later(shared(&request.sharing, &[]).and_then(|(session, _)| saving::save(&session, request)).map(saved));
        }
        SessionRequest::Shared(sharing, query, asks, noted) => {
            later(with_names(&sharing, &query, &asks, noted).map(|answer| (answer, None)));
        }
        SessionRequest::Manifest(sharing) => later(keeping::held().map(|kept| {
            let manifest = Manifest::of(&[&kept], &sharing);
            let lines = [goes_out(&manifest, &sharing), vec![String::new()], left_out(&manifest, &sharing)];
            (SessionAnswer::Manifest(lines.concat()), None)
        })),
        body => later(SESSION.with_borrow(|session| match (session, body) {
            (None, _) => Err(Refused::NoReport),
            (Some(session), SessionRequest::Save(request)) => saving::save(session, request).map(saved),
            (Some(session), body) => answer_of(session, body).map(|answer| (answer, None)),
        })),
    }
}

/// What is open, with other names in place of its own; `further`: tags that a question names.
fn shared(sharing: &Sharing, further: &[(String, String)]) -> Result<(Session, Replacements), Refused> {
    let kept = keeping::held()?;
    let mut replacements = Replacements::of(sharing, [&kept], further);
    Ok((session_of_kept(kept.replaced(&mut replacements)), replacements))
}

fn with_names(
    sharing: &Sharing,
    query: &Query,
    asks: &[ChartAsk],
    mut noted: Remarks,
) -> Result<SessionAnswer, Refused> {
    let (session, mut replacements) = shared(sharing, &tags_of(query))?;
    let query = shared_query(query, &mut replacements);
    [&mut noted.server, &mut noted.test].into_iter().for_each(|text| replacements.text(text));
    let request = match asks {
        [] => SessionRequest::Report(query),
        asks => SessionRequest::Charts(query, shared_charts(asks, &mut replacements)),
    };
    answer_of(&session, request).map(|mut answer| {
        if let SessionAnswer::Report(report) = &mut answer {
            report.remarks = noted;
        }
        answer
    })
}

fn answer_of(session: &Session, request: SessionRequest) -> Result<SessionAnswer, Refused> {
    match request {
        SessionRequest::Report(query) => {
            let report = session.report(&query).ok_or(Refused::NoReport)?;
            Ok(SessionAnswer::Report(Box::new(report)))
        }
        SessionRequest::Charts(query, asks) => match session.charts(&query, &asks) {
            charts if charts.is_empty() => Err(Refused::NoReport),
            charts => Ok(SessionAnswer::Charts(charts)),
        },
        _ => Err(Refused::NotHeld),
    }
}
