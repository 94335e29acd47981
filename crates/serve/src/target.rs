//! The demo target: a small server to run load tests against, with and without CORS, and published results.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::extract::Query;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{any, get, post};
use serde::Deserialize;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

const HELP: &str = "\
sloscope's demo target

GET  /fast              answers at once
GET  /slow?ms=200       answers after that many ms
GET  /jitter            answers after 1 to 50 ms, sometimes 300
GET  /error?rate=0.1    fails with 500 at that rate
POST /chat              answers what was sent
GET  /results/...       published result files, with CORS
     /nocors/...        all of the above, for pages of this origin only
";

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

pub fn router(results: &Path) -> Router {
    let open = |name, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    let shared = endpoints(results)
        .layer(open(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .layer(open(header::ACCESS_CONTROL_ALLOW_HEADERS, "*"))
        .layer(open(header::ACCESS_CONTROL_ALLOW_METHODS, "*"))
        .layer(open(HeaderName::from_static("timing-allow-origin"), "*"));
    Router::new().nest("/nocors", endpoints(results)).merge(shared)
}

fn endpoints(results: &Path) -> Router {
    Router::new()
        .route("/", get(|| async { HELP }))
        .route("/fast", any(|| async { "ok" }))
        .route("/slow", any(slow))
        .route("/jitter", any(jitter))
        .route("/error", any(error))
        .route("/chat", post(|body: String| async move { body }).options(|| async { StatusCode::NO_CONTENT }))
        .nest_service("/results", ServeDir::new(results))
}

async fn slow(Query(Slow { ms }): Query<Slow>) -> &'static str {
    tokio::time::sleep(Duration::from_millis(ms.min(60_000))).await;
    "ok, late"
}

async fn jitter() -> &'static str {
    let chance = random();
    let ms = if chance < 0.02 { 300.0 } else { 1.0 + chance * 49.0 };
    tokio::time::sleep(Duration::from_micros((ms * 1000.0) as u64)).await;
    "ok, now and then"
}

async fn error(Query(Errors { rate }): Query<Errors>) -> impl IntoResponse {
    if random() < rate { (StatusCode::INTERNAL_SERVER_ERROR, "failed, as asked") } else { (StatusCode::OK, "ok") }
}

/// A number in [0, 1) that varies enough for a demo: the clock's nanoseconds, scrambled (SplitMix64).
fn random() -> f64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos() as u64;
    let mut x = now.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((x ^ (x >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}
