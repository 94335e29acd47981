//! The static page, as any web host would serve it: no rewrite rules, no headers that a plain host lacks.

use std::path::Path;

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::routing::get;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// `targets`, one a line, are told to the page, which load-tests them unless it is told otherwise.
pub fn router(dist: &Path, targets: String) -> Router {
    let tell = get({
        let targets = targets.clone();
        move || async move { targets }
    });
    let root = Router::new().route("/demo-target", tell).fallback_service(ServeDir::new(dist)).layer(fresh());
    root.merge(below(dist, targets))
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
