//! The table of errors: failed requests by code, message, status, method and endpoint, explained in words. Addresses that
//! differ in an item's number or in their query are one endpoint, `/user/:id`.

use std::collections::HashMap;

use sloscope_model::error_codes;
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, whole};
use sloscope_model::time::Nanos;
use sloscope_store::{TagSetId, TagTable};

use super::failed::by_status;
use super::rows::Rows;
use super::{Build, course};
use crate::report::templates::Templates;
use crate::report::{ErrorRow, ErrorTable, Sparkline};

/// More distinct errors than this are counted, not listed.
const MOST_ROWS: usize = 500;

#[derive(Clone, Copy)]
struct Tally {
    count: u64,
    first: Nanos,
    last: Nanos,
}

/// Code, message, status and method, and the address made alike.
type Key<'a> = ([Option<&'a str>; 4], Option<String>);

/// A row before it is told, with its addresses and tag sets.
type Found<'a> = (Key<'a>, Tally, (Vec<&'a str>, Vec<TagSetId>));

/// What is told in one row.
#[derive(Default)]
struct Kind<'a> {
    /// That of each tag set.
    endpoints: Vec<&'a str>,
    sets: Vec<TagSetId>,
    tally: Option<Tally>,
}

impl Tally {
    fn add(&mut self, one: &Self) {
        self.count += one.count;
        self.first = self.first.min(one.first);
        self.last = self.last.max(one.last);
    }
}

