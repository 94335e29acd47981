//! What a look at the target tells before a test, in words: can it be reached and read, how, how quickly, and what a
//! browser can carry to it. Made of the first requests of the plan.

use super::capacity::{Capacity, Protocol, USUAL_STREAMS, capacity_words, origins};
use super::outcome::{End, Outcome};
use super::plan::Plan;
use crate::format;
use crate::stat::Unit;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    pub sentences: Vec<String>,
    /// What would make the target readable: server settings to paste.
    pub snippet: Option<String>,
}

/// The first of the outcomes is over a new connection, with a preflight where one is needed; the last is not.
pub fn look_words(plan: &Plan, outcomes: &[Outcome]) -> Look {
    let mut look = Look::default();
    let (Some(first), Some(last)) = (outcomes.first(), outcomes.last()) else {
        look.sentences.push("No request was sent.".to_owned());
        return look;
    };
    let End::Response(status) = last.end else {
        look.sentences.push(last.end.explain());
        look.snippet = (last.end == End::Cors).then(|| cors_snippet(plan));
        return look;
    };
    let expected = if last.end.expected() { "" } else { ", which k6 counts as failed" };
    look.sentences.push(format!("The target answers, and this page may read it: HTTP {status}{expected}."));
    latency(&mut look, first, last);
    let Some(protocol) = protocol(&last.protocol) else {
        look.sentences.push(
            "The browser does not tell which version of HTTP it uses: what it can carry is not known.".to_owned(),
        );
        return look;
    };
    if let Some(capacity) = Capacity::new(protocol, last.duration_ms(), origins(plan)) {
        look.sentences.extend(capacity_words(&capacity, plan));
    }
    look
}

fn latency(look: &mut Look, first: &Outcome, last: &Outcome) {
    let ms = |ms: f64| format::value(ms, Unit::Millis);
    let took = |outcome: &Outcome| (outcome.done - outcome.sent) as f64 / crate::time::NANOS_PER_MS;
    match &last.phases {
        Some(_) => look.sentences.push(format!(
            "It took {} from request to end of response, by the browser's Resource Timing; {} before that in the browser.",
            ms(last.duration_ms()),
            ms((took(last) - last.duration_ms()).max(0.0)),
        )),
        None => look.sentences.push(format!(
            "It took {}, with the browser's own queue in it: the server does not send Timing-Allow-Origin, which would let the two be told apart.",
            ms(took(last))
        )),
    }
    if took(first) > took(last) * 1.5 {
        look.sentences.push(format!(
            "The first request took {}: a new connection, and a preflight where the browser asks before it sends. Without Access-Control-Max-Age it asks again every 5 s.",
            ms(took(first))
        ));
    }
}

fn protocol(name: &str) -> Option<Protocol> {
    match name {
        "" => None,
        "h2" | "h3" => Some(Protocol::Multiplexed { streams: USUAL_STREAMS }),
        _ => Some(Protocol::Http1),
    }
}

/// The headers that the plan's requests need, as three servers set them.
fn cors_snippet(plan: &Plan) -> String {
    let methods: Vec<&str> = plan.requests.iter().map(|request| request.method.as_str()).collect();
    let mut headers: Vec<String> = Vec::new();
    for (name, _) in plan.requests.iter().flat_map(|request| request.sent_headers()) {
        if !headers.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
            headers.push(name);
        }
    }
    let (methods, headers) = (methods.join(", "), headers.join(", "));
    format!(
        "# nginx, in the location\n\
         add_header Access-Control-Allow-Origin * always;\n\
         add_header Access-Control-Allow-Methods \"{methods}\" always;\n\
         add_header Access-Control-Allow-Headers \"{headers}\" always;\n\
         add_header Access-Control-Max-Age 600 always;\n\
         add_header Timing-Allow-Origin * always;\n\
         if ($request_method = OPTIONS) {{ return 204; }}\n\n\
         # FastAPI\n\
         app.add_middleware(CORSMiddleware, allow_origins=[\"*\"], allow_methods=[\"*\"], allow_headers=[\"*\"], max_age=600)\n\n\
         // Express\n\
         app.use(cors({{ maxAge: 600 }}));\n"
    )
}
