//! The demo target: a small server to run load tests against, with and without CORS, and published results. Ways of
//! failing that HTTP does not allow for are in `odd`.

use std::path::Path;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path as Segment, Query, Request};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{any, get, post};
use serde::Deserialize;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::counts::{self, Counts};
use crate::{clarify, odd, random};

const HELP: &str = "\
sloscope's demo target

POST /clarify           takes {\"prompt\": \"...\"}, answers {\"clarification\": \"...\", \"needsClarification\": false}
GET  /clarify?prompt=   the same
                        ?ms=5               answers after that many ms
                        ?ms=20&sigma=0.5    log-normal: median and standard deviation of the logarithm
                        &errors=0.01        that share is a 500
                        &stall_at=20&stall_for=2   at 20 s after a reset nothing is answered for 2 s
GET  /fast              answers at once
GET  /slow?ms=200       answers after that many ms
GET  /jitter            answers after 1 to 50 ms, sometimes 300
GET  /error?rate=0.1    fails with 500 at that rate
GET  /status/404        that status
GET  /redirect?hops=2   that many redirects, then /fast
     /redirect?to=URL   a redirect (307, which keeps method and body) to a path, or to another port of this machine;
                        &status=302         with that status
     /loop              a redirect (307) to itself
POST /chat              answers what was sent
GET  /health            ok
GET  /counts            requests since the last reset, by method and path
POST /counts            the same, and resets them
GET  /results/...       published result files, with CORS
     /nocors/...        all of the above, for pages of this origin only
     /notiming/...      all of the above, with CORS but without Timing-Allow-Origin

on the port of odd:
";

/// How long a browser may remember a preflight, in seconds.
const MAX_AGE: &str = "600";
const MOST_HOPS: u32 = 30;

#[derive(Deserialize)]
struct Slow {
    #[serde(default = "default_ms")]
    ms: u64,
}

fn default_ms() -> u64 {
    200
}

#[derive(Deserialize)]
struct Errors {
    #[serde(default = "default_rate")]
    rate: f64,
}

fn default_rate() -> f64 {
    0.1
}

#[derive(Deserialize)]
struct Hops {
    #[serde(default = "default_hops")]
    hops: u32,
    to: Option<String>,
    status: Option<u16>,
}

fn default_hops() -> u32 {
    1
}

pub fn router(results: &Path) -> Router {
    let counts = Counts::default();
    let endpoints = || endpoints(results, counts.clone());
    let timed = endpoints().layer(header_of(HeaderName::from_static("timing-allow-origin"), "*"));
    Router::new()
        .nest("/nocors", endpoints())
        .merge(with_cors(Router::new().nest("/notiming", endpoints())))
        .merge(with_cors(timed))
        .layer(middleware::from_fn_with_state(counts, counts::count))
}

fn header_of(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}

fn with_cors(router: Router) -> Router {
    router
        .layer(middleware::from_fn(preflight))
        .layer(header_of(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .layer(header_of(header::ACCESS_CONTROL_EXPOSE_HEADERS, "*"))
}

/// Answers a browser that asks before it sends.
async fn preflight(request: Request, next: Next) -> Response {
    if request.method() == Method::OPTIONS {
        let allowed = [
            // The star does not stand for Authorization.
            (header::ACCESS_CONTROL_ALLOW_HEADERS, "*, Authorization"),
            (header::ACCESS_CONTROL_ALLOW_METHODS, "*"),
            (header::ACCESS_CONTROL_MAX_AGE, MAX_AGE),
        ];
        return (StatusCode::NO_CONTENT, allowed).into_response();
    }
    next.run(request).await
}

fn endpoints(results: &Path, counts: Counts) -> Router {
    Router::new()
        .route("/", get(|| async { format!("{HELP}{}", odd::HELP) }))
        .route("/clarify", get(clarify::get).post(clarify::post))
        .route(counts::PATH, get(counts::tell).post(counts::reset))
        .route("/health", get(|| async { "ok" }))
        .route("/fast", any(|| async { "ok" }))
        .route("/slow", any(slow))
        .route("/jitter", any(jitter))
        .route("/error", any(error))
        .route("/status/{code}", any(status))
        .route("/redirect", any(redirect))
        .route("/loop", any(|| async { redirect_to("/loop", 307) }))
        .route("/chat", post(|body: String| async move { body }))
        .nest_service("/results", ServeDir::new(results))
        .with_state(counts)
}

async fn slow(Query(Slow { ms }): Query<Slow>) -> &'static str {
    tokio::time::sleep(Duration::from_millis(ms.min(60_000))).await;
    "ok, late"
}

async fn jitter() -> &'static str {
    let chance = random::fraction();
    let ms = if chance < 0.02 { 300.0 } else { 1.0 + chance * 49.0 };
    tokio::time::sleep(Duration::from_micros((ms * 1000.0) as u64)).await;
    "ok, now and then"
}

async fn error(Query(Errors { rate }): Query<Errors>) -> impl IntoResponse {
    if random::fraction() < rate {
        (StatusCode::INTERNAL_SERVER_ERROR, "failed, as asked")
    } else {
        (StatusCode::OK, "ok")
    }
}

async fn status(Segment(code): Segment<u16>) -> impl IntoResponse {
    match StatusCode::from_u16(code) {
        // 1xx is no answer.
        Ok(status) if code >= 200 => (status, "as asked"),
        _ => (StatusCode::BAD_REQUEST, "a status is a number from 200 to 999"),
    }
}

async fn redirect(Query(Hops { hops, to, status }): Query<Hops>) -> Response {
    match (to, hops.min(MOST_HOPS)) {
        (Some(to), _) => redirect_to(&to, status.unwrap_or(307)),
        (None, 0 | 1) => Redirect::to("fast").into_response(),
        (None, hops) => Redirect::to(&format!("redirect?hops={}", hops - 1)).into_response(),
    }
}

/// Nowhere but to this machine: whoever finds this server open cannot send people elsewhere by it.
fn redirect_to(to: &str, status: u16) -> Response {
    let host = to.strip_prefix("http://").or(to.strip_prefix("https://")).map(|rest| rest.split('/').next());
    let near = match host {
        Some(Some(host)) => host.strip_prefix("127.0.0.1:").is_some_and(|port| port.parse::<u16>().is_ok()),
        _ => to.starts_with('/') && !to.starts_with("//"),
    };
    let (status, location) = (StatusCode::from_u16(status), HeaderValue::from_str(to));
    match (status, location) {
        (Ok(status), Ok(location)) if near && status.is_redirection() && !to.contains('\\') => {
            (status, [(header::LOCATION, location)]).into_response()
        }
        _ => (StatusCode::BAD_REQUEST, "to is a path, or http://127.0.0.1:PORT/..., and a status one from 300 to 399")
            .into_response(),
    }
}
