//! The generators of a distributed test: one that seems to be missing, that starts late or ends early, or to which the
//! service looks slower than to the others.

use sloscope_model::format;
use sloscope_model::stat::Unit;

use super::Known;
use crate::report::Consequence::{Notable, Serious};
use crate::report::{Finding, GeneratorLoad};

/// A start or an end so far from the middle one is out of step, ms.
const OUT_OF_STEP_MS: f64 = 2000.0;
/// A p95 so many times that of the middle generator is another one.
const SLOWER: f64 = 1.5;
/// And by so much, ms.
const SLOWER_MS: f64 = 1.0;
/// A percentile of fewer requests is not compared.
const FEW: u64 = 200;

pub fn all(known: &Known) -> Vec<Finding> {
    let all = known.load.generators.as_slice();
    if all.len() < 2 {
        return Vec::new();
    }
    let is_whole = known.build.clock.window.is_none();
    let mut found: Vec<Finding> = missing(all).into_iter().collect();
    if is_whole {
        found.extend(out_of_step(all));
    }
    found.extend(slower(all));
    found
}

/// Names that differ by a number alone, 1, 2 and 4: there was a third one.
fn missing(all: &[GeneratorLoad]) -> Option<Finding> {
    let parts: Vec<(&str, u64, &str)> = all.iter().map(|of| numbered(&of.name)).collect::<Option<_>>()?;
    let (before, _, after) = *parts.first()?;
    let numbers: Vec<u64> = parts.iter().map(|part| part.1).collect();
    let (least, most) = (*numbers.iter().min()?, *numbers.iter().max()?);
    // A few of many numbers are no row of runners.
    let alike = parts.iter().all(|part| (part.0, part.2) == (before, after));
    if !alike || least > 1 || most > 2 * numbers.len() as u64 {
        return None;
    }
    let lacking: Vec<String> = (least..most)
        .filter(|number| !numbers.contains(number))
        .map(|number| format!("{before}{number}{after}"))
        .collect();
    if lacking.is_empty() {
        return None;
    }
    let title = match lacking.as_slice() {
        [one] => format!("The samples of {one} seem to be missing: the other generators are numbered to {most}."),
        several => format!(
            "The samples of {} generators seem to be missing ({}): the others are numbered to {most}.",
            several.len(),
            several.join(", ")
        ),
    };
    let next = "Add the missing files: rates, counts and errors of the test are those of all generators together.";
    Some(Finding::new("generator-missing", Serious, title, next).with(
        "generators without samples",
        lacking.len() as f64,
        Unit::Count,
    ))
}

/// The last number in a name, and what stands around it.
fn numbered(name: &str) -> Option<(&str, u64, &str)> {
    // What follows is often an extension: `results-3.json.gz`.
    let end = name.rfind(|letter: char| letter.is_ascii_digit())? + 1;
    let start = name[..end]
        .rfind(|letter: char| !letter.is_ascii_digit())
        .map_or(0, |at| at + name[at..].chars().next().map_or(1, char::len_utf8));
    Some((&name[..start], name[start..end].parse().ok()?, &name[end..]))
}

/// One that starts later than the others, or ends sooner; or its clock is off.
fn out_of_step(all: &[GeneratorLoad]) -> Option<Finding> {
    let off = |of: &dyn Fn(&GeneratorLoad) -> Option<f64>| {
        let from_others = |one: &GeneratorLoad| {
            let others = all.iter().filter(|other| !std::ptr::eq(*other, one)).filter_map(of);
            Some(of(one)? - median(others.collect())?)
        };
        let each = all.iter().filter_map(|one| Some((one, from_others(one)?)));
        each.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs())).filter(|(_, by)| by.abs() >= OUT_OF_STEP_MS)
    };
    let (start, end) = (off(&|one| one.start_ms), off(&|one| one.end_ms));
    let ((who, by), what) = match (start, end) {
        (Some(start), _) => (start, "starts"),
        (None, Some(end)) => (end, "ends"),
        (None, None) => return None,
    };
    let when = if by > 0.0 { "later" } else { "sooner" };
    let title = format!(
        "{} {what} {} {when} than the other generators, by its own clock: it was out of step, or its clock is off.",
        who.name,
        format::duration(by.abs())
    );
    let next = "Look at stages and at the load over time with care: they add up what the generators did at different moments of the plan.";
    Some(Finding::new("generator-out-of-step", Notable, title, next).with("distance", by.abs(), Unit::Millis))
}

