//! What a comparison says: each sentence in one place, for the page, the command line and exports.

mod figures;
mod reading;

use figures::ONE_RUN_OF_FIGURES;
pub(crate) use figures::not_saved;
pub use figures::of_figures;
pub use reading::{COMPARABLE, MEANINGS, NOTHING_NEW, bootstrap, checked, scale_note};

use sloscope_analysis::slo::subject;
use sloscope_model::format;
use sloscope_model::stat::Unit;

use crate::changes::{NewFailure, ObjectiveChange};
use crate::drawn::is_drawn;
use crate::metrics;
use crate::model::{Comparison, Design, Difference, Gravity, Outcome, Row, Verdict};
use crate::stats::{Noise, pairs_for, runs_for};

/// What one run a side leaves open.
pub const ONE_RUN: &str = "Whether the systems differ cannot be known from one run each";

/// What the row is about: "p95 of request duration".
pub fn title(row: &Row) -> String {
    subject(&row.series, row.stat, Some(row.kind))
}

/// The verdict in a word; of runs of one thing whether they can tell anything.
pub fn word(comparison: &Comparison) -> &'static str {
    match &comparison.aa {
        Some(aa) if aa.can_tell => "CAN TELL",
        Some(_) => "CANNOT TELL",
        None => comparison.verdict.shown(),
    }
}

/// A sentence, or its subject, inside of another one: its first letter is small.
fn inside(text: &str) -> String {
    let mut chars = text.chars();
    let (first, rest) = (chars.next(), chars.as_str());
    match first.filter(|_| rest.starts_with(char::is_lowercase)) {
        Some(first) => first.to_lowercase().chain(rest.chars()).collect(),
        None => text.to_owned(),
    }
}

/// A difference with its unit and without its sign: shares in percentage points.
pub fn amount(difference: f64, unit: Unit) -> String {
    let shown = format::value(difference.abs(), unit);
    if unit == Unit::Fraction { shown.replace(" %", " pp") } else { shown }
}

/// The same with its sign.
pub fn signed(difference: f64, unit: Unit) -> String {
    format!("{}{}", sign(difference), amount(difference, unit))
}

fn sign(value: f64) -> &'static str {
    match value {
        0.0 => "",
        value if value < 0.0 => "\u{2212}",
        _ => "+",
    }
}

/// "+13.4 %", of the baseline.
pub fn relative(share: f64) -> String {
    format!("{}{} %", sign(share), format::per_cent(share.abs()))
}

/// "+0.9 to +1.3 ms": an interval in the unit of its row.
pub fn interval(difference: &Difference, unit: Unit) -> Option<String> {
    let found = difference.interval?;
    let level = if found.is_sure() { String::new() } else { format!(" ({} %)", (100.0 * found.level).floor()) };
    Some(format!("{} to {}{level}", signed(found.low, unit), signed(found.high, unit)))
}

/// The same as shares of the baseline: "+10 % to +15 %".
pub fn relative_interval(difference: &Difference) -> Option<String> {
    let found = difference.interval.filter(|_| difference.baseline != 0.0)?;
    let of = |end: f64| relative(end / difference.baseline.abs());
    Some(format!("{} to {}", of(found.low), of(found.high)))
}

