//! Checks and groups: the tree as a list, shares of what passed, and what to say where there are none.

use sloscope_model::checks::{CheckGroup, CheckResult};
use sloscope_model::series::Series;
use sloscope_model::stat::Stat;

use crate::report::Report;

/// Depth first, in the order of the tree.
pub fn flat(root: &CheckGroup) -> Vec<(&str, &CheckResult)> {
    let mut all = Vec::new();
    let mut open = vec![root];
    while let Some(group) = open.pop() {
        all.extend(group.checks.iter().map(|check| (group.path.as_str(), check)));
        open.extend(group.groups.iter().rev());
    }
    all
}

/// The share of a check that passed; `None` if it never ran.
pub fn share(check: &CheckResult) -> Option<f64> {
    part(check.passes, check.fails)
}

#[allow(clippy::cast_precision_loss)]
fn part(passes: u64, fails: u64) -> Option<f64> {
    // A sum that nothing can count is not known.
    let all = passes.checked_add(fails)?;
    (all > 0).then(|| passes as f64 / all as f64)
}

/// A line of the tree as a table shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckLine<'a> {
    /// How deep it stands; 0 is the root's own.
    pub depth: usize,
    /// A group sums up the checks of itself and of all groups in it; its name is the last part of its path.
    pub is_group: bool,
    /// Of the check, or the last part of the group's path.
    pub name: &'a str,
    /// Times that it held; of a group the sum of all checks in it.
    pub passes: u64,
    /// Times that it did not hold; of a group the sum of all checks in it.
    pub fails: u64,
    /// Passes of all; absent where the check never ran.
    pub share: Option<f64>,
    /// ms after the start of the run; absent for groups, without a fail, and without samples.
    pub first_fail_ms: Option<f64>,
    /// As `first_fail_ms`.
    pub last_fail_ms: Option<f64>,
}

/// Depth first, a group before its checks, its checks before its groups; the root itself is left out.
pub fn lines(root: &CheckGroup) -> Vec<CheckLine<'_>> {
    let mut all = Vec::new();
    add(&mut all, root, 0);
    all
}

/// Adds what is in a group; answers its passes and fails.
fn add<'a>(all: &mut Vec<CheckLine<'a>>, group: &'a CheckGroup, depth: usize) -> (u64, u64) {
    let (mut passes, mut fails) = (0, 0);
    for check in &group.checks {
        passes = u64::saturating_add(passes, check.passes);
        fails = u64::saturating_add(fails, check.fails);
        all.push(CheckLine {
            depth,
            is_group: false,
            name: &check.name,
            passes: check.passes,
            fails: check.fails,
            share: share(check),
            first_fail_ms: check.first_fail_ms,
            last_fail_ms: check.last_fail_ms,
        });
    }
    for inner in &group.groups {
        let at = all.len();
        all.push(CheckLine {
            depth,
            is_group: true,
            name: &inner.name,
            passes: 0,
            fails: 0,
            share: None,
            first_fail_ms: None,
            last_fail_ms: None,
        });
        let (good, bad) = add(all, inner, depth + 1);
        (all[at].passes, all[at].fails, all[at].share) = (good, bad, part(good, bad));
        passes = passes.saturating_add(good);
        fails = fails.saturating_add(bad);
    }
    (passes, fails)
}

/// Why there are no checks to show; `None` if there are some.
pub fn checks_absent(report: &Report) -> Option<&'static str> {
    let metric = report.metrics.iter().find(|m| m.series == Series::metric("checks"));
    // k6 writes a rate of 0 with 0 passes and 0 fails for a metric without a sample.
    let ran = metric.map(|m| {
        let counted = m.values.get(Stat::Passes).zip(m.values.get(Stat::Fails)).map(|(passes, fails)| passes + fails);
        m.values.get(Stat::Rate).is_some() && counted != Some(0.0) && m.samples != Some(0)
    });
    absent(report.checks.as_ref(), ran, super::is_part(report))
}

/// `ran` tells what the metric says of checks; `None` if there is none.
fn absent(root: Option<&CheckGroup>, ran: Option<bool>, is_part: bool) -> Option<&'static str> {
    match (root, ran) {
        (Some(root), _) if !flat(root).is_empty() => None,
        (_, Some(true)) => Some(
            "These files state the share of checks that passed, not which checks there are. k6 run --out json=results.json.gz writes them.",
        ),
        (_, Some(false)) if is_part => Some("No check has these tags and lies in this window."),
        (_, Some(false)) => Some("No check ran: the script never reached one."),
        (None, None) => Some("These files hold no checks: check() in the script writes them."),
        (Some(_), None) => Some("The test has no checks: check() in the script makes them."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_sum_up_what_is_in_them() {
        let check =
            |name: &str, passes, fails| CheckResult { name: name.to_owned(), passes, fails, ..Default::default() };
        let inner = CheckGroup { name: "b".to_owned(), checks: vec![check("z", 0, 3)], ..Default::default() };
        let outer = CheckGroup {
            name: "a".to_owned(),
            checks: vec![check("y", 1, 0)],
            groups: vec![inner, CheckGroup { name: "never".to_owned(), ..Default::default() }],
            ..Default::default()
        };
        let root = CheckGroup { checks: vec![check("x", 5, 5)], groups: vec![outer], ..Default::default() };
        let seen: Vec<_> =
            lines(&root).into_iter().map(|l| (l.depth, l.is_group, l.name, l.passes, l.fails, l.share)).collect();
        assert_eq!(
            seen,
            [
                (0, false, "x", 5, 5, Some(0.5)),
                (0, true, "a", 1, 3, Some(0.25)),
                (1, false, "y", 1, 0, Some(1.0)),
                (1, true, "b", 0, 3, Some(0.0)),
                (2, false, "z", 0, 3, Some(0.0)),
                (1, true, "never", 0, 0, None),
            ]
        );
        assert_eq!(absent(None, None, false), Some("These files hold no checks: check() in the script writes them."));
        let none_left = Some("No check has these tags and lies in this window.");
        assert_eq!(absent(None, Some(false), true), none_left);
        assert_eq!(absent(None, None, true), absent(None, None, false), "there was none in the whole run");
        assert_eq!(
            absent(Some(&CheckGroup::default()), None, false),
            Some("The test has no checks: check() in the script makes them.")
        );
        let share_alone = Some(
            "These files state the share of checks that passed, not which checks there are. k6 run --out json=results.json.gz writes them.",
        );
        assert_eq!(absent(None, Some(true), false), share_alone);
        assert_eq!(absent(Some(&CheckGroup::default()), Some(true), false), share_alone);
        assert_eq!(absent(None, Some(false), false), Some("No check ran: the script never reached one."));
        assert_eq!(absent(Some(&root), Some(true), true), None);
    }
}
