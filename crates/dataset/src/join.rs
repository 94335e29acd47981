//! Joins files to runs: samples first, then summaries by what they count, then options by what they name.

use sloscope_ingest::{Apart, Content, Format, SampleFile, Source, SourceInfo, apart};
use sloscope_model::format;
use sloscope_model::options::{RunOptions, Secret};
use sloscope_model::order::sort_short_by_key;
use sloscope_model::places::Places;

use super::counted::Counted;
use super::same::{Compared, better};
use super::{Parts, Run, Samples, attach, stored, types};
use crate::{InputFailure, Note, NoteLevel, SourceFacts};

/// Up to this many files are compared sample by sample; more are compared by sketches first.
const FEW: usize = 4;

/// Files of samples that belong to one run.
struct Group {
    /// To be counted: one, or one of each runner.
    files: Vec<Placed>,
    /// The same samples again.
    copies: Vec<Placed>,
}

/// Samples of a run, and where they are from.
struct Placed {
    /// Index of the file.
    at: usize,
    name: String,
    samples: Compared,
    /// It is the last run of the file.
    last: bool,
}

/// A content of a file, and which one where it holds several.
struct Piece {
    /// Index of the file.
    at: usize,
    /// The name of the file, with its number where there are several.
    name: String,
    format: Format,
    content: Content,
    last: bool,
}

/// Files, runs, and what is no k6 data.
pub(super) fn join(sources: Vec<Source>) -> (Vec<SourceFacts>, Vec<Run>, Vec<InputFailure>) {
    let (mut facts, mut rest, mut groups) = (Vec::new(), Vec::new(), Vec::new());
    let (mut doubts, mut several) = (Vec::new(), Vec::new());
    for (at, source) in sources.into_iter().enumerate() {
        let secrets = secrets_of(&source.content);
        let pieces = pieces(at, &source.info, source.content, &mut doubts);
        several.push(pieces.len());
        facts.push(SourceFacts { info: source.info, role: String::new(), diagnostics: source.diagnostics, secrets });
        for mut piece in pieces {
            if let Some(name) = saved_name(&piece.content) {
                piece.name = name;
            }
            match piece.content {
                Content::Samples(file) => {
                    place(&mut groups, Placed { at, name: piece.name, samples: Compared::new(*file), last: piece.last })
                }
                _ => rest.push(piece),
            }
        }
    }
    let mut runs: Vec<Run> = groups.into_iter().map(|group| merge(group, &mut facts)).collect();
    let (mut options, mut foreign) = (Vec::new(), Vec::new());
    for (at, text) in doubts {
        let text = format!("{}: {text}.", facts[at].info.name);
        for run in runs.iter_mut().filter(|run| run.sources.contains(&at)) {
            run.notes.insert(0, Note { level: NoteLevel::Warning, text: text.clone() });
        }
    }
    for Piece { at, name, format, content, .. } in rest {
        match content {
            Content::Summary(summary) => {
                let cut = facts[at].diagnostics.cut.clone();
                let (run, role) = attach::summary(&mut runs, &name, format, *summary, cut.is_some());
                if let Some(what) = cut {
                    let text = format!("{name} is cut short: {what}.");
                    runs[run].notes.push(Note { level: NoteLevel::Warning, text });
                }
                belongs(&mut runs[run], at, &name);
                add_role(&mut facts[at].role, role);
            }
            Content::Stored(report) => {
                let mut run = stored::run(&name, *report);
                belongs(&mut run, at, &name);
                add_role(&mut facts[at].role, "a stored report, a run of its own");
                runs.push(run);
            }
            Content::Options(found) => options.push((at, name, format, *found)),
            Content::Unreadable(why) => {
                let role = format!("not used: this is {}. {}", why.looks_like, why.advice);
                add_role(&mut facts[at].role, role.trim());
                let what = format!("This is {}.", why.looks_like);
                foreign.push(InputFailure { name, what, advice: why.advice });
            }
            Content::Samples(_) | Content::Several(_) => {}
        }
    }
    for (at, name, format, found) in options {
        give_options(&mut runs, &mut facts[at].role, (at, &name, format), &found);
    }
    for (facts, of) in facts.iter_mut().zip(several).filter(|(_, of)| *of > 1) {
        facts.role = format!("{of} in one file, separated: {}", facts.role);
    }
    runs.iter_mut().for_each(types::adopt);
    sort_short_by_key(&mut runs, |run| (run.start().is_none(), run.start()));
    (facts, runs, foreign)
}

