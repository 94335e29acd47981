//! What a plan will do, before it is started: its size, its rate over time with axes, what is sent, and its objectives.

use sloscope_model::format;
use sloscope_model::metric::builtin;
use sloscope_model::stat::{Stat, Unit};
use sloscope_model::time::{NANOS_PER_MS, NANOS_PER_S, Nanos};
use sloscope_objectives::{Expression, Objective};

use super::card::address;
use super::lines::hosts;
use super::load::Load;
use super::plan::{Plan, Request};
use super::prepared::is_absolute;
use super::sides::{FEWEST_PAIRS, Side, Sides};

/// More rates, or hosts, are not listed.
const MOST_RATES: usize = 4;
const MOST_HOSTS: usize = 2;
/// More pairs of blocks are not listed.
const MOST_PAIRS: usize = 20;
/// The time axis is cut at multiples of one of these, in seconds: the first that gives no more parts than that.
const STEPS: [i64; 14] = [1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 300, 600, 900, 1800];
const MOST_PARTS: i64 = 5;

/// `500 requests in 10 s`.
pub fn plan_size(plan: &Plan) -> String {
    format!("{} in {}", format::counted(plan.planned(), "request"), length(plan.end()))
}

fn length(nanos: Nanos) -> String {
    format::duration(nanos as f64 / NANOS_PER_MS)
}

/// `50/s`, `200 → 300 → 400/s`, or `up to 400/s`.
pub fn rate_words(plan: &Plan) -> String {
    let (mut at, mut rates) = (0, Vec::new());
    for scenario in &plan.scenarios {
        match scenario.load {
            Load::Constant { .. } if scenario.start == at => {
                rates.push(format::exact(scenario.load.peak_per_s(), Unit::Plain));
                at = scenario.end();
            }
            _ => rates.resize(MOST_RATES + 1, String::new()),
        }
    }
    match rates.len() {
        0 => String::new(),
        1..=MOST_RATES => format!("{}/s", rates.join(" → ")),
        _ => format!("up to {}", format::value(plan.peak_per_s(), Unit::PerSecond)),
    }
}

/// `127.0.0.1:8088`.
pub fn hosts_words(plan: &Plan) -> String {
    let all = hosts(plan);
    let name = |host: &Option<String>| host.clone().unwrap_or_else(|| "a host that a placeholder names".to_owned());
    let mut text = all.iter().take(MOST_HOSTS).map(name).collect::<Vec<_>>().join(", ");
    if all.len() > MOST_HOSTS {
        text += &format!(" and {}", format::counted((all.len() - MOST_HOSTS) as u64, "more host"));
    }
    text
}

/// The planned rate over the time, in a box of 1000 by 100 whose origin is at its top left.
#[derive(Clone, Debug, PartialEq)]
pub struct RatePreview {
    /// The outline of the rate.
    pub line: String,
    /// The area below it.
    pub area: String,
    /// Requests per second at the top, the middle and the foot of the box.
    pub rates: [String; 3],
    /// Times at equal distances, from the left to the right edge.
    pub times: Vec<String>,
    /// The same in words.
    pub words: String,
}

impl RatePreview {
    /// `None` where there is nothing to draw: no arrivals, or too many stages to look at.
    pub fn of(plan: &Plan) -> Option<Self> {
        if !plan.is_bounded() {
            return None;
        }
        let (end, peak) = (plan.end(), plan.peak_per_s());
        if end <= 0 || !(peak > 0.0 && peak.is_finite()) {
            return None;
        }
        let top = round_up(peak);
        let seconds = end as f64 / NANOS_PER_S as f64;
        let x = |at: f64| format!("{:.1}", at / seconds * 1000.0);
        let y = |rate: f64| format!("{:.1}", 100.0 - rate / top * 100.0);
        let mut at =
            plan.scenarios.iter().map(|scenario| scenario.start).fold(end, Nanos::min) as f64 / NANOS_PER_S as f64;
        let begin = x(at);
        let mut line = format!("M{begin} 100");
        for (from, to, took) in plan.linear_pieces() {
            line += &format!("V{}L{} {}", y(from), x(at + took), y(to));
            at += took;
        }
        line += "V100";
        let area = format!("{line}H{begin}Z");
        let mut steps = STEPS.into_iter().map(|step| step * NANOS_PER_S);
        let step = steps.find(|step| end % step == 0 && end / step <= MOST_PARTS);
        let cuts = step.map_or(2, |step| end / step);
        let time = |cut| format::moment(end as f64 * cut as f64 / cuts as f64 / NANOS_PER_MS);
        let rate = |rate| format::exact(rate, Unit::Plain);
        Some(Self {
            line,
            area,
            rates: [rate(top), rate(top / 2.0), rate(0.0)],
            times: (0..=cuts).map(time).collect(),
            words: format!("Planned rate: {} for {}, in requests per second.", rate_words(plan), length(end)),
        })
    }
}

/// The next of 1, 2, 4, 5, 6, 8 and 10, times a power of ten: half of it is short, too.
fn round_up(rate: f64) -> f64 {
    let power = 10f64.powi(rate.log10().floor() as i32);
    let step = [1.0, 2.0, 4.0, 5.0, 6.0, 8.0].into_iter().find(|step| step * power >= rate * 0.999_999);
    step.unwrap_or(10.0) * power
}

