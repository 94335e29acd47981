//! The command line: what can be asked, in words and as a type.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command};

use sloscope_core::export::SCHEMAS;
use sloscope_core::format::read_moment;
use sloscope_core::report::Window;
use sloscope_core::sharing::Sharing;

use crate::app::{self, AppArguments};
use crate::baseline::{self, BaselineArguments};
use crate::charts;
use crate::compare::arguments::{self as comparing, CompareArguments};
use crate::convert::{self, ConvertArguments};
use crate::forms;
use crate::mcp::{self, McpArguments};
use crate::merge::{self, MergeArguments};
use crate::output::shown;
use crate::plan::{self, PlanArguments};
use crate::sharing;
use crate::site::arguments::{self as of_site, SiteArguments};

/// How the report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Text,
    Markdown,
    /// Markdown for a comment on a pull request.
    Short,
    Json,
    Html,
    Csv,
    Junit,
    Prometheus,
}

/// `sloscope report`.
#[derive(Debug)]
pub struct Arguments {
    /// `-` is standard input.
    pub files: Vec<PathBuf>,
    pub objectives: Option<PathBuf>,
    /// Exit with 3 where no objective is stated.
    pub require_objectives: bool,
    /// A file that is cut short does not change the exit code.
    pub allow_incomplete: bool,
    /// Only samples that have all of these tags.
    pub tags: Vec<(String, String)>,
    /// Only samples that have none of these tags.
    pub without: Vec<(String, String)>,
    /// Of several runs the one with this number, from 1.
    pub run: Option<usize>,
    /// Only this span of the run.
    pub window: Option<Window>,
    /// One or two tags to break the run down by.
    pub group_by: Vec<String>,
    /// Rules for tags that end in `~`.
    pub templates: Vec<String>,
    pub form: Form,
    /// Of CSV: the table.
    pub table: Option<String>,
    pub short: bool,
    /// Of JSON: the parts that are written; all of them where there are none.
    pub select: Vec<String>,
    /// Of JSON: the most that may be written.
    pub max_bytes: Option<usize>,
    pub out: Option<PathBuf>,
    /// A folder for the charts.
    pub charts: Option<PathBuf>,
    pub chart_form: charts::Form,
    /// What of the results is written.
    pub sharing: Sharing,
    /// Of HTML: the page in it.
    pub app: AppArguments,
}

/// What is asked for.
#[derive(Debug)]
pub enum Asked {
    Report(Box<Arguments>),
    Convert(ConvertArguments),
    Merge(MergeArguments),
    Plan(PlanArguments),
    /// The JSON Schema of this name; without one, what there is.
    Schema(Option<String>),
    Compare(Box<CompareArguments>),
    Site(SiteArguments),
    Baseline(BaselineArguments),
    Mcp(McpArguments),
}

/// Reads the process's arguments; the error is the exit code after help or a message was printed.
pub fn read() -> Result<Asked, ExitCode> {
    let matches = command().try_get_matches().map_err(|error| {
        let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
        if asked || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
            // Help into a closed pipe is not worth a message.
            let _ = error.print();
        } else {
            // An argument can be the name of a file: the message is that of the arguments as they are shown.
            let words = std::env::args_os().map(|word| shown(&word.to_string_lossy()));
            match command().try_get_matches_from(words) {
                Err(error) => eprint!("{}", error.render()),
                Ok(_) => eprintln!("{}", shown(&error.render().to_string())),
            }
        }
        ExitCode::from(if asked { 0 } else { super::EXIT_UNUSABLE })
    })?;
    match matches.subcommand() {
        Some(("report", report)) => Ok(Asked::Report(Box::new(arguments(report)))),
        Some(("compare", matches)) => Ok(Asked::Compare(Box::new(comparing::arguments(matches)))),
        Some(("baseline", matches)) => baseline::arguments(matches).map(Asked::Baseline),
        Some(("convert", matches)) => Ok(Asked::Convert(convert::arguments(matches))),
        Some(("mcp", matches)) => Ok(Asked::Mcp(mcp::arguments(matches))),
        Some(("merge", matches)) => Ok(Asked::Merge(merge::arguments(matches))),
        Some(("plan", matches)) => Ok(Asked::Plan(plan::arguments(matches))),
        Some(("site", matches)) => Ok(Asked::Site(of_site::arguments(matches))),
        Some(("schema", matches)) => Ok(Asked::Schema(matches.get_one::<String>("name").cloned())),
        _ => Err(ExitCode::from(super::EXIT_UNUSABLE)),
    }
}

