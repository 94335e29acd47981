//! One request: sent now, its body read to the end, its checks looked at.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Promise;
use sloscope_core::load::{Arrival, Call, Check, End, Outcome, Seen, held};
use sloscope_core::time::{NANOS_PER_MS, Nanos};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    AbortController, ReferrerPolicy, Request, RequestCache, RequestCredentials, RequestInit, RequestMode, Response,
};

use super::state::{Ended, State};
use super::why;
use crate::workers::run::scope;

type Shared = Rc<RefCell<State>>;

/// Hands the request to the browser before it returns.
pub fn begin(state: &Shared, arrival: Arrival, call: Call) {
    let sent = state.borrow().now();
    let outcome = Outcome {
        scenario: arrival.scenario as u32,
        request: call.request,
        target: call.target,
        intended: arrival.intended,
        sent,
        headers: None,
        done: sent,
        end: End::Invalid,
        phases: None,
        protocol: String::new(),
        bytes_sent: None,
        bytes_received: None,
        checks: 0,
    };
    let Ok((request, abort)) = request(&call) else {
        let mut state = state.borrow_mut();
        state.pacer.finished(arrival.scenario);
        state.ended.push(Ended { outcome, url: call.url });
        return;
    };
    let url = request.url();
    let fetched = scope().fetch_with_request(&request);
    // Scenarios count apart.
    let id = (arrival.scenario as u64) << 48 | arrival.number;
    state.borrow_mut().add(id, arrival.scenario, abort);
    spawn_local(end(state.clone(), id, outcome, url, fetched));
}

fn request(call: &Call) -> Result<(Request, AbortController), JsValue> {
    let abort = AbortController::new()?;
    let init = RequestInit::new();
    init.set_method(&call.method);
    init.set_mode(RequestMode::Cors);
    // The browser sends equal requests one after the other where its cache may answer them. Where it may not, no-store
    // would make it forget that it asked the server: a preflight before each request (both seen in Chromium).
    if matches!(call.method.as_str(), "GET" | "HEAD") {
        init.set_cache(RequestCache::NoStore);
    }
    init.set_credentials(RequestCredentials::Omit);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_signal(Some(&abort.signal()));
    if let Some(body) = &call.body {
        init.set_body(&JsValue::from_str(body));
    }
    let request = Request::new_with_str_and_init(&call.url, &init)?;
    for (name, value) in &call.headers {
        request.headers().set(name, value)?;
    }
    Ok((request, abort))
}

async fn end(state: Shared, id: u64, mut outcome: Outcome, url: String, fetched: Promise) {
    let response = JsFuture::from(fetched).await.map(JsCast::unchecked_into::<Response>);
    let headers = state.borrow().now();
    let broken = match &response {
        Ok(response) => {
            outcome.headers = Some(headers);
            read(&state, response, &mut outcome).await.is_err().then(|| End::BodyCut(response.status()))
        }
        Err(_) => Some(End::Network),
    };
    let done: Nanos = state.borrow().now();
    outcome.done = done;
    let given_up = state.borrow_mut().remove(id);
    outcome.end = match (broken, given_up, response) {
        (Some(_), Some(given_up), _) => given_up,
        (Some(End::Network), None, _) if why::is_offline() => End::Offline,
        (Some(broken), None, _) => broken,
        (None, _, Ok(response)) => End::Response(response.status()),
        (None, _, Err(_)) => End::Network,
    };
    match outcome.end {
        End::Response(_) => state.borrow_mut().reasons.readable(&url),
        End::Network => why::ask(&state, &url),
        _ => {}
    }
    state.borrow_mut().ended.push(Ended { outcome, url });
}

/// Reads the body to its end, and looks at the checks.
async fn read(state: &Shared, response: &Response, outcome: &mut Outcome) -> Result<(), JsValue> {
    let checks: Vec<Check> = {
        let state = state.borrow();
        state.plan.requests.get(outcome.request as usize).map(|request| request.checks.clone()).unwrap_or_default()
    };
    let text = match state.borrow().plan.reads_bodies() {
        true => Some(response.text()?),
        false => None,
    };
    let body = match text {
        Some(text) => JsFuture::from(text).await?.as_string().unwrap_or_default(),
        None => {
            JsFuture::from(response.array_buffer()?).await?;
            String::new()
        }
    };
    let duration_ms = (state.borrow().now() - outcome.sent) as f64 / NANOS_PER_MS;
    let header = |name: &str| response.headers().get(name).ok().flatten();
    outcome.checks = held(&checks, &Seen { status: response.status(), header: &header, body: &body, duration_ms });
    Ok(())
}
