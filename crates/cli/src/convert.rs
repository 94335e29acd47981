//! `sloscope convert`: results in another form, which is read again with the same numbers.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command};

use sloscope_core::export::{K6Json, k6_handle_summary, k6_summary};
use sloscope_core::format;
use sloscope_core::ingest::SampleFile;
use sloscope_core::packed::Kept;
use sloscope_core::report::Query;
use sloscope_core::report::words::unread_line;
use sloscope_core::run::session_of_kept;
use sloscope_core::sharing::{Replacements, Sharing};

use crate::output::{self, Message};
use crate::{chosen, reading, saving, sharing};

/// What results are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Whole runs, with all their files.
    Slo,
    /// The same with a row for each sample, for other engines.
    Parquet,
    /// Samples of one run, as k6 writes them.
    Ndjson,
    /// The numbers of one run, as `--summary-export` writes them.
    Summary,
    /// The same as k6 hands them to handleSummary.
    HandleSummary,
}

/// By the names of `--to`.
const FORMS: [(&str, Form); 4] =
    [("slo", Form::Slo), ("ndjson", Form::Ndjson), ("summary", Form::Summary), ("handle-summary", Form::HandleSummary)];

/// By the ends of names of files.
const ENDS: [(&str, Form); 7] = [
    (".slo", Form::Slo),
    (".parquet", Form::Parquet),
    (".json", Form::Ndjson),
    (".json.gz", Form::Ndjson),
    (".ndjson", Form::Ndjson),
    (".ndjson.gz", Form::Ndjson),
    (".jsonl", Form::Ndjson),
];

/// `sloscope convert`.
#[derive(Debug)]
pub struct ConvertArguments {
    /// What is read, and behind it what is written.
    files: Vec<PathBuf>,
    to: Option<String>,
    run: Option<usize>,
    sharing: Sharing,
}

pub fn command() -> Command {
    Command::new("convert")
        .about("Write results in another form: .slo (compact and whole), Parquet, k6's NDJSON, k6's summaries")
        .long_about(
            "Write results in another form, by the name of the file that is written:\n\n\
             run.slo           all that the files say, exact, a small part of their size; it can be opened as they can\n\
             run.parquet       the same, one row a sample, for DuckDB, ClickHouse, pandas or Spark\n\
             run.json[.gz]     the samples of one run as k6's NDJSON (--out json)\n\n\
             --to writes other forms of k6: the numbers of --summary-export, and those that handleSummary gets.\n\
             Script, environment and set-up data are in no form, nor are lines of a console.",
        )
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .help("The files of a run, or a .slo file; the last name is the file that is written")
                .required(true)
                .action(ArgAction::Append)
                .num_args(2..)
                .value_parser(clap::value_parser!(PathBuf)),
        )
        .arg(
            Arg::new("to")
                .long("to")
                .value_name("FORM")
                .help("The form, whatever the name of the file says")
                .value_parser(FORMS.map(|(name, _)| name)),
        )
        .arg(
            Arg::new("run")
                .long("run")
                .value_name("N")
                .help("Where the files hold several runs: the one that is written, by its number in time, from 1")
                .value_parser(clap::value_parser!(u64).range(1..)),
        )
        .args(sharing::options())
}

pub fn arguments(matches: &ArgMatches) -> ConvertArguments {
    ConvertArguments {
        files: matches.get_many::<PathBuf>("file").into_iter().flatten().cloned().collect(),
        to: matches.get_one::<String>("to").cloned(),
        run: matches.get_one::<u64>("run").and_then(|number| usize::try_from(*number).ok()),
        sharing: sharing::arguments(matches),
    }
}

/// Nothing is written unless all files were read.
pub fn run(arguments: &ConvertArguments) -> Result<(), Message> {
    let Some((out, files)) = arguments.files.split_last() else { return Ok(()) };
    let form = form(arguments.to.as_deref(), out)?;
    let keep = arguments.sharing.keep_queries;
    let is_whole = matches!(form, Form::Slo | Form::Parquet);
    if is_whole && arguments.run.is_some() {
        return Err("--run: such a file holds every run of its files; give the files of one run".to_owned().into());
    }
    output::spares(Some(out), files.iter().map(PathBuf::as_path))?;
    let read = reading::inputs(files)?.kept();
    let kept = read.clone().replaced(&mut Replacements::of(&arguments.sharing, [&read], []));
    let session = session_of_kept(kept.clone());
    if !session.unread().is_empty() {
        let list = session.unread().iter().map(unread_line).collect();
        return Err(Message { line: "nothing was written, since not every file could be read:".to_owned(), list });
    }
    if is_whole {
        let kept = kept.for_others(keep);
        if form == Form::Slo { saving::runs(kept, out) } else { saving::rows(kept, out) }?;
        return said(&read, arguments, out, &format::counted(session.runs() as u64, "run"));
    }
    let run = chosen(&session, arguments.run)?;
    if form == Form::Ndjson {
        let file = session.samples_of(run).ok_or_else(|| {
            "nothing was written: these files hold no samples. --to summary writes their numbers".to_owned()
        })?;
        saving::lines(lines(file, keep), out)?;
        return said(&read, arguments, out, &format::counted(file.store.samples(), "sample"));
    }
    let report = session.report(&Query { run, ..Query::default() });
    let report = report.ok_or_else(|| "none of the files holds results of a k6 run".to_owned())?;
    saving::text(
        &if form == Form::Summary { k6_summary(&report, keep) } else { k6_handle_summary(&report, keep) },
        out,
    )?;
    said(&read, arguments, out, &format::counted(report.metrics.len() as u64, "metric"))
}

fn lines(file: &SampleFile, keep_queries: bool) -> K6Json<'_> {
    let lines = K6Json::new(&file.store, &file.thresholds);
    let lines = lines.like(&file.submetrics, file.utc_offset_minutes.unwrap_or_default());
    let lines = match &file.saved {
        Some(name) => lines.saved_as(name),
        None => lines,
    };
    if keep_queries { lines } else { lines.without_queries() }
}

fn said(read: &Kept, arguments: &ConvertArguments, out: &Path, what: &str) -> Result<(), Message> {
    output::say(&format!("{}: {what}", out.display()));
    sharing::say(&[read], &arguments.sharing, out);
    Ok(())
}

fn form(asked: Option<&str>, out: &Path) -> Result<Form, String> {
    let of_name = |known: &[(&str, Form)], fits: &dyn Fn(&str) -> bool| {
        known.iter().find(|(name, _)| fits(name)).map(|(_, form)| *form)
    };
    let (asked, name) = (asked.unwrap_or_default(), out.to_string_lossy().to_lowercase());
    of_name(&FORMS, &|known| known == asked).or_else(|| of_name(&ENDS, &|end| name.ends_with(end))).ok_or_else(|| {
        format!("{}: the name does not say the form: end it in .slo, .parquet or .json.gz, or give --to", out.display())
    })
}
