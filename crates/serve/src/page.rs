//! The static page, as any web host would serve it: no rewrite rules, and no headers that it needs. The two that isolate it
//! from other origins give a load test a second sender; over TLS it is served without them, as by a plain host.

use std::path::Path;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use axum::routing::get;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// Nothing of another origin shares a process with the page: it may share memory among its workers. With `require-corp` it could
/// not ask a server without CORS for a sign of life any more.
const ISOLATED: [(&str, &str); 2] =
    [("cross-origin-opener-policy", "same-origin"), ("cross-origin-embedder-policy", "credentialless")];

/// Serves the page, and what it offers as a target until a plan names another: `targets`, one address a line.
pub fn router(dist: &Path, targets: String) -> Router {
    let tell = get({
        let targets = targets.clone();
        move || async move { targets }
    });
    let root = Router::new().route("/demo-target", tell).fallback_service(ServeDir::new(dist)).layer(fresh());
    let [opener, embedder] = ISOLATED.map(|(name, value)| {
        SetResponseHeaderLayer::overriding(HeaderName::from_static(name), HeaderValue::from_static(value))
    });
    root.merge(below(dist, targets)).layer(opener).layer(embedder)
}

/// The page under a sub-path alone, to stand beside other things.
pub fn below(dist: &Path, targets: String) -> Router {
    let tell = get(move || async move { targets });
    let page = Router::new().route("/sloscope/demo-target", tell).nest_service("/sloscope", ServeDir::new(dist));
    page.layer(fresh())
}

/// A developer's reload must show the last build.
fn fresh() -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))
}
