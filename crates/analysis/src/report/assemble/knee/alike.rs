//! Which scenarios can be compared: those that follow each other and ask for the same things. A scenario that ran
//! beside another one, or that asks for other pages, is slower or faster for its own reasons.

use std::collections::{HashMap, HashSet};

use sloscope_store::Store;

use super::super::plan::{Plan, Schedule};
use crate::report::templates::Templates;

/// So many names of a scenario are looked at, at most.
const MOST: usize = 500;
/// More scenarios than these are not compared: each is a group of its own.
const MOST_SCENARIOS: usize = 200;

/// For each scenario of the plan the number of its group.
pub fn groups(plan: &Plan, store: &Store, of_tag_set: &[Option<usize>]) -> Vec<usize> {
    if plan.scenarios.len() < 2 {
        return vec![0; plan.scenarios.len()];
    }
    if plan.scenarios.len() > MOST_SCENARIOS {
        return (0..plan.scenarios.len()).collect();
    }
    let names = names(plan, store, of_tag_set);
    let mut groups: Vec<usize> = Vec::new();
    for i in 0..plan.scenarios.len() {
        let mut joins = 0;
        // Into the first group of which each scenario is over before this one begins, or the other way round.
        while (0..i).any(|other| groups[other] == joins && !fit(plan, &names, i, other)) {
            joins += 1;
        }
        groups.push(joins);
    }
    groups
}

fn fit(plan: &Plan, names: &[HashSet<String>], a: usize, b: usize) -> bool {
    let (first, second) = (&plan.scenarios[a], &plan.scenarios[b]);
    let ends = |s: &Schedule| s.stages.last().map_or(s.end, |stage| stage.end.min(s.end));
    let shared = names[a].intersection(&names[b]).count();
    // Iterations that began in time may end a little into the next scenario.
    let together = ends(first).min(ends(second)) - first.start.max(second.start);
    let follow = together <= (first.end - first.start).min(second.end - second.start) / 20;
    follow && 2 * shared >= names[a].len().min(names[b].len())
}

/// What each scenario asks for: names or addresses of requests, made alike.
fn names(plan: &Plan, store: &Store, of_tag_set: &[Option<usize>]) -> Vec<HashSet<String>> {
    let templates = Templates::default();
    let mut names: Vec<HashSet<String>> = vec![HashSet::new(); plan.scenarios.len()];
    let mut of_slot = HashMap::new();
    for (at, slot) in plan.scenarios.iter().enumerate().filter_map(|(at, s)| Some((at, s.slot?))) {
        of_slot.entry(slot).or_insert(at);
    }
    for (id, slot) in of_tag_set.iter().enumerate() {
        let Some(scenario) = slot.and_then(|slot| of_slot.get(&slot).copied()) else { continue };
        let Some(id) = u32::try_from(id).ok().map(sloscope_store::TagSetId) else { continue };
        let name = store.tags.get(id, "name").or_else(|| store.tags.get(id, "url"));
        if let Some(name) = name.filter(|_| names[scenario].len() < MOST) {
            names[scenario].insert(templates.of(name));
        }
    }
    names
}
