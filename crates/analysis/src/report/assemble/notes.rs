//! What must be known to read the numbers, most important first: what is missing, what can be misread, how the
//! numbers were made. How a load differs from its plan is in `load_notes`.

use sloscope_dataset::{DurationFrom, Note, NoteLevel};
use sloscope_model::checks::CheckGroup;
use sloscope_model::format;
use sloscope_model::order::sort_short_by_key;
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};

use super::{Build, generator_notes, load_notes};
use crate::report::{ErrorTable, MeasuredFrom, MetricSummary, RunFacts, words};

/// Notes as they are found; `sorted` puts warnings first.
#[derive(Default)]
pub struct Notes(Vec<Note>);

impl Notes {
    pub fn warn(&mut self, text: String) {
        self.0.push(Note { level: NoteLevel::Warning, text });
    }

    pub fn caution(&mut self, text: String) {
        self.0.push(Note { level: NoteLevel::Caution, text });
    }

    pub fn info(&mut self, text: String) {
        self.0.push(Note { level: NoteLevel::Info, text });
    }

    fn sorted(mut self) -> Vec<Note> {
        sort_short_by_key(&mut self.0, |note| match note.level {
            NoteLevel::Warning => 0,
            NoteLevel::Caution => 1,
            NoteLevel::Info => 2,
        });
        self.0
    }
}

pub fn notes(
    build: &Build,
    facts: &RunFacts,
    metrics: &[MetricSummary],
    errors: &ErrorTable,
    list_of_checks: Option<&CheckGroup>,
) -> Vec<Note> {
    let mut notes = Notes::default();
    let warns = |note: &&Note| note.level == NoteLevel::Warning;
    // That the files may be of several runs comes before all else.
    notes.0.extend(build.run.notes.iter().filter(warns).cloned());
    files(&mut notes, build, metrics);
    selection(&mut notes, build);
    load_notes::load(&mut notes, build, facts, metrics);
    if build.is_practice() {
        notes.warn("This is practice, not a measurement: the requests went to a small file of the page's own host (tag sloscope_practice). It shows how a test works, and says nothing about a service.".to_owned());
    }
    generator_notes::generator(&mut notes, metrics);
    failures(&mut notes, build, metrics, errors);
    checks(&mut notes, build, metrics, list_of_checks);
    times(&mut notes, build, facts);
    notes.0.extend(build.run.notes.iter().filter(|note| !warns(note)).cloned());
    notes.sorted()
}

fn files(notes: &mut Notes, build: &Build, metrics: &[MetricSummary]) {
    let Some(samples) = &build.run.samples else {
        let first = build.run.summaries.first();
        let is_saved = first.is_some_and(|a| a.summary.saved.is_some());
        match first.map(|a| series_source(a.format)) {
            Some(_) if is_saved => notes.info(
                "The numbers are those that sloscope saved for a run from its page, not k6's; the saved samples hold more.".to_owned(),
            ),
            Some(MeasuredFrom::Lookalike) => notes.caution(
                "The numbers are from a summary that k6 did not write; they are shown unchanged.".to_owned(),
            ),
            Some(_) => notes.info(
                "The numbers are those of k6's summary; there are no samples to check them or to look closer. k6 run --out json=results.json writes samples.".to_owned(),
            ),
            None => notes.warn("There are only options here: no file holds measurements.".to_owned()),
        }
        return;
    };
    for (name, what) in &samples.cut {
        notes.warn(format!("{name} is cut short: {what}. All numbers cover only what could be read."));
    }
    if samples.lost > 0 {
        let lost = format::counted(samples.lost, "line");
        notes.warn(format!(
            "{lost} that held samples could not be read, and no number holds what was there. See the list of files."
        ));
    }
    let guessed: Vec<String> =
        metrics.iter().filter(|m| m.kind_guessed && m.series.tags.is_empty()).map(|m| m.series.to_string()).collect();
    if !guessed.is_empty() {
        notes.caution(format!(
            "The type of {} is not stated by any file and was guessed from its values.",
            guessed.join(", ")
        ));
    }
}

fn series_source(format: sloscope_ingest::Format) -> MeasuredFrom {
    super::series_list::from(format)
}

fn selection(notes: &mut Notes, build: &Build) {
    if !build.is_narrowed() {
        return;
    }
    if !build.is_partial() {
        notes.warn("A summary cannot be narrowed to a window or a tag: the numbers cover the whole run, and nothing is judged.".to_owned());
        return;
    }
    let mut parts = Vec::new();
    if let Some(w) = build.query.window {
        parts.push(format!("the window {}", words::span(w, build.clock.observed_ms)));
    }
    parts.extend(build.query.filters());
    let mut text = format!("Only a part of the run is shown: {}. Verdicts are on that part.", parts.join(", "));
    if build.query.window.is_some() {
        text.push_str(" Rates per second are over the length of the window.");
    } else {
        text.push_str(
            " Rates per second are over the whole run, as k6 computes those of its sub-metrics; rates over active time are over the time of the scenarios that are left.",
        );
    }
    notes.caution(text);
    if let Some(tag) = build.query.picks_outcome() {
        notes.caution(format!(
            "Requests are filtered by their outcome ({tag}): the error rate covers only those that are left, and is not judged."
        ));
    }
}

