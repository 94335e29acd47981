//! The table of errors: failed requests by code, message, status, method and endpoint, explained in words.

use std::collections::HashMap;

use super::rows::{Rows, Selected};
use super::{Build, course};
use crate::report::{Course, ErrorRow, ErrorTable, error_codes};
use crate::series::Series;
use crate::store::{TagSetId, TagTable};
use crate::time::Nanos;

/// More distinct errors than this are counted, not listed.
const MOST_ROWS: usize = 500;

struct Tally {
    count: u64,
    first: Nanos,
    last: Nanos,
    /// Failures in each span of the course.
    spans: Vec<u32>,
}

pub fn errors(build: &Build) -> ErrorTable {
    let Some(rows) = build.rows else {
        return from_summaries(build);
    };
    let none = |why: &str| ErrorTable { absent: Some(why.to_owned()), ..ErrorTable::default() };
    if let Some(failed) = rows.select(&Series::metric("http_req_failed")) {
        let tally = tally(build, &rows, &failed, &[false], |_| true);
        return table(build, &rows, tally, failed.count());
    }
    // Any metric of requests tells that there were some.
    let any = ["http_reqs", "http_req_duration", "http_req_waiting"].into_iter();
    let Some(requests) = any.filter_map(|name| rows.select(&Series::metric(name))).next() else {
        let absent = Some("the run made no HTTP requests".to_owned());
        return ErrorTable { failed: Some(0), requests: Some(0), absent, ..ErrorTable::default() };
    };
    // http_req_failed is off: what the transport or the status calls an error.
    let tags = &rows.store.tags;
    let bad: Vec<bool> =
        (0..tags.len()).map(|id| u32::try_from(id).is_ok_and(|id| is_error(tags, TagSetId(id)))).collect();
    let says = |key: &str| tags.keys().contains(&key);
    if !says("error_code") && !says("status") {
        return none("http_req_failed is not in this file, and no tag says which requests failed");
    }
    let tally = tally(build, &rows, &requests, &[false, true], |set| bad[set.0 as usize]);
    table(build, &rows, tally, requests.count())
}

fn from_summaries(build: &Build) -> ErrorTable {
    let series = Series::metric("http_req_failed");
    let stated = build.run.summaries.iter().flat_map(|a| &a.summary.metrics).find(|m| m.series.same_as(&series));
    let count = |stat| stated.and_then(|m| m.values.get(stat)).map(|v| v as u64);
    let (failed, kept) = (count(crate::stat::Stat::Passes), count(crate::stat::Stat::Fails));
    ErrorTable {
        failed,
        requests: failed.zip(kept).map(|(a, b)| a + b),
        absent: Some("a summary does not say which requests failed; the samples (--out json) do".to_owned()),
        ..ErrorTable::default()
    }
}

/// As k6 counted it, where it says so.
fn is_error(tags: &TagTable, set: TagSetId) -> bool {
    if let Some(expected) = tags.get(set, "expected_response") {
        return expected == "false";
    }
    let status = tags.get(set, "status").and_then(|s| s.parse::<u16>().ok());
    tags.get(set, "error_code").is_some_and(|c| !c.is_empty()) || status.is_some_and(|s| s == 0 || s >= 400)
}

/// Failures by tag set: of the samples that are not zero or, where both are looked at, of all.
fn tally(
    build: &Build,
    rows: &Rows,
    selected: &Selected,
    zero: &[bool],
    is_failure: impl Fn(TagSetId) -> bool,
) -> Vec<Option<Tally>> {
    let (start, length, number) = course::spans(build).unwrap_or((0, 1, 1));
    let mut slots: Vec<Option<Tally>> = (0..rows.store.tags.len()).map(|_| None).collect();
    let mut add = |time: Nanos, set: TagSetId| {
        if !is_failure(set) {
            return;
        }
        let slot = slots[set.0 as usize].get_or_insert_with(|| Tally {
            count: 0,
            first: time,
            last: time,
            spans: vec![0; number],
        });
        slot.count += 1;
        slot.first = slot.first.min(time);
        slot.last = slot.last.max(time);
        slot.spans[(((time - start).max(0) / length) as usize).min(number - 1)] += 1;
    };
    zero.iter().for_each(|zero| selected.each_by_zero(*zero, &mut add));
    slots
}

fn table(build: &Build, rows: &Rows, tally: Vec<Option<Tally>>, requests: u64) -> ErrorTable {
    let tags = &rows.store.tags;
    let mut found: HashMap<[Option<&str>; 5], Tally> = HashMap::new();
    for (id, slot) in (0u32..).zip(tally) {
        let Some(one) = slot else { continue };
        let tag = |key: &str| tags.get(TagSetId(id), key).filter(|v| !v.is_empty());
        let key = [tag("error_code"), tag("error"), tag("status"), tag("method"), tag("name").or_else(|| tag("url"))];
        found
            .entry(key)
            .and_modify(|all| {
                all.count += one.count;
                all.first = all.first.min(one.first);
                all.last = all.last.max(one.last);
                all.spans.iter_mut().zip(&one.spans).for_each(|(all, one)| *all += one);
            })
            .or_insert(one);
    }
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by(|(a, x), (b, y)| y.count.cmp(&x.count).then(x.first.cmp(&y.first)).then(a.cmp(b)));
    let failed = found.iter().map(|(_, t)| t.count).sum();
    let left_out = &found[found.len().min(MOST_ROWS)..];
    ErrorTable {
        failed: Some(failed),
        requests: Some(requests),
        rows_left_out: left_out.len() as u64,
        failures_left_out: left_out.iter().map(|(_, t)| t.count).sum(),
        absent: None,
        rows: found.iter().take(MOST_ROWS).map(|(key, tally)| error_row(build, key, tally)).collect(),
    }
}

fn error_row(build: &Build, key: &[Option<&str>; 5], tally: &Tally) -> ErrorRow {
    let [code, message, status, method, endpoint] = key.map(|tag| tag.map(str::to_owned));
    ErrorRow {
        explained: error_codes::explain_with(key[0], key[1], key[2]),
        code,
        message,
        status,
        method,
        endpoint,
        count: tally.count,
        first_ms: build.clock.ms(tally.first),
        last_ms: build.clock.ms(tally.last),
        course: Course::of(tally.spans.iter().map(|n| Some(f64::from(*n)))),
    }
}
