//! Columns and line breaks for a terminal of 100 columns. All text of a report comes through here and is made safe, so
//! that a name in a file can neither move the cursor nor colour the screen.

use sloscope_model::format::safe;

/// The columns of the terminal that is assumed.
pub(super) const SCREEN: usize = 100;
/// Lines break here; a unit may follow, and 100 columns hold that.
const WIDTH: usize = 96;
/// The longest cell of a grid; a longer one ends with an ellipsis.
pub(super) const CELL: usize = 48;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

/// One line of safe text.
pub(super) fn line(text: &str) -> String {
    format!("{}\n", safe(text).trim_end())
}

/// Breaks at spaces; lines after the first are indented. A word that is too long stands alone. Ends with a line break.
pub(super) fn wrapped(text: &str, indent: usize) -> String {
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

/// Rows of cells as lines, indented by two, with two spaces between columns as wide as their widest cell.
pub(super) fn grid(rows: &[Vec<String>], aligns: &[Align]) -> Vec<String> {
    let cell = |text: &String| {
        let text = safe(text);
        match text.chars().count() {
            n if n > CELL => text.chars().take(CELL - 1).chain(['…']).collect(),
            _ => text.into_owned(),
        }
    };
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    let width = |i: usize| rows.iter().filter_map(|row| row.get(i)).map(|c| c.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..aligns.len()).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(aligns).zip(&widths).map(|((cell, align), width)| match align {
            Align::Left => format!("{cell:<width$}"),
            Align::Right => format!("{cell:>width$}"),
        });
        format!("  {}", cells.collect::<Vec<_>>().join("  ")).trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}
