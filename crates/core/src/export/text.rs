//! Plain text for a terminal.

use crate::report::Report;

/// `color` adds ANSI escapes; verdicts are words in any case.
pub fn text(report: &Report, _color: bool) -> String {
    report.headline.clone()
}