/// The two sides of a plan, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SidesWords {
    /// How side b differs from side a, a sentence each: `b sends to http://127.0.0.1:8089`.
    pub differences: Vec<String>,
    /// How many blocks there are, how long, and the order of their sides: `ab ba ...`.
    pub blocks: String,
    /// What is to be known before a start.
    pub caution: Option<String>,
}

impl SidesWords {
    /// `None` for a plan without sides.
    pub fn of(plan: &Plan) -> Option<Self> {
        let Sides { block, b } = plan.sides.as_ref()?;
        let mut differences = Vec::new();
        if plan.is_aa() {
            differences.push("b sends what a sends: what differs between them is chance (A/A)".to_owned());
        } else {
            let targets = b.targets.join(", ");
            differences.extend((!b.targets.is_empty()).then(|| format!("b sends to {targets}")));
            differences.extend(b.method.iter().map(|method| format!("b sends {method}")));
            differences.extend(b.url.iter().map(|url| format!("b asks for {url}")));
            differences.extend(b.headers.iter().map(|(name, _)| format!("b has a header {name} of its own")));
            differences.extend(
                b.body.iter().map(|body| format!("b has a body of its own, {}", format::bytes(body.text.len() as u64))),
            );
        }
        differences.iter_mut().for_each(|text| *text = format::without_users(text).into_owned());
        let (pairs, order) = (plan.block_pairs(), plan.block_order());
        let pair = |pair: &[Side]| pair.iter().map(|side| side.as_str()).collect::<String>();
        let shown: Vec<String> = order.chunks(2).take(MOST_PAIRS).map(pair).collect();
        let more = if order.len() > 2 * MOST_PAIRS { " ..." } else { "" };
        let few = format!(
            "With {} no difference is certain: a comparison needs {FEWEST_PAIRS} or more. Make the run longer, or the blocks shorter.",
            format::counted(pairs, "pair")
        );
        Some(Self {
            differences,
            blocks: format!(
                "{} of {} each, in pairs: {}{more}",
                format::counted(pairs * 2, "block"),
                length(*block),
                shown.join(" ")
            ),
            caution: (pairs < FEWEST_PAIRS).then_some(few),
        })
    }
}

/// What a request of the plan is, in two lines: `POST http://127.0.0.1:8088/clarify`, `2 headers, 35 B of JSON`.
pub fn request_words(plan: &Plan, at: usize) -> Option<(String, String)> {
    let request = plan.requests.get(at)?;
    let url = match (at, plan.targets.first()) {
        (0, _) => address(plan).unwrap_or_default(),
        (_, Some(target)) if !is_absolute(&request.url) => format!("{}{}", target.trim_end_matches('/'), request.url),
        _ => request.url.clone(),
    };
    let line = format!("{} {}", request.method, format::without_users(&url));
    let mut parts = vec![headers(request), body(request)];
    let sum: u64 = plan.requests.iter().map(|request| u64::from(request.weight)).sum();
    if plan.requests.len() > 1 && sum > 0 {
        let share = f64::from(request.weight) / sum as f64;
        parts.push(format!("{} of the requests", format::value(share, Unit::Fraction)));
    }
    Some((line, parts.join(", ")))
}

fn headers(request: &Request) -> String {
    match request.sent_headers().len() {
        0 => "no headers".to_owned(),
        count => format::counted(count as u64, "header"),
    }
}

fn body(request: &Request) -> String {
    let Some(body) = &request.body else { return "no body".to_owned() };
    let size = format::bytes(body.text.len() as u64);
    let kind = if body.json { " of JSON" } else { " of text" };
    let open = if body.text.contains("{{") { " before placeholders are filled in" } else { "" };
    format!("{size}{kind}{open}")
}

/// An objective as what is measured and its limit: `p95 of request duration`, `< 500 ms`.
pub fn objective_words(objective: &Objective) -> (String, String) {
    let plain = || (objective.series.to_string(), objective.expression.clone());
    let Ok(expression) = Expression::parse(&objective.expression) else { return plain() };
    let Some((kind, contains)) = builtin(&objective.series.metric) else { return plain() };
    let what = match (objective.series.metric.as_str(), expression.stat) {
        ("http_reqs", Stat::Rate) => "Requests/s".to_owned(),
        ("http_req_failed", Stat::Rate) => "Failed requests".to_owned(),
        ("checks", Stat::Rate) => "Checks passed".to_owned(),
        ("http_req_duration", stat) => format!("{} of request duration", short(stat)),
        (metric, stat) => format!("{} of {metric}", short(stat)),
    };
    let tags: String = objective.series.tags.iter().map(|(key, value)| format!(", {key} {value}")).collect();
    let unit = expression.stat.unit(kind, contains);
    (what + &tags, format::limit(expression.operator.as_str(), expression.limit, unit))
}

fn short(stat: Stat) -> String {
    match stat {
        Stat::P(p) => format!("p{p}"),
        stat => stat.to_string(),
    }
}
