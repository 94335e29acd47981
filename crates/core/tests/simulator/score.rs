//! Simulates all cases and counts, rule by rule, what was planted, found, missed and said without a cause.

use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::case::{Case, Outcome, Rates, simulate, wrong_rates};
use super::certain::{certain, counts};
use super::random::Random;

/// Rules of docs/findings.md that are not planted: k6's own clock gives no time below 0, and each iteration of
/// the simulator ends or makes a request of the usual kind, and statistics of samples are in order.
pub const NOT_PLANTED: &[&str] = &["negative-times", "no-iteration-ended", "out-of-order"];

/// The rules that are planted.
pub fn rules() -> impl Iterator<Item = &'static str> {
    DEMANDS.iter().map(|d| d.0).filter(|rule| *rule != PLAN)
}

type Kinds = [(&'static str, fn(&mut Random) -> Case)];

/// What is demanded of each rule: recall and precision.
const DEMANDS: &[(&str, f64, f64)] = &[
    ("below-plan", 0.95, 0.95),
    ("blocked-dominates", 1.0, 1.0),
    ("burst", 0.95, 0.95),
    ("cannot-fail", 1.0, 1.0),
    ("clock-gap", 0.95, 0.95),
    ("connection-churn", 1.0, 1.0),
    ("drift", 0.95, 0.95),
    ("dropped-iterations", 1.0, 1.0),
    ("ended-early", 1.0, 0.95),
    ("failed-checks", 1.0, 1.0),
    ("failures", 1.0, 1.0),
    ("failures-together", 0.95, 0.95),
    ("fast-failures", 1.0, 1.0),
    ("few-samples", 1.0, 1.0),
    ("generator-missing", 1.0, 1.0),
    ("generator-out-of-step", 0.95, 0.95),
    ("generator-slower", 0.95, 0.95),
    ("grpc-failures", 1.0, 1.0),
    ("interrupted", 0.95, 1.0),
    ("knee", 0.95, 0.95),
    ("littles-law", 0.95, 0.95),
    ("mean-above-p95", 1.0, 1.0),
    ("none-succeeded", 1.0, 1.0),
    ("nothing-ran", 1.0, 1.0),
    ("objective-broken-at-times", 0.95, 0.95),
    ("objective-missed", 1.0, 1.0),
    (PLAN, 0.95, 0.95),
    ("receiving-dominates", 1.0, 1.0),
    ("refused-in-latency", 1.0, 1.0),
    ("setup-decides", 1.0, 1.0),
    ("standstill", 0.95, 0.95),
    ("step", 0.95, 0.95),
    ("timeouts", 1.0, 1.0),
    ("two-kinds", 0.95, 0.95),
    ("waiting-dominates", 1.0, 1.0),
    ("warm-up", 0.95, 0.95),
];

/// A rule of this table only: the plan of arrivals that samples give back; it is false where starts follow ends.
const PLAN: &str = "plan";

#[derive(Clone, Debug, Default)]
pub struct Row {
    pub rule: String,
    pub planted: usize,
    pub found: usize,
    /// In cases in which nobody planted it.
    pub wrong: usize,
    pub remarks: Vec<String>,
}

impl Row {
    pub fn recall(&self) -> f64 {
        self.found as f64 / (self.planted.max(1)) as f64
    }

    pub fn precision(&self) -> f64 {
        self.found as f64 / ((self.found + self.wrong).max(1)) as f64
    }
}

#[derive(Clone, Debug, Default)]
pub struct Table {
    pub rows: Vec<Row>,
    pub cases: usize,
}

fn seeded(kinds: &Kinds, kind: usize, seed: u64) -> (Case, u64) {
    let whole = seed
        .wrapping_mul(1_000_003)
        .wrapping_add(kinds[kind].0.bytes().fold(7, |h, b| h * 31 % 1_000_000_007 + u64::from(b)));
    (kinds[kind].1(&mut Random::new(whole)), whole)
}

pub fn all(kinds: &Kinds, seeds: u64) -> Table {
    let number = kinds.len() * seeds as usize;
    let (next, table) = (AtomicUsize::new(0), Mutex::new(Table { rows: Vec::new(), cases: number }));
    let work = || {
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            if i >= number {
                return;
            }
            let (kind, seed) = (i / seeds as usize, (i % seeds as usize) as u64);
            let (mut case, whole) = seeded(kinds, kind, seed);
            let outcome = simulate(&mut case, whole);
            let name = format!("{}/{seed}", kinds[kind].0);
            table.lock().expect("no thread panicked").add(&name, &case, &outcome);
        }
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from).min(8);
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    let mut table = table.into_inner().expect("no thread panicked");
    table.rows.sort_by(|a, b| a.rule.cmp(&b.rule));
    table.rows.iter_mut().for_each(|row| row.remarks.sort());
    table
}

/// All of one case.
pub fn tell(kinds: &Kinds, kind: usize, seed: u64) {
    let (mut case, whole) = seeded(kinds, kind, seed);
    let outcome = simulate(&mut case, whole);
    let mut table = Table { rows: Vec::new(), cases: 1 };
    table.add(kinds[kind].0, &case, &outcome);
    println!("{case:#?}\ninterrupted {:?}", outcome.recordings.iter().map(|r| r.interrupted).collect::<Vec<_>>());
    for finding in &outcome.report.findings {
        let window = finding.window.map(|w| (outcome.since_load(w.start_ms), outcome.since_load(w.end_ms)));
        println!("{} {window:.2?}: {}", finding.rule, finding.title);
    }
    for s in &outcome.report.load.stages {
        println!(
            "stage {} of {}: {:.2} to {:.2} s, planned {:?}, started {:?}",
            s.name,
            s.scenario,
            outcome.since_load(s.start_ms),
            outcome.since_load(s.end_ms),
            s.counts.planned,
            s.counts.started
        );
    }
    outcome.report.load.scenarios.iter().for_each(|s| println!("{} is {:?}", s.name, s.model));
    println!("{table}");
}

impl Table {
    fn row(&mut self, rule: &str) -> &mut Row {
        let at = self.rows.iter().position(|row| row.rule == rule).unwrap_or_else(|| {
            self.rows.push(Row { rule: rule.to_owned(), ..Row::default() });
            self.rows.len() - 1
        });
        &mut self.rows[at]
    }

    fn judge(&mut self, rule: &str, wrong: Option<String>, name: &str) {
        let row = self.row(rule);
        row.planted += 1;
        match wrong {
            None => row.found += 1,
            Some(why) => row.remarks.push(format!("{name} missed: {why}")),
        }
    }

    fn add(&mut self, name: &str, case: &Case, outcome: &Outcome) {
        let mut expected = case.planted.clone();
        for more in certain(case, &counts(&outcome.recordings), outcome.recordings.len()) {
            if !expected.iter().any(|p| p.rule == more.rule) {
                expected.push(more);
            }
        }
        for planted in &expected {
            let wrong = match outcome.findings(planted.rule) {
                Some(finding) => planted.wrong(outcome, finding),
                None => Some("not found".to_owned()),
            };
            self.judge(planted.rule, wrong, name);
        }
        // It is reported where latency has a knee, which is judged by itself.
        let knee = |rule: &str| rule == "waiting-dominates" && outcome.report.load.knee.is_some();
        for finding in &outcome.report.findings {
            let rule = finding.rule.as_str();
            if !expected.iter().any(|p| p.rule == rule) && !case.allowed.contains(&rule) && !knee(rule) {
                let row = self.row(rule);
                row.wrong += 1;
                row.remarks.push(format!("{name} false: {}", finding.title));
            }
        }
        for (scenario, rates) in &case.rates {
            let wrong = wrong_rates(case, outcome, scenario, rates);
            match (rates, wrong) {
                (Rates::None, None) => {}
                (Rates::None, Some(why)) => {
                    let row = self.row(PLAN);
                    row.wrong += 1;
                    row.remarks.push(format!("{name} false: {why}"));
                }
                (_, wrong) => self.judge(PLAN, wrong, name),
            }
        }
    }

    /// Rules that fall short of what is demanded of them.
    pub fn short(&self) -> Vec<String> {
        let mut all = Vec::new();
        for row in &self.rows {
            let Some((_, recall, precision)) = DEMANDS.iter().find(|(rule, ..)| *rule == row.rule) else {
                all.push(format!("{}: nothing of it is planted", row.rule));
                continue;
            };
            if row.recall() < *recall {
                all.push(format!("{}: recall {:.3} < {recall}", row.rule, row.recall()));
            }
            if row.precision() < *precision {
                all.push(format!("{}: precision {:.3} < {precision}", row.rule, row.precision()));
            }
        }
        let seldom = |rule: &str| !self.rows.iter().any(|row| row.rule == rule && row.planted >= 5);
        all.extend(DEMANDS.iter().filter(|d| seldom(d.0)).map(|d| format!("{}: planted in too few cases", d.0)));
        all
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f, "{} cases\n{:<26}planted found missed false precision recall", self.cases, "rule")?;
        for row in &self.rows {
            let missed = row.planted - row.found;
            writeln!(
                f,
                "{:<26}{:>7}{:>6}{:>7}{:>6}{:>10.3}{:>7.3}",
                row.rule,
                row.planted,
                row.found,
                missed,
                row.wrong,
                row.precision(),
                row.recall()
            )?;
        }
        for row in self.rows.iter().filter(|row| !row.remarks.is_empty()) {
            writeln!(f, "\n{}", row.rule)?;
            row.remarks.iter().try_for_each(|remark| writeln!(f, "  {remark}"))?;
        }
        Ok(())
    }
}
