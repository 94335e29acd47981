//! Counts the requests that came, by method and path, so that a test can compare them with what a client says it sent.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Where the counts are given; not counted itself.
pub const PATH: &str = "/counts";
/// More kinds of paths than a test has; the rest is counted together.
const MOST: usize = 1000;

struct Counted {
    since: Instant,
    requests: BTreeMap<String, u64>,
}

/// Shared by all connections.
#[derive(Clone)]
pub struct Counts(Arc<Mutex<Counted>>);

impl Default for Counts {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Counted { since: Instant::now(), requests: BTreeMap::new() })))
    }
}

impl Counts {
    fn lock(&self) -> MutexGuard<'_, Counted> {
        // A count cannot be half made.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When it was reset last.
    pub fn since(&self) -> Instant {
        self.lock().since
    }

    fn add(&self, request: &Request) {
        let mut key = format!("{} {}", request.method(), request.uri().path());
        let mut counted = self.lock();
        if counted.requests.len() >= MOST && !counted.requests.contains_key(&key) {
            key = "other".to_owned();
        }
        *counted.requests.entry(key).or_default() += 1;
    }
}

/// Counts each request before it is answered.
pub async fn count(State(counts): State<Counts>, request: Request, next: Next) -> Response {
    if request.uri().path() != PATH {
        counts.add(&request);
    }
    next.run(request).await
}

/// `{"POST /clarify": 17}`.
pub async fn tell(State(counts): State<Counts>) -> impl IntoResponse {
    let text = serde_json::to_string(&counts.lock().requests).unwrap_or_default();
    ([(header::CONTENT_TYPE, "application/json")], text)
}

/// Tells them, and begins again at nothing.
pub async fn reset(State(counts): State<Counts>) -> impl IntoResponse {
    let answer = tell(State(counts.clone())).await;
    *counts.lock() = Counted { since: Instant::now(), requests: BTreeMap::new() };
    answer
}
