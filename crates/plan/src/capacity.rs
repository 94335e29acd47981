//! What one browser can carry to a service, by how much a plan goes beyond it, and what would lift it.
//!
//! A connection of HTTP/1.1 carries one request at a time and a browser opens 6 to an origin: 6 / latency. A connection
//! of HTTP/2 carries as many as the server allows streams: streams / latency.

use sloscope_model::format;
use sloscope_model::stat::Unit;

use super::plan::Plan;

/// Connections that Chromium, Firefox and Safari open to an origin over HTTP/1.1.
pub const CONNECTIONS: u32 = 6;
/// Connections that Chromium opens in all (net/socket: the limit of a pool).
const CONNECTIONS_IN_ALL: u32 = 256;
/// What servers allow on a connection of HTTP/2 or 3 unless they are set otherwise.
pub const USUAL_STREAMS: u32 = 100;
/// Beyond this share of the capacity queues grow: at the edge, plans were held now and then only.
const COMFORT: f64 = 0.8;
/// What was measured to be held by browsers on two cores beside their target, from a busy machine to a quiet one, in
/// requests per second (BENCHMARKS.md).
const MEASURED_CEILINGS: [f64; 2] = [400.0, 500.0];

/// How requests share connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// One request at a time on each of the 6 connections to an origin.
    Http1,
    /// HTTP/2 or HTTP/3, with so many streams on a connection.
    Multiplexed {
        /// Requests that one connection carries at once.
        streams: u32,
    },
}

/// How many requests per second can be under way with this latency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Capacity {
    /// How the requests share connections.
    pub protocol: Protocol,
    /// The response time, ms; above 0.
    pub latency_ms: f64,
    /// Distinct origins that share the load.
    pub origins: u32,
    /// Requests under way at once.
    pub at_once: u32,
    /// Requests per second: `at_once` in each `latency_ms` (Little's law).
    pub per_s: f64,
}

/// How a plan stands to a capacity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fit {
    /// The highest rate is at most 80 % of the capacity.
    Good,
    /// Within the capacity, but near it.
    Edge,
    /// The highest rate is beyond the capacity.
    Short(Shortfall),
}

/// By how much a plan goes beyond a capacity, and what would carry it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shortfall {
    /// Requests per second beyond the capacity, at the highest rate of the plan.
    pub missing_per_s: f64,
    /// Iterations of the plan that come while the rate is beyond the capacity, and beyond it.
    pub undelivered: f64,
    /// Equivalent origins that would carry the highest rate with room to spare; `None` if no number would.
    pub origins_needed: Option<u32>,
}

impl Capacity {
    /// `None` for a latency that is not above 0.
    pub fn new(protocol: Protocol, latency_ms: f64, origins: u32) -> Option<Self> {
        if !(latency_ms > 0.0 && latency_ms.is_finite()) {
            return None;
        }
        let origins = origins.max(1);
        let at_once = match protocol {
            Protocol::Http1 => (CONNECTIONS * origins).min(CONNECTIONS_IN_ALL),
            Protocol::Multiplexed { streams } => streams.max(1).saturating_mul(origins),
        };
        Some(Self { protocol, latency_ms, origins, at_once, per_s: f64::from(at_once) * 1000.0 / latency_ms })
    }

    /// Compares the highest rate of the plan with the capacity.
    pub fn fit(&self, plan: &Plan) -> Fit {
        let peak = plan.peak_per_s();
        if peak <= self.per_s {
            return if peak <= self.per_s * COMFORT { Fit::Good } else { Fit::Edge };
        }
        Fit::Short(Shortfall {
            missing_per_s: peak - self.per_s,
            undelivered: beyond(plan, self.per_s),
            origins_needed: self.needed(peak),
        })
    }

    /// Origins with which a rate is within comfort.
    fn needed(&self, per_s: f64) -> Option<u32> {
        let at_once = per_s / COMFORT * self.latency_ms / 1000.0;
        let (each, most) = match self.protocol {
            Protocol::Http1 => (CONNECTIONS, CONNECTIONS_IN_ALL),
            Protocol::Multiplexed { streams } => (streams.max(1), u32::MAX),
        };
        (at_once <= f64::from(most)).then(|| (at_once / f64::from(each)).ceil().max(1.0) as u32)
    }

