//! The table of errors: failed requests by code, message, status, method and endpoint, explained in words. Addresses that
//! differ in an item's number or in their query are one endpoint, `/user/:id`.

use std::collections::HashMap;

use sloscope_model::distinct::Distinct;
use sloscope_model::error_codes;
use sloscope_model::order::sort_short;
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
type Key<'a> = ([Option<&'a str>; 4], Option<&'a str>);

/// The tags that a key is made of, and those of the address: the name, or else the URL.
const TAGS: [&str; 4] = ["error_code", "error", "status", "method"];
const ADDRESS: [&str; 2] = ["name", "url"];

/// The kind of a tag set without failures.
const NO_KIND: u32 = u32::MAX;

/// Failures grouped by kind, one table row for each. Texts are compared by number, because every failure can be of its own
/// kind.
struct Kinds<'a> {
    tags: &'a TagTable,
    /// Addresses made alike.
    alike: Distinct<String>,
    /// The numbers of the tags' values, and of the address made alike; 0 without one.
    keys: Distinct<Vec<u32>>,
    /// Of each kind.
    tallies: Vec<Tally>,
    /// The kind of each tag set.
    of_set: Vec<u32>,
    /// The number of the address of each tag set.
    addresses: Vec<u32>,
}

impl<'a> Kinds<'a> {
    fn of(tags: &'a TagTable, failures: Vec<Option<Tally>>, rules: &Templates) -> Self {
        let values = TAGS.map(|key| tags.by_value(key));
        let [names, urls] = ADDRESS.map(|key| tags.by_value(key));
        let addresses = names.into_iter().zip(urls).map(|(name, url)| if name == 0 { url } else { name }).collect();
        let (alike, keys, tallies) = Default::default();
        let mut this = Self { tags, alike, keys, tallies, of_set: vec![NO_KIND; failures.len()], addresses };
        // One look at each address, not at each tag set.
        let mut known: HashMap<u32, u32> = HashMap::from([(0, 0)]);
        for (set, one) in failures.into_iter().enumerate().filter_map(|(set, one)| Some((set, one?))) {
            let address = this.addresses[set];
            let alike = *known.entry(address).or_insert_with(|| {
                let text = rules.of(tags.numbered(address).unwrap_or_default());
                this.alike.place(&text).0 + 1
            });
            let [code, message, status, method] = [0, 1, 2, 3].map(|tag: usize| values[tag][set]);
            let (kind, is_new) = this.keys.place(&[code, message, status, method, alike]);
            match is_new {
                true => this.tallies.push(one),
                false => this.tallies[kind as usize].add(&one),
            }
            this.of_set[set] = kind;
        }
        this
    }

    fn key(&self, kind: u32) -> Key<'_> {
        match *self.keys.get(kind) {
            [code, message, status, method, alike] => (
                [code, message, status, method].map(|number| self.tags.numbered(number)),
                alike.checked_sub(1).map(|at| self.alike.get(at)),
            ),
            _ => ([None; 4], None),
        }
    }

    /// All of them, the most frequent first.
    fn in_order(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..).zip(&self.tallies).map(|(kind, _)| kind).collect();
        let tally = |kind: u32| &self.tallies[kind as usize];
        sort_short(&mut order, |a, b| {
            let (x, y) = (tally(*a), tally(*b));
            let by_time = || x.first.cmp(&y.first);
            y.count.cmp(&x.count).then_with(by_time).then_with(|| self.key(*a).cmp(&self.key(*b)))
        });
        order
    }

    /// For each tag set the row that it belongs to, if there is one.
    fn rows(&self, shown: &[u32]) -> Vec<Option<usize>> {
        let mut row_of = vec![None; self.tallies.len()];
        shown.iter().enumerate().for_each(|(row, kind)| row_of[*kind as usize] = Some(row));
        self.of_set.iter().map(|kind| row_of.get(*kind as usize).copied().flatten()).collect()
    }

    /// The addresses of each row, in order, each once.
    fn endpoints(&self, rows: &[Option<usize>], number: usize) -> Vec<Vec<&'a str>> {
        let mut all = vec![Vec::new(); number];
        for (row, address) in rows.iter().zip(&self.addresses) {
            if let (Some(row), Some(text)) = (row, self.tags.numbered(*address)) {
                all[*row].push(text);
            }
        }
        for of_row in &mut all {
            sort_short(of_row, Ord::cmp);
            of_row.dedup();
        }
        all
    }
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
    let kinds = Kinds::of(tags, slots, &Templates::new(&build.query.templates));
    let mut shown = kinds.in_order();
    let left_out = shown.split_off(shown.len().min(MOST_ROWS));
    let of_set = kinds.rows(&shown);
    let (endpoints, spans) = (kinds.endpoints(&of_set, shown.len()), spans(build, &of_set, shown.len(), each));
    let count = |of: &[u32]| of.iter().map(|kind| kinds.tallies[*kind as usize].count).sum::<u64>();
    let row = |((kind, endpoints), spans): ((&u32, _), _)| {
        error_row(build, kinds.key(*kind), endpoints, kinds.tallies[*kind as usize], spans)
    };
    ErrorTable {
        failed: Some(count(&shown) + count(&left_out)),
        requests: Some(requests),
        rows_left_out: left_out.len() as u64,
        failures_left_out: count(&left_out),
        absent: None,
        rows: shown.iter().zip(endpoints).zip(spans).map(row).collect(),
    }
}

/// The failures of each row's tag sets in the spans of the course.
fn spans(build: &Build, row_of: &[Option<usize>], rows: usize, each: Each) -> Vec<Vec<u32>> {
    let (start, length, number) = course::spans(build).unwrap_or((0, 1, 1));
    let mut spans = vec![vec![0; number]; rows];
    each(&mut |time, set| {
        if let Some(row) = row_of[set.0 as usize] {
            spans[row][(((time - start).max(0) / length) as usize).min(number - 1)] += 1;
        }
    });
    spans
}

fn error_row(build: &Build, (of, alike): Key, endpoints: Vec<&str>, tally: Tally, spans: Vec<u32>) -> ErrorRow {
    let [code, message, status, method] = of.map(|tag| tag.map(str::to_owned));
    // One address alone is shown as it is.
    let endpoint = match endpoints.len() {
        1 => endpoints.first().map(|one| (*one).to_owned()),
        _ => alike.map(str::to_owned),
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
