//! What can be asked of `sloscope site`.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::app;
use crate::sharing::keep_queries;

/// `sloscope site`.
#[derive(Debug)]
pub struct SiteArguments {
    /// The folder of runs.
    pub results: PathBuf,
    /// The folder that is written.
    pub out: PathBuf,
    /// The folder of a built page.
    pub app: Option<PathBuf>,
    /// Runs of the site stay although their files are gone.
    pub keep: bool,
    pub keep_queries: bool,
}

pub fn command() -> Command {
    let path = clap::value_parser!(PathBuf);
    Command::new("site")
        .about("Make a static site of a folder of runs: index, trends, links that open and compare them")
        .long_about(
            "Make a static site of a folder of runs, for any web host: an index with verdicts, figures and trends, a page for\n\
             each run, and links that open a run or compare several in the page, which is copied beside them.\n\n\
             Each file of the folder is a run; each folder in it is a run whose files are joined. What begins with a dot is\n\
             left out. sloscope.json in the folder may state a title, objectives, notes and limits. What is known from the\n\
             last time is not read again.",
        )
        .after_help(
            "Exit code: 0 the site is written; 2 usage, or nothing could be read or written; 3 it is written, and something\n\
             in the folder could not be read, or not as a whole. Verdicts do not change it.",
        )
        .arg(
            Arg::new("results")
                .value_name("FOLDER")
                .help("The folder of runs")
                .required(true)
                .value_parser(path.clone()),
        )
        .arg(
            Arg::new("out")
                .long("out")
                .value_name("DIR")
                .help("The folder that is written, made if it is not there; other files in it stay")
                .required(true)
                .value_parser(path),
        )
        .arg(app::folder_option(
            "The folder of a built page (dist), in place of the one that this program was built with",
        ))
        .arg(
            Arg::new("keep")
                .long("keep")
                .help("Runs of the site stay although their files are gone from the folder")
                .action(ArgAction::SetTrue),
        )
        .arg(keep_queries())
}

pub fn arguments(matches: &ArgMatches) -> SiteArguments {
    let path = |name: &str| matches.get_one::<PathBuf>(name).cloned();
    SiteArguments {
        results: path("results").unwrap_or_default(),
        out: path("out").unwrap_or_default(),
        app: path("app"),
        keep: matches.get_flag("keep"),
        keep_queries: matches.get_flag("keep-queries"),
    }
}
