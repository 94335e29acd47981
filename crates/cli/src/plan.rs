//! `sloscope plan`: checks a load plan and says what it does, converts it to k6, or makes one from what people have.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command};

use sloscope_core::export::{CONFIG_MAP_LIMIT, k6_operator, k6_script};
use sloscope_core::format::safe_json;
use sloscope_core::load::{
    Import, Plan, PlanError, from_curl, from_har, from_k6_options, plan_json, plan_text, problems, read_plan,
    seed_example, sides_example,
};

use crate::arguments::out;
use crate::output::{self, Message};
use crate::reading;

/// Runners of a TestRun, unless it is said.
const PARALLELISM: u32 = 4;

/// `sloscope plan`.
#[derive(Debug)]
pub struct PlanArguments {
    from: Source,
    form: Form,
    parallelism: u32,
    out: Option<PathBuf>,
}

#[derive(Debug)]
enum Source {
    Example(String),
    Plan(PathBuf),
    Curl(PathBuf),
    Har(PathBuf),
    K6(PathBuf),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Text,
    Json,
    K6,
    K6Operator,
}

pub fn command() -> Command {
    let path = clap::value_parser!(PathBuf);
    Command::new("plan")
        .about("Check a load plan and say what it does, or convert it")
        .long_about(
            "Check a load plan and say what it does, or convert it.\n\n\
             Reads sloscope.plan/1, a cURL command, a HAR file or k6 options, and tells every mistake with its line.\n\
             Writes the plan, an equivalent k6 script, or a TestRun for k6-operator.",
        )
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .help("The plan; - reads standard input")
                .required_unless_present("example")
                .conflicts_with("example")
                .value_parser(path.clone()),
        )
        .arg(
            Arg::new("from")
                .long("from")
                .value_name("KIND")
                .help("What the file is, where it is no plan")
                .requires("file")
                .conflicts_with("example")
                .value_parser(["curl", "har", "k6"]),
        )
        .arg(
            Arg::new("example")
                .long("example")
                .value_name("NAME")
                .help("A ready example: 200 -> 300 -> 400 requests/s for 10 minutes, or for 60 s; two sides in one run")
                .value_parser(["seed", "seed-60s", "sides"]),
        )
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("FORMAT")
                .help("What to write")
                .default_value("text")
                .value_parser(["text", "json", "k6", "k6-operator"]),
        )
        .arg(
            Arg::new("parallelism")
                .long("parallelism")
                .value_name("N")
                .help("Runners of a TestRun; each takes its share of the rates")
                .default_value("4")
                .value_parser(clap::value_parser!(u32).range(1..=1000)),
        )
        .arg(out())
}

pub fn arguments(matches: &ArgMatches) -> PlanArguments {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let path = |name: &str| matches.get_one::<PathBuf>(name).cloned();
    let file = path("file").unwrap_or_default();
    PlanArguments {
        from: match (text("example"), text("from")) {
            (Some(name), _) => Source::Example(name.to_owned()),
            (None, Some("curl")) => Source::Curl(file),
            (None, Some("har")) => Source::Har(file),
            (None, Some("k6")) => Source::K6(file),
            (None, _) => Source::Plan(file),
        },
        form: match text("format") {
            Some("json") => Form::Json,
            Some("k6") => Form::K6,
            Some("k6-operator") => Form::K6Operator,
            _ => Form::Text,
        },
        parallelism: matches.get_one::<u32>("parallelism").copied().unwrap_or(PARALLELISM),
        out: path("out"),
    }
}

pub fn run(arguments: &PlanArguments) -> Result<(), Message> {
    let (plan, notes) = match &arguments.from {
        Source::Example(name) if name == "sides" => (sides_example(), Vec::new()),
        Source::Example(name) => (seed_example(name == "seed"), Vec::new()),
        Source::Plan(path) => (read_plan(&text(path)?).map_err(|errors| refused(path, &errors))?, Vec::new()),
        Source::Curl(path) => taken(path, from_curl)?,
        Source::Har(path) => taken(path, from_har)?,
        Source::K6(path) => taken(path, from_k6_options)?,
    };
    for note in notes {
        output::say(&note);
    }
    let found = problems(&plan);
    if !found.is_empty() {
        let list = found.iter().map(ToString::to_string).collect();
        return Err(Message { line: "this does not make a plan yet:".to_owned(), list });
    }
    let text = written(&plan, arguments)?;
    match &arguments.from {
        // A plan may be put in order where it is.
        Source::Plan(_) if arguments.form == Form::Json => {}
        Source::Plan(path) | Source::Curl(path) | Source::Har(path) | Source::K6(path) => {
            output::spares(arguments.out.as_deref(), [path.as_path()])?;
        }
        Source::Example(_) => {}
    }
    Ok(output::write(&text, arguments.out.as_deref())?)
}

fn taken(path: &Path, read: fn(&str) -> Result<Import, PlanError>) -> Result<(Plan, Vec<String>), Message> {
    let import = read(&text(path)?).map_err(|error| refused(path, &[error]))?;
    Ok((import.plan, import.notes))
}

fn written(plan: &Plan, arguments: &PlanArguments) -> Result<String, String> {
    let unwritten = |error: sloscope_core::load::TemplateError| error.message;
    Ok(match arguments.form {
        Form::Text => plan_text(plan),
        Form::Json => safe_json(&plan_json(plan)).into_owned(),
        Form::K6 => k6_script(plan).map_err(unwritten)?,
        Form::K6Operator => {
            let text = k6_operator(plan, arguments.parallelism).map_err(unwritten)?;
            if text.len() > CONFIG_MAP_LIMIT {
                return Err(format!(
                    "the script has {} bytes with its data, and a ConfigMap holds {CONFIG_MAP_LIMIT}: use fewer data rows, \
                     or --format k6 and a volume",
                    text.len()
                ));
            }
            text
        }
    })
}

fn name(path: &Path) -> String {
    if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() }
}

/// The text of a file, or of standard input.
fn text(path: &Path) -> Result<String, String> {
    reading::text(path).map_err(|what| format!("{}: {what}", name(path)))
}

/// All mistakes, one a line, as compilers write them.
fn refused(path: &Path, errors: &[PlanError]) -> Message {
    let line = match errors.len() {
        1 => "there is a mistake:".to_owned(),
        n => format!("there are {n} mistakes:"),
    };
    Message { line, list: errors.iter().map(|error| format!("{}:{error}", name(path))).collect() }
}
