//! What a reader and a run hold: samples, and the answers to questions on them.

use std::cell::RefCell;

use sloscope_core::run::Session;
use sloscope_protocol::{Answer, Refused, Request, SaveRequest, Saving, SessionAnswer, SessionRequest};
use wasm_bindgen_futures::spawn_local;

use super::{keeping, saving};

thread_local! {
    /// Absent until there is something to ask.
    pub static SESSION: RefCell<Option<Session>> = const { RefCell::new(None) };
}

/// Answers a question, or says why it cannot be answered. Other questions are answered while a run is written to a file.
pub fn answer(request: Request<SessionRequest>, tell: fn(Answer<SessionAnswer>)) {
    let Request { id, body } = request;
    let later = move |body| tell(Answer { id, body });
    match body {
        SessionRequest::Keep(name) => {
            return spawn_local(async move { later(keeping::keep(&name).await.map(SessionAnswer::Kept)) });
        }
        SessionRequest::Save(SaveRequest { what: Saving::Runs, keep_queries }) => {
            return spawn_local(async move { later(keeping::save(keep_queries).await.map(SessionAnswer::Saved)) });
        }
        _ => {}
    }
    let body = SESSION.with_borrow(|session| match session {
        Some(session) => answer_of(session, body),
        None => Err(Refused::NoReport),
    });
    tell(Answer { id, body });
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
        SessionRequest::Save(request) => saving::save(session, request).map(SessionAnswer::Saved),
        SessionRequest::Keep(_) => Err(Refused::NotHeld),
    }
}
