//! The objectives that are used where no file states any; they are marked as such wherever they are shown.

use super::{Objective, Origin};
use crate::series::Series;

/// Latency, errors and rate: p(95) < 500 ms, p(99) < 1 s, fewer than 1 % failed, at least 200 requests a second.
pub fn defaults() -> Vec<Objective> {
    [
        ("http_req_duration", "p(95)<500"),
        ("http_req_duration", "p(99)<1000"),
        ("http_req_failed", "rate<0.01"),
        ("http_reqs", "rate>=200"),
    ]
    .into_iter()
    .map(|(metric, expression)| Objective {
        series: Series::metric(metric),
        expression: expression.to_owned(),
        abort_on_fail: false,
        delay_abort_eval: None,
        origin: Origin::Default,
    })
    .collect()
}
