//! Several runs in one file of samples: `k6 run --out json=- … >> all.json`, `cat run1.csv run2.csv`, gzip members.
//! A run begins where the file marks it: k6 declares each metric once per run, and writes one header per CSV file.
//! Without either, times that go back part them, if what they part does not overlap. What stays open is said.

use std::collections::{BTreeMap, HashMap, HashSet};

use sloscope_model::format;
use sloscope_model::time::{NANOS_PER_MS, NANOS_PER_S, Nanos};
use sloscope_store::{Column, Store, TagSetId};

use super::stated::Stated;
use super::{Declaration, SampleFile};

/// Lines of one run may be so much out of order: k6 writes each 200 ms, clocks are set.
const OUT_OF_ORDER: Nanos = 60 * NANOS_PER_S;
/// No sample for so long, in a file without `vus`: scenarios may pause.
const SILENCE: Nanos = 600 * NANOS_PER_S;
/// No sample for so long, not even of `vus`: k6 writes it each second, whatever the scenarios do.
const SILENCE_OF_VUS: Nanos = 10 * NANOS_PER_S;
/// Looked through for times that go back, if no column `vus` tells.
const MOST_LOOKED_AT: u64 = 2_000_000;
/// More runs are not separated.
const MOST_RUNS: usize = 1_000;

/// The runs of a file, in its order.
pub struct Apart {
    /// One for each run; only one where the runs cannot be separated.
    pub files: Vec<SampleFile>,
    /// A sentence: the file may hold several runs, but does not say where one ends.
    pub doubt: Option<String>,
}

impl Apart {
    fn one(file: SampleFile, doubt: Option<String>) -> Self {
        Self { files: vec![file], doubt }
    }
}

/// Tells the runs of a file apart. A function of what was read, not of how it was cut.
pub fn apart(file: SampleFile) -> Apart {
    let starts = starts(&file);
    let runs = starts.iter().flatten().map(|(_, run)| run + 1).max().unwrap_or(1);
    if runs > MOST_RUNS {
        let doubt = format!("it holds more than {} runs, which are not separated", format::count(MOST_RUNS as u64));
        return Apart::one(file, Some(doubt));
    }
    if runs == 1 {
        return by_time(file);
    }
    let mut runs = parted(&file, runs, |column, row, _| {
        starts[column].iter().rev().find(|(start, _)| *start <= row).map_or(0, |(_, run)| *run)
    });
    first_of_their_run(&mut runs);
    runs.retain(|run| run.store.samples() > 0);
    if runs.iter().any(is_mixed) {
        let doubt = "the lines of several k6 processes are mixed in it: they are added up, as those of one test";
        return Apart::one(file, Some(doubt.to_owned()));
    }
    if runs.len() < 2 {
        return Apart::one(file, None);
    }
    Apart { files: runs, doubt: None }
}

/// For each column the rows with which a run begins, and the number of the run.
fn starts(file: &SampleFile) -> Vec<Vec<(u64, usize)>> {
    let columns = file.store.columns().count();
    let mut starts: Vec<Vec<(u64, usize)>> = vec![Vec::new(); columns];
    let at: HashMap<&str, usize> = file.store.columns().enumerate().map(|(at, c)| (c.name.as_str(), at)).collect();
    let numbers = numbers(file);
    for (declaration, run) in file.declarations.iter().zip(&numbers) {
        if let Some(column) = at.get(declaration.metric.as_str()) {
            starts[*column].push((declaration.samples_before, *run));
        }
    }
    if numbers.last().is_none_or(|run| *run == 0) {
        for (number, before) in (1..).zip(file.restarts.iter().take(MOST_RUNS + 1)) {
            for (column, starts) in starts.iter_mut().enumerate() {
                starts.push((before.get(column).copied().unwrap_or(0), number));
            }
        }
    }
    starts
}

/// The run of each declaration: one that comes again begins another.
fn numbers(file: &SampleFile) -> Vec<usize> {
    let (mut run, mut known, mut numbers) = (0, HashMap::new(), Vec::new());
    for Declaration { metric, samples_before, .. } in &file.declarations {
        // The same line twice, without a sample in between, says nothing.
        if known.insert(metric.as_str(), samples_before).is_some_and(|earlier| earlier != samples_before) {
            run += 1;
            known = HashMap::from([(metric.as_str(), samples_before)]);
        }
        numbers.push(run);
    }
    numbers
}

