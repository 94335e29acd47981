//! The static page, as any web host would serve it: no rewrite rules, no headers that a plain host lacks.

use std::path::Path;

use axum::Router;
use axum::http::{HeaderValue, header};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

pub fn router(dist: &Path) -> Router {
    // A developer's reload must show the last build.
    let fresh = SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Router::new().nest_service("/sloscope", ServeDir::new(dist)).fallback_service(ServeDir::new(dist)).layer(fresh)
}
