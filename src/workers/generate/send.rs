//! One request: sent now, its body read to the end, its checks looked at. What comes of it goes to four functions that
//! live as long as the generator, bound to the number of the request: a future for each request would leave half as much
//! garbage again, and collecting it is what makes others late.

use js_sys::{Function, Object, Promise};
use sloscope_core::load::{Arrival, Call, End, Outcome, Seen, Space, held, host_of, is_of_plan, plain_address};
use sloscope_core::time::NANOS_PER_MS;
use sloscope_protocol::Redirected;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    AbortController, AbortSignal, Headers, ReferrerPolicy, RequestCache, RequestCredentials, RequestInit, RequestMode,
    RequestRedirect, Response, ResponseType,
};

use super::state::{Ended, State, UnderWay};
use super::{why, with};
use crate::platform::browser_policy::set_space;
use crate::workers::role::scope;

#[wasm_bindgen]
extern "C" {
    /// A function that is called with the number of a request and what its promise holds.
    type Reply;
    #[wasm_bindgen(method)]
    fn bind(this: &Reply, context: &JsValue, id: f64) -> Function;

    type Asked;
    #[wasm_bindgen(method)]
    fn then(this: &Asked, done: &Function, failed: &Function);
}

pub struct Replies {
    responded: Reply,
    failed: Reply,
    read: Reply,
    cut: Reply,
}

impl Replies {
    pub fn new() -> Self {
        let function =
            |act: fn(f64, JsValue)| Closure::<dyn Fn(f64, JsValue)>::new(act).into_js_value().unchecked_into::<Reply>();
        Self {
            responded: function(|id, response| responded(id, response.unchecked_into())),
            failed: function(|id, _| ended(id, Some(End::Network), "")),
            read: function(|id, body| ended(id, None, &body.as_string().unwrap_or_default())),
            cut: function(|id, _| cut(id)),
        }
    }

    /// Calls one of two of them.
    fn settle(id: f64, promise: &Promise, done: &Reply, failed: &Reply) {
        let of = |reply: &Reply| reply.bind(&JsValue::UNDEFINED, id);
        promise.unchecked_ref::<Asked>().then(&of(done), &of(failed));
    }
}

/// Hands the request to the browser before it returns.
pub fn begin(state: &mut State, arrival: Arrival, call: Call) {
    let sent = state.now();
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
    let ready = state.addresses.whole(&call.url).and_then(|url| {
        let abort = AbortController::new().ok()?;
        let init =
            state.forms.get_mut(call.side as usize)?.get_mut(call.request as usize)?.of(&call, &abort.signal()).ok()?;
        Some((scope().fetch_with_str_and_init(&url, init), url, abort))
    });
    let Some((fetched, url, abort)) = ready else {
        state.pacer.finished(arrival.scenario);
        state.ended.push(Ended { outcome, url: call.url, handed: sent });
        return;
    };
    let handed = state.now();
    let id = state.add(UnderWay::new(outcome, handed, url, abort));
    Replies::settle(id, &fetched, &state.replies.responded, &state.replies.failed);
}

/// What is alike in all calls of one request of a plan, made once.
pub struct Form {
    init: RequestInit,
    space: Space,
    headers: Vec<(String, String)>,
}

impl Form {
    pub fn new(method: &str, follow_redirects: bool) -> Self {
        let init = RequestInit::new();
        init.set_method(method);
        // What is followed would be sent, with its body, to wherever the target says.
        init.set_redirect(if follow_redirects { RequestRedirect::Follow } else { RequestRedirect::Manual });
        init.set_mode(RequestMode::Cors);
        // The browser sends equal requests one after the other where its cache may answer them. Where it may not, no-store
        // would make it forget that it asked the server: a preflight before each request (both seen in Chromium).
        if matches!(method, "GET" | "HEAD") {
            init.set_cache(RequestCache::NoStore);
        }
        init.set_credentials(RequestCredentials::Omit);
        init.set_referrer_policy(ReferrerPolicy::NoReferrer);
        Self { init, space: Space::Public, headers: Vec::new() }
    }

