//! The report in the form that was asked for.

use clap::{Arg, ArgAction};

use sloscope_core::chart::{ChartAsk, ChartKind};
use sloscope_core::export;
use sloscope_core::packed::{Holds, Kept};
use sloscope_core::report::Report;
use sloscope_core::run::Session;
use sloscope_view::file;

use crate::arguments::{Arguments, Form};
use crate::output::{self, Message};

/// What the tables of charts begin with: `chart-latency`.
const CHART: &str = "chart-";

/// Options of single forms.
pub fn arguments() -> [Arg; 4] {
    [
        Arg::new("short")
            .long("short")
            .help("With --format markdown: for a comment on a pull request, in at most 65,000 characters")
            .action(ArgAction::SetTrue),
        Arg::new("table")
            .long("table")
            .value_name("NAME")
            .help("With --format csv: which table (summary, if none is named); a name that is unknown lists them"),
        Arg::new("select")
            .long("select")
            .value_name("PART[,PART]")
            .help("With --format json: only these parts, as in objectives,findings,latency; one that is unknown lists them")
            .value_delimiter(',')
            .action(ArgAction::Append),
        Arg::new("max-bytes")
            .long("max-bytes")
            .value_name("N")
            .help("With --format json: at most so many bytes; what is left out is counted in the document")
            .value_parser(clap::value_parser!(u64).range(1..)),
    ]
}

/// Options that the form has no use for.
pub fn check(arguments: &Arguments) -> Result<(), String> {
    let is = |form| arguments.form == form;
    let wrong = [
        (arguments.table.is_some() && !is(Form::Csv), "--table names a table of --format csv"),
        (arguments.short && !is(Form::Short), "--short is of --format markdown"),
        (!arguments.select.is_empty() && !is(Form::Json), "--select is of --format json"),
        (arguments.app.is_asked() && !is(Form::Html), "--embed and --app are of --format html"),
        (arguments.max_bytes.is_some() && !is(Form::Json), "--max-bytes is of --format json"),
    ];
    wrong.into_iter().find(|(is_wrong, _)| *is_wrong).map_or(Ok(()), |(_, why)| Err(why.to_owned()))
}

/// Does the form hold all samples?
pub fn holds_samples(arguments: &Arguments) -> bool {
    arguments.form == Form::Html && arguments.app.holds() == Some(Holds::Samples)
}

/// `kept`: what was read, if its samples are to be written.
pub fn shown(session: &Session, report: &Report, kept: Option<Kept>, arguments: &Arguments) -> Result<String, String> {
    let keep = arguments.sharing.keep_queries;
    Ok(match arguments.form {
        Form::Text => export::text_with(report, arguments.out.is_none() && output::in_color(), keep),
        Form::Markdown => export::markdown_with(report, &report.remarks, keep),
        Form::Short => export::markdown_short(report, keep),
        Form::Json if arguments.select.is_empty() && arguments.max_bytes.is_none() => {
            export::json_text_with(report, keep)
        }
        Form::Json => {
            let part = export::json_part(report, &arguments.select, arguments.max_bytes, keep)?;
            part.cut.iter().for_each(|line| output::say(line));
            part.text
        }
        Form::Html => match arguments.app.holds() {
            Some(_) => arguments.app.file(report, kept, keep)?,
            None => file::html_file(report, session.charts(&report.query, &file::charts_of(report)), keep),
        },
        Form::Csv => table(session, report, arguments.table.as_deref().unwrap_or("summary"), keep)?,
        Form::Junit => export::junit(report, keep),
        Form::Prometheus => export::prometheus(report, keep),
    })
}

/// The schema of a document by its name; without one, the names.
pub fn schema(name: Option<&str>) -> Result<(), Message> {
    let text = match export::SCHEMAS.iter().find(|(known, _)| Some(*known) == name) {
        Some((_, schema)) => format!("{:#}\n", schema()),
        None => export::SCHEMAS.iter().map(|(name, _)| format!("{name}\n")).collect(),
    };
    Ok(output::write(&text, None)?)
}

/// A table of the report, or the numbers behind a chart.
fn table(session: &Session, report: &Report, name: &str, keep_queries: bool) -> Result<String, String> {
    if let Some(csv) = export::csv(report, name, keep_queries) {
        return Ok(csv);
    }
    let kind = name.strip_prefix(CHART).and_then(|name| ChartKind::ALL.into_iter().find(|kind| kind.name() == name));
    if let Some(kind) = kind {
        // Wide enough for the numbers of each point in time that a chart has.
        let chart = session.charts(&report.query, &[ChartAsk::new(kind, 960, 260)]).into_iter().next();
        let chart = chart.ok_or_else(|| format!("--table {name}: the run has no such chart"))?;
        return match &chart.absent {
            Some(why) => Err(format!("--table {name}: {why}")),
            None => Ok(export::chart_csv(&chart, keep_queries)),
        };
    }
    if name == "breakdown" {
        return Err("--table breakdown: say by which tag, as in --group-by name".to_owned());
    }
    let charts = ChartKind::ALL.into_iter().map(|kind| format!("{CHART}{}", kind.name()));
    let all: Vec<String> = export::csv_tables().into_iter().map(str::to_owned).chain(charts).collect();
    Err(format!("--table {name}: there is no such table; there are {}", all.join(", ")))
}
