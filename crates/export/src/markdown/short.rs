//! The report for a comment on a pull request: what counts in 25 lines, all else folded, and never longer than a comment may
//! be. What does not fit is cut at the end of a line, and said.

use sloscope_analysis::report::{Report, words};
use sloscope_model::format;

use super::escape::{code, plain};
use super::{END, FOLDED, facts, folded, remarks, stored, summary};
use crate::written;

/// GitHub takes 65,536 characters.
const MOST: usize = 65_000;
/// A longer text is cut in its middle: a name of 10,000 characters is not read. The next one where that is not enough.
const LONGEST: [usize; 3] = [240, 60, 10];
/// Inputs that could not be read, in the lines that are always seen.
const MOST_UNREAD: usize = 3;

/// The report in short, in at most 65,000 characters.
pub fn markdown_short(report: &Report, keep_queries: bool) -> String {
    let report = written(report, keep_queries).into_owned();
    let mut texts = LONGEST.into_iter().map(|most| short(&report.clone().shortened(most)));
    texts.find(|text| count(text) <= MOST).unwrap_or_default()
}

fn short(report: &Report) -> String {
    let mut out = head(report);
    let mut left_out = Vec::new();
    for (title, section) in sections(report) {
        let whole = folded(&title, &section);
        // What is left, but for the lines that say what was left out.
        let room = (MOST - room_for_end()).saturating_sub(count(&out));
        if count(&whole) <= room {
            out.push_str(&whole);
            continue;
        }
        let (kept, lines) = fitting(&section, room.saturating_sub(count(&folded(&title, "")) + 60));
        if !kept.is_empty() {
            let more = format::counted(lines, "more line");
            out.push_str(&folded(&title, &format!("{kept}\n\n*{more} of this section: left out*")));
        }
        left_out.push(if kept.is_empty() { title } else { format!("{title} ({} lines)", format::count(lines)) });
    }
    if !left_out.is_empty() {
        out.push_str(&format!(
            "**Cut to {} characters.** Left out: {}. The whole report: `sloscope report --format markdown`\n\n",
            format::count(MOST as u64),
            left_out.join(", ")
        ));
    }
    out.push_str(END);
    out
}

/// What is seen before anything is opened.
fn head(report: &Report) -> String {
    let mut out = String::new();
    stored(&mut out, report);
    unread(&mut out, report);
    out.push_str(&facts(report, &words::test_type(report).to_string()));
    out.push_str("\n\n");
    summary::summary(&mut out, report);
    out
}

/// Above the verdict: it is without these inputs.
fn unread(out: &mut String, report: &Report) {
    if report.unread.is_empty() {
        return;
    }
    out.push_str(&format!("> **{}**\n", words::UNREAD));
    for input in report.unread.iter().take(MOST_UNREAD) {
        out.push_str(&format!("> - {}: {} {}\n", code(&input.name), plain(&input.what), plain(&input.advice)));
    }
    let more = report.unread.len().saturating_sub(MOST_UNREAD) as u64;
    if more > 0 {
        out.push_str(&format!("> - and {}\n", format::counted(more, "more input")));
    }
    out.push('\n');
}

/// Title and text of what is folded, as far as there is any.
fn sections(report: &Report) -> Vec<(String, String)> {
    let mut noted = String::new();
    remarks(&mut noted, &report.remarks);
    let texts = FOLDED.into_iter().map(|(title, write)| {
        let mut text = String::new();
        write(&mut text, report);
        (title, text)
    });
    let all = std::iter::once(("🔧 Remarks", noted)).chain(texts);
    all.map(|(title, text)| (title.to_owned(), text.trim().to_owned())).filter(|(_, text)| !text.is_empty()).collect()
}

/// The lines that fit into so many characters, and the number of those that do not.
fn fitting(section: &str, room: usize) -> (String, u64) {
    let (mut kept, mut used, mut left) = (Vec::new(), 0, 0);
    for line in section.lines() {
        used += count(line) + 1;
        if used <= room {
            kept.push(line);
        } else {
            left += 1;
        }
    }
    (kept.join("\n").trim().to_owned(), left)
}

fn count(text: &str) -> usize {
    text.chars().count()
}

/// Characters for the last lines.
fn room_for_end() -> usize {
    count(END) + 200 + FOLDED.iter().map(|(title, _)| count(title) + 20).sum::<usize>()
}