    /// Filled with what this call has of its own; an error if a header cannot be sent. `fetch` itself tells what it will
    /// not send only as it tells a failure of the network; the rest of that a plan cannot have, or `Addresses` refuses.
    fn of(&mut self, call: &Call, signal: &AbortSignal) -> Result<&RequestInit, JsValue> {
        self.init.set_signal(Some(signal));
        let space = Space::of(host_of(&call.url));
        if self.space != space {
            set_space(&self.init, space);
            self.space = space;
        }
        self.init.set_body(&call.body.as_deref().map_or(JsValue::UNDEFINED, JsValue::from_str));
        if self.headers != call.headers {
            let headers = Headers::new()?;
            for (name, value) in &call.headers {
                headers.set(name, value)?;
            }
            // `fetch` would go through an object of this kind entry by entry, by calls of a script, for each request.
            self.init.set_headers_record_from_str_to_str(&Object::from_entries(&headers)?);
            self.headers.clone_from(&call.headers);
        }
        Ok(&self.init)
    }
}

/// The headers are there: its body is read.
fn responded(id: f64, response: Response) {
    let status = response.status();
    // Only a redirect that was not followed has no status.
    if status == 0 && response.type_() == ResponseType::Opaqueredirect {
        return ended(id, Some(End::Redirected), "");
    }
    if response.redirected() && followed(id, &response.url()) {
        return;
    }
    let body = with(|state| {
        let (now, as_text) = (state.now(), state.reads_bodies);
        let one = state.find(id)?;
        one.outcome.headers = Some(now);
        one.outcome.end = End::Response(status);
        let body = if as_text { response.text() } else { response.array_buffer() };
        one.response = Some(response);
        let body = body.ok()?;
        Replies::settle(id, &body, &state.replies.read, &state.replies.cut);
        Some(())
    });
    if body.flatten().is_none() {
        cut(id);
    }
}

/// A request was redirected to `to`. If that is no host of the plan, the request and the run end here: true.
fn followed(id: f64, to: &str) -> bool {
    let away = with(|state| {
        let asked = state.find(id)?.url.clone();
        let away = !is_of_plan(&state.plan, &asked, to);
        if away {
            // Its body is not read.
            state.find(id)?.abort.abort();
        } else if state.redirected.is_none() {
            state.redirected = Some(Redirected { to: plain_address(to), away });
        }
        Some(away)
    });
    let away = away.flatten() == Some(true);
    if away {
        ended(id, Some(End::OtherHost), "");
        with(|state| state.leave(plain_address(to)));
    }
    away
}

/// The body did not end.
fn cut(id: f64) {
    let status = |state: &mut State| state.find(id).map_or(0, |one| one.outcome.end.status());
    let status = with(status).unwrap_or_default();
    ended(id, Some(End::BodyCut(status)), "");
}

/// `broken` is what broke it.
fn ended(id: f64, broken: Option<End>, body: &str) {
    let failed = with(|state| {
        let done = state.now();
        let mut one = state.remove(id)?;
        one.outcome.done = done;
        match (broken, one.why) {
            (None, _) => check(state, &mut one, body),
            (Some(_), Some(given_up)) => one.outcome.end = given_up,
            (Some(End::Network), None) if why::is_offline() => one.outcome.end = End::Offline,
            (Some(broken), None) => one.outcome.end = broken,
        }
        let (end, url, handed) = (one.outcome.end, one.url, one.handed);
        if matches!(end, End::Response(_) | End::Redirected) {
            state.reasons.readable(&url);
        }
        let failed = (end == End::Network).then(|| url.clone());
        state.ended.push(Ended { outcome: one.outcome, url, handed });
        failed
    });
    if let Some(url) = failed.flatten() {
        why::ask(url);
    }
}

/// Looks at the checks of a response that is whole.
fn check(state: &State, one: &mut UnderWay, body: &str) {
    let (outcome, Some(response)) = (&mut one.outcome, &one.response) else { return };
    let Some(request) = state.plan.requests.get(outcome.request as usize) else { return };
    let header = |name: &str| response.headers().get(name).ok().flatten();
    let duration_ms = (outcome.done - outcome.sent) as f64 / NANOS_PER_MS;
    outcome.checks = held(&request.checks, &Seen { status: outcome.end.status(), header: &header, body, duration_ms });
}