    /// What the capacity is and where it comes from.
    pub fn in_words(&self) -> String {
        let latency = format::value(self.latency_ms, Unit::Millis);
        let origins = match self.origins {
            1 => "one origin".to_owned(),
            n => format!("{n} origins"),
        };
        let rate = format::value(self.per_s, Unit::PerSecond);
        match self.protocol {
            Protocol::Http1 => format!(
                "With responses after {latency}, {origins} over HTTP/1.1 can carry {rate}: a browser opens {CONNECTIONS} \
                 connections to an origin, each for one request at a time ({} / {latency}).",
                self.at_once
            ),
            Protocol::Multiplexed { streams } => format!(
                "With responses after {latency}, {origins} over HTTP/2 or HTTP/3 can carry {rate}: a connection carries \
                 {streams} requests at a time ({} / {latency}).",
                self.at_once
            ),
        }
    }
}

/// The rates that browsers were measured to hold (BENCHMARKS.md), as a part of a sentence.
pub fn ceiling_words() -> String {
    let [least, most] = MEASURED_CEILINGS.map(|per_s| format::value(per_s, Unit::PerSecond));
    format!("a little less than {least} to {most}, by browser and machine")
}

/// How a plan stands to the capacity, in sentences: what is missing, and what would lift it.
pub fn capacity_words(capacity: &Capacity, plan: &Plan) -> Vec<String> {
    let peak = format::value(plan.peak_per_s(), Unit::PerSecond);
    let mut words = vec![capacity.in_words()];
    match capacity.fit(plan) {
        Fit::Good => words.push(format!("The plan's highest rate, {peak}, is within that.")),
        Fit::Edge => words.push(format!(
            "The plan's highest rate, {peak}, is near that limit: whenever a response takes longer, requests wait in \
             the browser."
        )),
        Fit::Short(short) => {
            let share = format::value(short.missing_per_s / plan.peak_per_s(), Unit::Fraction);
            words.push(format!(
                "The plan's highest rate, {peak}, is {} more than that ({share} of it): about {} of its {} iterations \
                 would wait in the browser, or be dropped.",
                format::value(short.missing_per_s, Unit::PerSecond),
                format::value(short.undelivered.round(), Unit::Count),
                format::count(plan.planned()),
            ));
            words.push(lifts(capacity, plan, short));
        }
    }
    if plan.peak_per_s() > MEASURED_CEILINGS[0] {
        words.push(format!(
            "Browsers on two cores were measured to hold {}, whatever the connections; k6 is for more: export the plan.",
            ceiling_words()
        ));
    }
    words
}

fn lifts(capacity: &Capacity, plan: &Plan, short: Shortfall) -> String {
    let mut ways = Vec::new();
    if let Some(origins) = short.origins_needed {
        ways.push(format!(
            "{origins} equivalent origins of the service in the plan's target (ports, sub-domains, hosts)"
        ));
    }
    let by_streams =
        Capacity::new(Protocol::Multiplexed { streams: USUAL_STREAMS }, capacity.latency_ms, capacity.origins);
    match (capacity.protocol, by_streams) {
        (Protocol::Http1, Some(other)) if other.per_s >= plan.peak_per_s() => ways.push(format!(
            "HTTP/2, which needs https ({USUAL_STREAMS} streams carry {})",
            format::value(other.per_s, Unit::PerSecond)
        )),
        (Protocol::Multiplexed { .. }, _) => ways.push("more streams a connection, a setting of the server".to_owned()),
        _ => {}
    }
    ways.push("a quicker service".to_owned());
    ways.push("k6 in place of the browser (export the plan)".to_owned());
    format!("What would lift it: {}.", ways.join("; "))
}

/// The part of the planned iterations that lies above a rate.
fn beyond(plan: &Plan, per_s: f64) -> f64 {
    let over = |(from, to, seconds): (f64, f64, f64)| {
        let (high, low) = (from.max(to) - per_s, from.min(to) - per_s);
        match (high > 0.0, low < 0.0) {
            (false, _) => 0.0,
            (true, false) => f64::midpoint(high, low) * seconds,
            // A triangle: the rate crosses the limit.
            (true, true) => high * high / (high - low) / 2.0 * seconds,
        }
    };
    plan.linear_pieces().into_iter().map(over).sum()
}

/// Number of distinct origins among the targets: connections are counted by scheme, host and port. Where two sides take
/// turns it is that of the side with fewer.
pub fn origins(plan: &Plan) -> u32 {
    plan.sides_sent().iter().map(|side| origins_among(plan.targets_of(*side))).fold(u32::MAX, u32::min)
}

fn origins_among(targets: &[String]) -> u32 {
    let mut seen: Vec<&str> = Vec::new();
    for target in targets {
        let start = target.find("://").map_or(0, |at| at + 3);
        let end = target[start..].find('/').map_or(target.len(), |at| start + at);
        if !seen.contains(&&target[..end]) {
            seen.push(&target[..end]);
        }
    }
    (seen.len() as u32).max(1)
}
