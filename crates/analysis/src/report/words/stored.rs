//! What is said of a report that was stored before: where it is from, and what cannot be asked of it.

use sloscope_model::format;

use crate::report::Report;

/// What stands above the lines.
pub const STORED: &str = "This is a stored report: its samples are not here";

/// Why there is no breakdown by another tag.
pub(crate) const STORED_BREAKDOWN: &str =
    "a stored report holds no samples: it can be broken down only by the tags that were stored with it";

/// Why the report cannot be broken down by whatever tag.
pub fn no_breakdown(report: &Report) -> &'static str {
    match report.stored {
        Some(_) => {
            "This is a stored report, without samples: it cannot be broken down by another tag. Open the files that it was made from."
        }
        None => {
            "A summary holds no single requests, so there is nothing to break down. k6 run --out json=results.json.gz writes samples."
        }
    }
}

/// Why nothing is judged of a part of the run that is asked for.
pub(crate) const STORED_NARROWED: &str = "A stored report holds no samples: it cannot be narrowed to a window or a tag. Open the files that it was made from.";

/// Why other objectives are not judged by values of a part.
pub(crate) const STORED_PART: &str =
    "The stored report covers a part of the run: it can show only the objectives that were judged then.";

/// Why nothing is drawn; `stored`: of a stored report.
pub fn no_samples(stored: bool) -> &'static str {
    match stored {
        true => {
            "This is a stored report, without samples: there is nothing to draw over time. Open the files that it was made from."
        }
        false => {
            "These files hold no samples, only totals: there is nothing to draw over time. k6 run --out json=results.json.gz writes samples."
        }
    }
}

/// Where the report is from and what it answers, a sentence each; empty of a report that was just made.
pub fn stored_report(report: &Report) -> Vec<String> {
    let Some(stored) = &report.stored else { return Vec::new() };
    let by = match &stored.made_by {
        Some(program) => format!("made by {program} from"),
        None => "made by a version that it does not name, from".to_owned(),
    };
    let files = match stored.from.as_slice() {
        [] => "no file".to_owned(),
        [one] => one.clone(),
        [one, other] => format!("{one} and {other}"),
        [one, rest @ ..] => format!("{one} and {}", format::counted(rest.len() as u64, "other file")),
    };
    let mut lines = vec![format!("{} ({}) was {by} {files}.", stored.file, stored.schema)];
    lines.push(match stored.judged_now {
        true => "The objectives are judged now, by the values that it holds; findings and notes are as they were stored.",
        false => "Values, verdicts, findings and notes are as they were stored.",
    }.to_owned());
    if stored.narrowed {
        lines.push(
            "The part of the run that was asked for is not shown: the numbers are those that were stored.".to_owned(),
        );
    }
    lines.push(
        "Windows, filters, other breakdowns and charts need samples: open the files that it was made from.".to_owned(),
    );
    lines
}
