//! The table of errors: failed requests by code, message, status, method and endpoint, explained in words. Addresses that
//! differ in an item's number or in their query are one endpoint, `/user/:id`.

use std::collections::{BTreeSet, HashMap};

use super::failed::by_status;
use super::rows::{Rows, Selected};
use super::{Build, course};
use crate::report::templates::Templates;
use crate::report::{Course, ErrorRow, ErrorTable, error_codes};
use crate::series::Series;
use crate::stat::{Stat, whole};
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

/// Code, message, status and method, and the address made alike.
type Key<'a> = ([Option<&'a str>; 4], Option<String>);

/// What is told in one row.
#[derive(Default)]
struct Kind<'a> {
    endpoints: BTreeSet<&'a str>,
    tally: Option<Tally>,
}

impl Tally {
    fn add(&mut self, one: &Self) {
        self.count += one.count;
        self.first = self.first.min(one.first);
        self.last = self.last.max(one.last);
        self.spans.iter_mut().zip(&one.spans).for_each(|(all, one)| *all += one);
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
        let tally = tally(build, &rows, &failed, &[false], |_| true);
        return table(build, &rows, tally, failed.count());
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
    let tally = tally(build, &rows, &requests, &[false, true], |set| bad[set.0 as usize]);
    table(build, &rows, tally, requests.count())
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
    let rules = Templates::new(&build.query.templates);
    let mut known: HashMap<&str, String> = HashMap::new();
    let mut found: HashMap<Key, Kind> = HashMap::new();
    for (id, slot) in (0u32..).zip(tally) {
        let Some(one) = slot else { continue };
        let tag = |key: &str| tags.get(TagSetId(id), key).filter(|v| !v.is_empty());
        let endpoint = tag("name").or_else(|| tag("url"));
        // One look at each address, not at each tag set.
        let alike = endpoint.map(|text| known.entry(text).or_insert_with(|| rules.of(text)).clone());
        let key = ([tag("error_code"), tag("error"), tag("status"), tag("method")], alike);
        let kind = found.entry(key).or_default();
        kind.endpoints.extend(endpoint);
        match &mut kind.tally {
            Some(all) => all.add(&one),
            none => *none = Some(one),
        }
    }
    let found = found.into_iter().filter_map(|(key, kind)| Some((key, kind.endpoints, kind.tally?)));
    let mut found: Vec<(Key, BTreeSet<&str>, Tally)> = found.collect();
    found.sort_by(|(a, _, x), (b, _, y)| y.count.cmp(&x.count).then(x.first.cmp(&y.first)).then(a.cmp(b)));
    let failed = found.iter().map(|(.., t)| t.count).sum();
    let left_out = &found[found.len().min(MOST_ROWS)..];
    ErrorTable {
        failed: Some(failed),
        requests: Some(requests),
        rows_left_out: left_out.len() as u64,
        failures_left_out: left_out.iter().map(|(.., t)| t.count).sum(),
        absent: None,
        rows: found.iter().take(MOST_ROWS).map(|(key, names, tally)| error_row(build, key, names, tally)).collect(),
    }
}

fn error_row(build: &Build, (of, alike): &Key, endpoints: &BTreeSet<&str>, tally: &Tally) -> ErrorRow {
    let [code, message, status, method] = of.map(|tag| tag.map(str::to_owned));
    // One address alone is shown as it is.
    let endpoint = match endpoints.len() {
        1 => endpoints.first().map(|one| (*one).to_owned()),
        _ => alike.clone(),
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
        course: Course::of(tally.spans.iter().map(|n| Some(f64::from(*n)))),
    }
}
