//! Which HTTP requests failed, as k6 counted it: by the `expected_response` tag, else by pairing a request's
//! samples with its `http_req_failed`, which k6 writes in the same order (k6: metrics of one request are one batch).

use super::rows::Selected;
use crate::store::{Column, Sample, Store};

/// How it is known of a sample of an `http_req_*` metric whether its request failed.
pub enum Failed {
    /// For each tag set: failed or not; `None` for samples that are of no request.
    ByTagSet(Vec<Option<bool>>),
    /// For each row of every column of this length.
    ByRow(Vec<bool>),
}

impl Failed {
    /// `None` where the files do not say: the response callback was off and the tag as well.
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
        let failed = store.by_name("http_req_failed").filter(|c| !c.is_empty())?;
        let paired = store.by_name("http_req_duration").is_some_and(|d| d.rows.same_times(&failed.rows));
        paired.then(|| Self::ByRow(failed.rows.values().iter().map(|v| *v != 0.0).collect()))
    }

    /// `None` if the sample is of no request that was judged.
    pub fn of_sample(&self, column: &Column, sample: &Sample) -> Option<bool> {
        match self {
            Self::ByTagSet(sets) => sets[sample.tag_set.0 as usize],
            Self::ByRow(rows) => rows.get(sample.row).copied().filter(|_| rows.len() == column.len()),
        }
    }

    /// The values of a selection, parted into those of successful and of failed requests.
    pub fn part(&self, selected: &Selected) -> (Vec<f64>, Vec<f64>) {
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