/// One to which the service looks slower: its machine or its network, not the service.
fn slower(all: &[GeneratorLoad]) -> Option<Finding> {
    let known: Vec<(&GeneratorLoad, f64)> =
        all.iter().filter(|one| one.requests >= Some(FEW)).filter_map(|one| Some((one, one.p95_ms?))).collect();
    let (worst, p95) = known.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let others: Vec<f64> = known.iter().filter(|(one, _)| !std::ptr::eq(*one, worst)).map(|(_, p95)| *p95).collect();
    let middle = median(others)?;
    if p95 < SLOWER * middle || p95 < middle + SLOWER_MS {
        return None;
    }
    let (shown, usual) = (format::value(p95, Unit::Millis), format::value(middle, Unit::Millis));
    let title = format!(
        "To {} the service looks slower than to the other generators: a p95 of {shown} beside {usual}.",
        worst.name
    );
    let next =
        "Look at that generator’s machine and network before you blame the service, or leave it out by a filter.";
    let of_others = "median p95 of the other generators";
    Some(Finding::new("generator-slower", Notable, title, next).with("its p95", p95, Unit::Millis).with(
        of_others,
        middle,
        Unit::Millis,
    ))
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let at = values.len() / 2;
    let upper = *values.get(at)?;
    Some(if values.len() % 2 == 1 { upper } else { (values[at - 1] + upper) / 2.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, start_ms: f64, p95_ms: f64) -> GeneratorLoad {
        let end_ms = Some(60_000.0);
        GeneratorLoad {
            name: name.to_owned(),
            requests: Some(1000),
            start_ms: Some(start_ms),
            end_ms,
            p95_ms: Some(p95_ms),
            ..GeneratorLoad::default()
        }
    }

    fn named(names: &[&str]) -> Option<String> {
        let all: Vec<GeneratorLoad> = names.iter().map(|name| of(name, 0.0, 10.0)).collect();
        missing(&all).map(|finding| finding.title)
    }

    #[test]
    fn a_number_that_is_left_out_is_a_generator_that_is_missing() {
        let title = named(&["runner1.json.gz", "runner2.json.gz", "runner4.json.gz"]).expect("the third");
        assert!(title.starts_with("The samples of runner3.json.gz seem to be missing"), "{title}");
        assert!(named(&["1", "4"]).is_some_and(|title| title.contains("2 generators seem to be missing (2, 3)")));
        for whole in [&["a1", "a2"][..], &["0", "1", "2"], &["east", "west"], &["a1", "b3"], &["7", "9"], &["1", "40"]]
        {
            assert_eq!(named(whole), None, "{whole:?}");
        }
    }

    #[test]
    fn one_that_starts_late_or_looks_slower_is_named() {
        let same = [of("a", 0.0, 10.0), of("b", 300.0, 11.0), of("c", 100.0, 12.0)];
        assert!(out_of_step(&same).is_none() && slower(&same).is_none());
        let late = [of("a", 0.0, 10.0), of("b", 3100.0, 10.0), of("c", 100.0, 10.0)];
        assert!(out_of_step(&late).expect("late").title.starts_with("b starts 3.05 s later"));
        let slow = [of("a", 0.0, 10.0), of("b", 0.0, 10.0), of("c", 0.0, 15.0)];
        assert!(slower(&slow).expect("slow").title.contains("To c the service looks slower"));
        let few = [of("a", 0.0, 10.0), of("b", 0.0, 10.0), GeneratorLoad { requests: Some(10), ..of("c", 0.0, 90.0) }];
        assert!(slower(&few).is_none());
    }
}
