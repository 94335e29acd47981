//! All texts of a report and of a chart, in one place: what may be secret in the addresses among them is taken out here,
//! for whoever shows or writes them. A field that is added has to be listed here, or this does not compile.

use std::borrow::Cow;

use sloscope_ingest::{Diagnostics, Skip, SourceInfo};
use sloscope_model::format::{Holds, Queries, without_users};
use sloscope_model::names::holds;
use sloscope_model::series::Series;
use sloscope_objectives::{ExpressionError, Objective, Origin};

use super::*;
use crate::chart::{Chart, ChartAsk, ChartRow, ChartTable, Key, Scene, TableColumn, Text};
use crate::slo::{Basis, ObjectiveResult};

/// What is done with texts.
trait Visit {
    fn visit(&mut self, text: &mut String, holds: Holds);
}

/// Takes user names and passwords out of addresses.
struct Users;

impl Visit for Users {
    fn visit(&mut self, text: &mut String, _: Holds) {
        replace(text, without_users);
    }
}

/// Takes note of the queries in whole values, before any text is changed.
struct Learn<'a>(&'a mut Queries);

impl Visit for Learn<'_> {
    fn visit(&mut self, text: &mut String, holds: Holds) {
        if holds != Holds::Text {
            self.0.learn(text, holds);
        }
    }
}

struct LeaveOut<'a>(&'a mut Queries);

impl Visit for LeaveOut<'_> {
    fn visit(&mut self, text: &mut String, holds: Holds) {
        replace(text, |text| self.0.left_out(text, holds));
    }
}

/// Cuts what is longer than so many characters in its middle.
struct Shorten(usize);

impl Visit for Shorten {
    fn visit(&mut self, text: &mut String, _: Holds) {
        if text.chars().count() > self.0 {
            let ends = |count| text.chars().take(count).collect::<String>();
            let tail: Vec<char> = text.chars().rev().take(self.0 / 3).collect();
            *text = format!("{}…{}", ends(self.0 - self.0 / 3), tail.into_iter().rev().collect::<String>());
        }
    }
}

fn replace(text: &mut String, with: impl FnOnce(&str) -> Cow<'_, str>) {
    if let Cow::Owned(changed) = with(text) {
        *text = changed;
    }
}

impl Report {
    /// As it is shown: nobody sees user names and passwords of addresses.
    pub fn shown(mut self) -> Self {
        self.each(&mut Users);
        self
    }

    /// The same report for an export: without the query strings of addresses. Numbers and verdicts are what they were.
    pub fn without_queries(&self) -> Option<Self> {
        without_queries(self, &mut Queries::default())
    }
}

impl Report {
    /// For a form that has to be short: no text has more than about so many characters.
    pub fn shortened(mut self, most: usize) -> Self {
        self.each(&mut Shorten(most));
        self
    }
}

impl Remarks {
    /// The same as a report shows it: without user names and passwords in addresses.
    pub fn shown(&self) -> Self {
        let mut remarks = self.clone();
        remarks.each(&mut Users);
        remarks
    }
}

/// Takes user names and passwords out of what is said of a file.
pub(crate) fn hide_users(source: &mut SourceFacts) {
    source.each(&mut Users);
}

impl Breakdown {
    /// As [`Report::without_queries`].
    pub fn without_queries(&self) -> Option<Self> {
        without_queries(self, &mut Queries::default())
    }
}

impl Chart {
    /// As [`Report::shown`].
    pub fn shown(mut self) -> Self {
        self.each(&mut Users);
        self
    }

    /// As [`Report::without_queries`].
    pub fn without_queries(&self) -> Option<Self> {
        let mut queries = Queries::default();
        if let Some(key) = &self.ask.split {
            self.keys.iter().for_each(|value| queries.learn(&value.label, holds(key)));
        }
        without_queries(self, &mut queries)
    }
}

