//! What a file that is not k6's looks like, and what to do next, in words. Nothing here reads numbers: a file that is
//! named here is not used. Bytes are recognised in `binary`, HTML and XML in `markup`, JSON in `json`, other texts in `text`
//! and, where a tool has a form of its own, in `tools`.

mod binary;
mod json;
mod markup;
mod text;
mod tools;

pub(super) use self::binary::{HEAD, NEEDED, binary};
pub(super) use self::json::{broken_json, is_known_damage, json};
pub(super) use self::markup::markup;
pub(super) use self::text::text;
use sloscope_stored::{Fault, Refused, SCHEMA, baseline};

use super::{Format, Skip, SkipReason, Unreadable};

/// How to make files that can be read.
const HOW: &str = "To have a file that sloscope reads, run `k6 run --out json=results.json.gz \
                   --summary-export=summary.json script.js` and open what it writes.";
/// For other tools' results.
const OTHER_TOOL: &str = "sloscope reads k6's results only. A test with k6, `k6 run --out json=results.json.gz \
                          script.js`, writes some.";
/// For what was saved in place of results.
const WRONG_FILE: &str =
    "Open k6's results (--out json or csv), a summary, a dashboard export, or options (k6 inspect).";

/// For metrics on their way to a monitoring system.
const SENT: &str = "This is what is sent to a monitoring system, not a file of k6's. Have k6 write one beside it: `k6 run \
                    --out json=results.json.gz …` may be given together with other outputs.";

/// For what went through a spreadsheet.
const SPREADSHEET: &str = "Open the file that k6 wrote itself: what a spreadsheet saved has lost the times. \
                           `k6 run --out json=results.json.gz` writes a form that none opens by mistake.";

/// For stored reports that cannot be shown.
const REPORT_FILES: &str =
    "store the report again (sloscope report --format json), or open the files that it was made from.";

/// For compressed files that break off.
const NOT_WHOLE: &str =
    "The copy or the download is not whole, or k6 was killed before it wrote anything: fetch it again.";

fn of(looks_like: impl Into<String>, advice: impl Into<String>) -> Unreadable {
    Unreadable { looks_like: looks_like.into(), advice: advice.into() }
}

/// A file without content. `cut`: its compressed form ends too early.
pub(super) fn empty(length: usize, cut: bool) -> Unreadable {
    if cut {
        return of("a gzip file that ends before any data", NOT_WHOLE);
    }
    let looks_like = if length == 0 { "an empty file" } else { "a file with nothing but white space" };
    let advice = "k6 writes --out files while it runs and summaries when it ends: check that it ran, that the disk was \
                  not full, and that this is the right file.";
    of(looks_like, advice)
}

/// A gzip file that breaks off before anything of k6's came.
pub(super) fn damaged() -> Unreadable {
    of("a damaged gzip file, without k6 data before the damage", NOT_WHOLE)
}

/// A file of k6's samples, of which not one could be read.
pub(super) fn nothing_read(format: Format, why: &Skip) -> Unreadable {
    let kind = if format == Format::Csv { "k6's CSV" } else { "k6's samples" };
    let looks_like = format!("{kind}, but no line of it can be read: {}", why.reason.explain());
    let advice = match why.reason {
        SkipReason::RewrittenTime => SPREADSHEET,
        SkipReason::TimeOutOfRange => "Set the clock of the machine that runs k6, and run the test again.",
        _ => "Compare it with the file that k6 wrote: it was edited, converted or damaged.",
    };
    of(looks_like, advice)
}

/// A file of the dashboard's that has no numbers in it.
pub(super) fn empty_dashboard() -> Unreadable {
    let advice = "A run of less than two periods (10 s each, unless K6_WEB_DASHBOARD_PERIOD says otherwise) leaves no \
                  numbers in it, and neither does a damaged copy. Open the run's --out json file or its summary.";
    of("a file of k6's dashboard without numbers", advice)
}

/// A stored report that holds more than is read.
pub(super) fn large_report() -> Unreadable {
    of("a stored report of more than 300,000 values", format!("Nothing of it is used: {}", REPORT_FILES))
}

/// Figures of runs, and not one run.
pub(super) fn empty_baseline() -> Unreadable {
    of(
        "a baseline of sloscope without a run",
        "Save it again: `sloscope baseline save results.json.gz --out baseline.json`.",
    )
}

impl Unreadable {
    /// A stored report that cannot be shown.
    pub fn report(why: &Refused) -> Self {
        match why {
            Refused::Version(schema) => of(
                format!(
                    "a stored report of another version, {}; this sloscope reads {SCHEMA} and {}",
                    shown(schema),
                    baseline::SCHEMA
                ),
                "Open it with the version of sloscope that wrote it, or open the files that it was made from.",
            ),
            Refused::Damaged(Fault { at, what }) => of(
                format!("a stored report with a mistake: {} {what}", shown(at)),
                format!("It was edited or damaged: {REPORT_FILES}"),
            ),
        }
    }
}

/// Objectives with a mistake in them: where it is, and what.
pub(super) fn objectives(mistake: &str) -> Unreadable {
    of("an objectives file with a mistake", format!("Line and column {mistake}."))
}

/// Text from a file, for a sentence: short and without control characters.
fn shown(text: &str) -> String {
    let short: String = text.chars().take(40).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if short.len() < text.len() && text.chars().count() > 40 { format!("{short}…") } else { short }
}
