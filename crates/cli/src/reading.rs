//! Files and standard input, block by block, into the core's reader: no file is ever in memory as a whole.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;
use sloscope_core::format::safe;
use sloscope_core::ingest::{Reader, Source};

use crate::{output, progress};

mod parts;

/// What is read at once: little enough to stay close to the processor.
const BLOCK: usize = 256 * 1024;

/// Reads all files. A file that cannot be opened is an error; one whose content is not k6 data is not.
pub fn sources(paths: &[PathBuf]) -> Result<Vec<Source>, String> {
    if paths.iter().filter(|path| is_stdin(path)).count() > 1 {
        return Err("standard input (-) can be read only once".to_owned());
    }
    // All are opened first: a wrong name is told before gigabytes are read.
    let mut inputs = Vec::new();
    let mut total = Some(0);
    for path in paths {
        let input = open(path)?;
        total = total.and_then(|sum: u64| Some(sum + input.len?));
        inputs.push(input);
    }
    let bar = progress::bar(total);
    let read = inputs.into_iter().map(|input| source(input, &bar)).collect();
    bar.finish_and_clear();
    read
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Something to read, opened.
struct Input {
    name: String,
    bytes: Box<dyn Read>,
    /// A pipe has none.
    len: Option<u64>,
    /// A file that other threads can open as well.
    path: Option<PathBuf>,
}

fn open(path: &Path) -> Result<Input, String> {
    if is_stdin(path) {
        let bytes = Box::new(std::io::stdin().lock());
        return Ok(Input { name: "standard input".to_owned(), bytes, len: None, path: None });
    }
    let fail = |error: std::io::Error| format!("{}: {error}", output::name(path));
    let file = File::open(path).map_err(fail)?;
    let facts = file.metadata().map_err(fail)?;
    if facts.is_dir() {
        return Err(format!("{}: this is a folder; name the files in it", output::name(path)));
    }
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    // A named pipe has no length.
    let len = facts.is_file().then_some(facts.len());
    Ok(Input { name, bytes: Box::new(file), len, path: len.map(|_| path.to_owned()) })
}

fn source(input: Input, bar: &ProgressBar) -> Result<Source, String> {
    let name = input.name.clone();
    let stopped = |error: std::io::Error| format!("{}: reading stopped: {error}", safe(&name));
    if let Some(source) = parts::read(&input, bar).map_err(stopped)? {
        return Ok(source);
    }
    let (mut reader, mut bytes) = (Reader::new(&input.name), input.bytes);
    blocks(&mut bytes, |block| {
        reader.feed(block);
        bar.inc(block.len() as u64);
        true
    })
    .map_err(stopped)?;
    Ok(reader.finish())
}

/// Hands out a file block by block, to its end or until `take` says that it is enough.
fn blocks(from: &mut dyn Read, mut take: impl FnMut(&[u8]) -> bool) -> std::io::Result<()> {
    let mut block = vec![0; BLOCK];
    loop {
        match from.read(&mut block) {
            Ok(0) => return Ok(()),
            Ok(len) if take(&block[..len]) => {}
            Ok(_) => return Ok(()),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
