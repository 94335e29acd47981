//! sloscope on the command line: the same core as the page, for CI and for machines without a screen.
//! Exit code: 0 every objective kept, 1 one broken, 2 usage or nothing readable, 3 none broken but one not judged.

mod arguments;
mod charts;
mod objectives;
mod output;
mod plan;
mod progress;
mod reading;

use std::process::ExitCode;

use arguments::{Arguments, Asked, Form};
use sloscope_core::export;
use sloscope_core::format::safe;
use sloscope_core::report::{Query, Report};
use sloscope_core::run::Session;
use sloscope_core::slo::Verdict;

/// Usage, or nothing that could be read.
const EXIT_UNUSABLE: u8 = 2;

fn main() -> ExitCode {
    let done = match arguments::read() {
        Ok(Asked::Report(arguments)) => run(&arguments),
        Ok(Asked::Plan(arguments)) => plan::run(&arguments).map(|()| ExitCode::SUCCESS),
        Err(stop) => return stop,
    };
    match done {
        Ok(code) => code,
        Err(message) => {
            output::say(&message);
            ExitCode::from(EXIT_UNUSABLE)
        }
    }
}

/// The error is a message for people.
fn run(arguments: &Arguments) -> Result<ExitCode, String> {
    let objectives = arguments.objectives.as_deref().map(objectives::read).transpose()?;
    let sources = reading::sources(&arguments.files)?;
    let session = Session::new(sources);
    warn_of_unreadable(&session);
    if session.runs() > 1 {
        let list: Vec<String> = session
            .list()
            .iter()
            .map(|run| format!("  {}: {}", safe(&run.label), safe(&run.sources.join(", "))))
            .collect();
        return Err(format!(
            "these files are of {} different runs; give the files of one run at a time:\n{}",
            session.runs(),
            list.join("\n")
        ));
    }
    let query = Query {
        tags: arguments.tags.clone(),
        without: arguments.without.clone(),
        window: arguments.window,
        group_by: arguments.group_by.clone(),
        templates: arguments.templates.clone(),
        objectives,
        ..Query::default()
    };
    let Some(report) = session.report(&query) else {
        return Err("none of the files holds results of a k6 run".to_owned());
    };
    if let Some(why) = report.breakdown.as_ref().and_then(|found| found.absent.as_ref()) {
        return Err(format!("--group-by: {}", safe(why)));
    }
    if let Some(folder) = &arguments.charts {
        charts::write(&session, &query, folder)?;
    }
    output::write(&shown(&report, arguments), arguments.out.as_deref())?;
    Ok(ExitCode::from(match report.verdict {
        Verdict::Pass => 0,
        Verdict::Fail => 1,
        Verdict::NoData | Verdict::CannotJudge => 3,
    }))
}

fn shown(report: &Report, arguments: &Arguments) -> String {
    match arguments.form {
        Form::Text => export::text(report, arguments.out.is_none() && output::in_color()),
        Form::Markdown => export::markdown(report),
        Form::Json => export::json_text(report),
    }
}

/// Names each file that is not k6 data, with what it looks like; the rest is used.
fn warn_of_unreadable(session: &Session) {
    let unknown =
        |source: &&sloscope_core::report::SourceFacts| source.info.format == sloscope_core::ingest::Format::Unknown;
    for source in session.sources().iter().filter(unknown) {
        output::say(&format!("{}: {}", source.info.name, source.role));
    }
}
