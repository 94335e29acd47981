//! A comparison: sides and a question in, verdicts out.

use serde::{Deserialize, Serialize};
use sloscope_analysis::report::Report;

use crate::changes::{Changes, changes};
use crate::comparable::{self, concerns};
use crate::drawn::{DRAWS, Timed};
use crate::limit::Limit;
use crate::metrics::{self, Asked, Measured};
use crate::model::{Aa, Bootstrap, Comparison, Concern, Design, Gravity, Outcome, PartFacts, Row, Side, Verdict};
use crate::parts::{Part, report, stages};
use crate::rows::{self, Known};
use crate::sense::sense;
use crate::stats::noise;
use crate::{judge, words};

/// How to compare.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// What is gated; without any, the 95th percentile of what is timed and the share of failures, by default limits.
    pub limits: Vec<Limit>,
    /// One run a side may decide.
    pub single_run: bool,
    /// Compare what should not be compared.
    pub anyway: bool,
    /// Both sides are runs of one thing: say what so many can tell.
    pub aa: bool,
    /// The length of the blocks of the bootstrap, ms; absent for that which the data ask for.
    pub block_ms: Option<f64>,
    /// Of the bootstrap.
    pub seed: u64,
}

impl Default for Question {
    fn default() -> Self {
        Self { limits: Vec::new(), single_run: false, anyway: false, aa: false, block_ms: None, seed: 1 }
    }
}

/// Two sides.
pub struct Sides<'a> {
    /// What the baseline is called, and its parts.
    pub baseline: (String, Vec<Part<'a>>),
    /// What the candidate is called, and its parts.
    pub candidate: (String, Vec<Part<'a>>),
    /// The parts are pairs: both sides of the same run each, or neighbouring blocks.
    pub paired: bool,
    /// The parts are blocks of one run.
    pub blocks: bool,
    /// Blocks without a neighbour.
    pub left_out: usize,
}

impl Sides<'_> {
    fn design(&self) -> Design {
        match (self.blocks, self.paired, self.baseline.1.len(), self.candidate.1.len()) {
            (true, ..) => Design::Blocks,
            (_, _, 1, 1) => Design::OneRun,
            (_, true, ..) => Design::PairedRuns,
            _ => Design::Runs,
        }
    }
}

/// Compares two sides. The error says what to do: a side without a run, or a limit on what is not there or does not fit.
pub fn compare(sides: &Sides, question: &Question) -> Result<Comparison, String> {
    let parts = [&sides.baseline.1, &sides.candidate.1];
    for (parts, side) in parts.iter().zip(["baseline", "candidate"]) {
        if parts.is_empty() {
            return Err(format!("the {side} holds no run of k6"));
        }
    }
    let design = sides.design();
    // Of blocks one report says what the run was; each block would say the same.
    let reported = if design == Design::Blocks { 1 } else { usize::MAX };
    let reports = parts.map(|parts| parts.iter().take(reported).filter_map(report).collect::<Vec<Report>>());
    let mut endpoints = if design == Design::Blocks { Vec::new() } else { metrics::endpoints(&reports) };
    // What a limit is on is a row already.
    endpoints.retain(|series| !question.limits.iter().any(|limit| limit.series.same_as(series)));
    let measured = parts.map(|parts| Measured::of(parts, &question.limits, &endpoints));
    for (at, side) in [&sides.baseline, &sides.candidate].into_iter().enumerate() {
        if side.1.iter().any(|part| part.query.is_narrowed()) && measured[at].is_empty() {
            let name = ["baseline", "candidate"][at];
            return Err(format!("the {name} has no sample: none is in the part {}", side.0));
        }
    }
    let all: Vec<&Report> = reports.iter().flatten().collect();
    check_limits(question, &measured, &all)?;
    check_stored(question, &measured, [&sides.baseline.1, &sides.candidate.1])?;
    let Some((first, second)) = reports[0].first().zip(reports[1].first()) else {
        return Err("none of the files holds results of a k6 run".to_owned());
    };
    let known = Known {
        design,
        question,
        measured: [&measured[0], &measured[1]],
        first: [Timed { part: &parts[0][0], report: first }, Timed { part: &parts[1][0], report: second }],
        reports: all,
    };
    let asked = metrics::rows(known.measured, &question.limits, design, &endpoints);
    let values = |side: usize, asked: &Asked| -> Vec<f64> {
        let of_part = |part: &Part| part.session.values(&part.query, &asked.series);
        parts[side].iter().flat_map(of_part).collect()
    };
    let (mut rows, block_ms) = rows::rows(&known, &asked, &values);
    rows[asked.len() - endpoints.len()..].sort_by(metrics::by_regression);
    let mut facts = parts.map(|parts| parts.iter().map(|part| part.facts.clone()).collect::<Vec<PartFacts>>());
    for (facts, reports) in facts.iter_mut().zip(&reports).filter(|(facts, reports)| facts.len() == reports.len()) {
        facts.iter_mut().zip(reports).for_each(|(facts, report)| facts.stages = stages(report));
    }
    let comparability =
        if design == Design::Blocks { Vec::new() } else { comparability(&reports, &facts, sides, design) };
    let gated = || rows.iter().filter(|row| row.gate.is_some());
    let tests = rows::tests(&rows);
    let [baseline, candidate] = facts;
    let mut comparison = Comparison {
        verdict: judge::overall(gated().map(|row| row.verdict)),
        headline: String::new(),
        design,
        kept: gated().count() > 0
            && gated().all(|row| row.gate.as_ref().is_some_and(|gate| gate.outcome == Outcome::Kept)),
        baseline: Side { label: sides.baseline.0.clone(), parts: baseline },
        candidate: Side { label: sides.candidate.0.clone(), parts: candidate },
        comparability,
        changes: if design == Design::Blocks { Changes::default() } else { changes(&reports) },
        notes: Vec::new(),
        aa: question.aa.then(|| what_runs_tell(&rows)),
        bootstrap: (!block_ms.is_empty()).then(|| Bootstrap {
            draws: DRAWS,
            seed: question.seed,
            block_ms: block_ms.iter().fold((f64::INFINITY, 0.0), |(low, high), ms| (low.min(*ms), high.max(*ms))),
            stated: question.block_ms.is_some(),
        }),
        rows,
    };
    let prevented = comparison.comparability.iter().any(|concern| concern.gravity == Gravity::Prevents);
    if prevented && !question.anyway {
        comparison.verdict = Verdict::CannotCompare;
        comparison.kept = false;
        for row in &mut comparison.rows {
            (row.verdict, row.of_these_runs) = (Verdict::CannotCompare, None);
            row.gate.iter_mut().for_each(|gate| gate.outcome = Outcome::Unknown);
        }
    }
    comparison.headline = words::headline(&comparison);
    comparison.notes = words::notes(&comparison, tests, sides.left_out);
    comparison.notes.extend(stored_side(&reports).map(words::of_figures));
    Ok(comparison)
}

