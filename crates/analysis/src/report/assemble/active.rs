//! When scenarios were active, from the samples: from the start of a scenario's first iteration or request to its last
//! sample, and beyond while VUs are still busy. Set-up and tear-down belong to no scenario.

use std::collections::HashMap;

use sloscope_model::costs::looked;
use sloscope_model::order::sort_short_by_key;
use sloscope_model::places::Places;
use sloscope_model::stats::Spans;
use sloscope_model::time::{Nanos, took};
use sloscope_store::{Column, Store, TagSetId, TagTable};

use super::rows::Selected;

/// Gauges that k6 itself emits once a second, whatever the scenarios do.
const OF_NO_SCENARIO: [&str; 2] = ["vus", "vus_max"];
/// Trends whose samples are written when what they time ends.
const TIMED: [&str; 3] = ["iteration_duration", "http_req_duration", "grpc_req_duration"];

#[derive(Clone, Debug, Default)]
pub struct Active {
    pub scenarios: Vec<ActiveScenario>,
    /// Index into `scenarios`, for each tag set.
    of_tag_set: Vec<Option<usize>>,
    /// First and last sample of each tag set, readings of VUs aside; the first behind the last where there is none.
    pub spans_of_tag_sets: Vec<(Nanos, Nanos)>,
}

#[derive(Clone, Debug)]
pub struct ActiveScenario {
    pub name: String,
    pub start: Nanos,
    pub end: Nanos,
}

/// True for the groups of `setup()` and `teardown()`.
pub fn is_lifecycle_group(group: &str) -> bool {
    ["::setup", "::teardown"]
        .iter()
        .any(|g| group.strip_prefix(g).is_some_and(|rest| rest.is_empty() || rest.starts_with("::")))
}

impl Active {
    pub fn of(store: &Store) -> Self {
        let (mut scenarios, of_tag_set) = names(&store.tags);
        // Columns that are written together have their times and tags in common: they are looked at once.
        let (mut spans, mut seen) = (vec![(Nanos::MAX, Nanos::MIN); of_tag_set.len()], HashMap::new());
        for column in store.columns().filter(|c| !OF_NO_SCENARIO.contains(&c.name.as_str())) {
            column.rows.widen_spans(&mut spans, &mut seen);
        }
        for (at, span) in of_tag_set.iter().zip(&spans).filter_map(|(at, span)| Some(((*at)?, span))) {
            let scenario: &mut ActiveScenario = &mut scenarios[at];
            scenario.start = scenario.start.min(span.0);
            scenario.end = scenario.end.max(span.1);
        }
        // A sample is written when its iteration or request ends: the start is its duration earlier.
        for column in TIMED.iter().filter_map(|name| store.by_name(name)) {
            // A request waits for its connection before its duration begins.
            let waits = store.by_name("http_req_blocked").filter(|_| column.name == "http_req_duration");
            let waits = waits.filter(|waits| waits.rows.same_times(&column.rows)).map(|waits| waits.rows.values());
            for sample in column.samples() {
                let Some(at) = of_tag_set[sample.tag_set.0 as usize] else { continue };
                let waited = waits.as_ref().and_then(|waits| waits.get(sample.row)).copied().unwrap_or(0.0);
                let lasted = took(sample.value.max(0.0) + waited.max(0.0));
                scenarios[at].start = scenarios[at].start.min(sample.time - lasted);
            }
        }
        // A VU that waits for minIterationDuration, or whose iteration is about to be interrupted, writes nothing: but k6
        // counts it as busy, and it is of the scenario that ends last. In set-up and tear-down none is busy.
        let busy = store.by_name("vus").into_iter().flat_map(Column::samples).filter(|sample| sample.value > 0.0);
        if let (Some(busy), Some(last)) =
            (busy.map(|sample| sample.time).max(), scenarios.iter_mut().max_by_key(|s| s.end))
        {
            last.end = last.end.max(busy);
        }
        let mut this = Self { scenarios, of_tag_set, spans_of_tag_sets: spans };
        this.drop_unseen();
        this
    }

    /// Tag sets of gauges alone can name a scenario that has no sample.
    fn drop_unseen(&mut self) {
        let mut order: Vec<usize> =
            (0..self.scenarios.len()).filter(|i| self.scenarios[*i].start <= self.scenarios[*i].end).collect();
        sort_short_by_key(&mut order, |i| self.scenarios[*i].start);
        let mut places = vec![None; self.scenarios.len()];
        order.iter().enumerate().for_each(|(new, old)| places[*old] = Some(new));
        for slot in &mut self.of_tag_set {
            *slot = slot.and_then(|old| places[old]);
        }
        self.scenarios = order.into_iter().map(|i| self.scenarios[i].clone()).collect();
    }

    /// No scenario at all: where rates over active time are not asked for.
    pub fn nowhere(store: &Store) -> Self {
        Self { of_tag_set: vec![None; store.tags.len()], ..Self::default() }
    }

    /// How many scenarios there are, and which of them each tag set is of. Where no sample names one, all that is
    /// not set-up or tear-down is of one.
    pub fn slots(&self, tags: &TagTable) -> (usize, Vec<Option<usize>>) {
        looked(tags.len());
        if !self.scenarios.is_empty() {
            return (self.scenarios.len(), self.of_tag_set.clone());
        }
        let id = |id: usize| u32::try_from(id).map_or(sloscope_store::TagSetId::EMPTY, sloscope_store::TagSetId);
        let of_load = |at: usize| !tags.get(id(at), "group").is_some_and(is_lifecycle_group);
        (1, (0..tags.len()).map(|at| of_load(at).then_some(0)).collect())
    }

    /// Index into `scenarios` of a tag set; set-up and tear-down have none.
    pub fn scenario(&self, tag_set: TagSetId) -> Option<usize> {
        self.of_tag_set[tag_set.0 as usize]
    }

    /// When at least one scenario was active.
    pub fn spans(&self) -> Spans {
        Spans::union(self.scenarios.iter().map(|s| (s.start, s.end)))
    }

    /// When the scenarios that a series touches were active, and the sum of its values in them.
    pub fn touched(&self, selected: &Selected) -> (Spans, f64) {
        let mut seen = Vec::new();
        let mut sum = 0.0;
        for (set, _, of_set) in selected.sums(self.of_tag_set.len()) {
            if let Some(at) = self.scenario(set) {
                seen.push(at);
                sum += of_set;
            }
        }
        seen.sort_unstable();
        seen.dedup();
        let touched = seen.into_iter().map(|at| &self.scenarios[at]);
        (Spans::union(touched.map(|s| (s.start, s.end))), sum)
    }
}

fn names(tags: &TagTable) -> (Vec<ActiveScenario>, Vec<Option<usize>>) {
    let (mut scenarios, mut places): (Vec<ActiveScenario>, _) = (Vec::new(), Places::default());
    let of_tag_set = (0..tags.len())
        .map(|id| {
            let id = sloscope_store::TagSetId(u32::try_from(id).ok()?);
            let name = tags.get(id, "scenario")?;
            if tags.get(id, "group").is_some_and(is_lifecycle_group) {
                return None;
            }
            let (at, is_new) = places.place(name);
            if is_new {
                scenarios.push(ActiveScenario { name: name.to_owned(), start: Nanos::MAX, end: Nanos::MIN });
            }
            Some(at)
        })
        .collect();
    (scenarios, of_tag_set)
}