fn failures(notes: &mut Notes, build: &Build, metrics: &[MetricSummary], errors: &ErrorTable) {
    let find = |name: &str| metrics.iter().find(|m| m.series == Series::metric(name));
    let requests = find("http_reqs").and_then(|m| m.values.get(Stat::Count)).unwrap_or(0.0);
    // A file that ends in the middle of a request lacks the rest of its samples.
    let incomplete = build.run.samples.as_ref().is_some_and(|s| s.incomplete());
    let rated = find("http_req_failed").and_then(|m| m.samples);
    // A dashboard states the share, but not of how many.
    let stated = find("http_req_failed").is_some_and(|m| m.values.get(Stat::Rate).is_some());
    if requests > 0.0 && !stated && rated.is_none_or(|n| n == 0) {
        let instead = match errors.failed.zip(errors.requests) {
            Some((0, 1)) => "k6's error rate is not known; by its tags the one request did not fail.".to_owned(),
            Some((failed, all)) => format!(
                "k6's error rate is not known; by the tags of requests {} of {} failed.",
                format::count(failed),
                format::counted(all, "request")
            ),
            None => "The error rate is not known.".to_owned(),
        };
        notes.caution(format!(
            "http_req_failed has no samples: the test's response callback is off, or the file leaves the metric out. {instead}"
        ));
    } else if let Some(rated) = rated.filter(|n| build.rows.is_some() && !incomplete && (*n as f64) < requests) {
        notes.info(format!(
            "http_req_failed rates {} of {}: for the rest the response callback was off.",
            format::count(rated),
            format::counted_of(requests, "request")
        ));
    }
}

/// A summary states checks twice: one by one, and as a metric.
fn checks(notes: &mut Notes, build: &Build, metrics: &[MetricSummary], list: Option<&CheckGroup>) {
    let Some(list) = list.filter(|_| build.rows.is_none()) else { return };
    let Some(metric) = metrics.iter().find(|m| m.series == Series::metric("checks")) else { return };
    let Some((passes, fails)) = metric.values.get(Stat::Passes).zip(metric.values.get(Stat::Fails)) else { return };
    let all = words::flat(list);
    let sum = |count: fn(&sloscope_model::checks::CheckResult) -> u64| {
        all.iter().map(|(_, check)| count(check) as f64).sum::<f64>()
    };
    let listed = (sum(|check| check.passes), sum(|check| check.fails));
    if !all.is_empty() && listed != (passes, fails) {
        let of = |(passes, fails): (f64, f64)| {
            format!("{} passed and {} failed", format::count(passes as u64), format::count(fails as u64))
        };
        notes.warn(format!(
            "The file contradicts itself: by its list of checks {}, by its metric checks {}. Both are shown unchanged.",
            of(listed),
            of((passes, fails))
        ));
    }
}

fn times(notes: &mut Notes, build: &Build, facts: &RunFacts) {
    if let Some(step) = facts.time_step_ms {
        notes.caution(format!(
            "The file's clock has steps of {}: times, windows and the planned rate cannot be known more precisely.",
            format::duration(step)
        ));
    }
    // Rates of a window are over its length, which `selection` says.
    if facts.duration_from == Some(DurationFrom::ObservedSpan) && build.clock.window.is_none() {
        let between = build
            .clock
            .length
            .filter(|length| length.read)
            .map(|length| (length.best_ms, length.most_ms))
            .filter(|(best, most)| most > best);
        let open = between.map(|(best, most)| {
            let least = format::value(best / most - 1.0, Unit::Fraction);
            format!(
                " It was {} at most: rates per second may be lower by as much as {}.",
                format::duration(most),
                least.trim_start_matches(['-', '−'])
            )
        });
        let whose = if build.run.is_own() {
            "that is how long the test went on"
        } else {
            "k6 divides by its own duration, set-up and tear-down included, which only its summary states"
        };
        notes.info(format!("Rates per second are over the time from the earliest start that the samples show to the last sample; {whose}.{}", open.unwrap_or_default()));
    }
    if let Some(offset) = facts.utc_offset_minutes.filter(|m| *m != 0) {
        let (sign, minutes) = (if offset < 0 { '-' } else { '+' }, offset.unsigned_abs());
        notes.info(format!("The file's times are written at UTC{sign}{:02}:{:02}.", minutes / 60, minutes % 60));
    }
    if build.run.samples.as_ref().is_some_and(|s| s.file.value_step > 0.0) {
        notes.info("CSV has six decimals: values are exact to a millionth, not to k6's last digit.".to_owned());
    }
}