/// A copy without the query strings of addresses; `None` if there are none.
fn without_queries<T: Texts + Clone>(of: &T, queries: &mut Queries) -> Option<T> {
    let mut copy = of.clone();
    copy.each(&mut Learn(queries));
    copy.each(&mut LeaveOut(queries));
    queries.any().then_some(copy)
}

trait Texts {
    fn each(&mut self, visit: &mut dyn Visit);
}

impl Texts for String {
    fn each(&mut self, visit: &mut dyn Visit) {
        visit.visit(self, Holds::Text);
    }
}

impl<T: Texts> Texts for Option<T> {
    fn each(&mut self, visit: &mut dyn Visit) {
        self.iter_mut().for_each(|one| one.each(visit));
    }
}

impl<T: Texts> Texts for Vec<T> {
    fn each(&mut self, visit: &mut dyn Visit) {
        self.iter_mut().for_each(|one| one.each(visit));
    }
}

/// A tag and its value.
impl Texts for (String, String) {
    fn each(&mut self, visit: &mut dyn Visit) {
        visit.visit(&mut self.1, holds(&self.0));
    }
}

/// What somebody named, or what went wrong: texts that are values as a whole.
struct Values<'a>(&'a mut dyn Visit);

impl Visit for Values<'_> {
    fn visit(&mut self, text: &mut String, holds: Holds) {
        self.0.visit(text, if holds == Holds::Text { Holds::Value } else { holds });
    }
}

impl Texts for TagValues {
    fn each(&mut self, visit: &mut dyn Visit) {
        self.values.iter_mut().for_each(|one| visit.visit(one, holds(&self.key)));
    }
}

impl Texts for Breakdown {
    fn each(&mut self, visit: &mut dyn Visit) {
        let Self {
            keys,
            metric,
            rows,
            no_errors,
            absent,
            kind: _,
            contains: _,
            columns: _,
            samples: _,
            rows_left_out: _,
            samples_left_out: _,
            rate_over: _,
            course_of: _,
        } = self;
        for row in rows {
            let values = row.values.iter_mut().zip(&*keys);
            values.for_each(|(one, key)| one.iter_mut().for_each(|one| visit.visit(one, holds(key))));
        }
        [metric].into_iter().chain(no_errors).chain(absent).for_each(|text| text.each(visit));
    }
}

impl Texts for ErrorRow {
    fn each(&mut self, visit: &mut dyn Visit) {
        let Self {
            code,
            message,
            status,
            method,
            endpoint,
            explained,
            endpoints: _,
            count: _,
            first_ms: _,
            last_ms: _,
            course: _,
        } = self;
        endpoint.iter_mut().for_each(|text| visit.visit(text, Holds::Address));
        [code, message, status, method].into_iter().for_each(|value| value.each(&mut Values(visit)));
        explained.each(visit);
    }
}

impl Texts for DurationFrom {
    fn each(&mut self, visit: &mut dyn Visit) {
        match self {
            Self::Summary(name) | Self::CountOverRate(name) => name.each(visit),
            Self::ObservedSpan => {}
        }
    }
}

impl Texts for ObjectivesFrom {
    fn each(&mut self, visit: &mut dyn Visit) {
        match self {
            Self::Files(names) => names.each(visit),
            Self::ObjectivesFile(name) | Self::Preset(name) => name.each(visit),
            Self::Edited | Self::Suggested | Self::NotStated => {}
        }
    }
}

impl Texts for Origin {
    fn each(&mut self, visit: &mut dyn Visit) {
        match self {
            Self::File(name) | Self::ObjectivesFile(name) | Self::NameOnly(name) | Self::Preset(name) => {
                name.each(visit)
            }
            Self::Edited | Self::Suggested => {}
        }
    }
}

impl Texts for Basis {
    fn each(&mut self, visit: &mut dyn Visit) {
        if let Self::K6(name) = self {
            name.each(visit);
        }
    }
}

