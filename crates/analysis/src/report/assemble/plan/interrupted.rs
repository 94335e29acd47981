//! Iterations that were interrupted leave no sample of their own, but those of their requests. A request that each
//! iteration makes once, always as long after its start, tells when they began.

use std::collections::HashMap;

use sloscope_model::stats::percentiles;
use sloscope_model::time::{Nanos, took};
use sloscope_store::{Column, Store, TagSetId};

use super::arrivals::Arrivals;

/// A request is where it is expected if it is no farther from it.
const NEAR: Nanos = 25_000_000;

/// Adds the starts of interrupted iterations to each scenario.
pub fn add(store: &Store, of_tag_set: &[Option<usize>], all: &mut [Arrivals]) {
    let (Some(requests), Some(vus)) = (store.by_name("http_req_duration"), store.by_name("vus")) else { return };
    let kinds = kinds(store, of_tag_set, requests, all);
    if kinds.is_empty() {
        return;
    }
    let readings: Vec<(Nanos, f64)> = vus.samples().map(|s| (s.time, s.value)).collect();
    let ended = all.to_vec();
    let mut done: Option<usize> = None;
    for ((slot, _), mut starts) in request_starts(store, requests, &kinds) {
        starts.sort_unstable();
        if done == Some(slot) {
            continue;
        }
        let more = unmatched(&all[slot].starts, &starts);
        let ended_here = all[slot].starts.len();
        let fits = |more: &Vec<Nanos>| {
            let stuck = stuck(&readings, &ended, more);
            // Few iterations show no pattern: then the busy VUs must account for all of them.
            let most = if ended_here < 10 { stuck } else { 1.4 * stuck + 1.0 };
            !more.is_empty() && more.len() as f64 <= most
        };
        if let Some(more) = more.filter(fits) {
            all[slot].starts.extend(more);
            all[slot].starts.sort_unstable();
            done = Some(slot);
        }
    }
}

/// How many VUs were busy without an iteration that ended, by the last reading while all of these had begun; by the one
/// before, where that came as they were interrupted.
fn stuck(readings: &[(Nanos, f64)], all: &[Arrivals], more: &[Nanos]) -> f64 {
    let began = more.iter().copied().max().unwrap_or(0);
    let first = readings.partition_point(|(at, _)| *at < began);
    let at_most = |(at, busy): &(Nanos, f64)| {
        let under_way =
            |a: &Arrivals| a.starts.partition_point(|t| t <= at) as f64 - a.ends.partition_point(|t| t <= at) as f64;
        busy - all.iter().map(under_way).sum::<f64>()
    };
    let near = &readings[first.saturating_sub(1)..readings.len().min(first + 3)];
    near.iter().map(at_most).fold(0.0, f64::max)
}

/// Kinds of requests, by scenario and name, of which there are more than iterations that ended: what each tag set is of.
fn kinds(
    store: &Store,
    of_tag_set: &[Option<usize>],
    requests: &Column,
    all: &[Arrivals],
) -> HashMap<TagSetId, (usize, String)> {
    let mut of: HashMap<TagSetId, (usize, String)> = HashMap::new();
    let mut counts: HashMap<(usize, String), usize> = HashMap::new();
    let sets = super::super::rows::Rows::all(store).of_column(requests, &[]).by_tag_set(of_tag_set.len());
    for (id, (n, _)) in (0u32..).zip(sets).filter(|(_, (n, _))| *n > 0) {
        let set = TagSetId(id);
        let Some(slot) = of_tag_set[id as usize] else { continue };
        let name = store.tags.get(set, "name").or_else(|| store.tags.get(set, "url")).unwrap_or_default().to_owned();
        *counts.entry((slot, name.clone())).or_default() += n as usize;
        of.insert(set, (slot, name));
    }
    of.retain(|_, kind| {
        let (n, iterations) = (counts[kind], all[kind.0].starts.len());
        n > iterations && n <= 3 * iterations + 1000 && iterations > 0
    });
    of
}

/// When the requests of each kind began: their duration and what they waited before it earlier than they ended.
fn request_starts(
    store: &Store,
    requests: &Column,
    kinds: &HashMap<TagSetId, (usize, String)>,
) -> Vec<((usize, String), Vec<Nanos>)> {
    let blocked = store.by_name("http_req_blocked").filter(|b| b.rows.same_times(&requests.rows));
    let blocked: Vec<f64> = blocked.map(|b| b.rows.values()).unwrap_or_default();
    let mut starts: HashMap<(usize, String), Vec<Nanos>> = HashMap::new();
    for sample in requests.samples() {
        let Some(kind) = kinds.get(&sample.tag_set) else { continue };
        let lasted = sample.value.max(0.0) + blocked.get(sample.row).copied().unwrap_or(0.0).max(0.0);
        let start = sample.time - took(lasted);
        match starts.get_mut(kind) {
            Some(list) => list.push(start),
            None => {
                starts.insert(kind.clone(), vec![start]);
            }
        }
    }
    let mut all: Vec<_> = starts.into_iter().collect();
    sloscope_model::order::sort_short(&mut all, |a, b| a.0.cmp(&b.0));
    all
}

/// The requests that no iteration which ended can have made, less the time from an iteration's start to its request.
/// That time is known by the first ones, or by the next request after each start where some of the first ones were
/// interrupted. `None` if requests of the kind do not follow the starts of iterations.
fn unmatched(iterations: &[Nanos], requests: &[Nanos]) -> Option<Vec<Nanos>> {
    let early = (iterations.len() / 2).clamp(5, 50);
    let middle = |mut offsets: Vec<f64>| Some(*percentiles(&mut offsets, &[50.0]).first()? as Nanos);
    let in_order = iterations.iter().zip(requests).take(early).map(|(i, r)| (r - i) as f64);
    let next = |i: &Nanos| requests.get(requests.partition_point(|r| r < i)).map(|r| (r - i) as f64);
    let offsets = [middle(in_order.collect()), middle(iterations.iter().take(early).filter_map(next).collect())];
    offsets.into_iter().flatten().find_map(|offset| without(iterations, requests, offset))
}

fn without(iterations: &[Nanos], requests: &[Nanos], offset: Nanos) -> Option<Vec<Nanos>> {
    let (mut at, mut found, mut more) = (0, 0, Vec::new());
    for request in requests {
        let start = request - offset;
        while iterations.get(at).is_some_and(|i| *i < start - NEAR) {
            at += 1;
        }
        match iterations.get(at) {
            Some(i) if *i <= start + NEAR => {
                at += 1;
                found += 1;
            }
            _ => more.push(start),
        }
    }
    (found * 100 >= iterations.len() * 97 && offset > -NEAR).then_some(more)
}
