//! The four facts that most plans come down to: whom they ask, by a whole address, and one steady rate for one time.

use sloscope_model::time::{NANOS_PER_S, Nanos};

use super::load::Load;
use super::plan::Plan;
use super::prepared::is_absolute;
use super::sides::Side;

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
    let Some(request) = plan.requests.first_mut() else { return };
    put_address(&mut plan.targets, &mut request.url, text);
}

/// The whole address that side b asks in place of the first request's; empty where it has none of its own.
pub fn address_b(plan: &Plan) -> Option<String> {
    let b = &plan.sides.as_ref()?.b;
    if b.targets.is_empty() && b.url.is_none() { Some(String::new()) } else { address(&plan.on(Side::B)) }
}

/// Takes such an address apart; what is as on side a is not side b's own. One without a path has that of side a.
pub fn set_address_b(plan: &mut Plan, text: &str) {
    let text = text.trim();
    let Some(request) = plan.requests.first() else { return };
    let (mut targets, mut url) = (plan.targets_of(Side::B).to_vec(), plan.url_of(Side::B, request).to_owned());
    let is_origin = text.split_once("://").is_some_and(|(_, rest)| !rest.contains(['/', '?', '#', '{']));
    if text.is_empty() {
        (targets, url) = (Vec::new(), request.url.clone());
    } else {
        put_address(&mut targets, &mut url, text);
        if is_origin && !is_absolute(&request.url) {
            url.clone_from(&request.url);
        }
    }
    let is_own = url != request.url;
    let Some(sides) = &mut plan.sides else { return };
    sides.b.targets = if targets == plan.targets { Vec::new() } else { targets };
    sides.b.url = is_own.then_some(url);
}

fn put_address(targets: &mut Vec<String>, url: &mut String, text: &str) {
    let text = text.trim();
    // As it was written: an address of its own stays one, and a path stays on the targets.
    if is_absolute(url) || text.starts_with('/') {
        text.clone_into(url);
        return;
    }
    let base = targets.first().map(|target| target.trim_end_matches('/')).unwrap_or_default();
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
        text.clone_into(url);
        return;
    }
    *url = path;
    match targets.first_mut() {
        Some(_) if target.is_empty() => drop(targets.remove(0)),
        Some(first) => *first = target,
        None if target.is_empty() => {}
        None => targets.push(target),
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