/// What a file holds, one run or one summary at a time.
fn pieces(at: usize, info: &SourceInfo, content: Content, doubts: &mut Vec<(usize, String)>) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut take = |format: Format, content: Content| match content {
        Content::Samples(file) => {
            let Apart { files, doubt } = apart(*file);
            doubts.extend(doubt.map(|doubt| (at, doubt)));
            found.extend(files.into_iter().map(|file| (format, Content::Samples(Box::new(file)))));
        }
        content => found.push((format, content)),
    };
    match content {
        Content::Several(list) => list.into_iter().for_each(|(format, content)| take(format, content)),
        content => take(info.format, content),
    }
    let of = found.len();
    let name = |number: usize| match of {
        1 => info.name.clone(),
        _ => format!("{} ({} of {of})", info.name, number + 1),
    };
    let piece = |(number, (format, content))| Piece { at, name: name(number), format, content, last: number + 1 == of };
    found.into_iter().enumerate().map(piece).collect()
}

/// A run that sloscope saved has its name in its file.
fn saved_name(content: &Content) -> Option<String> {
    let name = match content {
        Content::Samples(file) => file.saved.clone(),
        Content::Summary(summary) => summary.saved.clone(),
        _ => None,
    };
    name.filter(|name| !name.is_empty())
}

/// Notes that a run has something of a file.
fn belongs(run: &mut Run, at: usize, name: &str) {
    if !run.sources.contains(&at) {
        run.sources.push(at);
    }
    if run.name.is_empty() {
        name.clone_into(&mut run.name);
    }
}

/// A file that holds several things has several roles.
fn add_role(roles: &mut String, role: &str) {
    if roles.is_empty() {
        role.clone_into(roles);
    } else if !roles.split("; ").any(|known| known == role) {
        *roles = format!("{roles}; {role}");
    }
}

/// Confidential content that was dropped while a file was read.
pub fn secrets_of(content: &Content) -> Vec<Secret> {
    match content {
        Content::Several(list) => {
            let mut all: Vec<Secret> = list.iter().flat_map(|(_, content)| secrets_of(content)).collect();
            all.dedup();
            all
        }
        Content::Summary(s) => s.secrets.clone(),
        Content::Options(o) => o.secrets.clone(),
        _ => Vec::new(),
    }
}

fn place(groups: &mut Vec<Group>, new: Placed) {
    let of_files = |group: &Group| group.files.len() + group.copies.len();
    let many = groups.iter().map(of_files).sum::<usize>() > FEW;
    let same = |other: &Placed| other.samples.is_same_as(&new.samples, many);
    let beside = |other: &Placed| other.samples.is_beside(&new.samples);
    let all = |group: &Group, is: &dyn Fn(&Placed) -> bool| group.files.iter().chain(&group.copies).any(is);
    if let Some(group) = groups.iter().position(|group| all(group, &same)) {
        let group = &mut groups[group];
        let twins: Vec<bool> = group.files.iter().map(same).collect();
        let mut each = group.files.iter().zip(&twins).filter(|(_, is_twin)| **is_twin).peekable();
        // One file may hold the samples of several: a merged one beside those of its generators.
        if each.peek().is_some() && each.all(|(twin, _)| better(&new.samples.file, &twin.samples.file)) {
            let mut twins = twins.into_iter();
            let out = group.files.extract_if(.., |_| twins.next() == Some(true));
            group.copies.extend(out);
            group.files.push(new);
        } else {
            group.copies.push(new);
        }
    } else if let Some(group) = groups.iter().position(|group| all(group, &beside)) {
        groups[group].files.push(new);
    } else {
        groups.push(Group { files: vec![new], copies: Vec::new() });
    }
}

