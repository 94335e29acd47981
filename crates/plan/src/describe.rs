//! What a plan does, as a text for a person: rates, iterations that are due, data, what it asks of the service. Its lines
//! are its own: texts of the plan that break lines or act on a terminal are escaped.

use sloscope_model::format::{self, safe};
use sloscope_model::stat::Unit;
use sloscope_model::time::{NANOS_PER_MS, Nanos};

use super::capacity::{CONNECTIONS, USUAL_STREAMS, origins};
use super::headers::all_header_cautions;
use super::json::duration_text;
use super::load::Load;
use super::plan::{Order, Plan, Scenario};
use super::preview::SidesWords;

/// The plan in sections of lines.
pub fn plan_text(plan: &Plan) -> String {
    let mut sections = vec![head(plan), load(plan), requests(plan)];
    if !plan.data.rows.is_empty() {
        sections.push(data(plan));
    }
    if let Some(words) = SidesWords::of(plan) {
        let lines = words.differences.iter().chain([&words.blocks]).chain(&words.caution);
        sections.push(format!("Two sides\n{}", lines.map(|line| format!("  {}\n", safe(line))).collect::<String>()));
    }
    sections.push(objectives(plan));
    sections.push(needs(plan));
    sections.join("\n")
}

fn listed(names: &[String]) -> String {
    safe(&names.join(", ")).into_owned()
}

fn rate(per_s: f64) -> String {
    format::exact(per_s, Unit::PerSecond)
}

fn length(nanos: Nanos) -> String {
    format::value(nanos as f64 / NANOS_PER_MS, Unit::Millis)
}

fn head(plan: &Plan) -> String {
    let name = if plan.name.is_empty() { "A plan without a name" } else { &plan.name };
    let mut text = format!("{}\n", safe(name));
    match plan.targets.as_slice() {
        [] => {}
        [one] => text += &format!("  Target      {}\n", safe(one)),
        many => text += &format!("  Targets     {} in turn: {}\n", many.len(), listed(many)),
    }
    text += &format!("  Iterations  {} are due in {}\n", format::count(plan.planned()), length(plan.end()));
    text += &format!("  Rate        up to {}\n", rate(plan.peak_per_s()));
    text += &format!("  Time-out    {} a request\n", duration_text(plan.timeout));
    text += match plan.follow_redirects {
        true => "  Redirects   are followed, to the hosts of the plan only\n",
        false => "  Redirects   are not followed: each counts as failed\n",
    };
    if plan.warm_up > 0 {
        text += &format!("  Warm-up     the first {} are kept out of the verdict\n", duration_text(plan.warm_up));
    }
    text
}

fn load(plan: &Plan) -> String {
    let widest = plan.scenarios.iter().map(|s| safe(&s.name).chars().count()).max().unwrap_or(0);
    let mut text = "Load\n".to_owned();
    for scenario in &plan.scenarios {
        text += &format!(
            "  {:widest$}  from {} to {}: {}; {}, at most {} at once\n",
            safe(&scenario.name),
            duration_text(scenario.start),
            duration_text(scenario.end()),
            rates(scenario),
            format::counted(scenario.load.planned(), "iteration"),
            format::count(u64::from(scenario.max_vus)),
        );
    }
    text
}

fn rates(scenario: &Scenario) -> String {
    let stages = scenario.load.stages();
    match (&scenario.load, stages.as_slice()) {
        (Load::Constant { .. }, [one]) => rate(one.from_rate),
        _ => {
            let mut parts: Vec<String> = Vec::new();
            for stage in &stages {
                let (from, to) = (rate(stage.from_rate), rate(stage.to_rate));
                let time = format::value(stage.duration_ms, Unit::Millis);
                parts.push(match from == to {
                    true => format!("{from} for {time}"),
                    false => format!("{from} -> {to} in {time}"),
                });
            }
            parts.join(", ")
        }
    }
}

fn requests(plan: &Plan) -> String {
    let sum: u32 = plan.requests.iter().map(|request| request.weight).sum();
    let mut text = "Requests\n".to_owned();
    for request in &plan.requests {
        let share = match plan.requests.len() {
            1 => String::new(),
            _ => format!(
                "{} of the iterations: ",
                format::value(f64::from(request.weight) / f64::from(sum), Unit::Fraction)
            ),
        };
        text += &format!("  {}  {share}{} {}\n", safe(&request.name), safe(&request.method), safe(&request.url));
        if !request.checks.is_empty() {
            let names: Vec<_> = request.checks.iter().map(|check| safe(&check.name)).collect();
            text += &format!("    checks: {}\n", names.join("; "));
        }
    }
    text
}

fn data(plan: &Plan) -> String {
    let rows = plan.data.rows.len() as u64;
    let times = plan.planned() as f64 / rows as f64;
    let order = match plan.data.order {
        Order::RoundRobin => "one after the other",
        Order::Random => "in random order, by the plan's seed",
    };
    let enough = match times {
        times if times >= 1.5 => format!("each is used about {} times", format::value(times.round(), Unit::Count)),
        times if times >= 1.0 => "each is used once, some twice".to_owned(),
        _ => "not all of them are needed".to_owned(),
    };
    format!("Data\n  {} ({}), {order}: {enough}\n", format::counted(rows, "row"), listed(&plan.data.columns))
}

fn objectives(plan: &Plan) -> String {
    if plan.objectives.is_empty() {
        return "Objectives\n  none: the run will be NOT JUDGED, with limits that fit it suggested\n".to_owned();
    }
    let mut text = "Objectives\n".to_owned();
    for objective in &plan.objectives {
        let abort = match (&objective.delay_abort_eval, objective.abort_on_fail) {
            (Some(delay), true) => format!(", and the run stops if it is missed after {delay}"),
            (None, true) => ", and the run stops if it is missed".to_owned(),
            _ => String::new(),
        };
        text += &safe(&format!("  {}: {}{abort}", objective.series, objective.expression));
        text.push('\n');
    }
    text
}

/// How quick the service must be for the highest rate from one browser.
fn needs(plan: &Plan) -> String {
    let (peak, origins) = (plan.peak_per_s(), origins(plan));
    let within = |at_once: u32| format::value(f64::from(at_once * origins) * 1000.0 / peak, Unit::Millis);
    let places = if origins == 1 { "one origin".to_owned() } else { format!("{origins} origins") };
    let headers: String =
        all_header_cautions(plan).iter().map(|caution| format!("  The header {}\n", safe(caution))).collect();
    format!(
        "From one browser\n  {} need responses within {} over HTTP/1.1 ({CONNECTIONS} connections to an origin, {places}),\n  \
         or within {} over HTTP/2 with {USUAL_STREAMS} streams; slower ones wait in the browser. k6 has no such limit.\n{headers}",
        rate(peak),
        within(CONNECTIONS),
        within(USUAL_STREAMS),
    )
}
