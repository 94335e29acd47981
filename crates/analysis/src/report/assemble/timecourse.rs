//! The course of a run in short spans: how long requests took and how many failed, from which the rules tell drifts,
//! steps, bursts and warm-up. Spans are of whole seconds, and long enough for twenty requests on average.

mod parts;

use sloscope_model::series::Series;
use sloscope_model::stats::percentiles;
use sloscope_model::time::{NANOS_PER_MS, NANOS_PER_S, Nanos};
use sloscope_store::TagSetId;

use super::{Build, active};
use crate::report::Load;

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
    /// Of so many requests that were timed, so many were far slower than the usual ones of their stretch.
    pub timed: usize,
    pub slow: usize,
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
    /// The load goes on whatever the system does: some rate is planned, or VUs loop.
    pub goes_on: bool,
}

impl CoursePart {
    /// What the p95 of spans usually is: their median.
    pub fn usual_p95(&self, spans: &[CourseSpan]) -> Option<f64> {
        let mut all: Vec<f64> = spans[self.from..self.to].iter().filter_map(|s| Some(s.times?.1)).collect();
        percentiles(&mut all, &[50.0]).first().copied()
    }
}

/// Far slower than the usual p95.
pub fn is_far_slower(ms: f64, usual: f64) -> bool {
    ms > 5.0 * usual && ms > usual + 25.0
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
    if build.is_partial() { make() } else { build.memory.timecourse.get_or_init(make).clone() }
}

fn made(build: &Build, load: &Load, metric: Option<&'static str>) -> Option<Timecourse> {
    let (metric, rows) = (metric?, build.rows?);
    let (from, to) = build.clock.shown()?;
    // Requests of set-up and tear-down are of no load.
    let tags = &rows.store.tags;
    let of_load: Vec<bool> = (0u32..)
        .take(tags.len())
        .map(|id| !tags.get(TagSetId(id), "group").is_some_and(active::is_lifecycle_group))
        .collect();
    let select = |series: &Series| {
        let mut mask = of_load.clone();
        mask.iter_mut().zip(tags.matching(&series.tags)).for_each(|(holds, matches)| *holds &= matches);
        Some(rows.of_tag_sets(rows.store.by_name(&series.metric)?, mask))
    };
    let all = select(&Series::metric(metric))?;
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
    let mut timed = if known { select(&successes)?.split(from, step, number) } else { all.split(from, step, number) };
    let failed = select(&Series::metric("http_req_failed")).map(|s| s.split(from, step, number));
    let ms = |at: Nanos| build.clock.ms(at);
    let spans = timed.iter_mut().enumerate().map(|(i, values)| {
        let begins = from + i as Nanos * step;
        // Each request that is judged has a sample of http_req_failed.
        let judged = failed.as_ref().and_then(|f| f.get(i));
        let count = judged.map_or(0, Vec::len).max(values.len());
        let found = if values.len() < FEWEST { Vec::new() } else { percentiles(values, &[50.0, 95.0]) };
        CourseSpan {
            start_ms: ms(begins),
            end_ms: ms((begins + step).min(to)),
            n: count,
            failed: judged.map_or(0.0, |f| f.iter().sum()),
            times: found.first().copied().zip(found.get(1).copied()),
            timed: values.len(),
            slow: 0,
        }
    });
    let mut spans: Vec<CourseSpan> = spans.collect();
    let parts = parts::parts(build, load, &spans, step as f64 / NANOS_PER_MS);
    for part in &parts {
        let Some(usual) = part.usual_p95(&spans) else { continue };
        for (span, values) in spans.iter_mut().zip(&timed).take(part.to).skip(part.from) {
            span.slow = values.iter().filter(|ms| is_far_slower(**ms, usual)).count();
        }
    }
    Some(Timecourse { metric, successes: known, spans, parts })
}
