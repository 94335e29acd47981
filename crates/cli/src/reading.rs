//! Files and standard input, block by block, into the core's reader: no file is ever in memory as a whole.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;
use sloscope_core::ingest::{Reader, Source};

use crate::progress;

const BLOCK: usize = 1 << 20;

/// Reads all files. A file that cannot be opened is an error; one whose content is not k6 data is not.
pub fn sources(paths: &[PathBuf]) -> Result<Vec<Source>, String> {
    if paths.iter().filter(|path| is_stdin(path)).count() > 1 {
        return Err("standard input (-) can be read only once".to_owned());
    }
    // All are opened first: a wrong name is told before gigabytes are read.
    let mut inputs = Vec::new();
    let mut total = Some(0);
    for path in paths {
        let (name, input, len) = open(path)?;
        total = total.and_then(|sum: u64| Some(sum + len?));
        inputs.push((name, input));
    }
    let bar = progress::bar(total);
    let read = inputs.into_iter().map(|(name, input)| source(&name, input, &bar)).collect();
    bar.finish_and_clear();
    read
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

type Input = (String, Box<dyn Read>, Option<u64>);

fn open(path: &Path) -> Result<Input, String> {
    if is_stdin(path) {
        return Ok(("standard input".to_owned(), Box::new(std::io::stdin().lock()), None));
    }
    let fail = |error: std::io::Error| format!("{}: {error}", path.display());
    let file = File::open(path).map_err(fail)?;
    let facts = file.metadata().map_err(fail)?;
    if facts.is_dir() {
        return Err(format!("{}: this is a folder; name the files in it", path.display()));
    }
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    // A named pipe has no length.
    Ok((name, Box::new(file), facts.is_file().then_some(facts.len())))
}

fn source(name: &str, mut input: Box<dyn Read>, bar: &ProgressBar) -> Result<Source, String> {
    let mut reader = Reader::new(name);
    let mut block = vec![0; BLOCK];
    loop {
        match input.read(&mut block) {
            Ok(0) => return Ok(reader.finish()),
            Ok(len) => {
                reader.feed(&block[..len]);
                bar.inc(len as u64);
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(format!("{name}: reading stopped: {error}")),
        }
    }
}
