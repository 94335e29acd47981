//! Files and standard input, block by block, into the core's reader: no file is ever in memory as a whole.
//!
//! An input that cannot be read, breaks off or changes while it is read becomes a failure; the other inputs are still used.

use std::fs::{File, Metadata};
use std::io::{Error, ErrorKind, Read};
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;

use sloscope_core::format;
use sloscope_core::ingest::{Reader, Source};
use sloscope_core::packed::Kept;
use sloscope_core::report::words::{Medium, Trouble, unread, unread_line, unread_phrase};
use sloscope_core::report::{InputFailure, Note};

use crate::{output, progress};

mod parts;
mod whole_runs;

/// What is read at once: little enough to stay close to the processor.
const BLOCK: usize = 256 * 1024;
/// A plan, a HAR file or objectives of more bytes are none.
const LONGEST_TEXT: u64 = 256_000_000;

/// What became of the inputs.
#[derive(Default)]
pub struct Inputs {
    pub sources: Vec<Source>,
    pub failures: Vec<InputFailure>,
    /// What is noted of a run from the page, if it is the first input: see `packed::Kept`.
    pub run: Option<Vec<Note>>,
}

/// Reads all files. Prints each failure when it happens, with the path as the user gave it.
pub fn inputs(paths: &[PathBuf]) -> Result<Inputs, String> {
    if paths.iter().filter(|path| is_stdin(path)).count() > 1 {
        return Err("standard input (-) can be read only once".to_owned());
    }
    // All are opened first: a wrong name is reported before gigabytes are read.
    let (mut opened, mut all, mut total) = (Vec::new(), Inputs::default(), Some(0));
    for path in paths {
        match open(path) {
            Ok(input) => {
                total = total.and_then(|sum: u64| Some(sum + input.len?));
                opened.push((path, input));
            }
            Err(failure) => all.fail(path, failure),
        }
    }
    let bar = progress::bar(total);
    for (path, mut input) in opened {
        if let Some(kind) = whole_runs::kind(&mut input) {
            match whole_runs::read(input, kind, &bar) {
                Ok(kept) => all.take(kept),
                Err(failure) => bar.suspend(|| all.fail(path, failure)),
            }
            continue;
        }
        let (source, failure) = read(input, &bar);
        all.sources.extend(source);
        if let Some(failure) = failure {
            bar.suspend(|| all.fail(path, failure));
        }
    }
    bar.finish_and_clear();
    Ok(all)
}

impl Inputs {
    /// What can be asked, or written to a file.
    pub fn kept(self) -> Kept {
        Kept { sources: self.sources, failures: self.failures, run: self.run }
    }

    /// The inputs of a file that holds whole runs.
    fn take(&mut self, kept: Kept) {
        if self.sources.is_empty() {
            self.run = kept.run;
        }
        self.sources.extend(kept.sources);
        self.failures.extend(kept.failures);
    }

    fn fail(&mut self, path: &Path, failure: InputFailure) {
        let name = if is_stdin(path) { failure.name.clone() } else { path.display().to_string() };
        output::say(&unread_line(&InputFailure { name, ..failure.clone() }));
        self.failures.push(failure);
    }
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Something to read, opened.
struct Input {
    name: String,
    medium: Medium,
    bytes: Box<dyn Read>,
    /// A pipe or a device has none.
    len: Option<u64>,
    /// A file that other threads can open as well, and what it was when it was opened.
    path: Option<(PathBuf, Metadata)>,
}

fn open(path: &Path) -> Result<Input, InputFailure> {
    if is_stdin(path) {
        let bytes = Box::new(std::io::stdin().lock());
        return Ok(Input { name: "standard input".to_owned(), medium: Medium::Pipe, bytes, len: None, path: None });
    }
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let fail = |error: Error| unread(&name, Medium::Path, trouble(&error, 0, &reason(&error)));
    let file = File::open(path).map_err(fail)?;
    let facts = file.metadata().map_err(fail)?;
    if facts.is_dir() {
        return Err(unread(&name, Medium::Path, Trouble::Folder));
    }
    let (len, medium) = match facts.is_file() {
        true => (Some(facts.len()), Medium::Path),
        false => (None, Medium::Device),
    };
    Ok(Input { name, medium, bytes: Box::new(file), len, path: len.map(|_| (path.to_owned(), facts)) })
}

/// Why reading ended after so many bytes.
fn trouble<'a>(error: &Error, after: u64, reason: &'a str) -> Trouble<'a> {
    match error.kind() {
        _ if after > 0 => Trouble::BrokeOff(after, reason),
        ErrorKind::NotFound => Trouble::Missing,
        ErrorKind::PermissionDenied => Trouble::NoPermission,
        ErrorKind::IsADirectory => Trouble::Folder,
        _ => Trouble::BrokeOff(0, reason),
    }
}

/// The system's words, without its number: "Input/output error".
fn reason(error: &Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_owned()
}