pub fn errors(build: &Build) -> ErrorTable {
    let Some(rows) = build.rows else {
        return from_summaries(build);
    };
    let none = |why: &str| ErrorTable { absent: Some(why.to_owned()), ..ErrorTable::default() };
    let of = |name: &str| rows.select(&Series::metric(name));
    let whole = |name: &str| Rows::all(rows.store).select(&Series::metric(name)).is_some_and(|all| all.count() > 0);
    if let Some(failed) = of("http_req_failed").filter(|_| whole("http_req_failed")) {
        return table(build, &rows, &|add| failed.each_by_zero(false, add), failed.count());
    }
    // One sample a request has either of these; a file that was filtered may hold the second alone.
    let counting = ["http_reqs", "http_req_duration"].into_iter().find(|name| whole(name));
    if counting.is_none() && build.run.samples.as_ref().is_some_and(|samples| samples.incomplete()) {
        return none("no request is in what could be read of these files");
    }
    let Some(requests) = counting.and_then(of) else {
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
    let each = |add: &mut dyn FnMut(Nanos, TagSetId)| {
        let mut add = |at, set: TagSetId| {
            if bad[set.0 as usize] {
                add(at, set)
            }
        };
        [false, true].into_iter().for_each(|zero| requests.each_by_zero(zero, &mut add));
    };
    table(build, &rows, &each, requests.count())
}

fn from_summaries(build: &Build) -> ErrorTable {
    let series = Series::metric("http_req_failed");
    let stated = build.run.summaries.iter().flat_map(|a| &a.summary.metrics).find(|m| m.series.same_as(&series));
    let count = |stat| stated.and_then(|m| m.values.get(stat)).and_then(whole);
    let (failed, kept) = (count(Stat::Passes), count(Stat::Fails));
    // Nothing was judged is not that nothing was sent: a response callback can be off.
    let number = |name: &str| {
        let mut metrics = build.run.summaries.iter().flat_map(|a| &a.summary.metrics);
        metrics.find(|m| m.series == Series::metric(name))?.values.get(Stat::Count)
    };
    let counts = |name: &str| number(name).is_some_and(|n| n > 0.0);
    let unjudged = failed.zip(kept) == Some((0, 0)) && (counts("http_reqs") || counts("http_req_duration"));
    let failed = failed.filter(|_| !unjudged);
    // A dashboard has the share alone; a share of 0 is no failure, of however many.
    let none_of =
        stated.and_then(|m| m.values.get(Stat::Rate)).filter(|rate| failed.is_none() && !unjudged && *rate == 0.0);
    let none_of = none_of.and_then(|_| number("http_reqs")).filter(|n| *n > 0.0).and_then(whole);
    ErrorTable {
        failed: failed.or(none_of.map(|_| 0)),
        requests: failed.zip(kept).and_then(|(a, b)| a.checked_add(b)).or(none_of),
        absent: Some("a summary does not say which requests failed; the samples (--out json) do".to_owned()),
        ..ErrorTable::default()
    }
}

/// As k6 counted it, where it says so.
fn is_error(tags: &TagTable, set: TagSetId) -> bool {
    if let Some(expected) = tags.get(set, "expected_response") {
        return expected == "false";
    }
    by_status(tags, set) == Some(true)
}

/// Calls for the time and the tag set of each failure.
type Each<'a> = &'a dyn Fn(&mut dyn FnMut(Nanos, TagSetId));

fn table(build: &Build, rows: &Rows, each: Each, requests: u64) -> ErrorTable {
    let tags = &rows.store.tags;
    let mut slots: Vec<Option<Tally>> = vec![None; tags.len()];
    each(&mut |time, set| {
        let one = Tally { count: 1, first: time, last: time };
        match &mut slots[set.0 as usize] {
            Some(all) => all.add(&one),
            none => *none = Some(one),
        }
    });
    let rules = Templates::new(&build.query.templates);
    let mut known: HashMap<&str, String> = HashMap::new();
    let mut found: HashMap<Key, Kind> = HashMap::new();
    for (id, slot) in (0u32..).zip(slots) {
        let Some(one) = slot else { continue };
        let tag = |key: &str| tags.get(TagSetId(id), key).filter(|v| !v.is_empty());
        let endpoint = tag("name").or_else(|| tag("url"));
        // One look at each address, not at each tag set.
        let alike = endpoint.map(|text| known.entry(text).or_insert_with(|| rules.of(text)).clone());
        let key = ([tag("error_code"), tag("error"), tag("status"), tag("method")], alike);
        let kind = found.entry(key).or_default();
        kind.endpoints.extend(endpoint);
        kind.sets.push(TagSetId(id));
        match &mut kind.tally {
            Some(all) => all.add(&one),
            none => *none = Some(one),
        }
    }
    let found = found.into_iter().filter_map(|(key, kind)| Some((key, kind.tally?, (kind.endpoints, kind.sets))));
    let mut found: Vec<Found> = found.collect();
    found.sort_by(|(a, x, _), (b, y, _)| y.count.cmp(&x.count).then(x.first.cmp(&y.first)).then(a.cmp(b)));
    let failed = found.iter().map(|(_, t, _)| t.count).sum();
    let left_out = found.split_off(found.len().min(MOST_ROWS));
    let sets: Vec<&[TagSetId]> = found.iter().map(|(.., (_, sets))| sets.as_slice()).collect();
    let spans = spans(build, tags.len(), &sets, each);
    let row =
        |((key, tally, (names, _)), spans): ((_, _, (Vec<&str>, _)), _)| error_row(build, key, names, tally, spans);
    ErrorTable {
        failed: Some(failed),
        requests: Some(requests),
        rows_left_out: left_out.len() as u64,
        failures_left_out: left_out.iter().map(|(_, t, _)| t.count).sum(),
        absent: None,
        rows: found.into_iter().zip(spans).map(row).collect(),
    }
}

/// The failures of each row's tag sets in the spans of the course.
fn spans(build: &Build, sets: usize, of_rows: &[&[TagSetId]], each: Each) -> Vec<Vec<u32>> {
    let (start, length, number) = course::spans(build).unwrap_or((0, 1, 1));
    let mut spans = vec![vec![0; number]; of_rows.len()];
    let mut row_of = vec![u32::MAX; sets];
    for (row, sets) in (0u32..).zip(of_rows) {
        sets.iter().for_each(|set| row_of[set.0 as usize] = row);
    }
    each(&mut |time, set| {
        if let Some(spans) = spans.get_mut(row_of[set.0 as usize] as usize) {
            spans[(((time - start).max(0) / length) as usize).min(number - 1)] += 1;
        }
    });
    spans
}

fn error_row(build: &Build, (of, alike): Key, mut endpoints: Vec<&str>, tally: Tally, spans: Vec<u32>) -> ErrorRow {
    endpoints.sort_unstable();
    endpoints.dedup();
    let [code, message, status, method] = of.map(|tag| tag.map(str::to_owned));
    // One address alone is shown as it is.
    let endpoint = match endpoints.len() {
        1 => endpoints.first().map(|one| (*one).to_owned()),
        _ => alike,
    };
    ErrorRow {
        explained: match (of[0], build.run.options.iter().find_map(|(_, options)| options.timeout_ms)) {
            (Some("1050"), Some(limit_ms)) => error_codes::timed_out(limit_ms),
            _ => error_codes::explain_with(of[0], of[1], of[2]),
        },
        code,
        message,
        status,
        method,
        endpoint,
        endpoints: endpoints.len() as u64,
        count: tally.count,
        first_ms: build.clock.ms(tally.first),
        last_ms: build.clock.ms(tally.last),
        course: Sparkline::of(spans.iter().map(|n| Some(f64::from(*n)))),
    }
}
