//! Writing the report to the screen or to a file.

use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;

use sloscope_core::format::safe;

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

/// Colour for a terminal, unless NO_COLOR says otherwise (no-color.org).
pub fn in_color() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// A line on standard error. Whatever a file or its name holds, it cannot act on the terminal or make a line of its own.
pub fn say(line: &str) {
    eprintln!("sloscope: {}", safe(line));
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
        self.list.iter().for_each(|item| eprintln!("  {}", safe(item)));
    }
}
