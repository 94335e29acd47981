//! `/clarify`: takes a prompt, answers whether it needs clarification, as slowly and as unreliably as it is asked to.

use std::time::{Duration, Instant};

use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::counts::Counts;
use crate::random;

/// No answer takes longer.
const LONGEST_MS: f64 = 60_000.0;
/// A prompt of fewer words is too short to be understood.
const FEW_WORDS: usize = 4;

/// How it behaves, in the query of its address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Behaviour {
    /// Time to answer, ms. With `sigma` the median of a log-normal distribution, else the same for all.
    pub ms: f64,
    /// Standard deviation of the logarithm.
    pub sigma: f64,
    /// Share of answers that are a 500.
    pub errors: f64,
    /// From this second since the last reset of the counts on nothing is answered for `stall_for` seconds.
    pub stall_at: Option<f64>,
    pub stall_for: f64,
    /// Of `GET`.
    pub prompt: String,
}

impl Behaviour {
    /// Time to answer one request that comes `since` the reset.
    fn latency(&self, since: Duration) -> Duration {
        let factor = if self.sigma > 0.0 { (self.sigma * random::normal()).exp() } else { 1.0 };
        let mut seconds = self.ms.max(0.0) * factor / 1000.0;
        if let Some(at) = self.stall_at {
            let into = since.as_secs_f64() - at;
            if (0.0..self.stall_for).contains(&into) {
                seconds += self.stall_for - into;
            }
        }
        Duration::from_secs_f64(seconds.clamp(0.0, LONGEST_MS / 1000.0))
    }
}

pub async fn get(counts: State<Counts>, Query(how): Query<Behaviour>) -> impl IntoResponse {
    let prompt = how.prompt.clone();
    answer(&counts, &how, &prompt).await
}

pub async fn post(counts: State<Counts>, Query(how): Query<Behaviour>, body: String) -> impl IntoResponse {
    let prompt = match serde_json::from_str::<Value>(&body) {
        Ok(value) => value.get("prompt").and_then(Value::as_str).map(str::to_owned),
        Err(_) => None,
    };
    match prompt {
        Some(prompt) => answer(&counts, &how, &prompt).await,
        None => reply(StatusCode::BAD_REQUEST, &json!({"error": "send {\"prompt\": \"a text\"}"})),
    }
}

async fn answer(counts: &Counts, how: &Behaviour, prompt: &str) -> Reply {
    tokio::time::sleep(how.latency(Instant::now().duration_since(counts.since()))).await;
    if random::fraction() < how.errors {
        return reply(StatusCode::INTERNAL_SERVER_ERROR, &json!({"error": "failed, as asked"}));
    }
    let vague = prompt.split_whitespace().count() < FEW_WORDS;
    let clarification = match vague {
        true => "Could you say more: which car, since when, and what happens?".to_owned(),
        false => format!("You ask: {}", prompt.chars().take(200).collect::<String>()),
    };
    reply(StatusCode::OK, &json!({"clarification": clarification, "needsClarification": vague}))
}

type Reply = (StatusCode, [(header::HeaderName, &'static str); 1], String);

fn reply(status: StatusCode, body: &Value) -> Reply {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latency_is_what_the_query_asks_for() {
        let ms = |how: &Behaviour, since: f64| how.latency(Duration::from_secs_f64(since)).as_secs_f64() * 1000.0;
        let fixed = Behaviour { ms: 5.0, ..Behaviour::default() };
        assert_eq!(ms(&fixed, 1.0), 5.0);
        // Half of a log-normal distribution is below its median.
        let spread = Behaviour { ms: 20.0, sigma: 0.5, ..Behaviour::default() };
        let below = (0..4000).filter(|_| ms(&spread, 0.0) < 20.0).count();
        assert!((1850..2150).contains(&below), "{below}");
        // A stall of 2 s at 10 s: who comes at 10.5 s waits for the other 1.5 s.
        let stall = Behaviour { stall_at: Some(10.0), stall_for: 2.0, ..fixed.clone() };
        assert_eq!(ms(&stall, 9.9), 5.0);
        assert!((ms(&stall, 10.5) - 1505.0).abs() < 0.01);
        assert_eq!(ms(&stall, 12.5), 5.0);
        let absurd = Behaviour { ms: 1e300, ..Behaviour::default() };
        assert_eq!(ms(&absurd, 0.0), LONGEST_MS);
    }
}
