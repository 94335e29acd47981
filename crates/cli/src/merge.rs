//! `sloscope merge`: the samples of the generators of one distributed test as one NDJSON file of k6, with a tag that names
//! the generator of each.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command};

use sloscope_core::export::K6Json;
use sloscope_core::format;
use sloscope_core::report::words::unread_line;
use sloscope_core::run::session_of_kept;
use sloscope_core::sharing::{Replacements, Sharing};

use crate::arguments::out;
use crate::output::{self, Message};
use crate::{list_of_runs, reading, saving, sharing};

/// `sloscope merge`.
#[derive(Debug)]
pub struct MergeArguments {
    files: Vec<PathBuf>,
    out: PathBuf,
    sharing: Sharing,
}

pub fn command() -> Command {
    let path = clap::value_parser!(PathBuf);
    Command::new("merge")
        .about("Write the samples of several generators of one test as one file")
        .long_about(
            "Write the samples of several generators of one test as one file.\n\n\
             The files are those of runners of one distributed test: they overlap in time and differ in content. The\n\
             merged file is k6's NDJSON, in order of time. The tag instance names the file of each sample, unless the\n\
             samples have this tag; readings of vus and vus_max are added up, second by second.",
        )
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .help("Results with samples, one file or more of each generator")
                .required(true)
                .action(ArgAction::Append)
                .num_args(2..)
                .value_parser(path),
        )
        .arg(out().help("The merged file; compressed where its name ends in .gz").required(true))
        .args(sharing::options())
}

pub fn arguments(matches: &ArgMatches) -> MergeArguments {
    MergeArguments {
        files: matches.get_many::<PathBuf>("file").into_iter().flatten().cloned().collect(),
        out: matches.get_one::<PathBuf>("out").cloned().unwrap_or_default(),
        sharing: sharing::arguments(matches),
    }
}

/// Nothing is written unless all files were read as a whole and belong to one run.
pub fn run(arguments: &MergeArguments) -> Result<(), Message> {
    output::spares(Some(&arguments.out), arguments.files.iter().map(PathBuf::as_path))?;
    let kept = reading::inputs(&arguments.files)?.kept();
    let mut replacements = Replacements::of(&arguments.sharing, [&kept], []);
    let session = session_of_kept(kept.clone().replaced(&mut replacements));
    if !session.unread().is_empty() {
        let list = session.unread().iter().map(unread_line).collect();
        return Err(Message { line: "nothing was merged, since not every file could be read:".to_owned(), list });
    }
    if session.runs() != 1 {
        let line = format!(
            "nothing was merged: these files are of {} different runs. Generators of one test overlap in time:",
            session.runs()
        );
        return Err(Message { line, list: list_of_runs(&session) });
    }
    let (store, thresholds) = session.samples().ok_or_else(|| {
        "nothing was merged: these files hold no samples. Run k6 with --out json=results.json.gz".to_owned()
    })?;
    let generators = session.generators();
    if generators.len() < 2 {
        return Err("nothing was merged: all samples are of one generator".to_owned().into());
    }
    let lines = K6Json::new(store, thresholds);
    let lines = if arguments.sharing.keep_queries { lines } else { lines.without_queries() };
    saving::lines(lines, &arguments.out)?;
    let count = format::counted(store.samples(), "sample");
    output::say(&format!("{count} of {} generators: {}", generators.len(), generators.join(", ")));
    sharing::say(&[&kept], &arguments.sharing, &arguments.out);
    Ok(())
}
