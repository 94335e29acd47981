//! `sloscope baseline`: figures of runs in a small file that git keeps, for `sloscope compare --baseline`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Arg, ArgAction, ArgMatches, Command};

use sloscope_core::compare::{Limit, Selection, figures, parts};
use sloscope_core::export::{baseline_json, baseline_text};
use sloscope_core::format;
use sloscope_core::report::words::unread_line;
use sloscope_core::report::{Query, Report, Window, words};
use sloscope_core::run::{Session, session_of_kept};

use crate::arguments::{Filter, filters, window};
use crate::compare::arguments::limit;
use crate::output::{self, Message};
use crate::sharing::keep_queries;
use crate::{EXIT_UNUSABLE, reading, saving};

/// `sloscope baseline`.
#[derive(Debug)]
pub enum BaselineArguments {
    Save(Box<Save>),
    Show { file: PathBuf, keep_queries: bool },
}

/// `sloscope baseline save`.
#[derive(Debug)]
pub struct Save {
    files: Vec<PathBuf>,
    out: PathBuf,
    /// The runs that the file has stay in it.
    append: bool,
    /// Only the newest so many runs stay.
    keep: Option<usize>,
    /// What they are on is saved, too.
    limits: Vec<Limit>,
    selection: Selection,
    keep_queries: bool,
}

pub fn command() -> Command {
    let files = Arg::new("file").value_name("FILE").required(true).value_parser(clap::value_parser!(PathBuf));
    let save = Command::new("save")
        .about("Write the figures of runs: small, the same for the same runs, readable in a diff")
        .long_about(
            "Write the figures of runs: small, the same for the same runs, readable in a diff.\n\n\
             sloscope compare --baseline takes such a file as it takes results. The run is the unit: give several runs, or\n\
             add one a day with --append. What needs samples cannot be asked of it: another part of the runs, blocks, or a\n\
             percentile that no --limit named.",
        )
        .arg(files.clone().help("Files of one run or of several").action(ArgAction::Append).num_args(1..))
        .arg(
            Arg::new("out")
                .long("out")
                .value_name("FILE")
                .help("The file that is written")
                .required(true)
                .value_parser(clap::value_parser!(PathBuf)),
        )
        .arg(
            Arg::new("append")
                .long("append")
                .help("Keep the runs that are in the file already; without such a file it is made")
                .action(ArgAction::SetTrue),
        )
        .arg(
            Arg::new("keep")
                .long("keep")
                .value_name("N")
                .help("Keep the newest N runs only")
                .value_parser(clap::value_parser!(u64).range(1..)),
        )
        .arg(limit().help("Save what this limit of a comparison is on, too: a percentile, a metric with tags; may be given several times"))
        .arg(filters())
        .arg(
            Arg::new("window")
                .long("window")
                .value_name("FROM..TO")
                .help("Only this span of each run: 10s..1m30s")
                .value_parser(window),
        )
        .arg(Arg::new("stage").long("stage").value_name("NAME").help("Only the stage of this name"))
        .arg(keep_queries());
    let show = Command::new("show")
        .about("Print the figures as a table, a line for each run")
        .arg(files.help("A file that was saved"))
        .arg(keep_queries());
    Command::new("baseline")
        .about("Save figures of runs in a small file, for sloscope compare --baseline")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(save)
        .subcommand(show)
}

pub fn arguments(matches: &ArgMatches) -> Result<BaselineArguments, ExitCode> {
    match matches.subcommand() {
        Some(("save", matches)) => save(matches).map(|save| BaselineArguments::Save(Box::new(save))),
        Some(("show", matches)) => matches
            .get_one::<PathBuf>("file")
            .map(|file| BaselineArguments::Show { file: file.clone(), keep_queries: matches.get_flag("keep-queries") }),
        _ => None,
    }
    .ok_or(ExitCode::from(EXIT_UNUSABLE))
}

fn save(matches: &ArgMatches) -> Option<Save> {
    let filters = || matches.get_many::<Filter>("where").into_iter().flatten();
    let tags = |wanted| filters().filter(|f| f.wanted == wanted).map(|f| (f.key.clone(), f.value.clone())).collect();
    Some(Save {
        files: matches.get_many::<PathBuf>("file").into_iter().flatten().cloned().collect(),
        out: matches.get_one::<PathBuf>("out")?.clone(),
        append: matches.get_flag("append"),
        keep: matches.get_one::<u64>("keep").and_then(|number| usize::try_from(*number).ok()),
        limits: matches.get_many::<Limit>("limit").into_iter().flatten().cloned().collect(),
        selection: Selection {
            window: matches.get_one::<Window>("window").copied(),
            stage: matches.get_one::<String>("stage").cloned(),
            tags: tags(true),
            without: tags(false),
        },
        keep_queries: matches.get_flag("keep-queries"),
    })
}

pub fn run(arguments: &BaselineArguments) -> Result<(), Message> {
    match arguments {
        BaselineArguments::Save(save) => write(save),
        BaselineArguments::Show { file, keep_queries } => {
            let session = session(std::slice::from_ref(file))?;
            let report = |run| session.report(&Query { run, ..Query::default() });
            let reports: Vec<Report> = (0..session.runs()).filter_map(report).collect();
            Ok(output::write(&baseline_text(&reports, *keep_queries), None)?)
        }
    }
}

/// Nothing is written unless all files were read.
fn write(save: &Save) -> Result<(), Message> {
    let Save { files, out, append, keep, limits, selection, keep_queries } = save;
    output::spares(Some(out), files.iter().map(PathBuf::as_path))?;
    let is_there = *append && out.exists();
    let all: Vec<PathBuf> = is_there.then(|| out.clone()).into_iter().chain(files.iter().cloned()).collect();
    let session = session(&all)?;
    let mut reports = figures(&parts(&session, selection)?, limits);
    if let Some(twice) = reports.windows(2).find(|pair| is_same_run(&pair[0], &pair[1])) {
        let start = words::date(&twice[0]);
        return Err(format!("nothing was written: the run of {start} is there twice; give each run once").into());
    }
    if let Some(keep) = keep.filter(|keep| *keep < reports.len()) {
        reports.drain(..reports.len() - keep);
    }
    saving::text(&baseline_json(&reports, *keep_queries), out)?;
    output::say(&format!("{}: {}", out.display(), format::counted(reports.len() as u64, "run")));
    Ok(())
}

/// Runs stand in the order of their starts.
fn is_same_run(one: &Report, other: &Report) -> bool {
    one.run.start.is_some() && (one.run.start, one.run.samples) == (other.run.start, other.run.samples)
}

fn session(paths: &[PathBuf]) -> Result<Session, Message> {
    let session = session_of_kept(reading::inputs(paths)?.kept());
    if !session.unread().is_empty() {
        let list = session.unread().iter().map(unread_line).collect();
        return Err(Message { line: "nothing was done, since not every file could be read:".to_owned(), list });
    }
    if session.runs() == 0 {
        return Err(format!(
            "{}: no run of k6 is in it",
            paths.first().map_or(Path::new("-"), PathBuf::as_path).display()
        )
        .into());
    }
    Ok(session)
}