fn arguments(matches: &ArgMatches) -> Arguments {
    let path = |name: &str| matches.get_one::<PathBuf>(name).cloned();
    let filters = || matches.get_many::<Filter>("where").into_iter().flatten();
    let tags = |wanted| filters().filter(|f| f.wanted == wanted).map(|f| (f.key.clone(), f.value.clone())).collect();
    Arguments {
        files: matches.get_many::<PathBuf>("file").into_iter().flatten().cloned().collect(),
        objectives: path("objectives"),
        require_objectives: matches.get_flag("require-objectives"),
        allow_incomplete: matches.get_flag("allow-incomplete"),
        tags: tags(true),
        without: tags(false),
        run: matches.get_one::<u64>("run").and_then(|number| usize::try_from(*number).ok()),
        window: matches.get_one::<Window>("window").copied(),
        group_by: matches.get_one::<Vec<String>>("group-by").cloned().unwrap_or_default(),
        templates: matches.get_many::<String>("template").into_iter().flatten().cloned().collect(),
        form: match matches.get_one::<String>("format").map(String::as_str) {
            Some("markdown") if matches.get_flag("short") => Form::Short,
            Some("markdown") => Form::Markdown,
            Some("json") => Form::Json,
            Some("html") => Form::Html,
            Some("csv") => Form::Csv,
            Some("junit") => Form::Junit,
            Some("prometheus") => Form::Prometheus,
            _ => Form::Text,
        },
        table: matches.get_one::<String>("table").cloned(),
        short: matches.get_flag("short"),
        select: matches.get_many::<String>("select").into_iter().flatten().cloned().collect(),
        max_bytes: matches.get_one::<u64>("max-bytes").and_then(|bytes| usize::try_from(*bytes).ok()),
        out: path("out"),
        charts: path("charts"),
        chart_form: match matches.get_one::<String>("chart-format").map(String::as_str) {
            Some("png") => charts::Form::Png,
            _ => charts::Form::Svg,
        },
        sharing: sharing::arguments(matches),
        app: app::arguments(matches),
    }
}

fn command() -> Command {
    let path = clap::value_parser!(PathBuf);
    let report = Command::new("report")
        .about("Report on one run: metrics, objectives, verdict")
        .long_about(
            "Report on one run: metrics, objectives, verdict.\n\n\
             Reads what k6 writes, found by content: --out json and csv (also .gz), summaries of every shape,\n\
             dashboard files, k6 inspect and k6 archive. Several files of one run are joined. Reports that were\n\
             stored with --format json are shown again, each as a run of its own.",
        )
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .help("Files of one k6 run; - reads standard input")
                .required(true)
                .action(ArgAction::Append)
                .num_args(1..)
                .value_parser(path.clone()),
        )
        .arg(
            Arg::new("objectives")
                .long("objectives")
                .value_name("FILE")
                .help("k6's thresholds object, instead of those that the files state; or: suggested (limits that fit the run), seed (the preset)")
                .value_parser(path.clone()),
        )
        .arg(
            Arg::new("require-objectives")
                .long("require-objectives")
                .help("Exit with 3 where no objective is stated or none applies")
                .action(ArgAction::SetTrue),
        )
        .arg(
            Arg::new("allow-incomplete")
                .long("allow-incomplete")
                .help("Exit with 0 although a file is cut short, lines of it were lost or an input could not be read")
                .action(ArgAction::SetTrue),
        )
        .arg(
            Arg::new("run")
                .long("run")
                .value_name("N")
                .help("Where the files hold several runs: the one to report on, by its number in time, from 1")
                .value_parser(clap::value_parser!(u64).range(1..)),
        )
        .arg(filters())
        .arg(
            Arg::new("window")
                .long("window")
                .value_name("FROM..TO")
                .help("Only this span of the run: 10s..1m30s, 0:10..1:30 or 10..90; either end may be left out")
                .value_parser(window),
        )
        .arg(
            Arg::new("group-by")
                .long("group-by")
                .value_name("TAG[,TAG]")
                .help("Break the run down by one tag or two; name~ takes addresses alike: /user/17 as /user/:id")
                .value_parser(group_by),
        )
        .arg(
            Arg::new("template")
                .long("template")
                .value_name("RULE")
                .help("A rule for name~, before its own: /user/:name, /file-*, /static/**; may be given several times")
                .action(ArgAction::Append),
        )
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("FORMAT")
                .help("How to write the report; html is one file that needs no network")
                .default_value("text")
                .value_parser(["text", "markdown", "json", "html", "csv", "junit", "prometheus"]),
        )
        .args(forms::arguments())
        .args(app::options())
        .arg(out())
        .args(sharing::options())
        .arg(
            Arg::new("charts")
                .long("charts")
                .value_name("DIR")
                .help("Write the charts of the report into this folder, made if it is not there")
                .value_parser(path),
        )
        .arg(
            Arg::new("chart-format")
                .long("chart-format")
                .value_name("FORMAT")
                .help("What the charts are")
                .default_value("svg")
                .value_parser(["svg", "png"]),
        );
    Command::new("sloscope")
        .about("Drop a k6 result, get an honest verdict: the command line")
        .version(env!("CARGO_PKG_VERSION"))
        .after_help(
            "Exit code: 0 every objective is met, or none is stated; 1 an objective is missed;\n\
             2 usage or nothing readable; 3 none is broken, but an input is missing, changed or cut\n\
             short (but for --allow-incomplete), an objective has no data or cannot be judged,\n\
             none applies to the part that is asked for, or none is stated (with --require-objectives).",
        )
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(report)
        .subcommand(comparing::command())
        .subcommand(baseline::command())
        .subcommand(convert::command())
        .subcommand(merge::command())
        .subcommand(mcp::command())
        .subcommand(plan::command())
        .subcommand(of_site::command())
        .subcommand(
            Command::new("schema").about("Print the JSON Schema (2020-12) of a document that sloscope writes").arg(
                Arg::new("name")
                    .value_name("NAME")
                    .help("Which; without a name they are listed")
                    .value_parser(SCHEMAS.map(|(name, _)| name)),
            ),
        )
}

