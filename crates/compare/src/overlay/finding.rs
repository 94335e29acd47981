//! Where along the percentiles the sides differ: a sentence of what the rows know, and no more.

use sloscope_model::format;
use sloscope_model::series::Series;

use super::curves;
use crate::model::{Comparison, Design, Verdict};

/// "From p90 on the candidate is slower; at p50 the two sides are the same." Absent where no percentile has a verdict.
pub fn finding(comparison: &Comparison, main: &Series) -> Option<String> {
    let known: Vec<(f64, Verdict)> = curves::rows(comparison, main)
        .into_iter()
        .map(|(p, row)| (p, row.of_these_runs.unwrap_or(row.verdict)))
        .filter(|(_, verdict)| *verdict != Verdict::CannotCompare)
        .collect();
    // Percentiles that follow each other and have the same verdict.
    let mut groups: Vec<(Verdict, f64, f64)> = Vec::new();
    for (p, verdict) in &known {
        match groups.last_mut().filter(|last| last.0 == *verdict) {
            Some(last) => last.2 = *p,
            None => groups.push((*verdict, *p, *p)),
        }
    }
    let (first, last) = (known.first()?.0, known.last()?.0);
    let place = |(_, from, to): &(Verdict, f64, f64)| match (*from == first, *to == last) {
        _ if from == to => format!("at p{from}"),
        (true, true) => format!("at every percentile from p{from} to p{to}"),
        (true, false) => format!("up to p{to}"),
        (false, true) => format!("from p{from} on"),
        _ => format!("from p{from} to p{to}"),
    };
    let is = |verdict: Verdict| match verdict {
        Verdict::Worse => "the candidate is slower",
        Verdict::Better => "the candidate is faster",
        Verdict::Changed => "the candidate differs",
        Verdict::Same => "the two sides are the same",
        _ => "it is not certain whether they differ",
    };
    // What differs comes first.
    groups.sort_by_key(|(verdict, ..)| !matches!(verdict, Verdict::Worse | Verdict::Better | Verdict::Changed));
    let clauses: Vec<String> = groups.iter().map(|group| format!("{} {}", place(group), is(group.0))).collect();
    let text = clauses.join("; ");
    let text = match comparison.design {
        Design::OneRun => format!("In these two runs {text}."),
        _ => format!("{}.", format::capitalised(&text)),
    };
    let looked_at: Vec<String> = known.iter().map(|(p, _)| format!("p{p}")).collect();
    Some(format!("{text} Looked at: {}.", looked_at.join(", ")))
}
