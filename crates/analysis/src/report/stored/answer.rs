//! A question to a stored report. What it holds is the answer; a part of the run, another breakdown and charts need
//! samples, which is said; other objectives are judged by the values that are stored, as those of a summary are.

use sloscope_dataset::{Note, NoteLevel, Run};
use sloscope_ingest::Format;
use sloscope_model::stat::Stat;
use sloscope_stored::v1;

use super::report;
use crate::report::assemble::OBSERVED;
use crate::report::{Query, Report, SourceFacts, words};
use crate::slo::{Basis, Verdict};

/// Answers by what is stored. `judge` makes a report of the stored values alone, judged by objectives; `sources` are the
/// files of the run and those of no run.
pub(crate) fn answer(
    run: &Run,
    stored: &v1::Report,
    query: &Query,
    sources: Vec<SourceFacts>,
    judge: impl FnOnce(&Query) -> Report,
) -> Option<Report> {
    // It was read when the session was opened.
    let mut found = report(stored, &run.name).ok()?;
    let judged_now = query.objectives.is_some() || !run.objectives.is_empty();
    let objectives = match judged_now {
        true => query.objectives.clone(),
        false => Some(found.objectives.iter().map(|result| result.objective.clone()).collect()),
    };
    let asked = Query { run: query.run, objectives, ..Query::default() };
    let made = judge(&asked);
    if judged_now {
        (found.objectives, found.objectives_from) = (made.objectives, made.objectives_from);
        (found.verdict, found.headline) = (made.verdict, made.headline);
        if found.suggestions.is_empty() {
            found.suggestions = made.suggestions;
        }
    }
    let is_part = |asked: &Query| (asked.window, asked.tags.clone(), asked.without.clone());
    let narrowed = query.is_narrowed() && is_part(query) != is_part(&found.query);
    if narrowed {
        let Query { window, tags, without, .. } = query.clone();
        (found.query.window, found.query.tags, found.query.without) = (window, tags, without);
        cannot_judge(&mut found, words::STORED_NARROWED);
    } else if judged_now && found.query.is_narrowed() {
        cannot_judge(&mut found, words::STORED_PART);
    }
    // Who is not asked for suggestions gets none beside objectives.
    if !found.objectives.is_empty() {
        found.suggestions.clear();
    }
    (found.overall, found.latency, found.runs) = (made.overall, made.latency, made.runs);
    show_stored(&mut found);
    let keys: Vec<String> = query.group_by.iter().filter(|key| !key.is_empty()).cloned().collect();
    if !keys.is_empty() && keys != found.query.group_by {
        found.breakdown = Some(crate::report::Breakdown {
            absent: Some(words::STORED_BREAKDOWN.to_owned()),
            keys: keys.clone(),
            ..Default::default()
        });
        found.query.group_by = keys;
    }
    found.incomplete = made.incomplete;
    if let Some(stored) = &mut found.stored {
        (stored.judged_now, stored.narrowed) = (judged_now, narrowed);
    }
    found.query.run = query.run;
    found.query.objectives.clone_from(&query.objectives);
    found.query.percentiles.clone_from(&query.percentiles);
    found.unread.extend(run.unread.iter().cloned());
    // The file itself is named above the verdict; what was said of it while it was read is a note.
    let note = |text: String| Note { level: NoteLevel::Info, text: format!("{}: {text}.", run.name) };
    let (own, others): (Vec<_>, Vec<_>) = sources.into_iter().partition(|source| source.info.format == Format::Report);
    found.notes.extend(own.into_iter().flat_map(|own| own.diagnostics.notes).map(note));
    found.sources.extend(others);
    Some(found)
}

/// Shows the values that are stored and decide nothing: rates over a time that only samples tell.
fn show_stored(report: &mut Report) {
    for row in report.overall.iter_mut().filter(|row| row.value.is_none()) {
        let of_row = report.metrics.iter().find(|metric| metric.series == row.series);
        if let Some(value) = of_row.and_then(|metric| metric.values.get(row.stat)) {
            (row.value, row.absent) = (Some(value), None);
            if row.stat == Stat::Rate {
                row.note = Some(OBSERVED.to_owned());
            }
        }
    }
}

/// What is stored is of something else than what is asked.
fn cannot_judge(report: &mut Report, why: &str) {
    for result in &mut report.objectives {
        (result.verdict, result.basis) = (Verdict::CannotJudge, Basis::default());
        (result.measured, result.margin, result.between) = (None, None, None);
        why.clone_into(&mut result.reason);
        result.caveats.clear();
    }
    if !report.objectives.is_empty() {
        report.verdict = Verdict::CannotJudge;
        why.clone_into(&mut report.headline);
    }
}
