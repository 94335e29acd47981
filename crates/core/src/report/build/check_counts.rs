//! The passes and fails of each check, beside those that a summary states: for the cross-check.

use crate::report::{CheckGroup, CheckResult};
use crate::series::Series;
use crate::stat::Stat;

/// (check, passes or fails, ours, theirs) of each check that a summary states. A machine-readable summary lists
/// checks without their groups: there the same name counts in all groups together.
pub fn pairs(ours: &CheckGroup, theirs: &CheckGroup) -> Vec<(Series, Stat, Option<f64>, f64)> {
    let (mine, stated) = (flat(ours), flat(theirs));
    let flat_list = theirs.groups.is_empty();
    let mut out = Vec::new();
    for (path, check) in stated {
        let same = |(p, c): &&(&str, &CheckResult)| c.name == check.name && (flat_list || *p == path);
        let found: Vec<_> = mine.iter().filter(same).map(|(_, c)| *c).collect();
        let sum = |count: fn(&CheckResult) -> u64| {
            (!found.is_empty()).then(|| found.iter().map(|c| count(c)).sum::<u64>() as f64)
        };
        let mut series = Series::metric("checks").with("check", &check.name);
        if !path.is_empty() {
            series = series.with("group", path);
        }
        // k6 lists a check of a group that never ran with zeros: nothing to compare.
        if found.is_empty() && check.passes + check.fails == 0 {
            continue;
        }
        out.push((series.clone(), Stat::Passes, sum(|c| c.passes), check.passes as f64));
        out.push((series, Stat::Fails, sum(|c| c.fails), check.fails as f64));
    }
    out
}

fn flat(group: &CheckGroup) -> Vec<(&str, &CheckResult)> {
    let mut all: Vec<_> = group.checks.iter().map(|c| (group.path.as_str(), c)).collect();
    all.extend(group.groups.iter().flat_map(flat));
    all
}
