//! sloscope on the command line: the same core as the page, for CI and for machines without a screen.
//! The exit codes are in docs/cli.md, and made by `exit_code`.

mod app;
mod arguments;
mod baseline;
mod charts;
mod compare;
mod convert;
mod forms;
mod mcp;
mod merge;
mod objectives;
mod output;
mod plan;
mod progress;
mod reading;
mod saving;
mod sharing;
mod site;

use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::process::ExitCode;

use arguments::{Arguments, Asked};
use objectives::Objectives;
use output::Message;

use sloscope_core::report::{Query, Report, RunRef, words};
use sloscope_core::run::{Session, session_of_kept};
use sloscope_core::sharing::{Replacements, shared_query, tags_of};
use sloscope_core::slo::Verdict;

/// Usage, or nothing that could be read.
const EXIT_UNUSABLE: u8 = 2;
/// No objective is broken, and not all is known that a PASS needs.
const EXIT_NOT_KNOWN: u8 = 3;

fn main() -> ExitCode {
    let done = match arguments::read() {
        Ok(Asked::Report(arguments)) => run(&arguments),
        Ok(Asked::Compare(arguments)) => compare::run(&arguments),
        Ok(Asked::Baseline(arguments)) => baseline::run(&arguments).map(|()| ExitCode::SUCCESS),
        Ok(Asked::Convert(arguments)) => convert::run(&arguments).map(|()| ExitCode::SUCCESS),
        Ok(Asked::Mcp(arguments)) => mcp::run(&arguments).map(|()| ExitCode::SUCCESS),
        Ok(Asked::Merge(arguments)) => merge::run(&arguments).map(|()| ExitCode::SUCCESS),
        Ok(Asked::Plan(arguments)) => plan::run(&arguments).map(|()| ExitCode::SUCCESS),
        Ok(Asked::Site(arguments)) => site::run(&arguments),
        Ok(Asked::Schema(name)) => forms::schema(name.as_deref()).map(|()| ExitCode::SUCCESS),
        Err(stop) => return stop,
    };
    match done {
        Ok(code) => code,
        Err(message) => {
            message.say();
            ExitCode::from(EXIT_UNUSABLE)
        }
    }
}

fn run(arguments: &Arguments) -> Result<ExitCode, Message> {
    forms::check(arguments)?;
    output::spares(
        arguments.out.as_deref(),
        arguments.files.iter().chain(&arguments.objectives).map(PathBuf::as_path),
    )?;
    let asked = arguments.objectives.as_deref().map(objectives::read).transpose()?;
    let inputs = reading::inputs(&arguments.files)?;
    let reported = inputs.failures.len();
    let inputs = inputs.kept();
    let mut query = Query {
        run: 0,
        tags: arguments.tags.clone(),
        without: arguments.without.clone(),
        window: arguments.window,
        group_by: arguments.group_by.clone(),
        templates: arguments.templates.clone(),
        objectives: None,
        ..Query::default()
    };
    let is_suggested = matches!(asked, Some(Objectives::Suggested));
    if let Some(Objectives::These(objectives)) = asked {
        query.objectives = Some(objectives);
    }
    for out in arguments.out.iter().chain(&arguments.charts) {
        sharing::say(&[&inputs], &arguments.sharing, out);
    }
    let mut replacements = Replacements::of(&arguments.sharing, [&inputs], &tags_of(&query));
    query = shared_query(&query, &mut replacements);
    let inputs = inputs.replaced(&mut replacements);
    // It shares its samples with the session.
    let kept = forms::holds_samples(arguments).then(|| inputs.clone());
    // Never dropped: the end of the program gives its memory back at once.
    let session = ManuallyDrop::new(session_of_kept(inputs));
    // Those that could be read and are no k6 data are known only now.
    session.unread().iter().skip(reported).for_each(|input| output::say(&words::unread_line(input)));
    query.run = chosen(&session, arguments.run)?;
    if is_suggested {
        // Those that fit the run are known from a report without any.
        query.objectives = Some(Vec::new());
        query.objectives =
            session.report(&query).map(|report| report.suggestions.into_iter().map(|o| o.objective).collect());
    }
    let Some(report) = session.report(&query).map(ManuallyDrop::new) else {
        return Err("none of the files holds results of a k6 run".to_owned().into());
    };
    let asked = report.breakdown.as_ref().filter(|_| !arguments.group_by.is_empty());
    if let Some(why) = asked.and_then(|found| found.absent.as_ref()) {
        return Err(format!("--group-by: {why}").into());
    }
    if let Some(folder) = &arguments.charts {
        charts::write(&session, &query, folder, (arguments.chart_form, arguments.sharing.keep_queries))?;
    }
    output::write(&forms::shown(&session, &report, kept, arguments)?, arguments.out.as_deref())?;
    Ok(ExitCode::from(exit_code(&report, arguments)))
}

/// Only a whole input exits with 0, whatever is judged: what is missing may break an objective, or state one.
fn exit_code(report: &Report, arguments: &Arguments) -> u8 {
    let is_whole = report.unread.is_empty() && report.incomplete.is_empty();
    // Nobody asked for a judgement, unless objectives are stated of which none applies.
    let unasked = report.objectives.is_empty() && !arguments.require_objectives;
    match report.verdict {
        Verdict::Fail => 1,
        _ if !is_whole && !arguments.allow_incomplete => EXIT_NOT_KNOWN,
        Verdict::Pass => 0,
        Verdict::NotJudged if unasked => 0,
        _ => EXIT_NOT_KNOWN,
    }
}

/// The index of the run to report on: the only one, or the one that was asked for. Of several none is judged unasked.
fn chosen(session: &Session, asked: Option<usize>) -> Result<usize, Message> {
    let (runs, list) = (session.runs(), session.list());
    let with_list = |line: String| Message { line, list: list_of_runs(session) };
    let files: Vec<&String> = list.iter().flat_map(|run| &run.sources).collect();
    let these = if files.windows(2).all(|pair| pair[0] == pair[1]) { "this file holds" } else { "these files are of" };
    match asked {
        None if runs > 1 => Err(with_list(format!(
            "{these} {runs} different runs; choose one with --run, or give the files of one run at a time:"
        ))),
        Some(number) if runs > 0 && !(1..=runs).contains(&number) => {
            Err(with_list(format!("--run {number}: {these} {runs} {}:", if runs == 1 { "run" } else { "runs" })))
        }
        _ => Ok(asked.unwrap_or(1) - 1),
    }
}

/// The runs, numbered, with their files.
fn list_of_runs(session: &Session) -> Vec<String> {
    let item = |(at, run): (usize, RunRef)| format!("{}. {}: {}", at + 1, run.label, run.sources.join(", "));
    session.list().into_iter().enumerate().map(item).collect()
}