/// Parts the samples of a file; `run` tells the run of a sample by its column, row and time.
fn parted(file: &SampleFile, runs: usize, run: impl Fn(usize, u64, Nanos) -> usize) -> Vec<SampleFile> {
    let fresh = || SampleFile {
        store: Store::new(),
        utc_offset_minutes: file.utc_offset_minutes,
        time_step: file.time_step,
        value_step: file.value_step,
        guessed_types: file.guessed_types.clone(),
        saved: file.saved.clone(),
        ..SampleFile::default()
    };
    let mut parts: Vec<SampleFile> = (0..runs).map(|_| fresh()).collect();
    // Each run has its metrics in the order in which it declared them.
    for (declaration, run) in file.declarations.iter().zip(numbers(file)) {
        parts.get_mut(run).map(|part| part.store.metric(&declaration.metric));
    }
    let mut sets: Vec<HashMap<TagSetId, TagSetId>> = vec![HashMap::new(); runs];
    for (at, column) in file.store.columns().enumerate() {
        let mut ids = HashMap::new();
        for (row, sample) in (0..).zip(column.samples()) {
            let number = run(at, row, sample.time).min(runs - 1);
            let store = &mut parts[number].store;
            let id = *ids.entry(number).or_insert_with(|| {
                let id = store.metric(&column.name);
                if let Some(kind) = column.kind {
                    store.declare(id, kind, column.contains);
                }
                id
            });
            let set = *sets[number].entry(sample.tag_set).or_insert_with(|| {
                let tags: Vec<(&str, &str)> = file.store.tags.iter(sample.tag_set).collect();
                store.tags.intern(&tags)
            });
            store.push(id, sample.time, set, sample.value);
        }
    }
    declare(file, &mut parts);
    for part in &mut parts {
        part.store.seal();
        let store = &part.store;
        part.guessed_types.retain(|name| store.by_name(name).is_some());
    }
    parts
}

/// Gives each run its own thresholds; those of a file without declarations are those of all.
fn declare(file: &SampleFile, parts: &mut [SampleFile]) {
    if file.declarations.is_empty() {
        for part in parts {
            part.thresholds.clone_from(&file.thresholds);
            part.submetrics.clone_from(&file.submetrics);
        }
        return;
    }
    let mut known: Vec<Stated> = parts.iter().map(|_| Stated::default()).collect();
    for (declaration, run) in file.declarations.iter().zip(numbers(file)) {
        let (Some(part), Some(known)) = (parts.get_mut(run), known.get_mut(run)) else { continue };
        part.state(declaration.thresholds.iter().cloned(), declaration.submetrics.iter().cloned(), known);
    }
}

/// A metric that the run before did not have, and that a run begins with, was counted to the run before: its samples
/// are far from the others there.
fn first_of_their_run(runs: &mut [SampleFile]) {
    for at in 1..runs.len() {
        let (before, after) = runs.split_at_mut(at);
        let (Some(before), Some(after)) = (before.last_mut(), after.first_mut()) else { continue };
        let Some(next) = after.store.span() else { continue };
        // The metrics that both runs have are where they belong.
        let is_shared = |column: &&Column| after.store.by_name(&column.name).is_some();
        let shared = before.store.columns().filter(is_shared).filter_map(|column| column.rows.span());
        let Some(own) = shared.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))) else { continue };
        let is_stray = |span: (Nanos, Nanos)| apart_by(span, own) > apart_by(span, next).max(0);
        let strays: Vec<String> = before
            .store
            .columns()
            .filter(|column| !is_shared(column) && column.rows.span().is_some_and(is_stray))
            .map(|column| column.name.clone())
            .collect();
        if !strays.is_empty() {
            let stray = |name: &str| strays.iter().any(|s| s == name);
            let whole = std::mem::take(before);
            let moves: Vec<bool> = whole.store.columns().map(|column| stray(&column.name)).collect();
            let mut two = parted(&whole, 2, |column, _, _| usize::from(moves[column]));
            let (moved, mut kept) = (two.pop(), two.pop().unwrap_or_default());
            kept.thresholds = whole.thresholds.iter().filter(|t| !stray(&t.series.metric)).cloned().collect();
            kept.submetrics = whole.submetrics.iter().filter(|s| !stray(&s.metric)).cloned().collect();
            after.thresholds.splice(0..0, whole.thresholds.into_iter().filter(|t| stray(&t.series.metric)));
            after.submetrics.splice(0..0, whole.submetrics.into_iter().filter(|s| stray(&s.metric)));
            let rest = std::mem::replace(&mut after.store, moved.unwrap_or_default().store);
            after.store.absorb(rest);
            *before = kept;
        }
    }
}

/// The time between two spans; negative where they overlap.
fn apart_by(a: (Nanos, Nanos), b: (Nanos, Nanos)) -> Nanos {
    a.0.max(b.0) - a.1.min(b.1)
}

/// More readings of `vus` than one k6 writes, which is one a second.
fn is_mixed(run: &SampleFile) -> bool {
    let Some(readings) = run.store.by_name("vus").filter(|c| c.len() > 4) else { return false };
    let Some((start, end)) = readings.rows.span() else { return false };
    let seconds = (end - start + run.time_step) as f64 / NANOS_PER_S as f64;
    readings.len() as f64 > 1.5 * (seconds + 2.0)
}

