//! Joins files to runs: samples first, then summaries by what they count, then options by what they name.

use super::counted::Counted;
use super::same::{Relation, better, relation};
use super::{Run, Samples, attach};
use crate::format;
use crate::ingest::{Content, Diagnostics, Format, RunOptions, SampleFile, Secret, SkipReason, Source};
use crate::order::sort_short_by_key;
use crate::report::{Note, NoteLevel, SourceFacts};

/// Files of samples that belong to one run.
struct Group {
    /// To be counted: one, or one of each runner.
    files: Vec<(usize, SampleFile)>,
    /// The same samples again.
    copies: Vec<(usize, SampleFile)>,
}

pub(super) fn join(sources: Vec<Source>) -> (Vec<SourceFacts>, Vec<Run>) {
    let (mut facts, mut rest, mut groups) = (Vec::new(), Vec::new(), Vec::new());
    for (at, source) in sources.into_iter().enumerate() {
        let secrets = secrets(&source.content);
        facts.push(SourceFacts { info: source.info, role: String::new(), diagnostics: source.diagnostics, secrets });
        match source.content {
            Content::Samples(file) => place(&mut groups, at, *file),
            content => rest.push((at, content)),
        }
    }
    let mut runs: Vec<Run> = groups.into_iter().map(|group| merge(group, &mut facts)).collect();
    let mut options = Vec::new();
    for (at, content) in rest {
        let (name, format) = (facts[at].info.name.clone(), facts[at].info.format);
        match content {
            Content::Summary(summary) => {
                let cut = facts[at].diagnostics.cut.clone();
                let (run, role) = attach::summary(&mut runs, &name, format, *summary, cut.is_some());
                if let Some(what) = cut {
                    let text = format!("{name} is cut short: {what}.");
                    runs[run].notes.push(Note { level: NoteLevel::Warning, text });
                }
                runs[run].sources.push(at);
                facts[at].role = role.to_owned();
            }
            Content::Options(found) => options.push((at, *found)),
            Content::Unreadable(why) => {
                facts[at].role = format!("not used: this is {}. {}", why.looks_like, why.advice).trim().to_owned();
            }
            Content::Samples(_) => {}
        }
    }
    for (at, found) in options {
        give_options(&mut runs, &mut facts, at, &found);
    }
    runs.iter_mut().for_each(adopt_types);
    sort_short_by_key(&mut runs, |run| (run.start().is_none(), run.start()));
    (facts, runs)
}

/// CSV does not state types; a summary of the same run does, and a guess gives way to it.
fn adopt_types(run: &mut Run) {
    let Some(Samples { file, .. }) = &mut run.samples else { return };
    let stated = || run.summaries.iter().chain(&run.runner_summaries).flat_map(|a| &a.summary.metrics);
    file.guessed_types.retain(|name| {
        let Some(metric) = stated().find(|m| m.series.metric == *name) else { return true };
        let id = file.store.metric(name);
        file.store.declare(id, metric.kind, metric.contains);
        false
    });
}

fn secrets(content: &Content) -> Vec<Secret> {
    match content {
        Content::Summary(s) => s.secrets.clone(),
        Content::Options(o) => o.secrets.clone(),
        _ => Vec::new(),
    }
}

fn place(groups: &mut Vec<Group>, at: usize, file: SampleFile) {
    let strongest = |group: &Group| {
        let all = group.files.iter().chain(&group.copies);
        all.map(|(_, other)| relation(other, &file)).min_by_key(|r| match r {
            Relation::Same => 0,
            Relation::Together => 1,
            Relation::Different => 2,
        })
    };
    let relations: Vec<_> = groups.iter().map(strongest).collect();
    let find = |wanted| relations.iter().position(|r| *r == Some(wanted));
    if let Some(group) = find(Relation::Same) {
        let group = &mut groups[group];
        match group.files.iter_mut().find(|(_, other)| relation(other, &file) == Relation::Same) {
            Some(slot) if better(&file, &slot.1) => {
                group.copies.push(std::mem::replace(slot, (at, file)));
            }
            _ => group.copies.push((at, file)),
        }
    } else if let Some(group) = find(Relation::Together) {
        groups[group].files.push((at, file));
    } else {
        groups.push(Group { files: vec![(at, file)], copies: Vec::new() });
    }
}

