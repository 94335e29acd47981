//! Lines of JSON on their way from the splitter to what they build.

use super::k6_json::K6Json;
use super::lines::{Line, TakeLines};
use super::{Diagnostics, SkipReason};

/// Lines of JSON, and what is to be said of them.
pub(super) struct JsonLines<'a> {
    pub json: &'a mut K6Json,
    pub diagnostics: &'a mut Diagnostics,
}

impl TakeLines for JsonLines<'_> {
    fn ahead(&mut self, text: &[u8]) -> (usize, u64) {
        self.json.ahead(text, self.diagnostics)
    }

    fn line(&mut self, number: u64, line: Line<'_>) {
        take_line(self.json, number, line, self.diagnostics);
    }
}

fn take_line(json: &mut K6Json, number: u64, line: Line<'_>, diagnostics: &mut Diagnostics) {
    match line {
        Line::Text(text) => json.line(number, text, diagnostics),
        Line::TooLong(head) => {
            diagnostics.lines += 1;
            // Room that was allocated for more lines holds none.
            let is_room = head.iter().all(|byte| *byte == 0);
            diagnostics.skip(if is_room { SkipReason::NotJson } else { SkipReason::TooLong }, number, head);
        }
    }
}

/// The last line has no end of its own: if it cannot be read, it was cut, and its number is answered.
pub(super) fn last_line(json: &mut K6Json, number: u64, line: Line<'_>, diagnostics: &mut Diagnostics) -> Option<u64> {
    let Line::Text(text) = line else {
        take_line(json, number, line, diagnostics);
        return None;
    };
    let mut trial = Diagnostics::default();
    json.line(number, text, &mut trial);
    diagnostics.lines += trial.lines;
    diagnostics.used += trial.used;
    let mut cut = None;
    for skip in trial.skipped {
        let is_cut = text.starts_with(b"{") && matches!(skip.reason, SkipReason::BrokenJson | SkipReason::NotJson);
        diagnostics.skip(if is_cut { SkipReason::CutLine } else { skip.reason }, number, text);
        cut = cut.or(is_cut.then_some(number));
    }
    cut
}

/// A sentence for [`Diagnostics::cut`].
pub(super) fn cut_at(line: u64) -> String {
    format!("the last line ({line}) ends in the middle: the writer was stopped")
}
