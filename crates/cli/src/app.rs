//! Where the page comes from, in this program or in a folder; and a report's HTML file with the page in it.

use std::borrow::Cow;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches};
use flate2::Compression;
use flate2::write::GzEncoder;

use sloscope_core::export;
use sloscope_core::format;
use sloscope_core::packed::{Holds, Kept, pack};
use sloscope_core::report::Report;
use sloscope_view::app_file::{PARTS, RUN, app_file, fill};

use crate::output;

/// The page that this program was built with; empty if there was none.
const BUILT_IN: &[(&str, &[u8])] = &include!(concat!(env!("OUT_DIR"), "/app.rs"));

/// A larger file is slow to send and to open.
const LARGE: usize = 25_000_000;
/// A larger one is not written.
const LARGEST: usize = 100_000_000;

/// What is asked of such a file.
#[derive(Clone, Debug, Default)]
pub struct AppArguments {
    /// The folder of a built page.
    folder: Option<PathBuf>,
    /// What of the run is in it; absent if nobody says.
    embed: Option<Embed>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Embed {
    Holds(Holds),
    /// A file without a script.
    Nothing,
}

pub fn options() -> [Arg; 2] {
    [
        Arg::new("embed")
            .long("embed")
            .value_name("WHAT")
            .help("With --format html: what the page in the file can ask. samples: everything; report: what is in the report; nothing: a file without a page and without a script")
            .value_parser(["samples", "report", "nothing"]),
        folder_option("With --format html: the folder of a built page (dist), in place of the one that this program was built with"),
    ]
}

/// Where a built page is.
pub fn folder_option(help: &'static str) -> Arg {
    Arg::new("app").long("app").value_name("DIR").help(help).value_parser(clap::value_parser!(PathBuf))
}

pub fn arguments(matches: &ArgMatches) -> AppArguments {
    let embed = matches.get_one::<String>("embed").map(|what| match what.as_str() {
        "samples" => Embed::Holds(Holds::Samples),
        "report" => Embed::Holds(Holds::Report),
        _ => Embed::Nothing,
    });
    AppArguments { folder: matches.get_one::<PathBuf>("app").cloned(), embed }
}

impl AppArguments {
    /// Is something asked that only such a file has?
    pub fn is_asked(&self) -> bool {
        self.folder.is_some() || self.embed.is_some()
    }

    /// What of the run is to be in it; `None` for a file without a page.
    pub fn holds(&self) -> Option<Holds> {
        match self.embed {
            Some(Embed::Holds(holds)) => Some(holds),
            Some(Embed::Nothing) => None,
            None => (self.folder.is_some() || !BUILT_IN.is_empty()).then_some(Holds::Samples),
        }
    }

    /// The file. `kept`: what was read, if its samples are to be in it; else the report is.
    pub fn file(&self, report: &Report, kept: Option<Kept>, keep_queries: bool) -> Result<String, String> {
        let holds = if kept.is_some() { Holds::Samples } else { Holds::Report };
        let mut text = app_file(report, holds, keep_queries);
        for (part, bytes) in self.parts()? {
            text = filled(&text, part, &gzip(&bytes))?;
        }
        let run = match kept {
            Some(kept) => pack(kept.for_others(keep_queries)),
            None => export::json_text_with(report, keep_queries).into_bytes(),
        };
        let text = filled(&text, RUN, &run)?;
        if text.len() > LARGEST {
            let size = format::bytes(text.len() as u64);
            return Err(format!(
                "the file would have {size}: more than browsers open well. Give --embed report, or convert the run to a .slo file and send that"
            ));
        }
        if text.len() > LARGE {
            let size = format::bytes(text.len() as u64);
            output::say(&format!("the file has {size}: it is slow to send and to open. --embed report makes it small"));
        }
        Ok(text)
    }

    fn parts(&self) -> Result<Vec<(&'static str, Vec<u8>)>, String> {
        let page = Page::of(self.folder.as_deref())?;
        PARTS.into_iter().map(|(part, begin, end)| Ok((part, page.part(begin, end)?))).collect()
    }
}

/// A built page: its files, by their paths with `/` between folders.
pub struct Page {
    /// The folder that it is read from; absent of the one in this program.
    folder: Option<PathBuf>,
    /// Sorted.
    pub names: Vec<String>,
}

impl Page {
    /// The page in this folder, else the one that this program was built with.
    pub fn of(folder: Option<&Path>) -> Result<Self, String> {
        let mut names = Vec::new();
        match folder {
            Some(folder) => {
                collect(folder, "", &mut names).map_err(|error| format!("--app {}: {error}", folder.display()))?
            }
            None if BUILT_IN.is_empty() => {
                return Err("this program was built without a page: give --app DIR, the folder of a built page (dist)"
                    .to_owned());
            }
            None => names.extend(BUILT_IN.iter().map(|(name, _)| (*name).to_owned())),
        }
        names.sort();
        let page = Self { folder: folder.map(Path::to_owned), names };
        // Before anything is written.
        PARTS.into_iter().try_for_each(|(_, begin, end)| page.find(begin, end).map(drop))?;
        Ok(page)
    }

    fn find(&self, begin: &str, end: &str) -> Result<&str, String> {
        let found = self.names.iter().find(|name| is_part(name, begin, end));
        found.map(String::as_str).ok_or_else(|| match &self.folder {
            Some(folder) => format!("--app {}: this is no built page: it has no {begin}*{end}", folder.display()),
            None => "the page in this program is not whole".to_owned(),
        })
    }

    fn part(&self, begin: &str, end: &str) -> Result<Vec<u8>, String> {
        self.bytes(self.find(begin, end)?).map(Cow::into_owned)
    }

    /// What is in the file of this name.
    pub fn bytes(&self, name: &str) -> Result<Cow<'static, [u8]>, String> {
        match &self.folder {
            Some(folder) => {
                let path = folder.join(name);
                std::fs::read(&path).map(Cow::Owned).map_err(|error| format!("--app: {}: {error}", path.display()))
            }
            None => {
                let found = BUILT_IN.iter().find(|(known, _)| *known == name);
                found
                    .map(|(_, bytes)| Cow::Borrowed(*bytes))
                    .ok_or_else(|| "the page in this program is not whole".to_owned())
            }
        }
    }
}

fn collect(folder: &Path, within: &str, names: &mut Vec<String>) -> Result<(), std::io::Error> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{within}{}", entry.file_name().to_string_lossy());
        match entry.path().is_dir() {
            true => collect(&entry.path(), &format!("{name}/"), names)?,
            false => names.push(name),
        }
    }
    Ok(())
}

fn is_part(name: &str, begin: &str, end: &str) -> bool {
    // The end of the module's name is not that of the script's.
    name.starts_with(begin) && name.ends_with(end)
}

fn filled(text: &str, part: &str, bytes: &[u8]) -> Result<String, String> {
    fill(text, part, bytes).ok_or_else(|| format!("the file has no place for {part}"))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    // Nothing fails in memory.
    let _ = packed.write_all(bytes);
    packed.finish().unwrap_or_default()
}
