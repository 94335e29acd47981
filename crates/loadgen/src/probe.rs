//! What a look at the target tells before a test, in words: can it be reached and read, how, how quickly, and what a
//! browser can carry to it. Made of the first requests of the plan.

use sloscope_model::format;
use sloscope_model::stat::Unit;
use sloscope_model::time::{NANOS_PER_MS, NANOS_PER_S, Nanos};
use sloscope_plan::{
    ASKS_EACH, BrowserPolicy, Capacity, Fit, Load, Plan, Preflight, Protocol, USUAL_STREAMS, addresses, capacity_words,
    origins,
};

use super::outcome::{End, Outcome};

/// What a look at the target came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TargetProbe {
    /// What was seen, in the order in which it is read.
    pub sentences: Vec<String>,
    /// What would make the target readable: server settings to paste.
    pub snippet: Option<String>,
    /// Nothing that was seen speaks against a start.
    pub good: bool,
}

/// The plan of a look: two requests of each side, half a second apart.
pub fn probe_plan(plan: &Plan) -> Plan {
    let mut probe = plan.clone();
    let sides = plan.sides_sent().len() as u32;
    probe.scenarios.truncate(1);
    for scenario in &mut probe.scenarios {
        (scenario.start, scenario.max_vus, scenario.pre_allocated_vus) = (0, 2 * sides, 2 * sides);
        let duration = NANOS_PER_S * Nanos::from(sides);
        scenario.load = Load::Constant { rate: 2, time_unit: NANOS_PER_S, duration };
        scenario.graceful_stop = plan.timeout;
    }
    probe.sides.iter_mut().for_each(|sides| sides.block = NANOS_PER_S);
    probe.warm_up = 0;
    probe
}

/// What came of [`probe_plan`], side by side.
pub fn probe_words(plan: &Plan, outcomes: &[Outcome], around: &BrowserPolicy) -> TargetProbe {
    if plan.sides.is_none() {
        return side_words(plan, outcomes, around);
    }
    let sent = probe_plan(plan);
    let mut look = TargetProbe { good: true, ..TargetProbe::default() };
    for side in plan.sides_sent() {
        let of_side: Vec<Outcome> =
            outcomes.iter().filter(|outcome| sent.slot(outcome.intended).side == *side).cloned().collect();
        let found = side_words(&plan.on(*side), &of_side, around);
        look.sentences.extend(found.sentences.into_iter().map(|text| format!("Side {}: {text}", side.as_str())));
        look.snippet = look.snippet.or(found.snippet);
        look.good &= found.good;
    }
    if outcomes.iter().any(|outcome| outcome.end == End::Cors) {
        look.snippet = Some(cors_snippet(plan));
    }
    look
}

/// The first of the outcomes is over a new connection, with a preflight where one is needed; the last is not.
fn side_words(plan: &Plan, outcomes: &[Outcome], around: &BrowserPolicy) -> TargetProbe {
    let mut look = TargetProbe::default();
    // What was under way when a redirect led away was given up.
    let away = outcomes.iter().find(|outcome| outcome.end == End::OtherHost);
    let (Some(first), Some(last)) = (outcomes.first(), away.or(outcomes.last())) else {
        look.sentences.push("No request was sent.".to_owned());
        return look;
    };
    let End::Response(status) = last.end else {
        look.sentences.push(match last.end {
            End::Timeout => sloscope_model::error_codes::timed_out(plan.timeout as f64 / NANOS_PER_MS),
            end => end.explain(),
        });
        let secure = addresses(plan).find(|url| url.starts_with("https://"));
        if let (End::Network, Some(url)) = (last.end, secure) {
            look.sentences.push(format!(
                "If its certificate is one that you made: open {url} in a tab of this browser, accept the certificate there, and look again."
            ));
        }
        look.sentences.extend(around.silent_refusal(plan).filter(|_| last.end == End::Network));
        look.snippet = (last.end == End::Cors).then(|| cors_snippet(plan));
        return look;
    };
    let expected = if last.end.expected() { "" } else { ", which counts as failed" };
    look.sentences.push(format!("The target answers, and this page may read it: HTTP {status}{expected}."));
    latency(&mut look, first, last);
    preflight(&mut look, plan, (first, last), around);
    look.good = true;
    capacity(&mut look, plan, last);
    look
}

