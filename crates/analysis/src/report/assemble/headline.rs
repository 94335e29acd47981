//! The one sentence above everything: how many objectives are met, missed or could not be evaluated, and what the
//! verdict is not about. The figures stand beside it, see `tiles`.

use sloscope_model::format;

use super::Build;
use crate::report::words;
use crate::slo::{Basis, ObjectiveResult, Verdict};

pub fn headline(
    build: &Build,
    objectives: &[ObjectiveResult],
    (incomplete, without_load): (&[String], Option<&str>),
) -> String {
    let opening = opening(build, objectives);
    let practice = if build.is_practice() { "Practice, not a measurement: " } else { "" };
    let missing = match incomplete {
        [] => String::new(),
        all => format!(" {}: the verdict covers only what could be read.", all.join(" and ")),
    };
    let without_load = without_load.map(|text| format!(" {}.", format::capitalised(text))).unwrap_or_default();
    format!("{practice}{opening}.{missing}{without_load}")
}

fn opening(build: &Build, objectives: &[ObjectiveResult]) -> String {
    let counted = || objectives.iter().filter(|o| o.verdict.counts());
    let of = |wanted: Verdict| counted().filter(|o| o.verdict == wanted).count() as u64;
    let (total, met, missed) = (counted().count() as u64, of(Verdict::Pass), of(Verdict::Fail));
    let left_out = objectives.len() as u64 - total;
    if objectives.is_empty() {
        return format!("No objectives stated{}", part(build));
    }
    if total == 0 {
        return match left_out {
            1 => format!("The one objective is not about {}", what(build)),
            n => format!("None of the {} is about {}", format::counted(n, "objective"), what(build)),
        };
    }
    let open = total - met - missed;
    let some = |n: u64, outcome: &str| {
        let is = if total == 1 { " is" } else { "" };
        format!("{}{is} {outcome}", format::capitalised(&format::some_of(n, total, "objective")))
    };
    let mut text = match (met, missed) {
        (0, 0) if total == 1 => "The one objective could not be evaluated".to_owned(),
        (0, 0) => format!("{} could be evaluated", format::capitalised(&format::some_of(0, total, "objective"))),
        (met, 0) => some(met, "met"),
        (_, missed) => some(missed, "missed"),
    };
    text.push_str(&part(build));
    if open > 0 && met + missed > 0 {
        text.push_str(&format!(", {} could not be evaluated", format::count(open)));
    }
    let by_k6 = counted().filter(|o| matches!(o.basis, Basis::K6(_))).count() as u64;
    if by_k6 > 0 {
        let all = by_k6 == met + missed;
        let some = if all { String::new() } else { format!("{} ", format::count(by_k6)) };
        text.push_str(&format!(", {some}by k6's own verdict"));
    }
    if left_out > 0 {
        let all = |v: Verdict| objectives.iter().filter(|o| !o.verdict.counts()).all(|o| o.verdict == v);
        let here = if all(Verdict::NotInRun) { "this run" } else { "this part" };
        text.push_str(&format!(", {} {} not about {here}", format::count(left_out), format::is_or_are(left_out)));
    }
    text
}

/// " in this part (0:34 to 0:50, 16 s)", with its filter.
fn part(build: &Build) -> String {
    if !build.is_partial() {
        return String::new();
    }
    let mut parts = Vec::new();
    if let Some(window) = build.query.window {
        parts.push(words::span(window, build.clock.observed_ms));
        parts.extend(build.clock.shown().map(|(from, to)| format::duration(build.clock.ms(to) - build.clock.ms(from))));
    }
    parts.extend(build.query.filters());
    format!(" in this part ({})", parts.join(", "))
}

fn what(build: &Build) -> String {
    if build.is_partial() { part(build).trim_start_matches(" in ").to_owned() } else { "this run".to_owned() }
}