/// A file that says nothing of its runs: by times that go back, and by silence.
fn by_time(file: SampleFile) -> Apart {
    if !file.declarations.is_empty() {
        return Apart::one(file, None);
    }
    let all = file.store.samples() <= MOST_LOOKED_AT;
    let columns = file.store.columns().filter(|c| all || c.name == "vus");
    // Spans without a jump, those that overlap joined.
    let mut spans: BTreeMap<Nanos, Nanos> = BTreeMap::new();
    let mut back: Option<Nanos> = None;
    for column in columns {
        let mut span: Option<(Nanos, Nanos)> = None;
        for sample in column.samples() {
            let time = sample.time;
            span = match span {
                Some((start, end))
                    if end.saturating_sub(time) < OUT_OF_ORDER && time.saturating_sub(end) < OUT_OF_ORDER =>
                {
                    Some((start.min(time), end.max(time)))
                }
                before => {
                    if let Some((start, end)) = before {
                        back = back.max(Some(end.saturating_sub(time)).filter(|by| *by >= OUT_OF_ORDER));
                        join(&mut spans, start, end);
                    }
                    Some((time, time))
                }
            };
        }
        span.into_iter().for_each(|(start, end)| join(&mut spans, start, end));
    }
    let spans: Vec<(Nanos, Nanos)> = spans.into_iter().collect();
    let long = |ns: Nanos| format::duration(ns as f64 / NANOS_PER_MS);
    if let Some(back) = back {
        // Each column goes back only from one span to another: else the lines are in another order than that of time.
        let ends: Vec<Nanos> = spans.iter().map(|(_, end)| *end).collect();
        let place = |time: Nanos| ends.partition_point(|end| *end < time);
        let in_order = all && spans.len() > 1 && spans.len() <= MOST_RUNS && in_turn(&file, &place);
        if in_order {
            return Apart { files: parted(&file, spans.len(), |_, _, time| place(time)), doubt: None };
        }
        let doubt = format!(
            "its times go back, by up to {}: it was put in another order, or the files of several runs or runners were joined in it; if so, open those files",
            long(back)
        );
        return Apart::one(file, Some(doubt));
    }
    if let Some(gap) = silence_of_vus(&file) {
        let doubt = format!(
            "for {} it has no sample at all, not even of vus, which k6 writes each second: the file holds several runs, or k6 or its machine was suspended. The numbers are of all of it as one run; if it holds several, open them one by one, or choose a window",
            long(gap)
        );
        return Apart::one(file, Some(doubt));
    }
    let silent = spans.windows(2).map(|pair| pair[1].0 - pair[0].1).max().filter(|gap| *gap >= SILENCE);
    let doubt = silent.map(|gap| {
        format!(
            "for {} it has no sample at all: k6 or its machine was suspended, or the file holds several runs; if so, open them one by one, or choose a window",
            long(gap)
        )
    });
    Apart::one(file, doubt)
}

/// The longest time without any sample, in a file in which k6 was to write `vus`: it has readings, or it has all that
/// k6 writes by itself, of runs too short for one.
fn silence_of_vus(file: &SampleFile) -> Option<Nanos> {
    let column = |name: &str| file.store.by_name(name).filter(|column| !column.is_empty());
    let vus = column("vus");
    if vus.is_none() && ["data_sent", "iteration_duration", "iterations"].iter().any(|name| column(name).is_none()) {
        return None;
    }
    let (start, end) = file.store.span()?;
    let mut readings: Vec<Nanos> = vus.iter().flat_map(|vus| vus.samples()).map(|sample| sample.time).collect();
    readings.extend([start, end]);
    readings.sort_unstable();
    let gaps = readings.windows(2).map(|pair| (pair[0], pair[1]));
    let mut gaps: Vec<(Nanos, Nanos)> = gaps.filter(|(from, to)| to - from >= SILENCE_OF_VUS).collect();
    if gaps.is_empty() {
        return None;
    }
    // What others have in a gap parts it: the last before its middle and the first behind it are its ends.
    for sample in file.store.columns().flat_map(|column| column.samples()) {
        let at = gaps.partition_point(|(_, to)| *to <= sample.time);
        let Some((from, to)) = gaps.get_mut(at).filter(|(from, _)| *from < sample.time) else { continue };
        if sample.time - *from < *to - sample.time {
            *from = sample.time;
        } else {
            *to = sample.time;
        }
    }
    gaps.iter().map(|(from, to)| to - from).max().filter(|gap| *gap >= SILENCE_OF_VUS)
}

/// Is each span of time one stretch of the file, in every column?
fn in_turn(file: &SampleFile, place: &dyn Fn(Nanos) -> usize) -> bool {
    file.store.columns().all(|column| {
        let (mut seen, mut last) = (HashSet::new(), None);
        column.samples().all(|sample| {
            let now = Some(place(sample.time));
            let stays = now == last;
            last = now;
            stays || seen.insert(now)
        })
    })
}

/// Adds a span; those that it touches, to a minute, become one with it.
fn join(spans: &mut BTreeMap<Nanos, Nanos>, mut start: Nanos, mut end: Nanos) {
    while let Some((from, to)) = spans
        .range(..=end.saturating_add(OUT_OF_ORDER))
        .next_back()
        .map(|(from, to)| (*from, *to))
        .filter(|(_, to)| to.saturating_add(OUT_OF_ORDER) >= start)
    {
        spans.remove(&from);
        start = start.min(from);
        end = end.max(to);
    }
    spans.insert(start, end);
}
