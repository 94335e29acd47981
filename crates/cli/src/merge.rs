//! `sloscope merge`: the samples of the generators of one distributed test as one NDJSON file of k6, with a tag that names
//! the generator of each.

use std::fs::File;
use std::io::{BufWriter, Error, Write};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command};
use flate2::Compression;
use flate2::write::GzEncoder;

use sloscope_core::export::K6Json;
use sloscope_core::format;
use sloscope_core::report::words::unread_line;
use sloscope_core::run::Session;

use crate::arguments::{keep_queries, out};
use crate::output::{self, Message};
use crate::{list_of_runs, reading};

/// Bytes that are written at once.
const PIECE: usize = 1 << 20;

/// `sloscope merge`.
#[derive(Debug)]
pub struct MergeArguments {
    files: Vec<PathBuf>,
    out: PathBuf,
    keep_queries: bool,
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
        .arg(keep_queries())
}

pub fn arguments(matches: &ArgMatches) -> MergeArguments {
    MergeArguments {
        files: matches.get_many::<PathBuf>("file").into_iter().flatten().cloned().collect(),
        out: matches.get_one::<PathBuf>("out").cloned().unwrap_or_default(),
        keep_queries: matches.get_flag("keep-queries"),
    }
}

/// Nothing is written unless all files were read as a whole and belong to one run.
pub fn run(arguments: &MergeArguments) -> Result<(), Message> {
    output::spares(Some(&arguments.out), arguments.files.iter().map(PathBuf::as_path))?;
    let inputs = reading::inputs(&arguments.files)?;
    let session = Session::with_failures(inputs.sources, inputs.failures);
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
    let lines = if arguments.keep_queries { lines } else { lines.without_queries() };
    write(lines, &arguments.out).map_err(|error| format!("{}: cannot be written: {error}", arguments.out.display()))?;
    let count = format::counted(store.samples(), "sample");
    output::say(&format!("{count} of {} generators: {}", generators.len(), generators.join(", ")));
    Ok(())
}

/// Under another name until it is whole.
fn write(lines: K6Json, path: &Path) -> Result<(), Error> {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    let part = PathBuf::from(name);
    let done = write_part(lines, path, &part).and_then(|()| std::fs::rename(&part, path));
    if done.is_err() {
        // The message is about what went wrong first.
        let _ = std::fs::remove_file(&part);
    }
    done
}

fn write_part(mut lines: K6Json, path: &Path, part: &Path) -> Result<(), Error> {
    let file = BufWriter::new(File::create(part)?);
    match path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz")) {
        true => {
            let mut packed = GzEncoder::new(file, Compression::default());
            pieces(&mut lines, &mut packed)?;
            packed.finish()?.flush()
        }
        false => {
            let mut plain = file;
            pieces(&mut lines, &mut plain)?;
            plain.flush()
        }
    }
}

fn pieces(lines: &mut K6Json, to: &mut impl Write) -> Result<(), Error> {
    let mut text = String::with_capacity(PIECE + PIECE / 4);
    loop {
        text.clear();
        let more = lines.write(&mut text, PIECE);
        to.write_all(text.as_bytes())?;
        if !more {
            return Ok(());
        }
    }
}
