//! Markdown in the shape of the seed report: for a pull request.

use crate::report::Report;

pub fn markdown(report: &Report) -> String {
    report.headline.clone()
}