/// The file that is written.
pub fn out() -> Arg {
    Arg::new("out")
        .long("out")
        .value_name("FILE")
        .help("Write to a file instead of the screen")
        .value_parser(clap::value_parser!(PathBuf))
}

/// Which samples count.
pub fn filters() -> Arg {
    Arg::new("where")
        .long("where")
        .value_name("TAG=VALUE")
        .help("Only samples with this tag, or with TAG!=VALUE without it; may be given several times, all must match")
        .action(ArgAction::Append)
        .value_parser(filter)
}

/// `10s..1m30s`; without an end it goes on to the end of the run.
pub fn window(text: &str) -> Result<Window, String> {
    const HOW: &str = "write FROM..TO, as in 10s..1m30s, 0:10..1:30 or 10..90";
    let (from, to) = text.split_once("..").ok_or(HOW)?;
    let moment = |text: &str, blank: f64| if text.trim().is_empty() { Some(blank) } else { read_moment(text) };
    let (start_ms, end_ms) = (moment(from, 0.0).ok_or(HOW)?, moment(to, Window::LAST_MS).ok_or(HOW)?);
    if start_ms >= end_ms {
        return Err("the window ends before it starts".to_owned());
    }
    Ok(Window { start_ms, end_ms })
}

/// `name`, `scenario,status`, `name~`.
fn group_by(text: &str) -> Result<Vec<String>, String> {
    let keys: Vec<String> = text.split(',').map(|key| key.trim().to_owned()).collect();
    match keys.len() {
        1 | 2 if keys.iter().all(|key| !key.is_empty()) => Ok(keys),
        _ => Err("write one tag or two, as in name or scenario,status".to_owned()),
    }
}

/// A tag that samples must have, or must not have.
#[derive(Clone, Debug)]
pub struct Filter {
    pub key: String,
    pub value: String,
    pub wanted: bool,
}

/// `scenario=car`, `group!=::setup`; the value may hold further equals signs, or be empty.
pub fn filter(text: &str) -> Result<Filter, String> {
    let Some((key, value)) = text.split_once('=') else {
        return Err("write TAG=VALUE, as in scenario=checkout, or TAG!=VALUE".to_owned());
    };
    let wanted = !key.ends_with('!');
    match key.trim_end_matches('!').trim() {
        "" => Err("a tag is missing before the equals sign".to_owned()),
        key => Ok(Filter { key: key.to_owned(), value: value.to_owned(), wanted }),
    }
}
