//! Which HTTP requests failed, as k6 counted it: by the `expected_response` tag, else by pairing a request's
//! samples with its `http_req_failed`, which k6 writes in the same order (k6: metrics of one request are one batch). Where
//! the response callback is off k6 counts none; then the status and the error code tell, and the report says so.

use std::cell::RefCell;
use std::rc::Rc;

use sloscope_scan::Parting;

use super::Build;
use super::rows::Selected;
use crate::series::Series;
use crate::stat::Values;
use crate::stats;
use crate::store::{Column, Sample, Store, TagSetId, TagTable};
use crate::time::Nanos;

/// Successes and failures of a series.
#[derive(Default)]
pub struct Parted {
    pub failed: u64,
    /// Failures that took 0 ms.
    pub instant: u64,
    pub succeeded: u64,
    /// Statistics; made only where there are failures, else they are those of all.
    pub successes: Values,
    pub failures: Values,
}

/// What was parted for a report.
pub type Known = RefCell<Vec<(Series, Option<Rc<Parted>>)>>;

/// Parts a series once for each report. `None` where the files do not say which requests failed.
pub fn parted(build: &Build, series: &Series, selected: &Selected) -> Option<Rc<Parted>> {
    if let Some((_, known)) = build.parted.borrow().iter().find(|(known, _)| known == series) {
        return known.clone();
    }
    let found = build.rows.and_then(|rows| Failed::of(rows.store)).map(|failed| {
        let mut parted = Parted::default();
        if failed.any(selected) {
            let (mut good, mut bad) = failed.part(selected);
            parted.failed = bad.len() as u64;
            parted.instant = bad.iter().filter(|v| **v == 0.0).count() as u64;
            parted.succeeded = good.len() as u64;
            parted.successes = stats::trend(&mut good, &build.percentiles);
            parted.failures = stats::trend(&mut bad, &build.percentiles);
        }
        Rc::new(parted)
    });
    build.parted.borrow_mut().push((series.clone(), found.clone()));
    found
}

/// How it is known of a sample of an `http_req_*` metric whether its request failed.
pub enum Failed {
    /// For each tag set: failed or not; `None` for samples that are of no request.
    ByTagSet(Vec<Option<bool>>),
    /// For each row of every column of this length.
    ByRow(Vec<bool>),
}

/// What the transport or the status calls an error; `None` if the tags say neither.
pub fn by_status(tags: &TagTable, set: TagSetId) -> Option<bool> {
    let (code, status) = (tags.get(set, "error_code"), tags.get(set, "status"));
    if code.is_none() && status.is_none() {
        return None;
    }
    let status = status.and_then(|s| s.parse::<u16>().ok());
    Some(code.is_some_and(|c| !c.is_empty()) || status.is_some_and(|s| s == 0 || s >= 400))
}

impl Failed {
    /// `None` where the files do not say: no metric, and no tag of a request's outcome.
    pub fn of(store: &Store) -> Option<Self> {
        let tags = &store.tags;
        let by_tag = (0..tags.len()).map(|id| {
            let value = tags.get(crate::store::TagSetId(u32::try_from(id).ok()?), "expected_response")?;
            Some(value != "true")
        });
        let by_tag: Vec<Option<bool>> = by_tag.collect();
        if by_tag.iter().any(Option::is_some) {
            return Some(Self::ByTagSet(by_tag));
        }
        if let Some(failed) = store.by_name("http_req_failed").filter(|c| !c.is_empty()) {
            let paired = store.by_name("http_req_duration").is_some_and(|d| d.rows.same_times(&failed.rows));
            return paired.then(|| Self::ByRow(failed.rows.values().iter().map(|v| *v != 0.0).collect()));
        }
        let by_status = (0..tags.len()).map(|id| by_status(tags, TagSetId(u32::try_from(id).ok()?)));
        let by_status: Vec<Option<bool>> = by_status.collect();
        by_status.iter().any(Option::is_some).then_some(Self::ByTagSet(by_status))
    }

    /// `None` if the sample is of no request that was judged.
    pub fn of_sample(&self, column: &Column, sample: &Sample) -> Option<bool> {
        match self {
            Self::ByTagSet(sets) => sets[sample.tag_set.0 as usize],
            Self::ByRow(rows) => rows.get(sample.row).copied().filter(|_| rows.len() == column.len()),
        }
    }

    /// Has the selection a sample of a failed request?
    pub fn any(&self, selected: &Selected) -> bool {
        match self {
            Self::ByTagSet(sets) => selected.seen().iter().any(|(set, _)| sets[set.0 as usize] == Some(true)),
            Self::ByRow(_) => selected.samples().any(|s| self.of_sample(selected.column, &s) == Some(true)),
        }
    }

    /// The values of a selection, parted into those of successful and of failed requests.
    pub fn part(&self, selected: &Selected) -> (Vec<f64>, Vec<f64>) {
        if let Self::ByTagSet(sets) = self {
            let of_tag_set = sets.iter().map(|failed| failed.map(u32::from)).collect();
            let lists = vec![vec![(Nanos::MAX, Some(0))], vec![(Nanos::MAX, Some(1))]];
            let mut parts = selected.part(&Parting { of_tag_set, lists }, 2);
            let bad = parts.pop().unwrap_or_default();
            return (parts.pop().unwrap_or_default(), bad);
        }
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        for sample in selected.samples() {
            match self.of_sample(selected.column, &sample) {
                Some(false) => good.push(sample.value),
                Some(true) => bad.push(sample.value),
                None => {}
            }
        }
        (good, bad)
    }
}
