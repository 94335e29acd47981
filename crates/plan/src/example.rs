//! The ready example: the test that this project started from, 200 -> 300 -> 400 RPS with diverse prompts.

use sloscope_model::series::Series;
use sloscope_model::time::{NANOS_PER_S, Nanos};
use sloscope_objectives::{Objective, Origin};

use super::card::{Pace, most_in_flight, set_pace};
use super::derive::derived_objectives;
use super::load::Load;
use super::plan::{Body, Check, Data, Expect, Order, Plan, Request, Scenario};
use super::sides::{SideB, Sides};

/// Where `cargo xtask serve` has its demo target, unless the port is taken.
pub const DEMO_TARGET: &str = "http://127.0.0.1:8088";

/// Prompts about cars: clear and ambiguous ones, several languages and sizes.
const PROMPTS: [(&str, &str); 16] = [
    ("maintenance", "My engine light is on, what does it mean?"),
    ("maintenance", "How often should I change the oil in a 2014 diesel?"),
    ("maintenance", "brake pads squeal when cold"),
    ("buying", "Which hybrid SUV under 30k has the best boot space?"),
    ("buying", "Is a sedan or an SUV better for a family of five with two dogs, a caravan and a long commute?"),
    ("buying", "electric or diesel?"),
    ("ambiguous", "It makes a noise"),
    ("ambiguous", "fix it"),
    ("ambiguous", "How much?"),
    ("ambiguous", ""),
    ("multilingual", "Mon embrayage patine, que faire ?"),
    ("multilingual", "Мой автомобиль не заводится утром"),
    ("multilingual", "車のバッテリーが上がりました"),
    ("multilingual", "El motor pierde \"aceite\" 🚗💨"),
    ("insurance", "Does my policy cover a cracked windscreen?"),
    ("insurance", "tyre blew out on the motorway, who pays?"),
];

/// The plan that a new one begins with: four facts, and what follows from them. Without a target, its address is to be
/// written.
pub fn first_plan(target: Option<&str>) -> Plan {
    let rate = 50;
    let expect = Expect::Status(200, 299);
    let mut plan = Plan {
        name: String::new(),
        targets: target.into_iter().map(str::to_owned).collect(),
        requests: vec![Request {
            name: if target.is_some() { "POST /clarify" } else { "GET /" }.to_owned(),
            weight: 1,
            method: if target.is_some() { "POST" } else { "GET" }.to_owned(),
            url: if target.is_some() { "/clarify?ms=5" } else { "/" }.to_owned(),
            headers: Vec::new(),
            body: target.map(|_| Body {
                text: r#"{"prompt":"My engine light is on, what does it mean?"}"#.to_owned(),
                json: true,
            }),
            checks: vec![Check { name: expect.default_name(), expect }],
            tags: Vec::new(),
        }],
        data: Data::default(),
        seed: 1,
        scenarios: vec![Scenario {
            name: "steady".to_owned(),
            start: 0,
            load: Load::Constant { rate, time_unit: NANOS_PER_S, duration: 10 * NANOS_PER_S },
            pre_allocated_vus: most_in_flight(rate),
            max_vus: most_in_flight(rate),
            graceful_stop: 5 * NANOS_PER_S,
            tags: Vec::new(),
        }],
        timeout: 10 * NANOS_PER_S,
        follow_redirects: false,
        warm_up: 0,
        sides: None,
        tags: Vec::new(),
        objectives: Vec::new(),
    };
    plan.objectives = derived_objectives(&plan);
    plan
}

/// The seed's test: 200, 300 and 400 iterations per second, for 360, 180 and 60 s, or for 20 s each.
pub fn seed_example(ten_minutes: bool) -> Plan {
    let lengths: [Nanos; 3] = if ten_minutes { [360, 180, 60] } else { [20, 20, 20] };
    let mut start = 0;
    let mut scenarios = Vec::new();
    for (rate, seconds) in [200, 300, 400].into_iter().zip(lengths) {
        scenarios.push(Scenario {
            name: format!("rps_{rate}"),
            start,
            load: Load::Constant { rate, time_unit: NANOS_PER_S, duration: seconds * NANOS_PER_S },
            pre_allocated_vus: rate / 8,
            max_vus: rate,
            graceful_stop: 5 * NANOS_PER_S,
            tags: vec![("load".to_owned(), format!("rps{rate}"))],
        });
        start += seconds * NANOS_PER_S;
    }
    let checks =
        [Expect::Status(200, 200), Expect::Json("clarification".to_owned(), None), Expect::DurationBelow(50.0)];
    Plan {
        name: format!("200 -> 300 -> 400 RPS, diverse prompts, {}", if ten_minutes { "10 minutes" } else { "60 s" }),
        targets: vec![DEMO_TARGET.to_owned()],
        requests: vec![Request {
            name: "POST /clarify".to_owned(),
            weight: 1,
            method: "POST".to_owned(),
            url: "/clarify?ms=5".to_owned(),
            headers: Vec::new(),
            body: Some(Body { text: r#"{"prompt":"{{prompt}}"}"#.to_owned(), json: true }),
            checks: checks.map(|expect| Check { name: expect.default_name(), expect }).to_vec(),
            tags: Vec::new(),
        }],
        data: Data {
            columns: vec!["category".to_owned(), "prompt".to_owned()],
            rows: PROMPTS.map(|(category, prompt)| vec![category.to_owned(), prompt.to_owned()]).to_vec(),
            order: Order::RoundRobin,
        },
        seed: 1,
        scenarios,
        timeout: 10 * NANOS_PER_S,
        follow_redirects: false,
        warm_up: 0,
        sides: None,
        tags: Vec::new(),
        objectives: objectives(),
    }
}

/// Two sides in 12 blocks of 10 s: the demo target is asked for responses of 5 ms, and of 6 ms on side b.
pub fn sides_example() -> Plan {
    let mut plan = first_plan(Some(DEMO_TARGET));
    plan.name = "Two sides in one run, blocks of 10 s".to_owned();
    set_pace(&mut plan, Pace { rate: 50, duration: 120 * NANOS_PER_S });
    let b = SideB { url: Some("/clarify?ms=6".to_owned()), ..SideB::default() };
    plan.sides = Some(Sides { block: 10 * NANOS_PER_S, b });
    plan.objectives = derived_objectives(&plan);
    plan
}

/// What the example is judged by.
pub(super) fn objectives() -> Vec<Objective> {
    let duration = || Series::metric("http_req_duration");
    let stated = [
        (duration(), "p(95)<500"),
        (duration(), "p(99)<1000"),
        (Series::metric("http_req_failed"), "rate<0.01"),
        (Series::metric("http_reqs"), "rate>=200"),
        (Series::metric("checks"), "rate>0.95"),
        (duration().with("scenario", "rps_200"), "p(95)<500"),
        (duration().with("scenario", "rps_300"), "p(95)<500"),
        (duration().with("scenario", "rps_400"), "p(95)<500"),
    ];
    let objective = |(series, expression): (Series, &str)| Objective {
        series,
        expression: expression.to_owned(),
        abort_on_fail: false,
        delay_abort_eval: None,
        origin: Origin::Edited,
    };
    stated.into_iter().map(objective).collect()
}
