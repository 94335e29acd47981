//! Writing the report to the screen or to a file.

use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;

use sloscope_core::format::{safe, without_users};

/// Writes the text; a reader that stops reading (`| head`) is no error.
pub fn write(text: &str, path: Option<&Path>) -> Result<(), String> {
    if let Some(path) = path {
        return std::fs::write(path, text).map_err(|error| format!("{}: cannot be written: {error}", path.display()));
    }
    let mut screen = std::io::stdout().lock();
    match screen.write_all(text.as_bytes()).and_then(|()| screen.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(format!("the report cannot be written: {error}")),
        _ => Ok(()),
    }
}

/// Is the file that is to be written none of those that are read? They would be lost. Devices are not.
pub fn spares<'a>(out: Option<&Path>, read: impl IntoIterator<Item = &'a Path>) -> Result<(), String> {
    let real = |path: &Path| path.canonicalize().ok();
    let Some(place) = out.and_then(real).filter(|place| place.is_file()) else { return Ok(()) };
    match read.into_iter().find(|path| real(path).is_some_and(|path| path == place)) {
        Some(path) => Err(format!("--out {}: this file is read, and would be lost: give another name", path.display())),
        None => Ok(()),
    }
}

/// Colour for a terminal, unless NO_COLOR says otherwise (no-color.org).
pub fn in_color() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// What may be in a log: without user names and passwords of addresses, and without what acts on a terminal.
pub fn shown(text: &str) -> String {
    safe(&without_users(text)).into_owned()
}

/// A line on standard error. Whatever a file or its name holds, it cannot act on the terminal or make a line of its own.
pub fn say(line: &str) {
    eprintln!("sloscope: {}", shown(line));
}

/// Why it ends: a line, and what the line announces.
pub struct Message {
    pub line: String,
    pub list: Vec<String>,
}

impl From<String> for Message {
    fn from(line: String) -> Self {
        Self { line, list: Vec::new() }
    }
}

impl Message {
    pub fn say(&self) {
        say(&self.line);
        self.list.iter().for_each(|item| eprintln!("  {}", shown(item)));
    }
}
