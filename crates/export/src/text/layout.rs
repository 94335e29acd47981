//! Columns and line breaks for a terminal of 100 columns. All text of a report comes through here and is made safe, so
//! that a name in a file can neither move the cursor nor colour the screen.

use std::borrow::Cow;

use sloscope_model::format::safe;

/// The columns of the terminal that is assumed.
pub(crate) const SCREEN: usize = 100;
/// Lines break here; a unit may follow, and 100 columns hold that.
const WIDTH: usize = 96;
/// The longest cell of a grid; a longer one ends with an ellipsis.
pub(crate) const CELL: usize = 48;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// One line of safe text.
pub(crate) fn line(text: &str) -> String {
    format!("{}\n", safe(text).trim_end())
}

/// Breaks at spaces; lines after the first are indented. A word that is too long stands alone. Ends with a line break.
pub(crate) fn wrapped(text: &str, indent: usize) -> String {
    let text = safe(text);
    let mut out = String::with_capacity(text.len() + 16);
    let body = text.trim_start_matches(' ');
    let mut column = text.len() - body.len();
    out.push_str(&text[..column]);
    let mut fresh = true;
    // Spaces inside the text are kept, so that a label stays padded.
    for word in body.split_inclusive(' ') {
        let len = word.trim_end().chars().count();
        if !fresh && column + len > WIDTH && !is_unit(word) {
            let kept = out.trim_end_matches(' ').len();
            out.truncate(kept);
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            column = indent;
        }
        out.push_str(word);
        column += word.chars().count();
        fresh = false;
    }
    let kept = out.trim_end_matches(' ').len();
    out.truncate(kept);
    out.push('\n');
    out
}

/// A unit stays beside its number, even if the line gets a little longer.
fn is_unit(word: &str) -> bool {
    let word = word.trim_end_matches([' ', '.', ',', ';', ':', ')']);
    ["%", "pp", "s", "ms", "µs", "B", "kB", "MB", "GB", "RPS"].contains(&word)
}

/// Rows of cells as lines, indented by two, with two spaces between columns as wide as their widest cell. Lines are made one at
/// a time, each from its own row: there may be a hundred thousand.
pub(crate) fn grid(mut rows: Vec<Vec<String>>, aligns: &[Align]) -> impl Iterator<Item = String> {
    let mut widths = vec![0; aligns.len()];
    for row in &mut rows {
        for (cell, widest) in row.iter_mut().zip(&mut widths) {
            if let Cow::Owned(safe) = safe(cell) {
                *cell = safe;
            }
            let mut width = cell.chars().count();
            if width > CELL {
                *cell = cell.chars().take(CELL - 1).chain(['…']).collect();
                width = CELL;
            }
            *widest = width.max(*widest);
        }
    }
    rows.into_iter().map(move |row| {
        let mut line = String::new();
        for ((cell, align), width) in row.iter().zip(aligns).zip(&widths) {
            let space = " ".repeat(width - cell.chars().count());
            let (before, after) = match align {
                Align::Left => ("", space.as_str()),
                Align::Right => (space.as_str(), ""),
            };
            line.extend(["  ", before, cell, after]);
        }
        line.truncate(line.trim_end().len());
        line
    })
}
