//! The load and the objectives of a k6 options object: what `k6 inspect` prints, or the object as it stands in a script.

use sloscope_objectives::literal::{self, Failure, Literal, Placed};
use sloscope_objectives::objectives_of;

use super::super::data::place;
use super::super::json::{PlanError, SCENARIO, read_scenario};
use super::{Import, around, taken};

/// Reads options; the requests are not in them. It is an error if no scenario has an arrival rate.
pub fn from_k6_options(text: &str) -> Result<Import, PlanError> {
    let chars: Vec<char> = text.chars().collect();
    read(text, &chars).map_err(|failure| {
        let (line, column) = place(&chars, failure.at);
        PlanError { line, column, message: failure.is }
    })
}

fn read(text: &str, chars: &[char]) -> Result<Import, Failure> {
    // `export const options = {...};`
    let skipped = match text.trim_start().starts_with("export") {
        true => chars.iter().position(|c| *c == '=').map_or(0, |at| at + 1),
        false => 0,
    };
    let move_on = |failure: Failure| Placed { at: failure.at + skipped, is: failure.is };
    let root = literal::parse(&chars[skipped..]).map_err(move_on)?;
    let Literal::Object(entries) = root.is else {
        let is = format!("k6 options are an object, {{scenarios: ...}}, and this is {}", root.is.name());
        return Err(move_on(Placed { at: root.at, is }));
    };
    let mut notes = Vec::new();
    let mut scenarios = Vec::new();
    let mut objectives = Vec::new();
    let mut mistakes = Vec::new();
    let mut redirects = None;
    for (key, value) in entries {
        match (key.is.as_str(), value.is) {
            ("scenarios", Literal::Object(list)) => {
                for (name, one) in list {
                    scenarios.extend(scenario(name, one, &mut notes, &mut mistakes));
                }
            }
            ("maxRedirects", Literal::Number(most)) => redirects = Some(most),
            ("thresholds", Literal::Object(entries)) => objectives = objectives_of(entries).map_err(move_on)?,
            ("vus" | "duration" | "iterations" | "stages", value) if value != Literal::Null => notes.push(format!(
                "{} is left out: it makes a closed test, in which a slow service gets less load; a plan has arrival rates.",
                key.is
            )),
            _ => {}
        }
    }
    if let Some(first) = mistakes.into_iter().next() {
        return Err(move_on(first));
    }
    if scenarios.is_empty() {
        let is =
            "there is no scenario with an arrival rate in these options: constant-arrival-rate or ramping-arrival-rate";
        return Err(move_on(Placed { at: root.at, is: is.to_owned() }));
    }
    let request = taken("GET", "http://127.0.0.1:8088/fast", Vec::new(), None, &mut notes);
    let (requests, targets) = match request {
        Some(taken) => (vec![taken.request], vec![taken.origin]),
        None => (Vec::new(), Vec::new()),
    };
    let mut unused = Vec::new();
    let mut plan = around(requests, targets, &mut unused);
    notes.push(
        "Options do not hold the requests: the plan has GET /fast of sloscope's demo target in their place.".to_owned(),
    );
    plan.follow_redirects = redirects.is_some_and(|most| most > 0.0);
    notes.extend(match redirects {
        Some(most) if most > 0.0 => Some(
            "maxRedirects became followRedirects: redirects are followed, to the hosts of the plan only.".to_owned(),
        ),
        Some(_) => None,
        None => Some("k6 follows 10 redirects, and the plan none: followRedirects would.".to_owned()),
    });
    plan.name = "From k6 options".to_owned();
    plan.scenarios = scenarios;
    plan.objectives = objectives;
    Ok(Import { plan, notes })
}

fn scenario(
    name: Placed<String>,
    value: Placed<Literal>,
    notes: &mut Vec<String>,
    mistakes: &mut Vec<Failure>,
) -> Option<super::Scenario> {
    let at = value.at;
    let Literal::Object(mut entries) = value.is else { return None };
    let executor = entries.iter().find_map(|(key, value)| match &value.is {
        Literal::Text(executor) if key.is == "executor" => Some(executor.clone()),
        _ => None,
    })?;
    if !matches!(executor.as_str(), "constant-arrival-rate" | "ramping-arrival-rate") {
        notes.push(format!("The scenario {:?} is left out: {executor} has no arrival rate.", name.is));
        return None;
    }
    for key in ["exec", "env", "options"] {
        let stated = entries.iter().any(|(known, value)| known.is == key && value.is != Literal::Null);
        if stated && key != "env" {
            notes.push(format!("{key} of the scenario {:?} is left out.", name.is));
        }
    }
    entries.retain(|(key, _)| SCENARIO.contains(&key.is.as_str()) && key.is != "name");
    let key = Placed { at: name.at, is: "name".to_owned() };
    entries.push((key, Placed { at: name.at, is: Literal::Text(name.is) }));
    read_scenario(Placed { at, is: Literal::Object(entries) }, mistakes)
}
