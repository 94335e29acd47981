//! The four facts that most plans come down to: whom they ask, by a whole address, and one steady rate for one time.

use sloscope_model::time::{NANOS_PER_S, Nanos};

use super::load::Load;
use super::plan::Plan;
use super::prepared::is_absolute;

/// Requests under way at once, unless somebody says otherwise: those of a second, within what a browser bears.
pub(super) fn most_in_flight(rate: u32) -> u32 {
    rate.clamp(10, 1000)
}

/// The whole address of the first request; of several targets it is on the first. Empty where there is none yet.
pub fn address(plan: &Plan) -> Option<String> {
    let url = &plan.requests.first()?.url;
    Some(match plan.targets.first() {
        _ if is_absolute(url) => url.clone(),
        Some(target) => format!("{}{url}", target.trim_end_matches('/')),
        None if url == "/" => String::new(),
        None => url.clone(),
    })
}

/// Takes a whole address for the first request apart, into the plan's first target and a path.
pub fn set_address(plan: &mut Plan, text: &str) {
    let text = text.trim();
    let Some(request) = plan.requests.first_mut() else { return };
    // As it was written: an address of its own stays one, and a path stays on the targets.
    if is_absolute(&request.url) || text.starts_with('/') {
        text.clone_into(&mut request.url);
        return;
    }
    let base = plan.targets.first().map(|target| target.trim_end_matches('/')).unwrap_or_default();
    let behind = text.strip_prefix(base).filter(|path| !base.is_empty() && path.starts_with('/'));
    let (target, path) = match behind {
        Some(path) => (base.len(), path),
        None => {
            let host = text.find("://").map_or(0, |at| at + 3);
            let end = text[host..].find(['/', '?', '#']).map_or(text.len(), |at| host + at);
            (end, &text[end..])
        }
    };
    let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
    let target = text[..target].to_owned();
    if target.contains('{') {
        // A placeholder may stand in an address of a request only.
        text.clone_into(&mut request.url);
        return;
    }
    request.url = path;
    match plan.targets.first_mut() {
        Some(_) if target.is_empty() => drop(plan.targets.remove(0)),
        Some(first) => *first = target,
        None if target.is_empty() => {}
        None => plan.targets.push(target),
    }
}

/// One rate for one time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Requests per second.
    pub rate: u32,
    /// How long they are sent.
    pub duration: Nanos,
}

/// The load of a plan that is one steady rate from its start; `None` for any other.
pub fn pace(plan: &Plan) -> Option<Pace> {
    let [scenario] = plan.scenarios.as_slice() else { return None };
    match scenario.load {
        Load::Constant { rate, time_unit: NANOS_PER_S, duration } if scenario.start == 0 => {
            Some(Pace { rate, duration })
        }
        _ => None,
    }
}

/// Sets the one rate of such a plan. What follows from the rate follows it, unless somebody wrote something else.
pub fn set_pace(plan: &mut Plan, new: Pace) {
    let Some(old) = pace(plan) else { return };
    let Some(scenario) = plan.scenarios.first_mut() else { return };
    scenario.load = Load::Constant { rate: new.rate, time_unit: NANOS_PER_S, duration: new.duration };
    if scenario.name == format!("rps_{}", old.rate) {
        scenario.name = format!("rps_{}", new.rate);
    }
    let (before, after) = (most_in_flight(old.rate), most_in_flight(new.rate));
    if scenario.max_vus == before {
        if scenario.pre_allocated_vus == before {
            scenario.pre_allocated_vus = after;
        }
        scenario.max_vus = after;
        scenario.pre_allocated_vus = scenario.pre_allocated_vus.min(after);
    }
}
