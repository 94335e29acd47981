//! Practice: a test of a small file of the page's own host, for where there is no service to test. It shows how a test
//! works. It is never a measurement, and says so wherever its numbers go: the samples have a tag.

use sloscope_model::names::PRACTICE;
use sloscope_model::series::Series;
use sloscope_model::time::NANOS_PER_S;
use sloscope_objectives::{Objective, Origin};

use super::load::Load;
use super::plan::{Check, Data, Expect, Plan, Request, Scenario};

/// The name of the file; it lies beside the page.
pub const PRACTICE_FILE: &str = "practice.json";
const TAG_VALUE: &str = "a file of the page's own host";

/// A quarter of a minute of gentle load: the host is not ours. `page` is the address of the page's folder.
pub fn practice_example(page: &str) -> Plan {
    let checks = [Expect::Status(200, 200), Expect::Json("practice".to_owned(), None)];
    Plan {
        name: "Practice".to_owned(),
        targets: vec![page.trim_end_matches('/').to_owned()],
        requests: vec![Request {
            name: format!("GET /{PRACTICE_FILE}"),
            weight: 1,
            method: "GET".to_owned(),
            url: format!("/{PRACTICE_FILE}"),
            headers: Vec::new(),
            body: None,
            checks: checks.map(|expect| Check { name: expect.default_name(), expect }).to_vec(),
            tags: Vec::new(),
        }],
        data: Data::default(),
        seed: 1,
        scenarios: vec![Scenario {
            name: "practice".to_owned(),
            start: 0,
            load: Load::Constant { rate: 20, time_unit: NANOS_PER_S, duration: 15 * NANOS_PER_S },
            pre_allocated_vus: 20,
            max_vus: 20,
            graceful_stop: 5 * NANOS_PER_S,
            tags: Vec::new(),
        }],
        timeout: 10 * NANOS_PER_S,
        follow_redirects: false,
        warm_up: 0,
        sides: None,
        tags: vec![tag()],
        objectives: objectives(),
    }
}

/// What practice is judged by.
pub(super) fn objectives() -> Vec<Objective> {
    let objective = |metric: &str, expression: &str| Objective {
        series: Series::metric(metric),
        expression: expression.to_owned(),
        abort_on_fail: false,
        delay_abort_eval: None,
        origin: Origin::Edited,
    };
    vec![objective("http_req_failed", "rate<0.01"), objective("http_req_duration", "p(95)<500")]
}

fn tag() -> (String, String) {
    (PRACTICE.to_owned(), TAG_VALUE.to_owned())
}

/// Some of its requests go to the practice file, or its tags say that it is practice.
pub fn is_practice(plan: &Plan) -> bool {
    let file = |url: &str| {
        let path = url.split(['?', '#']).next().unwrap_or_default();
        path.rsplit('/').next() == Some(PRACTICE_FILE)
    };
    plan.tags.iter().any(|(key, _)| key == PRACTICE) || plan.requests_sent().iter().any(|request| file(&request.url))
}

/// Gives a plan of practice its tag, however it was written.
pub fn mark_practice(plan: &mut Plan) {
    if is_practice(plan) && !plan.tags.iter().any(|(key, _)| key == PRACTICE) {
        plan.tags.push(tag());
    }
}
