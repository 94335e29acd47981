//! A case: what is simulated, what is planted in it, and what else may be said of it. And what the report of it says.

use sloscope_core::ingest::Reader;
use sloscope_core::report::{Finding, Query, Report};
use sloscope_core::run::Session;

use super::engine;
use super::lines::{BASE, lines};
use super::plan::{Test, due, secs};
use super::recording::Recording;

/// A finding that must be there, and what it must say; times in seconds since the load began.
#[derive(Clone, Debug, Default)]
pub struct Planted {
    pub rule: &'static str,
    /// (value, how far off it may be)
    pub starts: Option<(f64, f64)>,
    pub ends: Option<(f64, f64)>,
    /// Evidence whose label begins so, the last of it.
    pub numbers: Vec<(&'static str, f64, f64)>,
    pub says: Option<&'static str>,
}

pub fn planted(rule: &'static str) -> Planted {
    Planted { rule, ..Planted::default() }
}

impl Planted {
    pub fn starts(mut self, at: f64, off: f64) -> Self {
        self.starts = Some((at, off));
        self
    }

    pub fn ends(mut self, at: f64, off: f64) -> Self {
        self.ends = Some((at, off));
        self
    }

    pub fn number(mut self, label: &'static str, value: f64, off: f64) -> Self {
        self.numbers.push((label, value, off));
        self
    }

    pub fn says(mut self, text: &'static str) -> Self {
        self.says = Some(text);
        self
    }

    /// What is wrong with a finding of this rule.
    pub fn wrong(&self, outcome: &Outcome, finding: &Finding) -> Option<String> {
        let off = |what: &str, found: Option<f64>, wanted: Option<(f64, f64)>| {
            let (value, off) = wanted?;
            match found {
                Some(found) if (found - value).abs() <= off => None,
                found => Some(format!("{what} {found:.3?} instead of {value:.3} ± {off:.3}")),
            }
        };
        let window = finding.window.map(|w| (outcome.since_load(w.start_ms), outcome.since_load(w.end_ms)));
        let number = |label: &str| finding.evidence.iter().rfind(|n| n.label.starts_with(label)).map(|n| n.value);
        let numbers =
            || self.numbers.iter().find_map(|(label, value, by)| off(label, number(label), Some((*value, *by))));
        let says =
            || self.says.filter(|text| !finding.title.contains(text)).map(|text| format!("does not say {text:?}"));
        off("starts at", window.map(|w| w.0), self.starts)
            .or_else(|| off("ends at", window.map(|w| w.1), self.ends))
            .or_else(numbers)
            .or_else(says)
            .map(|why| format!("{why}: {}", finding.title))
    }
}

/// The plan that samples must give back.
#[derive(Clone, Debug)]
pub enum Rates {
    /// (from rate, to rate, from second, to second), one after the other.
    Stages(Vec<(f64, f64, f64, f64)>),
    /// At so many seconds the sum of what is planned is so much.
    Sum(f64, f64),
    /// Starts follow ends: none.
    None,
}

#[derive(Debug)]
pub struct Case {
    /// One for each runner.
    pub tests: Vec<Test>,
    /// What `k6 inspect` says.
    pub options: Option<String>,
    pub planted: Vec<Planted>,
    /// True as well, by what is planted: neither demanded nor wrong.
    pub allowed: Vec<&'static str>,
    /// By scenario.
    pub rates: Vec<(&'static str, Rates)>,
    /// The runner whose file is not given.
    pub left_out: Option<usize>,
}

impl Case {
    pub fn new(test: Test) -> Self {
        let (planted, allowed, rates) = Default::default();
        Self { tests: vec![test], options: None, planted, allowed, rates, left_out: None }
    }

    pub fn plant(mut self, planted: Planted) -> Self {
        self.planted.push(planted);
        self
    }

    pub fn allow(mut self, rules: &[&'static str]) -> Self {
        self.allowed.extend(rules);
        self
    }

    pub fn rates(mut self, scenario: &'static str, rates: Rates) -> Self {
        self.rates.push((scenario, rates));
        self
    }

    /// Runs the test by several runners that start so many seconds after the first; from 2 s on one is out of step.
    pub fn by_runners(mut self, shifts: &[f64]) -> Self {
        self.tests = runners(&self.tests[0], shifts);
        let off = |at: usize| {
            let mut others: Vec<f64> = shifts.to_vec();
            let own = others.remove(at);
            others.sort_by(f64::total_cmp);
            let middle = (others[(others.len() - 1) / 2] + others[others.len() / 2]) / 2.0;
            (own - middle).abs()
        };
        let most = (0..shifts.len()).map(off).fold(0.0, f64::max);
        match most {
            // A first iteration does not come with the start.
            1.3..2.7 => self.allow(&["generator-out-of-step"]),
            2.7.. => self.plant(planted("generator-out-of-step").number("distance", most * 1000.0, 700.0)),
            _ => self,
        }
    }

    pub fn threshold(mut self, metric: &'static str, expression: impl Into<String>) -> Self {
        let expression = expression.into();
        self.tests.iter_mut().for_each(|test| test.thresholds.push((metric, expression.clone())));
        self
    }
}

/// What was simulated, and what the report says.
pub struct Outcome {
    pub recordings: Vec<Recording>,
    pub report: Report,
}

impl Outcome {
    /// Seconds since the load began (that of the first runner) of a moment of the report.
    pub fn since_load(&self, ms: f64) -> f64 {
        let start = self.report.run.start.unwrap_or(BASE) - BASE - self.recordings[0].load;
        secs(start) + ms / 1000.0
    }

