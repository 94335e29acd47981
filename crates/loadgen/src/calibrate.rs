//! Which rate this machine holds: a short run up through rates against a target of its own, judged by the generator's
//! side alone. Its result is kept, and a plan beyond it is warned of.

use sloscope_model::format;
use sloscope_model::stat::Unit;
use sloscope_model::time::{NANOS_PER_S, Nanos};
use sloscope_plan::{Data, Load, Plan, Request, Scenario, ceiling_words};

use super::outcome::Outcome;

/// Rates that are tried against a server on this machine, and those that a host somewhere else is spared from.
pub const RATES: [u32; 5] = [100, 200, 300, 400, 600];
/// The same, in requests per second, for a host that is not on this machine.
pub const GENTLE_RATES: [u32; 3] = [25, 50, 100];
/// Each for so long.
const EACH_S: i64 = 2;
/// A rate is held with no drops and 99 % of its requests sent within this, ms.
const HELD_MS: f64 = 10.0;
const MOST_IN_FLIGHT: u32 = 64;

/// What was found: the highest rate that was held, 0 for none, and the first that was not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sustained {
    /// Requests per second.
    pub per_s: u32,
    /// Requests per second; absent where the highest rate that was tried was held.
    pub not: Option<u32>,
    /// The day, `2026-11-25`.
    pub day: String,
    /// What answered, in words: "the demo target".
    pub against: String,
}

/// Rates one after the other; each is a scenario.
pub fn calibration_plan(target: &str, path: &str, rates: &[u32]) -> Plan {
    let each = EACH_S * NANOS_PER_S;
    let scenario = |(at, rate): (usize, &u32)| Scenario {
        name: format!("rps_{rate}"),
        start: at as Nanos * each,
        load: Load::Constant { rate: *rate, time_unit: NANOS_PER_S, duration: each },
        pre_allocated_vus: MOST_IN_FLIGHT,
        max_vus: MOST_IN_FLIGHT,
        graceful_stop: NANOS_PER_S,
        tags: Vec::new(),
    };
    Plan {
        name: "What this machine holds".to_owned(),
        targets: vec![target.trim_end_matches('/').to_owned()],
        requests: vec![Request {
            name: "calibration".to_owned(),
            weight: 1,
            method: "GET".to_owned(),
            url: path.to_owned(),
            headers: Vec::new(),
            body: None,
            checks: Vec::new(),
            tags: Vec::new(),
        }],
        data: Data::default(),
        seed: 1,
        scenarios: rates.iter().enumerate().map(scenario).collect(),
        timeout: 5 * NANOS_PER_S,
        follow_redirects: false,
        warm_up: 0,
        sides: None,
        tags: Vec::new(),
        objectives: Vec::new(),
    }
}

/// Up to which rate all were held; a rate that is held after one that was not does not count.
pub fn sustained_rate(plan: &Plan, outcomes: &[Outcome], dropped: &[(u32, Nanos)]) -> (u32, Option<u32>) {
    let mut held = 0;
    for (at, scenario) in plan.scenarios.iter().enumerate() {
        let Load::Constant { rate, .. } = scenario.load else { continue };
        let mine = || outcomes.iter().filter(|outcome| outcome.scenario as usize == at);
        let sent = mine().count() as u64;
        let late = mine().filter(|outcome| outcome.lag_ms() >= HELD_MS).count() as u64;
        let failed = mine().any(|outcome| !outcome.end.expected());
        let lost = dropped.iter().any(|(scenario, _)| *scenario as usize == at);
        if lost || failed || sent != scenario.load.planned() || late * 100 > sent {
            return (held, Some(rate));
        }
        held = rate;
    }
    (held, None)
}

impl Sustained {
    /// As it is kept: one line.
    pub fn stored(&self) -> String {
        format!("{} {} {} {}", self.per_s, self.not.unwrap_or(0), self.day, self.against)
    }

    /// The inverse of [`Self::stored`]; `None` for a line that it did not write.
    pub fn read(text: &str) -> Option<Self> {
        let mut words = text.splitn(4, ' ');
        let (per_s, not) = (words.next()?.parse().ok()?, words.next()?.parse::<u32>().ok()?);
        let (day, against) = (words.next()?.to_owned(), words.next()?.to_owned());
        Some(Self { per_s, not: (not > 0).then_some(not), day, against })
    }

    /// What was found, in words.
    pub fn words(&self) -> String {
        let rate = |per_s: u32| format::value(f64::from(per_s), Unit::PerSecond);
        let Self { day, against, .. } = self;
        match (self.per_s, self.not) {
            (0, Some(not)) => format!(
                "This machine did not hold {} on {day}, against {against}: requests were dropped, failed or sent more than {HELD_MS} ms late.",
                rate(not)
            ),
            (held, Some(not)) => format!(
                "This machine held {} and did not hold {} on {day}, against {against}: held is without a drop and 99 % sent within {HELD_MS} ms.",
                rate(held),
                rate(not)
            ),
            (held, None) => format!(
                "This machine held {}, the most that was tried, on {day}, against {against}: without a drop and 99 % sent within {HELD_MS} ms.",
                rate(held)
            ),
        }
    }
}

/// What is to be said of a plan's rate: whether this machine was shown to hold it. The second is true for a warning.
pub fn sustained_words(plan: &Plan, held: Option<&Sustained>) -> (String, bool) {
    let peak = plan.peak_per_s();
    let rate = format::value(peak, Unit::PerSecond);
    match held {
        None => (
            format!(
                "Whether this machine can send {rate} is not known. Browsers on two cores were measured to hold {}.",
                ceiling_words()
            ),
            true,
        ),
        Some(held) if peak <= f64::from(held.per_s) => (held.words(), false),
        Some(held) => (
            format!("{} The plan has up to {rate}: it is not shown that this machine can send that.", held.words()),
            true,
        ),
    }
}