/// The difference in a sentence: "p95 of request duration is 9 to 15 % higher (+4 to +7 ms)". Without a difference it says
/// that there is none.
pub fn difference(row: &Row) -> String {
    let title = title(row);
    let Some(found) = &row.difference else { return format!("{title} cannot be compared") };
    let Some(interval) = found.interval else {
        return match found.absolute {
            0.0 => format!("{title} is equal on both sides"),
            absolute => {
                format!("{title} differs by {}, and nothing says how certain that is", signed(absolute, row.unit))
            }
        };
    };
    let (low, high) = (interval.low, interval.high);
    if low == 0.0 && high == 0.0 {
        return format!("{title} is equal on both sides");
    }
    let absolute = format!("{} to {}", signed(low, row.unit), signed(high, row.unit));
    let share = |end: f64| format::per_cent((end / found.baseline).abs());
    let relative = (found.baseline != 0.0 && row.unit != Unit::Fraction).then_some(());
    let mut text = match (relative, low >= 0.0, high <= 0.0) {
        (Some(()), true, _) => format!("{title} is {} to {} % higher ({absolute})", share(low), share(high)),
        (Some(()), _, true) => format!("{title} is {} to {} % lower ({absolute})", share(high), share(low)),
        (Some(()), ..) => {
            format!("{title} is between {} % lower and {} % higher ({absolute})", share(low), share(high))
        }
        (None, true, _) => {
            format!("{title} is {} to {} higher", amount(low, row.unit), amount(high, row.unit))
        }
        (None, _, true) => {
            format!("{title} is {} to {} lower", amount(high, row.unit), amount(low, row.unit))
        }
        (None, ..) => {
            format!("{title} is between {} lower and {} higher", amount(low, row.unit), amount(high, row.unit))
        }
    };
    if !interval.is_sure() {
        text.push_str(&format!(", with {} % certainty only", (100.0 * interval.level).floor()));
    }
    if let Some(share) = row.slower {
        let pairs = (100.0 * share).round().clamp(0.0, 100.0);
        text.push_str(&format!(
            "; a request of the candidate is slower than one of the baseline in {pairs} of 100 pairs"
        ));
    }
    text
}

/// Why a row has no difference. Of each side: its name, and how many numbers it has.
pub fn missing(row: &Row, sides: [(&str, usize); 2]) -> String {
    let without: Vec<&str> = sides.iter().filter(|(_, n)| *n == 0).map(|(side, _)| *side).collect();
    let title = title(row);
    match without.as_slice() {
        [one] => format!("The {one} has no value of this: {title} is on the other side only."),
        [] => format!("No pair has a value of {title} on both sides."),
        _ => format!("Neither side has a value of this: {title}."),
    }
}

/// Why a row is INCONCLUSIVE, and what would tell.
pub fn why(
    design: Design,
    row: &Row,
    (one_run, corrected, tests): (bool, bool, usize),
    (sampled, of_figures): (bool, bool),
) -> String {
    let few = match (sampled, is_drawn(row.stat, row.kind)) {
        (false, _) if of_figures => ONE_RUN_OF_FIGURES,
        (false, _) => {
            "A summary says nothing of how certain its numbers are: one run a side needs the samples of both."
        }
        (_, true) => "There are too few samples for an interval: 100 a side are the least.",
        (_, false) => {
            "One run a side has an interval of percentiles, means, shares and sums only, not of this statistic."
        }
    };
    if one_run {
        let runs = runs_for(tests.max(1), None).unwrap_or(4);
        let without = row.difference.filter(|found| found.interval.is_none()).map(|_| format!("{few} "));
        return format!("{}{ONE_RUN}; {runs} runs a side could show it.", without.unwrap_or_default());
    }
    let (n, m) = (row.baseline.len(), row.candidate.len());
    let paired = matches!(design, Design::PairedRuns | Design::Blocks);
    let needed = |size: Option<f64>| match design {
        Design::PairedRuns => format!("{} runs", pairs_for(tests)),
        Design::Blocks => format!("{} pairs of blocks", pairs_for(tests)),
        _ => runs_for(tests, size).map_or_else(|| "far more runs".to_owned(), |runs| format!("{runs} runs a side")),
    };
    let Some((found, interval)) = row.difference.and_then(|found| Some((found, found.interval?))) else {
        return few.to_owned();
    };
    if !interval.is_sure() {
        let have = if paired { format!("{n} pairs") } else { format!("{n} and {m} runs") };
        return format!(
            "{have} cannot show any difference with 95 % certainty, however large it is; {} can.",
            needed(None)
        );
    }
    if corrected {
        return format!(
            "By itself the difference is beyond the limit, but not when {tests} limits are tested at once (Holm's correction); {} can show it.",
            needed(None)
        );
    }
    let band = row.band.map_or(0.0, |band| band.beyond);
    let limit = match &row.gate {
        Some(gate) => format!("the limit ({})", gate.limit),
        None => "the limit that matters".to_owned(),
    };
    let gap = (found.absolute.abs() - band).abs();
    let size = row.noise.filter(|noise| noise.deviation > 0.0).map(|noise| gap / noise.deviation);
    let advice = match (paired, size) {
        (false, Some(size)) => {
            let more = runs_for(tests, Some(size)).filter(|runs| *runs > n.min(m));
            more.map(|runs| format!(" Some {runs} runs a side would show it.")).unwrap_or_default()
        }
        (true, _) => " More of them would show it.".to_owned(),
        _ => String::new(),
    };
    format!("The difference can lie within {limit} or beyond it.{advice}")
}

