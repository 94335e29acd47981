//! Which HTTP requests failed, as k6 counted it: by the `expected_response` tag, else by pairing a request's
//! samples with its `http_req_failed`, which k6 writes in the same order (k6: metrics of one request are one batch). Where
//! the response callback is off k6 counts none; then the status and the error code tell, and the report says so.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use sloscope_model::places::Places;
use sloscope_model::series::Series;
use sloscope_model::stat::Values;
use sloscope_model::stats;
use sloscope_model::time::Nanos;
use sloscope_scan::Partition;
use sloscope_store::{Column, Sample, Store, TagSetId, TagTable};

use super::Build;
use super::rows::Selected;

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
#[derive(Default)]
pub struct Known {
    failed: OnceCell<Option<Failed>>,
    places: RefCell<Places>,
    parted: RefCell<Vec<Option<Rc<Parted>>>>,
}

impl Build<'_> {
    /// Which requests failed; `None` where the files do not say.
    pub fn failed(&self) -> Option<&Failed> {
        self.parted.failed.get_or_init(|| self.rows.and_then(|rows| Failed::of(rows.store))).as_ref()
    }
}

/// Parts a series once for each report. `None` where the files do not say which requests failed.
pub fn parted(build: &Build, series: &Series, selected: &Selected) -> Option<Rc<Parted>> {
    let (at, is_new) = build.parted.places.borrow_mut().place(&series.key());
    if !is_new {
        return build.parted.parted.borrow().get(at).cloned().flatten();
    }
    let found = build.failed().map(|failed| {
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
    build.parted.parted.borrow_mut().push(found.clone());
    found
}

/// How it is known of a sample of an `http_req_*` metric whether its request failed.
pub enum Failed {
    /// For each tag set: failed (1) or not (0); `None` for samples that are of no request.
    ByTagSet(Partition),
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
            let value = tags.get(sloscope_store::TagSetId(u32::try_from(id).ok()?), "expected_response")?;
            Some(value != "true")
        });
        let by_tag: Vec<Option<bool>> = by_tag.collect();
        if by_tag.iter().any(Option::is_some) {
            return Some(Self::by_tag_set(&by_tag));
        }
        if let Some(failed) = store.by_name("http_req_failed").filter(|c| !c.is_empty()) {
            let paired = store.by_name("http_req_duration").is_some_and(|d| d.rows.same_times(&failed.rows));
            return paired.then(|| Self::ByRow(failed.rows.values().iter().map(|v| *v != 0.0).collect()));
        }
        let by_status = (0..tags.len()).map(|id| by_status(tags, TagSetId(u32::try_from(id).ok()?)));
        let by_status: Vec<Option<bool>> = by_status.collect();
        by_status.iter().any(Option::is_some).then(|| Self::by_tag_set(&by_status))
    }

    fn by_tag_set(failed: &[Option<bool>]) -> Self {
        let of_tag_set = failed.iter().map(|failed| failed.map(u32::from)).collect();
        let lists = vec![vec![(Nanos::MAX, Some(0))], vec![(Nanos::MAX, Some(1))]];
        Self::ByTagSet(Partition { of_tag_set, lists })
    }

    /// `None` if the sample is of no request that was judged.
    pub fn of_sample(&self, column: &Column, sample: &Sample) -> Option<bool> {
        match self {
            Self::ByTagSet(_) => self.of_tag_set(sample.tag_set),
            Self::ByRow(rows) => rows.get(sample.row).copied().filter(|_| rows.len() == column.len()),
        }
    }

    /// Of all samples of a tag set, where that tells it.
    pub fn of_tag_set(&self, set: TagSetId) -> Option<bool> {
        match self {
            Self::ByTagSet(by) => by.of_tag_set[set.0 as usize].map(|failed| failed == 1),
            Self::ByRow(_) => None,
        }
    }

    /// Has the selection a sample of a failed request?
    pub fn any(&self, selected: &Selected) -> bool {
        match self {
            Self::ByTagSet(by) => selected.seen().iter().any(|(set, _)| by.of_tag_set[set.0 as usize] == Some(1)),
            Self::ByRow(_) => selected.samples().any(|s| self.of_sample(selected.column, &s) == Some(true)),
        }
    }

    /// The values of a selection, parted into those of successful and of failed requests.
    pub fn part(&self, selected: &Selected) -> (Vec<f64>, Vec<f64>) {
        if let Self::ByTagSet(by) = self {
            let mut parts = selected.part(by, 2);
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