    pub fn findings(&self, rule: &str) -> Option<&Finding> {
        self.report.findings.iter().find(|f| f.rule == rule)
    }
}

pub fn simulate(case: &mut Case, seed: u64) -> Outcome {
    let mut sources = Vec::new();
    let mut recordings = Vec::new();
    for (i, test) in case.tests.iter_mut().enumerate().filter(|(i, _)| case.left_out != Some(*i)) {
        let recording = engine::run(test, seed.wrapping_add(i as u64 * 7919));
        sources.push(read(&format!("results-{i}.json"), &lines(test, &recording)));
        recordings.push(recording);
    }
    sources.extend(case.options.as_deref().map(|text| read("options.json", text)));
    let session = Session::new(sources);
    assert_eq!(session.runs(), 1, "{:?}", session.list());
    Outcome { recordings, report: session.report(&Query::default()).expect("a report") }
}

fn read(name: &str, text: &str) -> sloscope_core::ingest::Source {
    let mut reader = Reader::new(name);
    text.as_bytes().chunks(1 << 20).for_each(|slice| reader.feed(slice));
    reader.finish()
}

/// The stages that the report recovered for a scenario, in seconds since the load began.
fn stages(outcome: &Outcome, scenario: &str) -> Vec<(f64, f64, f64, f64)> {
    let own = outcome.report.load.stages.iter().filter(|s| s.scenario == scenario);
    own.filter_map(|s| {
        let (from, to) = (outcome.since_load(s.start_ms), outcome.since_load(s.end_ms));
        Some((s.from_rate?, s.to_rate?, from, to))
    })
    .collect()
}

/// A rate may be off by 1 %, the end of a ramp by 5 % and 1; an edge by 0.7 s; the number of iterations by 0.5 % and 2.
pub fn wrong_rates(case: &Case, outcome: &Outcome, scenario: &str, rates: &Rates) -> Option<String> {
    let found = stages(outcome, scenario);
    let number = planned_number(case, scenario);
    let counts = outcome.report.load.scenarios.iter().find(|s| s.name == scenario).map(|s| s.counts.planned);
    let off = |planned: Option<f64>| planned.is_none_or(|n| (n - number).abs() > 2.0 + 0.005 * number);
    let miscounted = || {
        let planned = counts.flatten();
        off(planned).then(|| format!("{scenario}: {planned:.0?} planned instead of {number}"))
    };
    match rates {
        Rates::None => (!found.is_empty()).then(|| format!("{scenario}: a plan of {found:.2?} is invented")),
        Rates::Sum(at, rate) => {
            let sum: f64 = found.iter().filter(|s| s.2 <= *at && *at < s.3).map(|s| level(s, *at)).sum();
            ((sum - rate).abs() > 0.01 * rate)
                .then(|| format!("{scenario}: at {at:.1} s {sum:.2} instead of {rate:.2} of {found:.2?}"))
        }
        Rates::Stages(wanted) => {
            let near = |a: &(f64, f64, f64, f64), b: &(f64, f64, f64, f64)| {
                let off = if b.0 == b.1 { 0.01 * b.0 } else { 0.05 * b.0.max(b.1) + 1.0 };
                (a.0 - b.0).abs() <= off
                    && (a.1 - b.1).abs() <= off
                    && (a.2 - b.2).abs() <= 0.7
                    && (a.3 - b.3).abs() <= 0.7
            };
            let same = found.len() == wanted.len() && found.iter().zip(wanted).all(|(a, b)| near(a, b));
            (!same).then(|| format!("{scenario}: {found:.2?} instead of {wanted:.2?}")).or_else(miscounted)
        }
    }
}

/// How many iterations of a scenario are due.
fn planned_number(case: &Case, scenario: &str) -> f64 {
    let own = case.tests[0].scenarios.iter().filter(|s| s.name == scenario);
    own.map(|s| due(&s.executor).len() as f64).sum()
}

fn level((from, to, start, end): &(f64, f64, f64, f64), at: f64) -> f64 {
    from + (to - from) * (at - start) / (end - start).max(1e-9)
}

/// The runners of one test, each with its part of it, that start so many seconds after the first.
fn runners(test: &Test, shifts: &[f64]) -> Vec<Test> {
    let part = |(i, shift): (usize, &f64)| Test { segment: (i, shifts.len()), shift: *shift, ..test.clone() };
    shifts.iter().enumerate().map(part).collect()
}