fn comparability(
    reports: &[Vec<Report>; 2],
    facts: &[Vec<PartFacts>; 2],
    sides: &Sides,
    design: Design,
) -> Vec<Concern> {
    let run = |part: &Part| (std::ptr::from_ref(part.session), part.query.run);
    let pairs = sides.baseline.1.iter().zip(&sides.candidate.1);
    concerns(&comparable::Sides {
        reports: [0, 1].map(|side: usize| reports[side].iter().collect()),
        facts: [&facts[0], &facts[1]],
        design,
        same_runs: pairs.into_iter().all(|(a, b)| run(a) == run(b)),
    })
}

/// Of runs of one thing, all of both sides together: what a comparison of as many a side could show.
fn what_runs_tell(rows: &[Row]) -> Aa {
    let of = |row: &Row| {
        let all = [row.baseline.as_slice(), row.candidate.as_slice()].concat();
        words::aa(row, all.len(), &noise(&all, all.len())?)
    };
    let gated = || rows.iter().filter(|row| row.gate.is_some());
    let alarm = gated().any(|row| matches!(row.verdict, Verdict::Worse | Verdict::Better | Verdict::Changed));
    let found: Vec<(bool, String)> = gated().filter_map(of).collect();
    Aa {
        can_tell: !alarm && !found.is_empty() && found.iter().all(|(can, _)| *can),
        reasons: found.into_iter().map(|(_, text)| text).collect(),
    }
}

/// The side of which a run is here by its figures alone.
fn stored_side(reports: &[Vec<Report>; 2]) -> Option<&'static str> {
    let is_stored = |side: usize| reports[side].iter().any(|report| report.stored.is_some());
    match (is_stored(0), is_stored(1)) {
        (true, true) => Some("both sides"),
        (true, false) => Some("the baseline"),
        (false, true) => Some("the candidate"),
        (false, false) => None,
    }
}

/// Where the figures of a run were saved, what a limit is on was saved with them.
fn check_stored(question: &Question, measured: &[Measured; 2], parts: [&[Part]; 2]) -> Result<(), String> {
    for limit in &question.limits {
        for (measured, parts) in measured.iter().zip(parts) {
            for (part, metric) in parts.iter().zip(measured.metric(&limit.series)) {
                let is_there = metric.is_some_and(|of| of.samples == Some(0) || of.values.get(limit.stat).is_some());
                if part.session.is_stored(part.query.run) && !is_there {
                    return Err(words::not_saved(limit, &part.facts.label));
                }
            }
        }
    }
    Ok(())
}

/// Each limit is on something that is there, and can be held against it.
fn check_limits(question: &Question, measured: &[Measured; 2], reports: &[&Report]) -> Result<(), String> {
    for limit in &question.limits {
        let found = measured.iter().find_map(|side| side.metric(&limit.series).flatten().next());
        let Some(metric) = found else {
            return Err(format!("{}: no file has the metric {}", limit.text, limit.series.metric));
        };
        let known = sense(&limit.series, limit.stat, metric.kind, metric.contains, reports);
        limit.fits(metric.kind, metric.contains, known).map_err(|error| error.to_string())?;
    }
    Ok(())
}