/// What a browser can carry to it. Where HTTP/1.1 or 2 is not known, the lesser of the two counts.
fn capacity(look: &mut TargetProbe, plan: &Plan, last: &Outcome) {
    let known = protocol(&last.protocol, plan);
    let Some(capacity) = Capacity::new(known.unwrap_or(Protocol::Http1), last.duration_ms(), origins(plan)) else {
        return;
    };
    if known.is_none() {
        look.sentences.push(
            "The browser does not report which version of HTTP it uses (Timing-Allow-Origin would). If it is HTTP/1.1:"
                .to_owned(),
        );
    }
    look.good = !matches!(capacity.fit(plan), Fit::Short(_));
    look.sentences.extend(capacity_words(&capacity, plan));
}

fn latency(look: &mut TargetProbe, first: &Outcome, last: &Outcome) {
    match &last.phases {
        Some(_) => look.sentences.push(format!(
            "It took {} from request to end of response, by the browser's Resource Timing; {} before that in the browser.",
            ms(last.duration_ms()),
            ms((took(last) - last.duration_ms()).max(0.0)),
        )),
        None => {
            look.sentences.push(format!(
                "It took {}, with the browser's own queue in it. The browser does not report the two separately, usually because the server does not send Timing-Allow-Origin.",
                ms(took(last))
            ));
            look.snippet = Some(TIMING_SNIPPET.to_owned());
        }
    }
    if let (Some(phases), true) = (first.phases, took(first) > took(last) * 1.5) {
        look.sentences.push(format!(
            "The first request took {}, of which {} for a new connection.",
            ms(took(first)),
            ms(phases.connecting + phases.tls)
        ));
    }
}

/// What asking first costs: what the first request took longer than the second and its connection does not explain.
fn preflight(look: &mut TargetProbe, plan: &Plan, (first, last): (&Outcome, &Outcome), around: &BrowserPolicy) {
    let Some(Preflight { why, each }) = around.preflight(plan).filter(|_| !std::ptr::eq(first, last)) else { return };
    let connecting = first.phases.map(|phases| phases.connecting + phases.tls);
    let cost = took(first) - took(last) - connecting.unwrap_or(0.0);
    let cost = match connecting {
        _ if cost <= 0.0 => "the next request without it took as long".to_owned(),
        Some(_) => format!("about {}", ms(cost)),
        None => format!("about {}, a new connection included", ms(cost)),
    };
    let again = if each { ASKS_EACH } else { "Without Access-Control-Max-Age it does so again every 5 s." };
    look.sentences
        .push(format!("The browser asked the service first (a preflight, because of {why}): {cost}. {again}"));
}

fn ms(ms: f64) -> String {
    format::value(ms, Unit::Millis)
}

fn took(outcome: &Outcome) -> f64 {
    (outcome.done - outcome.sent) as f64 / sloscope_model::time::NANOS_PER_MS
}

/// Browsers speak HTTP/2 and 3 over TLS only.
fn protocol(name: &str, plan: &Plan) -> Option<Protocol> {
    let plain = || !plan.targets.is_empty() && plan.targets.iter().all(|target| target.starts_with("http://"));
    match name {
        "" => plain().then_some(Protocol::Http1),
        "h2" | "h3" => Some(Protocol::Multiplexed { streams: USUAL_STREAMS }),
        _ => Some(Protocol::Http1),
    }
}

const TIMING_SNIPPET: &str = "\
# nginx, in the location
add_header Timing-Allow-Origin * always;

# FastAPI
@app.middleware(\"http\")
async def timing(request, call_next):
    response = await call_next(request)
    response.headers[\"Timing-Allow-Origin\"] = \"*\"
    return response

// Express
app.use((req, res, next) => { res.set('Timing-Allow-Origin', '*'); next(); });
";

/// The headers that the plan's requests need, those of all sides, as three servers set them.
fn cors_snippet(plan: &Plan) -> String {
    let requests = plan.requests_sent();
    let mut methods: Vec<&str> = Vec::new();
    for request in requests.iter() {
        if !methods.contains(&request.method.as_str()) {
            methods.push(&request.method);
        }
    }
    let mut headers: Vec<String> = Vec::new();
    for (name, _) in requests.iter().flat_map(|request| request.sent_headers()) {
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