/// Reads one input. If it breaks off, what came before is kept and the failure says so.
fn read(input: Input, bar: &ProgressBar) -> (Option<Source>, Option<InputFailure>) {
    let (name, medium, path) = (input.name.clone(), input.medium, input.path.clone());
    let failure = |trouble| unread(&name, medium, trouble);
    let (source, broken) = match parts::read(&input, bar) {
        Ok(Some(source)) => (source, None),
        // One reader keeps what comes before an error.
        Ok(None) | Err(_) => whole(input, bar),
    };
    let bytes = source.info.bytes;
    if let Some(broken) = broken {
        let failure = match &broken {
            Broken::Off(error) => failure(trouble(error, bytes, &reason(error))),
            Broken::NoData => failure(Trouble::NoData(bytes)),
        };
        let mut source = source;
        source.diagnostics.cut = Some(unread_phrase(&failure));
        return ((bytes > 0).then_some(source), Some(failure));
    }
    let nothing = bytes == 0 && medium != Medium::Path;
    let changed = path.is_some_and(|(path, before)| has_changed(&path, &before));
    let trouble = if changed { Some(Trouble::Changed) } else { nothing.then_some(Trouble::Nothing) };
    (Some(source), trouble.map(failure))
}

/// Why an input was not read to its end.
enum Broken {
    Off(Error),
    /// It has no length, and k6 data came no more.
    NoData,
}

/// By one reader, to the input's end or until it is known that this is not k6 data.
fn whole(input: Input, bar: &ProgressBar) -> (Source, Option<Broken>) {
    let (mut reader, mut bytes) = (Reader::new(&input.name), input.bytes);
    let (mut done, mut idle) = (false, false);
    let end = blocks(&mut bytes, |block| {
        reader.feed(block);
        bar.inc(block.len() as u64);
        done = reader.is_done();
        idle = !done && input.len.is_none() && reader.is_idle();
        !done && !idle
    });
    let mut source = reader.finish();
    if let Some(len) = input.len.filter(|_| done) {
        source.info.bytes = len;
    }
    (source, end.err().map(Broken::Off).or(idle.then_some(Broken::NoData)))
}

/// The text of a file that is read as a whole, or of standard input; the error goes on after its name.
pub fn text(path: &Path) -> Result<String, String> {
    let cannot = |error: Error| format!("cannot be read: {}", reason(&error));
    let from: Box<dyn Read> = match is_stdin(path) {
        true => Box::new(std::io::stdin().lock()),
        false => Box::new(File::open(path).map_err(cannot)?),
    };
    let mut bytes = Vec::new();
    from.take(LONGEST_TEXT + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > LONGEST_TEXT {
        return Err(format!("cannot be read: this is more than {}", format::bytes(LONGEST_TEXT)));
    }
    String::from_utf8(bytes).map_err(|_| "cannot be read: this is not text (UTF-8)".to_owned())
}

/// Is there another file under this name, or other content in it, than when it was opened?
fn has_changed(path: &Path, before: &Metadata) -> bool {
    let same = |now: Metadata| now.len() == before.len() && now.modified().ok() == before.modified().ok();
    !std::fs::metadata(path).is_ok_and(same)
}

/// Hands out a file block by block, to its end or until `take` says that it is enough.
pub fn blocks(from: &mut dyn Read, mut take: impl FnMut(&[u8]) -> bool) -> std::io::Result<()> {
    let mut block = vec![0; BLOCK];
    loop {
        match from.read(&mut block) {
            Ok(0) => return Ok(()),
            Ok(len) if take(&block[..len]) => {}
            Ok(_) => return Ok(()),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk that fails behind so many bytes of a good file.
    struct Failing(std::io::Cursor<Vec<u8>>);

    impl Read for Failing {
        fn read(&mut self, room: &mut [u8]) -> std::io::Result<usize> {
            match self.0.read(room)? {
                0 => Err(Error::other("Input/output error (os error 5)")),
                len => Ok(len),
            }
        }
    }

    #[test]
    fn what_came_before_an_error_is_kept_and_the_failure_says_so() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/v2.2/default_only/results.json");
        let mut content = std::fs::read(path).expect("the fixture");
        let half = content.len() / 2;
        let read_of = |content: Vec<u8>| {
            let bytes = Box::new(Failing(std::io::Cursor::new(content)));
            read(
                Input { name: "results.json".to_owned(), medium: Medium::Pipe, bytes, len: None, path: None },
                &ProgressBar::hidden(),
            )
        };
        content.truncate(half);
        let (source, failure) = read_of(content);
        let (source, failure) = (source.expect("what was read"), failure.expect("told"));
        assert_eq!(source.info.bytes, half as u64);
        assert!(failure.what.starts_with("Reading broke off after") && failure.what.ends_with("(Input/output error)."));
        let cut = source.diagnostics.cut.expect("it is cut");
        assert!(cut.starts_with("reading broke off") && cut.ends_with("error)"), "{cut}");
        let (source, failure) = read_of(Vec::new());
        assert!(source.is_none());
        assert_eq!(failure.expect("told").what, "Standard input cannot be read (Input/output error).");
    }
}