fn merge(group: Group, facts: &mut [SourceFacts]) -> Run {
    let mut run = Run::default();
    let several = group.files.len() > 1;
    let mut samples: Option<Samples> = None;
    for (at, file) in group.files {
        run.sources.push(at);
        facts[at].role = if several { "samples of one runner, merged".to_owned() } else { "samples".to_owned() };
        let runner = several.then(|| Counted::of_file(&file, false));
        add(&mut samples, &facts[at].info.name, file, &facts[at].diagnostics);
        if let Some(samples) = &mut samples {
            samples.runners.extend(runner);
            if several {
                samples.parts.add(&samples.file.store);
            }
        }
    }
    if let Some(samples) = &mut samples {
        samples.parts.add_up(&mut samples.file.store);
        samples.counted = Counted::of_file(&samples.file, samples.incomplete());
    }
    if let Some(samples) = samples.as_ref().filter(|_| several) {
        run.notes.push(Note {
            level: NoteLevel::Caution,
            text: format!(
                "{} files of samples overlap in time and differ in content: they are read as the runners of one distributed test and added up ({}). Readings of vus and vus_max are added up, second by second; other gauges are those of the last file.",
                samples.names.len(),
                samples.names.join(", ")
            ),
        });
    }
    for (at, copy) in group.copies {
        run.sources.push(at);
        let twin = samples.as_ref().map(|s| s.names.join(", ")).unwrap_or_default();
        let name = facts[at].info.name.clone();
        let exact = samples
            .as_ref()
            .is_some_and(|s| (copy.time_step, copy.value_step) == (s.file.time_step, s.file.value_step));
        facts[at].role = match exact {
            true => format!("not counted: the same samples as {twin}"),
            false => format!("the same samples as {twin}, compared with them, not counted twice"),
        };
        if exact {
            run.notes.push(Note {
                level: NoteLevel::Info,
                text: format!(
                    "{name} holds the same samples as {twin} ({} of them). They are counted once.",
                    format::count(copy.store.samples())
                ),
            });
        }
        run.copies.push((name, copy));
    }
    run.samples = samples;
    run
}

fn add(into: &mut Option<Samples>, name: &str, file: SampleFile, diagnostics: &Diagnostics) {
    let samples = match into {
        None => into.insert(Samples { file, ..Samples::default() }),
        Some(samples) => {
            let mine = &mut samples.file;
            mine.store.absorb(file.store);
            for declared in file.thresholds {
                if !mine.thresholds.contains(&declared) {
                    mine.thresholds.push(declared);
                }
            }
            for series in file.submetrics {
                if !mine.submetrics.iter().any(|s| s.same_as(&series)) {
                    mine.submetrics.push(series);
                }
            }
            for name in file.guessed_types {
                if !mine.guessed_types.contains(&name) {
                    mine.guessed_types.push(name);
                }
            }
            mine.time_step = mine.time_step.max(file.time_step);
            mine.value_step = mine.value_step.max(file.value_step);
            mine.utc_offset_minutes = mine.utc_offset_minutes.or(file.utc_offset_minutes);
            samples
        }
    };
    samples.names.push(name.to_owned());
    samples.lost += lost_lines(diagnostics);
    samples.cut.extend(diagnostics.cut.iter().map(|what| (name.to_owned(), what.clone())));
}

/// Skipped lines that held samples; console output between the samples loses nothing.
fn lost_lines(diagnostics: &Diagnostics) -> u64 {
    let lost = diagnostics.skipped.iter().filter(|s| !matches!(s.reason, SkipReason::NotJson | SkipReason::NotK6));
    lost.map(|s| s.count).sum()
}

fn give_options(runs: &mut Vec<Run>, facts: &mut [SourceFacts], at: usize, found: &RunOptions) {
    let name = facts[at].info.name.clone();
    let (given, role, none) = if facts[at].info.format == Format::Objectives {
        runs.iter_mut().for_each(|run| run.objectives.push((name.clone(), found.clone())));
        (
            (0..runs.len()).collect(),
            "objectives: used instead of those of the run",
            "objectives; there is no run to judge by them",
        )
    } else {
        let none = "not used: its scenarios and thresholds fit none of the runs";
        (attach::options(runs, &name, found), "options: scenarios and thresholds", none)
    };
    let given: Vec<usize> = given;
    facts[at].role = if given.is_empty() { none } else { role }.to_owned();
    for run in given {
        runs[run].sources.push(at);
    }
}
