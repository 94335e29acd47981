//! What can be asked of `sloscope compare`.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command};

use sloscope_core::compare::{Limit, Selection, SidesAsk};
use sloscope_core::report::Window;
use sloscope_core::sharing::Sharing;

use crate::arguments::{Filter, filters, out, window};
use crate::sharing;

/// How a comparison is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Text,
    Markdown,
    Json,
    Junit,
    Html,
}

/// `sloscope compare`.
#[derive(Debug)]
pub struct CompareArguments {
    pub baseline: Vec<PathBuf>,
    pub candidate: Vec<PathBuf>,
    /// Files that hold both sides.
    pub both: Vec<PathBuf>,
    /// What the two sides are.
    pub sides: SidesAsk,
    pub limits: Vec<Limit>,
    /// The length of the blocks of the bootstrap, ms.
    pub block_ms: Option<f64>,
    pub single_run: bool,
    pub anyway: bool,
    pub form: Form,
    pub out: Option<PathBuf>,
    pub sharing: Sharing,
}

pub fn command() -> Command {
    let path = clap::value_parser!(PathBuf);
    let files = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .value_name("FILE")
            .help(help)
            .action(ArgAction::Append)
            .num_args(1..)
            .value_parser(clap::value_parser!(PathBuf))
    };
    let flag = |name: &'static str, help: &'static str| Arg::new(name).long(name).help(help).action(ArgAction::SetTrue);
    let of_side = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    Command::new("compare")
        .about("Compare two sides of runs: is the candidate worse, better or the same?")
        .long_about(
            "Compare two sides of runs: is the candidate worse, better or the same?\n\n\
             The run is the unit: give several runs a side, taken in turn. From one run each nothing is known of the\n\
             systems, and the verdict is INCONCLUSIVE.",
        )
        .after_help(
            "Exit code: 0 no limit is exceeded; 1 one is; 2 usage or nothing readable; 3 inconclusive or not comparable.",
        )
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .help("Files that hold both sides, for --by, --blocks, --aa and the options of one side")
                .action(ArgAction::Append)
                .num_args(1..)
                .conflicts_with_all(["baseline", "candidate"])
                .value_parser(path.clone()),
        )
        .arg(files("baseline", "Files of the runs to compare with: one or several runs"))
        .arg(files("candidate", "Files of the runs that are judged").requires("baseline"))
        .arg(
            Arg::new("by")
                .long("by")
                .value_name("TAG=A,B")
                .help("The sides are two values of a tag: samples with TAG=A are the baseline, those with TAG=B the candidate")
                .value_parser(by),
        )
        .arg(
            Arg::new("blocks")
                .long("blocks")
                .value_name("TAG")
                .help("The sides are blocks of one run, by a tag that changes back and forth; neighbours are paired"),
        )
        .arg(limit().help("What may change at most: 'http_req_duration p(95) +5%', 'http_req_failed rate +0.1pp'; may be given several times"))
        .arg(filters())
        .arg(of_side("window", "FROM..TO", "Only this span of each run: 10s..1m30s").value_parser(window))
        .arg(of_side("baseline-window", "FROM..TO", "Only this span of each run of the baseline").value_parser(window))
        .arg(of_side("candidate-window", "FROM..TO", "Only this span of each run of the candidate").value_parser(window))
        .arg(of_side("stage", "NAME", "Only the stage of this name, as the report has it"))
        .arg(of_side("baseline-stage", "NAME", "Only this stage of each run of the baseline"))
        .arg(of_side("candidate-stage", "NAME", "Only this stage of each run of the candidate"))
        .arg(
            Arg::new("block")
                .long("block")
                .value_name("SECONDS")
                .help("One run a side: the length of the blocks that the bootstrap draws, instead of that which the data ask for")
                .value_parser(seconds),
        )
        .arg(flag("single-run", "One run a side may decide: what is said is of these two runs"))
        .arg(flag("anyway", "Compare what should not be compared: other loads, other load models"))
        .arg(flag("aa", "The runs are of one thing: says what so many runs can show. Every other run is the candidate"))
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("FORMAT")
                .help("How to write the comparison")
                .default_value("text")
                .value_parser(["text", "markdown", "json", "junit", "html"]),
        )
        .arg(out())
        .args(sharing::options())
}

/// What may change at most.
pub fn limit() -> Arg {
    Arg::new("limit")
        .long("limit")
        .value_name("LIMIT")
        .action(ArgAction::Append)
        .allow_hyphen_values(true)
        .value_parser(|text: &str| Limit::parse(text).map_err(|error| error.to_string()))
}

pub fn arguments(matches: &ArgMatches) -> CompareArguments {
    let paths = |name: &str| matches.get_many::<PathBuf>(name).into_iter().flatten().cloned().collect();
    let filters = || matches.get_many::<Filter>("where").into_iter().flatten();
    let tags = |wanted| filters().filter(|f| f.wanted == wanted).map(|f| (f.key.clone(), f.value.clone())).collect();
    let text = |name: &str| matches.get_one::<String>(name).cloned();
    let span = |name: &str| matches.get_one::<Window>(name).copied();
    let selection = |side: &str| Selection {
        window: span(&format!("{side}-window")).or_else(|| span("window")),
        stage: text(&format!("{side}-stage")).or_else(|| text("stage")),
        tags: tags(true),
        without: tags(false),
    };
    CompareArguments {
        baseline: paths("baseline"),
        candidate: paths("candidate"),
        both: paths("file"),
        sides: SidesAsk {
            by: matches.get_one("by").cloned(),
            blocks: text("blocks"),
            aa: matches.get_flag("aa"),
            selections: [selection("baseline"), selection("candidate")],
        },
        limits: matches.get_many::<Limit>("limit").into_iter().flatten().cloned().collect(),
        block_ms: matches.get_one::<f64>("block").copied(),
        single_run: matches.get_flag("single-run"),
        anyway: matches.get_flag("anyway"),
        form: match matches.get_one::<String>("format").map(String::as_str) {
            Some("markdown") => Form::Markdown,
            Some("json") => Form::Json,
            Some("junit") => Form::Junit,
            Some("html") => Form::Html,
            _ => Form::Text,
        },
        out: matches.get_one::<PathBuf>("out").cloned(),
        sharing: sharing::arguments(matches),
    }
}

/// `version=a,b`.
pub fn by(text: &str) -> Result<(String, String, String), String> {
    const HOW: &str = "write TAG=A,B, as in version=a,b";
    let (tag, values) = text.split_once('=').ok_or(HOW)?;
    let (first, second) = values.split_once(',').ok_or(HOW)?;
    let [tag, first, second] = [tag, first, second].map(|part| part.trim().to_owned());
    match first == second || [&tag, &first, &second].iter().any(|part| part.is_empty()) {
        true => Err(HOW.to_owned()),
        false => Ok((tag, first, second)),
    }
}

/// `5`, `2.5s`.
fn seconds(text: &str) -> Result<f64, String> {
    let number = text.trim().trim_end_matches('s').parse::<f64>().ok().filter(|n| n.is_finite() && *n > 0.0);
    number
        .map(|seconds| seconds * 1000.0)
        .ok_or_else(|| "write a number of seconds above 0, as in 5 or 2.5s".to_owned())
}