/// The verdict and its evidence.
pub fn headline(comparison: &Comparison) -> String {
    let gated = || comparison.rows.iter().filter(|row| row.gate.is_some());
    let sentences = |of: Verdict| {
        let all = gated().filter(|row| row.verdict == of).map(|row| inside(&row.sentence));
        all.collect::<Vec<_>>().join("; ")
    };
    let verdict = comparison.verdict;
    let prevented = comparison.comparability.iter().find(|concern| concern.gravity == Gravity::Prevents);
    if verdict == Verdict::CannotCompare {
        return match (prevented, gated().find(|row| row.verdict == verdict)) {
            (Some(concern), _) => format!("CANNOT COMPARE: {}", concern.text),
            (None, Some(row)) => format!("CANNOT COMPARE: {}", row.why.clone().unwrap_or_else(|| row.sentence.clone())),
            (None, None) => "CANNOT COMPARE: the two sides have no metric in common that a limit is on.".to_owned(),
        };
    }
    if let Some(aa) = &comparison.aa {
        let can = if aa.can_tell {
            "Runs of this set-up can show a change as large as the limits"
        } else {
            "Runs of this set-up cannot show a change as large as the limits"
        };
        let alarm = match verdict {
            Verdict::Worse | Verdict::Better | Verdict::Changed => format!(" A false alarm: {}.", sentences(verdict)),
            _ => String::new(),
        };
        return format!("{can}. {}{alarm}", aa.reasons.join(" "));
    }
    let mut text = format!("{}: {}.", verdict.shown(), sentences(verdict));
    if comparison.design == Design::OneRun {
        text.push_str(&match gated().find_map(|row| row.why.as_deref()) {
            Some(why) => format!(" This is about these two runs. {why}"),
            None => " This is about these two runs, by --single-run.".to_owned(),
        });
    } else if verdict == Verdict::Inconclusive
        && let Some(why) = gated().filter(|row| row.verdict == verdict).find_map(|row| row.why.as_deref())
    {
        text.push_str(&format!(" {why}"));
    }
    let same: Vec<String> = gated().filter(|row| row.verdict == Verdict::Same).map(|row| inside(&title(row))).collect();
    if verdict != Verdict::Same && !same.is_empty() {
        text.push_str(&format!(" The same: {}.", same.join(", ")));
    }
    text
}

/// What must be known to read the rows.
pub fn notes(comparison: &Comparison, tests: usize, left_out: usize) -> Vec<String> {
    let mut notes = vec![match comparison.design {
        Design::OneRun => format!(
            "Intervals are of what these two runs would have shown had they gone on: time is drawn again in blocks, inside of stages. {ONE_RUN}."
        ),
        Design::Runs => "Each run is one observation: intervals are those of Hodges and Lehmann, tests those of Mann and Whitney, both exact for up to 50 runs.".to_owned(),
        Design::PairedRuns => "Both sides are in each run: the differences inside of the runs are the observations. Intervals are those of Hodges and Lehmann, tests those of Wilcoxon's signed ranks.".to_owned(),
        Design::Blocks => "The differences of neighbouring blocks are the observations: what changes slowly meets both sides alike. Intervals are those of Hodges and Lehmann, tests those of Wilcoxon's signed ranks.".to_owned(),
    }];
    if left_out > 0 {
        let (blocks, are) = (format::counted(left_out as u64, "block"), if left_out == 1 { "was" } else { "were" });
        notes.push(format!("{blocks} without a neighbour of the other side {are} left out."));
    }
    if tests > 1 {
        notes.push(format!(
            "{tests} limits are tested at once: Holm's correction keeps false alarms among them below 5 %."
        ));
    }
    if comparison.rows.iter().any(|row| row.gate.is_none()) {
        notes.push(
            "Rows without a limit are looked at, not tested: among many of them one in twenty differs by chance."
                .to_owned(),
        );
    }
    let noisy = comparison.rows.iter().find(|row| row.gate.is_some() && row.noise.is_some());
    notes.extend(noisy.and_then(noise));
    notes
}