/// The fields with texts in them, those that are values as a whole (in brackets), and the others.
macro_rules! texts {
    ($($type:ident { $($field:ident),* $([$($value:ident),*])? } but { $($other:ident),* })*) => {
        $(impl Texts for $type {
            fn each(&mut self, visit: &mut dyn Visit) {
                let Self { $($field,)* $($($value,)*)? $($other: _,)* } = self;
                $($field.each(visit);)*
                $($($value.each(&mut Values(visit));)*)?
            }
        })*
    };
}

texts! {
    Report {
        query, runs, headline, run, load, findings, objectives, objectives_from, suggestions, incomplete, unread, overall,
        latency, metrics, checks, errors, breakdown, cross_checks, sources, notes, tags, remarks, stored
    } but { verdict, whole_verdict }
    Stored { schema, made_by [file, from, tags] } but { judged_now, narrowed }
    Query { tags, without, objectives, group_by, templates } but { run, window, percentiles }
    RunRef { [label, sources] } but { start }
    RunFacts { test_type, stages, scenarios, duration_from [k6_version, script_name, feature_flags] }
        but {
            test_type_from, start, end, utc_offset_minutes, duration_ms, duration_between_ms, observed_ms, active_ms, samples,
            time_step_ms, part
        }
    TargetStage { [scenario] } but { from_rate, to_rate, start_ms, end_ms, from, started_rate }
    ScenarioFacts { [name, executor] } but { start_ms, end_ms, iterations, dropped, requests }
    Load { scenarios, stages, no_stages, trends, knee, behind, generators } but { total, per_request, timeline }
    ScenarioLoad { [name, executor] } but { model, counts, rate_active, rate }
    GeneratorLoad { [name] }
        but { iterations, dropped, requests, rate, failed, p95_ms, start_ms, end_ms, silence_ms }
    LoadStage { name [scenario] }
        but { of_scenario, whole_scenario, from_rate, to_rate, start_ms, end_ms, counts, started_rate, measured }
    Knee { series, before_series, text }
        but { stage, against, errors, rate, vus, window, before, after, before_window }
    Behind { text } but { share, dropped, never_issued, late_ms }
    Finding { rule, title, evidence, next } but { level, window, cites }
    FindingNumber { label, series } but { stat, value, unit, limit, window }
    Series { metric, tags } but {}
    Objective { series, expression, delay_abort_eval, origin } but { abort_on_fail }
    ObjectiveResult { objective, title, subject, basis, reason, operator, caveats, error }
        but {
            verdict, stat, unit, limit, measured, between, measured_from, margin, samples, k6_verdict, windows, worst,
            first_break, successes_only
        }
    ExpressionError { message } but { at }
    InputFailure { what, advice [name] } but {}
    OverallRow { label, series, absent, note } but { stat, unit, value, objective }
    Latency { rows, absent } but { columns }
    LatencyRow { label, series, note } but { scope, phase, contains, values, samples }
    MetricSummary { series } but { kind, contains, values, samples, from, kind_guessed }
    CheckGroup { checks, groups [name, path] } but {}
    CheckResult { [name] } but { passes, fails, first_fail_ms, last_fail_ms }
    ErrorTable { rows, absent } but { failed, requests, rows_left_out, failures_left_out }
    CrossCheck { source, differences, conclusion } but { compared, matching, tolerance }
    Difference { series, why } but { stat, ours, theirs, unit }
    SourceFacts { info, role, diagnostics } but { secrets }
    SourceInfo { [name] } but { bytes, unpacked, format, compression, encoding }
    Diagnostics { skipped, cut, notes } but { lines, used }
    Skip { [example] } but { reason, count, first_lines }
    Note { text } but { level }
    Remarks { server, test } but {}
    Chart { ask, title, subtitle, how, description, absent, unit, keys, scene, table, values } but { log, step_ms, time }
    ChartAsk { series, split } but { kind, width, height, turned, lane, stat }
    Key { label } but { class }
    Scene { texts } but { width, height, plot, marks }
    Text { text } but { class, x, y }
    ChartTable { first, columns, rows } but { whole }
    TableColumn { label } but { unit }
    ChartRow { label, note } but { at, x, y, values }
}
