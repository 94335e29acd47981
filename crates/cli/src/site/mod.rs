//! `sloscope site`: a folder of runs becomes a static site. What is on the site already is known by what is in its files, and
//! not read again; where only what it is judged by has changed it is judged again, from the site's own samples.

pub mod arguments;
mod folder;
mod out;
mod read;

use std::collections::HashSet;
use std::path::Path;
use std::process::ExitCode;

use sloscope_core::format;
use sloscope_core::site::{FILE, Index, Run, Stated, new_id, stated};

use self::arguments::SiteArguments;
use self::folder::Input;
use self::out::Out;
use self::read::{Failed, Reading};
use crate::app::Page;
use crate::output::{self, Message};
use crate::{EXIT_NOT_KNOWN, reading};

/// What opens the page.
const PAGE: &str = "index.html";

/// What became of the runs.
#[derive(Default)]
struct Tally {
    read: usize,
    again: usize,
    known: usize,
}

pub fn run(arguments: &SiteArguments) -> Result<ExitCode, Message> {
    let SiteArguments { results, keep_queries, .. } = arguments;
    let stated = stated_in(results)?;
    let page = Page::of(arguments.app.as_deref())?;
    if !page.names.iter().any(|name| name == PAGE) {
        return Err(format!("--app: this is no built page: it has no {PAGE}").into());
    }
    let real = |path: &Path| path.canonicalize().ok();
    if real(results).is_some() && real(results) == real(&arguments.out) {
        return Err("--out is the folder of runs: give another, or its files would be read as runs".to_owned().into());
    }
    let (inputs, mut unread) = folder::inputs(results, &arguments.out, *keep_queries)?;
    unread.iter().for_each(|of| output::say(&format!("{}: {}", of.name, of.why)));
    let out = Out::new(&arguments.out);
    let before = out.index()?.unwrap_or_default();
    let kept = before.runs.iter().filter(|_| arguments.keep).map(|run| &run.name);
    let names: Vec<&String> = inputs.iter().map(|input| &input.own_name).chain(kept).collect();
    for name in stated.runs.keys().filter(|name| !names.contains(name)) {
        output::say(&format!("{FILE}: \"runs\" names {name:?}, and there is no such file or folder"));
    }
    out.prepare()?;
    let reading = Reading { stated: &stated, out: &out, keep_queries: *keep_queries };
    let (mut runs, mut tally) = (Vec::new(), Tally::default());
    let mut old = before.runs.clone();
    // Names that are known keep their runs, whatever else is new.
    let (known, new): (Vec<Input>, Vec<Input>) = inputs.into_iter().partition(|input| place(&old, input).is_some());
    let mut add = |run: Result<Run, Failed>| match run {
        Ok(run) => {
            runs.push(run);
            Ok(())
        }
        Err(Failed::Unread(why)) => {
            output::say(&format!("{}: {}", why.name, why.why));
            unread.push(why);
            Ok(())
        }
        Err(Failed::Unwritten(why)) => Err(why),
    };
    for input in known {
        let Some(run) = place(&old, &input).map(|at| old.swap_remove(at)) else { continue };
        add(known_run(&reading, run, Some(&input), &mut tally))?;
    }
    // A run whose file is another now keeps its name.
    let mut taken: HashSet<String> = before.runs.iter().map(|run| run.id.clone()).collect();
    for input in new {
        let same = old.iter().position(|run| run.name == input.name);
        let id = same.map(|at| old.swap_remove(at).id);
        let id = id.unwrap_or_else(|| new_id(&input.name, &|id| taken.contains(id)));
        taken.insert(id.clone());
        let run = reading.read(id, &input);
        tally.read += usize::from(run.is_ok());
        add(run)?;
    }
    for run in old.into_iter().filter(|_| arguments.keep) {
        add(known_run(&reading, run, None, &mut tally))?;
    }
    if runs.is_empty() {
        return Err(format!("{}: there is no run in this folder that could be read", results.display()).into());
    }
    let is_whole = unread.is_empty() && runs.iter().all(|run| run.judged.incomplete.is_empty());
    let index = Index::new(stated.title.clone(), runs, unread, page.names.clone());
    out.write(&index, &before, &stated, &page)?;
    output::say(&said(&arguments.out, &index, &tally));
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::from(EXIT_NOT_KNOWN) })
}

/// The run that an input was the last time.
fn place(old: &[Run], input: &Input) -> Option<usize> {
    old.iter().position(|run| run.name == input.name && run.is_of(&input.files))
}

/// A run of the site, as it is or judged again; read again only if its samples are gone or were written by other rules.
fn known_run(reading: &Reading, run: Run, input: Option<&Input>, tally: &mut Tally) -> Result<Run, Failed> {
    if reading.is_current(&run, input) {
        tally.known += 1;
        return Ok(run);
    }
    match (reading.judge_again(&run, input), input) {
        (Err(Failed::Unread(_)), Some(input)) => {
            let run = reading.read(run.id, input);
            tally.read += usize::from(run.is_ok());
            run
        }
        (again, _) => {
            tally.again += usize::from(again.is_ok());
            again
        }
    }
}

/// What `sloscope.json` in the folder states.
fn stated_in(folder: &Path) -> Result<Stated, String> {
    let path = folder.join(FILE);
    if !path.is_file() {
        return Ok(Stated::default());
    }
    let name = path.display();
    let text = reading::text(&path).map_err(|why| format!("{name} {why}"))?;
    stated(&text).map_err(|why| format!("{name}: {why}"))
}

/// `public: 10 runs: 1 read, 9 known`.
fn said(out: &Path, index: &Index, tally: &Tally) -> String {
    let mut line = format!(
        "{}: {}: {} read, {} known",
        out.display(),
        format::counted(index.runs.len() as u64, "run"),
        tally.read,
        tally.known
    );
    if tally.again > 0 {
        line.push_str(&format!(", {} judged again", tally.again));
    }
    if !index.unread.is_empty() {
        line.push_str(&format!(", {} could not be read", index.unread.len()));
    }
    line
}
