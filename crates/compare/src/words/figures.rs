//! What is said where runs are here by their figures alone, without samples.

use crate::limit::Limit;

/// What needs samples that a side does not have.
pub fn of_figures(side: &str) -> String {
    format!(
        "Of {side} there are figures of runs, and no samples: intervals of single runs, percentile curves and lines over time need those."
    )
}

/// What a limit is on is not among the figures of a run.
pub(crate) fn not_saved(limit: &Limit, run: &str) -> String {
    let Limit { text, stat, series, .. } = limit;
    format!(
        "{text}: {run} was saved without {stat} of {series}. If its files have it, save the baseline again with --limit '{text}'"
    )
}

/// Why one run a side has no interval.
pub(super) const ONE_RUN_OF_FIGURES: &str =
    "Figures say nothing of how certain they are: one run a side needs the samples of both.";
