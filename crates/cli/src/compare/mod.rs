//! `sloscope compare`: reads both sides, compares them by the same code as the page, exits by the verdict.

pub mod arguments;

use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::process::ExitCode;

use sloscope_core::compare::{Comparison, Limit, Question, Sides, Verdict, compare, overlay, sides};
use sloscope_core::export;
use sloscope_core::packed::Kept;
use sloscope_core::report::words;
use sloscope_core::run::session_of_kept;
use sloscope_core::sharing::{Replacements, shared_limits, shared_sides, tags_of_sides};
use sloscope_core::site::{FILE, stated};
use sloscope_view::comparison::{OVERLAY, html_file};

use self::arguments::{CompareArguments, Form};
use crate::output::{self, Message};
use crate::{EXIT_NOT_KNOWN, reading, sharing};

/// A limit is exceeded.
const EXIT_EXCEEDED: u8 = 1;

pub fn run(arguments: &CompareArguments) -> Result<ExitCode, Message> {
    let CompareArguments { baseline, candidate, both, .. } = arguments;
    output::spares(arguments.out.as_deref(), [baseline, candidate, both].into_iter().flatten().map(PathBuf::as_path))?;
    let first: &[PathBuf] = if both.is_empty() { baseline } else { both };
    if first.is_empty() {
        return Err("give the files of both sides: --baseline FILE... --candidate FILE...".to_owned().into());
    }
    let is_shared = candidate.is_empty();
    if is_shared && !arguments.sides.splits() {
        return Err(
            "the candidate is missing: give --candidate FILE..., or say what the two sides of these files are: --by, --blocks, --aa, --candidate-window or --candidate-stage"
                .to_owned()
                .into(),
        );
    }
    if !is_shared && (arguments.sides.blocks.is_some() || arguments.sides.aa) {
        return Err("--blocks and --aa take the files of one side: leave --candidate out".to_owned().into());
    }
    // Never dropped: the end of the program gives the memory back at once.
    let first = read(first)?;
    let second = if is_shared { None } else { Some(read(candidate)?) };
    let limits = limits(arguments)?;
    let sharing = &arguments.sharing;
    let both: Vec<&Kept> = [&first].into_iter().chain(&second).collect();
    if let Some(out) = &arguments.out {
        sharing::say(&both, sharing, out);
    }
    let mut replacements = Replacements::of(sharing, both, &tags_of_sides(&arguments.sides, &limits));
    let mut session = |kept: Kept| ManuallyDrop::new(session_of_kept(kept.replaced(&mut replacements)));
    let (first, second) = (session(first), second.map(session));
    let sides = sides(&shared_sides(&arguments.sides, &mut replacements), &first, second.as_deref())?;
    let question = Question {
        limits: shared_limits(&limits, &mut replacements),
        single_run: arguments.single_run,
        anyway: arguments.anyway,
        aa: arguments.sides.aa,
        block_ms: arguments.block_ms,
        ..Question::default()
    };
    let comparison = compare(&sides, &question)?;
    output::write(&shown(&comparison, &sides, arguments), arguments.out.as_deref())?;
    Ok(ExitCode::from(exit_code(&comparison)))
}

/// Those of the command line; else those of a file beside the first file of the side that is judged.
fn limits(arguments: &CompareArguments) -> Result<Vec<Limit>, String> {
    let CompareArguments { candidate, both, baseline, .. } = arguments;
    let judged = [candidate, both, baseline].into_iter().flatten().next().filter(|path| path.as_os_str() != "-");
    let Some(path) = judged.and_then(|path| Some(path.parent()?.join(FILE))).filter(|path| path.is_file()) else {
        return Ok(arguments.limits.clone());
    };
    if !arguments.limits.is_empty() {
        return Ok(arguments.limits.clone());
    }
    let name = path.display();
    let stated = stated(&reading::text(&path).map_err(|why| format!("{name} {why}"))?);
    stated.map(|stated| stated.limits).map_err(|why| format!("{name}: {why}"))
}

/// The files of a side, if they hold results.
fn read(paths: &[PathBuf]) -> Result<Kept, Message> {
    let inputs = reading::inputs(paths)?;
    let known = inputs.failures.len();
    let kept = inputs.kept();
    let session = session_of_kept(kept.clone());
    session.unread().iter().skip(known).for_each(|input| output::say(&words::unread_line(input)));
    if session.runs() == 0 {
        return Err("none of the files of a side holds results of a k6 run".to_owned().into());
    }
    Ok(kept)
}

/// Only what is whole exits with 0: what is missing may be what differs.
fn exit_code(comparison: &Comparison) -> u8 {
    let is_whole = comparison.comparability.iter().all(|concern| concern.rule != "incomplete");
    if let Some(aa) = &comparison.aa {
        return if aa.can_tell && is_whole { 0 } else { EXIT_NOT_KNOWN };
    }
    match comparison.verdict {
        Verdict::Worse | Verdict::Changed => EXIT_EXCEEDED,
        _ if comparison.kept && is_whole => 0,
        _ => EXIT_NOT_KNOWN,
    }
}

fn shown(comparison: &Comparison, sides: &Sides, arguments: &CompareArguments) -> String {
    let keep = arguments.sharing.keep_queries;
    match arguments.form {
        Form::Text => export::comparison_text(comparison, arguments.out.is_none() && output::in_color(), keep),
        Form::Markdown => export::comparison_markdown(comparison, keep),
        Form::Junit => export::comparison_junit(comparison, keep),
        Form::Json => export::comparison_json(comparison, keep),
        Form::Html => html_file(comparison, overlay(sides, comparison, &OVERLAY), keep),
    }
}
