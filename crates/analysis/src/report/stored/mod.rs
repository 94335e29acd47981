//! A stored report as a report: what it holds is shown as it was written, and what needs samples is said to need them.
//!
//! `report` makes a [`Report`] of the newest version's types (`sloscope_stored` upgrades older ones); `answer` puts a
//! question to it.

mod answer;
mod figures;
mod load;
mod objectives;
mod run;
mod tables;

use std::cell::Cell;
use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::de::value::{Error, StrDeserializer};
use serde::{Deserialize, Serialize};

use sloscope_ingest::{Content, Format, Source, Unreadable};
use sloscope_model::metric::{Contains, MetricType, builtin};
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};
use sloscope_model::time::{Nanos, parse_rfc3339};
use sloscope_stored::{Fault, Refused, v1};

use super::{MeasuredFrom, MetricSummary, Query, Report, Window};
use crate::slo::Verdict;

pub(crate) use self::answer::answer;
pub(crate) use self::figures::measured;

/// Where a report was read from that was stored before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// The name of the file.
    pub file: String,
    /// The schema of the file, `sloscope.report/1`.
    pub schema: String,
    /// The program that made the report; absent where the file does not say.
    pub made_by: Option<String>,
    /// The names of the files that it was made from.
    pub from: Vec<String>,
    /// The names of the tags that its samples carried; none where the file does not say.
    pub tags: Vec<String>,
    /// Its objectives are not those that are stored: they are judged now, by the values that are.
    pub judged_now: bool,
    /// A part of the run was asked for, which needs samples.
    pub narrowed: bool,
}

impl Report {
    /// Samples can be asked: of a stored report they cannot, however many it was made from.
    pub fn has_samples(&self) -> bool {
        self.run.samples > 0 && self.stored.is_none()
    }
}

/// Takes a stored report that cannot be shown for what it is: a damaged file.
pub(crate) fn check(source: &mut Source) {
    check_content(&mut source.content, &mut source.info.format);
}

fn check_content(content: &mut Content, format: &mut Format) {
    match content {
        Content::Stored(stored) => {
            if let Err(fault) = report(stored, "") {
                *content = Content::Unreadable(Unreadable::report(&Refused::Damaged(fault)));
                *format = Format::Unknown;
            }
        }
        Content::Several(list) => list.iter_mut().for_each(|(format, content)| check_content(content, format)),
        _ => {}
    }
}

/// The report that was stored in the file of this name; its tables that are made of others are left out.
pub(crate) fn report(of: &v1::Report, file: &str) -> Result<Report, Fault> {
    let words = &Words::default();
    let metrics = metrics(&of.metrics, words);
    let types = Types::of(&metrics);
    let objectives = objectives::objectives(&of.objectives, &types, words);
    let found = Report {
        query: query(of),
        runs: Vec::new(),
        verdict: words.word("verdict", &of.verdict).unwrap_or(Verdict::NotJudged),
        whole_verdict: None,
        headline: of.headline.clone(),
        run: run::run(&of.run, words),
        load: of.load.as_ref().map(|load| load::load(load, &of.run, words)).unwrap_or_default(),
        findings: of.findings.iter().map(|finding| tables::finding(finding, words)).collect(),
        objectives_from: objectives::from(&of.objectives_from, &objectives, words),
        objectives,
        suggestions: objectives::objectives(of.suggestions.as_deref().unwrap_or_default(), &types, words),
        incomplete: of.incomplete.clone().unwrap_or_default(),
        unread: of.inputs_missing.iter().flatten().map(tables::unread).collect(),
        overall: Vec::new(),
        latency: super::Latency::default(),
        checks: of.checks.as_ref().map(|checks| tables::checks(checks, words)),
        errors: of.errors.as_ref().map(tables::errors).unwrap_or_default(),
        breakdown: of.breakdown.as_ref().map(|breakdown| tables::breakdown(breakdown, &types, words)),
        cross_checks: of.cross_checks.iter().map(|check| tables::cross_check(check, &types, words)).collect(),
        sources: run::sources(of, words),
        notes: of.notes.iter().map(|note| tables::note(note, words)).collect(),
        tags: Vec::new(),
        remarks: super::Remarks::default(),
        stored: Some(Stored {
            file: file.to_owned(),
            schema: of.schema.clone(),
            made_by: of.made_by.clone(),
            from: of.run.sources.iter().map(|source| source.name.clone()).collect(),
            tags: of.run.tags.clone().unwrap_or_default(),
            ..Stored::default()
        }),
        metrics,
    };
    match words.0.get() {
        Some((at, what)) => Err(Fault { at: at.to_owned(), what }),
        None => Ok(found),
    }
}

