//! How to read a comparison: what its drawings show and what its words mean.

use sloscope_model::format;

use crate::model::{Bootstrap, Comparison, Design};

/// Where no rule has a concern.
pub const COMPARABLE: &str = "Nothing speaks against it.";

/// What was looked at before nothing was found to speak against a comparison.
pub fn checked(comparison: &Comparison) -> &'static str {
    match comparison.design {
        Design::Blocks => "Both sides are of one run, in turn: what else changes meets both alike.",
        _ => {
            "Looked at: load models, planned and delivered load, generators, failures, endpoints, scenarios, order of the runs, files, versions of k6, warm-up, lengths, tags."
        }
    }
}

/// What the drawings of the rows show.
pub fn scale_note(comparison: &Comparison) -> String {
    let of = match comparison.design {
        Design::OneRun => "",
        Design::Blocks => " At the right each block: rings are the baseline, discs the candidate.",
        _ => " At the right each run: rings are the baseline, discs the candidate.",
    };
    format!(
        "Grey: differences that do not matter, by the limit of the row; without one 5 % (dark) and 1 ms (light), of shares 0.1 pp. Line: the 95 % interval. Dot: the difference. Arrow: it goes on beyond the scale.{of}"
    )
}

/// Where neither an objective nor a failure is new.
pub const NOTHING_NEW: &str =
    "No objective has another verdict, and nothing fails that did not fail before, as far as the files say.";

/// What the words of a comparison mean.
pub const MEANINGS: [(&str, &str); 6] = [
    ("WORSE, BETTER", "The whole interval is beyond the limit that matters, on the side that is worse or better."),
    ("SAME", "The whole interval is within the limit that matters. This is a finding, not the absence of one."),
    ("INCONCLUSIVE", "The interval allows more than one of these. More runs narrow it."),
    ("CANNOT COMPARE", "There is no number on both sides, or the sides were not measured alike."),
    ("95 % interval", "Of 100 such comparisons some 95 have an interval that holds the true difference."),
    (
        "In 60 of 100 pairs",
        "Of two requests drawn by chance, one from each side, that of the candidate is the slower one so often; 50 is alike.",
    ),
];

/// How the bootstrap was made: "Intervals by 1,000 drawn runs a side, in blocks of 0.5 to 1.2 s, seed 1."
pub fn bootstrap(of: Bootstrap) -> String {
    let (least, most) = (format::duration(of.block_ms.0), format::duration(of.block_ms.1));
    let length = if least == most { least } else { format!("{least} to {most}") };
    let whose = if of.stated { "as stated" } else { "as long as the data depend on each other" };
    let draws = format::count(of.draws as u64);
    format!("Intervals come from {draws} drawn runs a side, in blocks of {length}, {whose}; seed {}.", of.seed)
}