/// How much the baseline varies, and what so many runs can show.
pub fn noise(row: &Row) -> Option<String> {
    let (noise, found) = (row.noise?, row.difference?);
    let share = |of: f64| match found.baseline {
        0.0 => String::new(),
        baseline => format!(" ({} %)", format::per_cent((of / baseline).abs())),
    };
    let (low, high) = (format::value(noise.low, row.unit), format::value(noise.high, row.unit));
    let varies = format!(
        "Noise floor: from run to run of the baseline {} lies between {low} and {high}, with a standard deviation of {}{}",
        title(row),
        amount(noise.deviation, row.unit),
        share(noise.deviation)
    );
    Some(match noise.smallest {
        Some(smallest) => format!(
            "{varies}; a difference of {}{} is the smallest that so many runs show in four cases of five.",
            amount(smallest, row.unit),
            share(smallest)
        ),
        None => format!("{varies}; so few runs can show no difference at all."),
    })
}

/// The verdict of a row; of one run a side what these runs say, as the headline has the verdict.
pub fn verdict(row: &Row) -> String {
    match row.of_these_runs {
        Some(of_these) => format!("these runs: {}", of_these.shown()),
        None => row.verdict.shown().to_owned(),
    }
}

/// Of runs of one thing: whether so many can tell a change as large as the limit of a row. `None` where nothing is known of
/// their noise.
pub fn aa(row: &Row, runs: usize, noise: &Noise) -> Option<(bool, String)> {
    let (found, band) = (row.difference?, row.band?);
    let share = |of: f64| {
        if found.baseline == 0.0 { String::new() } else { format!(" ({})", relative(of / found.baseline.abs())) }
    };
    let limit = band.same;
    let title = title(row);
    let Some(smallest) = noise.smallest else {
        return Some((false, format!("{title}: {runs} runs a side can show no difference at all.")));
    };
    let shown = format!("{}{}", signed(smallest, row.unit), share(smallest));
    Some(match smallest <= limit {
        true => (
            true,
            format!(
                "{title}: {runs} runs a side show differences from {shown} on, which is within the limit ({}).",
                signed(limit, row.unit)
            ),
        ),
        false => {
            let needed = runs_for(1, Some(limit / noise.deviation)).map(|n| format!(" It would take {n} runs a side."));
            let text = format!(
                "{title}: {runs} runs a side show differences only from {shown} on, and the limit is {}.",
                signed(limit, row.unit)
            );
            (false, text + &needed.unwrap_or_default())
        }
    })
}

/// What became of a limit: "kept".
pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Kept => "kept",
        Outcome::Exceeded => "exceeded",
        Outcome::Unknown => "not known",
    }
}

/// What an observation is: "one run a side".
pub fn design(comparison: &Comparison) -> String {
    let (n, m) = (comparison.baseline.parts.len(), comparison.candidate.parts.len());
    match comparison.design {
        Design::OneRun => "one run a side".to_owned(),
        Design::Runs => format!("{n} against {m} runs"),
        Design::PairedRuns => format!("both sides in each of {n} runs"),
        Design::Blocks => format!("{n} pairs of blocks of one run"),
    }
}

/// Is a row without a limit worth a line? Those of what is timed, of requests and of checks; and what is not the same.
pub fn is_telling(row: &Row) -> bool {
    row.of_these_runs.unwrap_or(row.verdict) != Verdict::Same || metrics::is_main(&row.series.metric)
}

/// Is the metric one of those that tell most: what is timed, failures, requests, checks?
pub fn is_main(row: &Row) -> bool {
    metrics::is_main(&row.series.metric)
}

/// What follows from a concern: "no".
pub fn gravity(gravity: Gravity) -> &'static str {
    match gravity {
        Gravity::Prevents => "no",
        Gravity::Serious => "doubtful",
        Gravity::Minor => "note",
    }
}

/// "p95 of request duration · < 500 ms: PASS in 6 of 6 runs, now FAIL in 2 of 6 runs".
pub fn objective_change(change: &ObjectiveChange) -> String {
    format!("{}: {}, now {}", change.title, change.baseline, change.candidate)
}

/// "POST /search: status 503, 12 times".
pub fn new_failure(failure: &NewFailure) -> String {
    match failure.count {
        1 => format!("{}, once", failure.what),
        count => format!("{}, {} times", failure.what, format::count(count)),
    }
}