fn merge(group: Group, facts: &mut [SourceFacts]) -> Run {
    let mut run = Run::default();
    let several = group.files.len() > 1;
    let key = several.then(|| Parts::key_of(group.files.iter().map(|placed| &placed.samples.file.store)));
    let mut samples: Option<Samples> = None;
    let (mut seen, mut taken) = (Vec::new(), Places::default());
    for Placed { at, name, samples: Compared { file, .. }, last } in group.files {
        belongs(&mut run, at, &name);
        add_role(&mut facts[at].role, if several { "samples of one runner, merged" } else { "samples" });
        let samples = add(&mut samples, &name, file, key.map(|key| (key, &mut taken)));
        let diagnostics = &facts[at].diagnostics;
        if !seen.contains(&at) {
            seen.push(at);
            samples.lost += diagnostics.lost_lines();
        }
        // Of several runs in a file the last one is cut with it.
        samples.cut.extend(diagnostics.cut.iter().filter(|_| last).map(|what| (name.clone(), what.clone())));
    }
    if let Some(samples) = &mut samples {
        let store = &samples.file.store;
        samples.parts = key.map_or_else(|| Parts::of_file(store), |key| Parts::by_tag(store, key));
        samples.generators = Counted::of_parts(&samples.file, &samples.parts);
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
    for Placed { at, name, samples: Compared { file: copy, .. }, .. } in group.copies {
        belongs(&mut run, at, &name);
        let twin = samples.as_ref().map(|s| s.names.join(", ")).unwrap_or_default();
        let exact = samples
            .as_ref()
            .is_some_and(|s| (copy.time_step, copy.value_step) == (s.file.time_step, s.file.value_step));
        let role = match exact {
            true => format!("not counted: the same samples as {twin}"),
            false => format!("the same samples as {twin}, compared with them, not counted twice"),
        };
        add_role(&mut facts[at].role, &role);
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

/// Takes in a file: the only one, or that of a generator, whose samples get its name by the tag `key`; names of generators that are taken stand beside it.
fn add<'a>(
    into: &'a mut Option<Samples>,
    name: &str,
    mut file: SampleFile,
    key: Option<(&'static str, &mut Places)>,
) -> &'a mut Samples {
    let mut own = std::mem::take(&mut file.store);
    let samples = match into {
        None => {
            if let Some((key, taken)) = key {
                let alone = std::mem::take(&mut own);
                Parts::take_in(&mut own, alone, key, name, taken);
            }
            file.store = own;
            into.insert(Samples { file, ..Samples::default() })
        }
        Some(samples) => {
            let mine = &mut samples.file;
            match key {
                Some((key, taken)) => Parts::take_in(&mut mine.store, own, key, name, taken),
                None => mine.store.absorb(own),
            }
            mine.state_as_well(file.thresholds, file.submetrics);
            let mut guessed = Places::of(&mine.guessed_types);
            mine.guessed_types.extend(file.guessed_types.into_iter().filter(|name| guessed.add(name)));
            mine.time_step = mine.time_step.max(file.time_step);
            mine.value_step = mine.value_step.max(file.value_step);
            mine.utc_offset_minutes = mine.utc_offset_minutes.or(file.utc_offset_minutes);
            samples
        }
    };
    samples.names.push(name.to_owned());
    samples
}

fn give_options(
    runs: &mut Vec<Run>,
    roles: &mut String,
    (at, name, format): (usize, &str, Format),
    found: &RunOptions,
) {
    let (given, role, none): (Vec<usize>, _, _) = if format == Format::Objectives {
        runs.iter_mut().for_each(|run| run.objectives.push((name.to_owned(), found.clone())));
        (
            (0..runs.len()).collect(),
            "objectives: used instead of those of the run",
            "objectives; there is no run to judge by them",
        )
    } else {
        let none = "not used: its scenarios and thresholds fit none of the runs";
        (attach::options(runs, name, found), "options: scenarios and thresholds", none)
    };
    add_role(roles, if given.is_empty() { none } else { role });
    for run in given {
        belongs(&mut runs[run], at, name);
    }
}