/// The part of the run that is stored, and the breakdown.
fn query(of: &v1::Report) -> Query {
    let selection = of.selection.clone().unwrap_or_default();
    let pair = |pair: Vec<String>| Some(<[String; 2]>::try_from(pair).ok()?.into());
    Query {
        window: window(selection.start_ms, selection.end_ms),
        tags: selection.tags.into_iter().flatten().collect(),
        without: selection.without.into_iter().flatten().filter_map(pair).collect(),
        group_by: of.breakdown.as_ref().map(|breakdown| breakdown.by.clone()).unwrap_or_default(),
        ..Query::default()
    }
}

fn window(start_ms: Option<f64>, end_ms: Option<f64>) -> Option<Window> {
    Some(Window { start_ms: start_ms?, end_ms: end_ms? })
}

fn metrics(all: &BTreeMap<String, v1::Metric>, words: &Words) -> Vec<MetricSummary> {
    let metric = |(name, metric): (&String, &v1::Metric)| MetricSummary {
        series: series(name),
        kind: words.word("metrics: type", &metric.kind).unwrap_or_default(),
        contains: words.word("metrics: contains", &metric.contains).unwrap_or_default(),
        values: metric.values.clone(),
        samples: metric.samples,
        from: words.word("metrics: from", &metric.from).unwrap_or(MeasuredFrom::Summary),
        kind_guessed: metric.type_guessed == Some(true),
    };
    all.iter().map(metric).collect()
}

/// The types of metrics, by name.
struct Types<'a>(BTreeMap<&'a str, (MetricType, Contains)>);

impl<'a> Types<'a> {
    fn of(metrics: &'a [MetricSummary]) -> Self {
        let mut types = BTreeMap::new();
        // Not `collect`, which sorts first: code of its own for each type of map.
        types.extend(metrics.iter().map(|m| (m.series.metric.as_str(), (m.kind, m.contains))));
        Self(types)
    }

    fn find(&self, metric: &str) -> Option<(MetricType, Contains)> {
        self.0.get(metric).copied().or_else(|| builtin(metric))
    }

    fn unit(&self, series: &Series, stat: Stat) -> Unit {
        let (kind, contains) = self.find(&series.metric).unwrap_or_default();
        stat.unit(kind, contains)
    }
}

/// A name that is no series is taken as a metric as a whole.
fn series(text: &str) -> Series {
    Series::parse(text).unwrap_or_else(|_| Series::metric(text))
}

/// Reads words, statistics and times. The first that is not known is remembered, and nothing of such a report is shown:
/// code for one way out, not for one at each word.
#[derive(Default)]
struct Words(Cell<Option<(&'static str, &'static str)>>);

impl Words {
    fn fail(&self, at: &'static str, what: &'static str) {
        self.0.set(self.0.get().or(Some((at, what))));
    }

    fn unknown(&self, at: &'static str) {
        self.fail(at, "is a word that this version does not know");
    }

    /// The variant of this name.
    fn word<T: DeserializeOwned>(&self, at: &'static str, text: &str) -> Option<T> {
        let found = T::deserialize(StrDeserializer::<Error>::new(text)).ok();
        if found.is_none() {
            self.unknown(at);
        }
        found
    }

    fn stat(&self, at: &'static str, text: Option<&String>) -> Option<Stat> {
        let found = Stat::parse(text?);
        if found.is_none() {
            self.unknown(at);
        }
        found
    }

    fn time(&self, at: &'static str, text: &str) -> Option<Nanos> {
        let found = parse_rfc3339(text.as_bytes()).ok();
        if found.is_none() {
            self.fail(at, "is no time in UTC from 1970 to 2099");
        }
        found.map(|stamp| stamp.nanos)
    }
}
