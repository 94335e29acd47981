//! The course of a run in short spans: how long requests took and how many failed, from which the rules tell drifts,
//! steps, bursts and warm-up. Spans are of whole seconds, and long enough for twenty requests on average.

mod parts;

use super::Build;
use crate::report::Load;
use crate::series::Series;
use crate::stats::percentiles;
use crate::time::{NANOS_PER_MS, NANOS_PER_S, Nanos};

/// So many spans at most, and so many requests in each on average.
const MOST: Nanos = 600;
const REQUESTS: f64 = 20.0;
/// A span with fewer requests has no percentiles.
const FEWEST: usize = 5;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timecourse {
    /// The metric that the times are of; of successes only, where the samples say which are.
    pub metric: &'static str,
    pub successes: bool,
    pub spans: Vec<CourseSpan>,
    pub parts: Vec<CoursePart>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct CourseSpan {
    pub start_ms: f64,
    pub end_ms: f64,
    /// Requests that ended in it, failures included.
    pub n: usize,
    pub failed: f64,
    /// Median and 95th percentile.
    pub times: Option<(f64, f64)>,
}

/// A stretch in which the same scenarios run at the same stage: what changes in it is not for the load, if that stays
/// the same.
#[derive(Clone, Debug, PartialEq)]
pub struct CoursePart {
    pub name: String,
    /// Spans that lie in it as a whole.
    pub from: usize,
    pub to: usize,
    /// The load stays the same: the planned rate, the number of looping VUs, or the number of requests.
    pub steady: bool,
    /// Some rate is planned.
    pub planned: bool,
}

impl Timecourse {
    /// Whose times they are.
    pub fn series(&self) -> Series {
        let series = Series::metric(self.metric);
        if self.successes { series.with("expected_response", "true") } else { series }
    }

    /// The same in words: without failures, successes are all.
    pub fn what(&self) -> String {
        let failed = self.successes && self.spans.iter().any(|span| span.failed > 0.0);
        if failed { format!("{} of successes", self.metric) } else { self.metric.to_owned() }
    }
}

/// That of the whole run is made once.
pub fn timecourse(build: &Build, load: &Load, metric: Option<&'static str>) -> Timecourse {
    let make = || made(build, load, metric).unwrap_or_default();
    if build.is_partial() { make() } else { build.run.timecourse.get_or_init(make).clone() }
}

fn made(build: &Build, load: &Load, metric: Option<&'static str>) -> Option<Timecourse> {
    let (metric, rows) = (metric?, build.rows?);
    let (from, to) = build.clock.shown()?;
    let all = rows.select(&Series::metric(metric))?;
    let n = all.count() as f64;
    if n < 4.0 * REQUESTS {
        return None;
    }
    let length = (to - from) as f64;
    let least = (length / MOST as f64).max(REQUESTS * length / n).max(NANOS_PER_S as f64);
    let step = (least / NANOS_PER_S as f64).ceil() as Nanos * NANOS_PER_S;
    let number = usize::try_from((to - from) / step + 1).ok()?;
    let successes = Series::metric(metric).with("expected_response", "true");
    let known = rows.store.tags.keys().contains(&"expected_response");
    let timed = if known { rows.select(&successes)?.split(from, step, number) } else { all.split(from, step, number) };
    let failed = rows.select(&Series::metric("http_req_failed")).map(|s| s.split(from, step, number));
    let ms = |at: Nanos| build.clock.ms(at);
    let spans = timed.into_iter().enumerate().map(|(i, mut values)| {
        let begins = from + i as Nanos * step;
        // Each request that is judged has a sample of http_req_failed.
        let judged = failed.as_ref().and_then(|f| f.get(i));
        let count = judged.map_or(0, Vec::len).max(values.len());
        let found = if values.len() < FEWEST { Vec::new() } else { percentiles(&mut values, &[50.0, 95.0]) };
        CourseSpan {
            start_ms: ms(begins),
            end_ms: ms((begins + step).min(to)),
            n: count,
            failed: judged.map_or(0.0, |f| f.iter().sum()),
            times: found.first().copied().zip(found.get(1).copied()),
        }
    });
    let spans: Vec<CourseSpan> = spans.collect();
    let parts = parts::parts(build, load, &spans, step as f64 / NANOS_PER_MS);
    Some(Timecourse { metric, successes: known, spans, parts })
}
