//! The static page, as any web host would serve it: no rewrite rules, no headers that a plain host lacks.

use std::path::Path;

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::routing::get;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// `targets`, one a line, are told to the page, which load-tests them unless it is told otherwise.
pub fn router(dist: &Path, targets: String) -> Router {
    // A developer's reload must show the last build.
    let fresh = SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let tell = get(move || async move { targets });
    Router::new()
        .route("/demo-target", tell.clone())
        .route("/sloscope/demo-target", tell)
        .nest_service("/sloscope", ServeDir::new(dist))
        .fallback_service(ServeDir::new(dist))
        .layer(fresh)
}
