//! `sloscope site`: a folder of runs becomes a static site. What is on the site already is known by what is in its files, and
//! not read again; where only what it is judged by has changed it is judged again, from the site's own samples.

pub mod arguments;
mod folder;
mod out;
mod read;

use std::path::Path;
use std::process::ExitCode;

use sloscope_core::format;
use sloscope_core::site::{FILE, Index, Run, Stated, Unread, new_id, stated};

use self::arguments::SiteArguments;
use self::folder::Input;
use self::out::Out;
use self::read::Reading;
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
    let mut fail = |why: Unread| {
        output::say(&format!("{}: {}", why.name, why.why));
        unread.push(why);
    };
    for input in known {
        let Some(run) = place(&old, &input).map(|at| old.swap_remove(at)) else { continue };
        match known_run(&reading, run, Some(&input), &mut tally) {
            Ok(run) => runs.push(run),
            Err(why) => fail(why),
        }
    }
    // A run whose file is another now keeps its name.
    for input in new {
        let same = old.iter().position(|run| run.name == input.name);
        let id = same.map(|at| old.swap_remove(at).id);
        let taken = |id: &str| runs.iter().chain(&old).any(|run: &Run| run.id == id);
        let id = id.unwrap_or_else(|| new_id(&input.name, &taken));
        match reading.read(id, &input) {
            Ok(run) => {
                tally.read += 1;
                runs.push(run);
            }
            Err(why) => fail(why),
        }
    }
    for run in old.into_iter().filter(|_| arguments.keep) {
        match known_run(&reading, run, None, &mut tally) {
            Ok(run) => runs.push(run),
            Err(why) => fail(why),
        }
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
fn known_run(reading: &Reading, run: Run, input: Option<&Input>, tally: &mut Tally) -> Result<Run, Unread> {
    if reading.is_current(&run, input) {
        tally.known += 1;
        return Ok(run);
    }
    let again = reading.judge_again(&run, input);
    match (again, input) {
        (Ok(run), _) => {
            tally.again += 1;
            Ok(run)
        }
        (Err(_), Some(input)) => {
            tally.read += 1;
            reading.read(run.id, input)
        }
        (Err(why), None) => Err(why),
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
