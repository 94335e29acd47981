//! What a reader and a run hold: samples, and the answers to questions on them.

use std::cell::RefCell;

use sloscope_core::run::Session;
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
        SessionRequest::Save(SaveRequest { what: Saving::Runs, keep_queries }) => {
            spawn_local(async move { later(keeping::save(keep_queries).await.map(saved)) });
        }
        body => later(SESSION.with_borrow(|session| match (session, body) {
            (None, _) => Err(Refused::NoReport),
            (Some(session), SessionRequest::Save(request)) => saving::save(session, request).map(saved),
            (Some(session), body) => answer_of(session, body).map(|answer| (answer, None)),
        })),
    }
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
        SessionRequest::Save(_) | SessionRequest::Keep(_) => Err(Refused::NotHeld),
    }
}
